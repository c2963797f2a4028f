"""Reading and writing clocks in bulk: plain statements, no object per row.

A stored clock travels as one line of text, made the same way by PostgreSQL and here, so a case that
has not changed costs the comparison of two sets and no parsing. Days are proleptic ordinals in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bailiwick.law.derive import Clock, State
from bailiwick.law.facts import Fact, FactKind

FIELD, LINE = "\x1f", "\x1e"
LIGHT_COLUMNS = (
    "yellow_on", "orange_on", "red_on", "black_on", "is_grey", "is_paused", "due_on", "wake_on",
)  # fmt: skip
_DAYS = ("start_on", "due_on", "yellow_on", "orange_on", "red_on", "black_on", "met_on")
_ENDED = (State.MET, State.MET_LATE)
_KINDS = {str(kind): kind for kind in FactKind}


@dataclass(frozen=True, slots=True)
class Light:
    """The derived columns of a case."""

    yellow_on: date | None
    orange_on: date | None
    red_on: date | None
    black_on: date | None
    is_grey: bool
    is_paused: bool
    due_on: date | None
    wake_on: date | None
    node: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What derivation needs of a case."""

    id: int
    court_id: int
    number: str
    type_code: str
    kind: str
    closed: bool
    light: Light


@dataclass(frozen=True, slots=True)
class Derived:
    """A case with what was derived and what is stored."""

    case: CaseRow
    light: Light
    lines: set[str]
    stored: frozenset[str]

    @property
    def differs(self) -> bool:
        return self.light != self.case.light or self.lines != self.stored


_CASES = """
SELECT id, court_id, number, type_code, kind, closed_on IS NOT NULL,
       yellow_on, orange_on, red_on, black_on, is_grey, is_paused, due_on, wake_on, node
  FROM cases_case WHERE id = ANY(%s) ORDER BY id
"""
_FACTS = """
SELECT case_id, id, kind, what, on_day, until, ref, document, months, days, urgent, mode, detail,
       (recorded_at AT TIME ZONE 'Asia/Shanghai')::date, supersedes_id
  FROM cases_fact WHERE case_id = ANY(%s) ORDER BY case_id, id
"""
_ORDINAL = "coalesce(({column} - date '0001-01-01' + 1)::text, '')"
_CLOCKS = """
SELECT case_id, string_agg({line}, E'\\x1e') FROM cases_caseclock WHERE case_id = ANY(%s)
 GROUP BY case_id
""".format(
    line=" || E'\\x1f' || ".join(
        ["rule", "subject", "state", "CASE WHEN internal THEN '1' ELSE '' END"]
        + [_ORDINAL.format(column=column) for column in _DAYS]
    )
)


def read_cases(cursor: Any, ids: Sequence[int]) -> list[CaseRow]:
    cursor.execute(_CASES, [list(ids)])
    return [
        CaseRow(row[0], row[1], row[2], row[3], row[4], row[5], Light(*row[6:]))
        for row in cursor.fetchall()
    ]


def read_facts(cursor: Any, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return rows (case, columns of a fact …) by case and in order of recording."""
    cursor.execute(_FACTS, [list(ids)])
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def facts_of(rows: Iterable[tuple[Any, ...]]) -> list[Fact]:
    return [
        Fact(
            row[1], _KINDS[row[2]], row[3], row[4], row[5], row[6], row[7], row[8], row[9],
            row[10], row[11], row[12], row[13], row[14],
        )
        for row in rows
    ]  # fmt: skip


def read_clocks(cursor: Any, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    cursor.execute(_CLOCKS, [list(ids)])
    return {case_id: frozenset(text.split(LINE)) for case_id, text in cursor.fetchall()}


def line(clock: Clock) -> str:
    """Return the clock as its stored row reads."""
    state = "grey" if clock.grey and clock.state not in _ENDED else clock.state.value
    return FIELD.join(
        [
            clock.rule, clock.subject, state, "1" if clock.internal else "",
            _ordinal(clock.start), _ordinal(clock.due), _ordinal(clock.yellow_on),
            _ordinal(clock.orange_on), _ordinal(clock.red_on), _ordinal(clock.black_on),
            _ordinal(clock.met_on),
        ]
    )  # fmt: skip


def _ordinal(day: date | None) -> str:
    return "" if day is None else str(day.toordinal())


def _day(ordinal: str) -> date | None:
    return date.fromordinal(int(ordinal)) if ordinal else None


def lock(cursor: Any, ids: Sequence[int]) -> None:
    """Lock the cases in order of their ids, so two derivations never wait for each other in a
    ring.
    """
    cursor.execute(
        "SELECT id FROM cases_case WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [list(ids)]
    )


_UPDATE_LIGHT = """
UPDATE cases_case c SET (yellow_on, orange_on, red_on, black_on, is_grey, is_paused, due_on,
wake_on,
       node) = (v.y, v.o, v.r, v.b, v.g, v.p, v.d, v.w, v.n)
  FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::date[], %s::date[], %s::bool[], %s::bool[],
              %s::date[], %s::date[], %s::text[]) AS v(id, y, o, r, b, g, p, d, w, n)
 WHERE c.id = v.id
"""
_DELETE = """
DELETE FROM cases_caseclock k USING unnest(%s::bigint[], %s::text[], %s::text[]) AS v(c, r, s)
 WHERE k.case_id = v.c AND k.rule = v.r AND k.subject = v.s
"""
_COLUMNS = (
    "case_id, court_id, type_code, rule, subject, state, internal, start_on, due_on, yellow_on, orange_on, "
    "red_on, black_on, met_on"
)
_UPDATE = """
UPDATE cases_caseclock k SET (type_code, state, internal, start_on, due_on, yellow_on, orange_on,
       red_on, black_on, met_on) = (v.t, v.st, v.i, v.a, v.d, v.y, v.o, v.r, v.b, v.m)
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[], %s::date[],
              %s::date[], %s::date[], %s::date[], %s::date[], %s::date[], %s::date[])
       AS v(c, t, ru, su, st, i, a, d, y, o, r, b, m)
 WHERE k.case_id = v.c AND k.rule = v.ru AND k.subject = v.su
"""


def write(cursor: Any, derived: Sequence[Derived]) -> int:
    """Write the differences; return how many clock rows were inserted, changed or removed."""
    lights = [d for d in derived if d.light != d.case.light]
    if lights:
        cursor.execute(
            _UPDATE_LIGHT,
            [[d.case.id for d in lights]]
            + [[getattr(d.light, name) for d in lights] for name in (*LIGHT_COLUMNS, "node")],
        )
    inserts: list[tuple[Any, ...]] = []
    updates: list[tuple[Any, ...]] = []
    deletes: list[tuple[Any, ...]] = []
    for item in derived:
        if item.lines == item.stored:
            continue
        old = {tuple(text.split(FIELD, 2)[:2]) for text in item.stored - item.lines}
        for text in item.lines - item.stored:
            row = _row(item.case, text)
            key = (row[3], row[4])
            (updates if key in old else inserts).append(row)
            old.discard(key)
        deletes += [(item.case.id, *key) for key in old]
    _delete(cursor, deletes)
    _update(cursor, updates)
    _insert(cursor, inserts)
    return len(inserts) + len(updates) + len(deletes)


def _row(case: CaseRow, text: str) -> tuple[Any, ...]:
    rule, subject, state, internal, *days = text.split(FIELD)
    head = (case.id, case.court_id, case.type_code)
    return (*head, rule, subject, state, internal == "1", *map(_day, days))


def _insert(cursor: Any, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    with cursor.copy(f"COPY cases_caseclock ({_COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _update(cursor: Any, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        columns = list(zip(*rows, strict=True))
        cursor.execute(_UPDATE, [list(columns[0]), *(list(column) for column in columns[2:])])


def _delete(cursor: Any, keys: list[tuple[Any, ...]]) -> None:
    if keys:
        cursor.execute(_DELETE, [list(column) for column in zip(*keys, strict=True)])
