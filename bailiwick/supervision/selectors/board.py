"""节点看板: courts × nodes × levels, counted in two statements, each number equal to its list.

A cell counts cases with at least one clock of the column at one of the wanted levels; the columns on
the right count open cases by their worst official clock. Periods of the parties are nobody's fault
and not on the board; limits of our own only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from bailiwick.cases.selectors.lights import LABELS, LEVELS
from bailiwick.law.rules import RULES
from bailiwick.org.models import Account, Court
from bailiwick.org.scope import Scope, scope_of

MODES = {"courts": "法院 × 节点", "levels": "节点 × 等级", "officers": "承办人"}
ALERTS = ("black", "red", "orange", "yellow")
OVERDUE, NEAR, QUIET = ("black", "red"), ("orange", "yellow"), ("green", "grey")
BAR = 1000  # width of a distribution bar in its own units


@dataclass(frozen=True)
class Column:
    """A column of the board: a stage, what people call it, and the rules it counts.

    ``lead`` is the rule, opening once a case, that makes up nearly all of a column of several.
    """

    key: str
    stage: str
    name: str
    rules: tuple[str, ...]
    lead: str = ""

    @property
    def first(self) -> bool:
        """Whether it begins a stage: the board draws a line there."""
        return self.key in _FIRST

    @property
    def alone(self) -> bool:
        """Whether each case has at most one clock in it: one rule, which opens once a case."""
        newest = RULES[self.rules[0]][-1]
        return len(self.rules) == 1 and not newest.each and not newest.special

    @property
    def lines(self) -> tuple[str, ...]:
        """The name in two lines of two characters, as the head of the board writes it."""
        return (self.name[:2], self.name[2:]) if len(self.name) == 4 else (self.name,)


COLUMNS: tuple[Column, ...] = (
    Column("filing", "立案分案", "立案审查", ("FIL-01", "OBJ-01")),
    Column("officer", "立案分案", "分案", ("NTC-01",)),
    Column("received", "立案分案", "接收", ("N05", "N06"), "N06"),
    Column("notice", "启动", "执行通知", ("NTC-02", "NTC-02a", "NTC-04", "NTC-05")),
    Column("report", "启动", "财产报告", ("NTC-03", "N14")),
    Column("service", "启动", "送达", ("N10",)),
    Column("query", "查控", "网络查控", ("INV-02", "INV-03", "INV-04", "N12")),
    Column("clue", "查控", "线索核实", ("INV-01", "INV-08")),
    Column("control", "查控", "查封冻结", ("INV-04b", "N17", "CTL-01", "CTL-02", "CTL-03")),
    Column("valuation", "变价惩戒", "评估询价", ("N22",)),
    Column("auction", "变价惩戒", "网络拍卖", ("N23",)),
    Column("dishonest", "变价惩戒", "纳入失信", ("N28",)),
    Column("transfer", "案款", "扣划", ("N21",)),
    Column("payout", "案款", "发放", ("MNY-06", "MNY-06a", "MNY-06b", "MNY-08")),
    Column("objection", "审查", "异议复议", (
        "OBJ-01b", "OBJ-02", "OBJ-03", "OBJ-03b", "OBJ-09", "OBJ-09b", "OBJ-10",
    )),
    Column("preservation", "审查", "保全", ("PRS-01", "PRS-01a", "PRS-01b", "PRS-03", "PRS-04")),
    Column("exec", "结案", "执行期限", ("EXEC",)),
    Column("after", "结案", "终本核查", ("ZB-01", "ZB-02"), "ZB-02"),
    Column("archive", "结案", "归档", ("N37",)),
)  # fmt: skip
_FIRST = {next(rows).key for _, rows in groupby(COLUMNS, key=lambda column: column.stage)}
#: Not on the board: what the parties may do, not what the court must.
OF_THE_PARTIES = frozenset({"C226"} | {rule for rule, rows in RULES.items() if rows[-1].party})


@dataclass(frozen=True)
class Wanted:
    """What the page is asked to show; it comes from the URL and goes back into every link."""

    on: date
    today: date
    mode: str = "courts"
    levels: tuple[str, ...] = ALERTS
    type_code: str = ""
    internal: bool = False
    court: int | None = None

    @property
    def quiet(self) -> bool:
        """Whether levels are wanted that only a look at every live clock can count."""
        return any(level in QUIET for level in self.levels)


@dataclass(frozen=True)
class Number:
    """A count with the list it opens."""

    count: int
    url: str


@dataclass(frozen=True)
class Cell:
    """Overdue (with the worst shape), near due, and what is calm; no number where there is none."""

    overdue: Number | None = None
    black: int = 0
    near: Number | None = None
    quiet: Number | None = None

    @property
    def worst(self) -> str:
        return "black" if self.black else "red"

    @property
    def hot(self) -> bool:
        return self.overdue is not None and self.overdue.count >= 6

    @property
    def empty(self) -> bool:
        return not (self.overdue or self.near or self.quiet)


@dataclass(frozen=True)
class Piece:
    """A stretch of a distribution bar, in thousandths, by the square root of its count."""

    level: str
    x: int
    width: int


@dataclass
class Row:
    """A court or an officer with its cells, its open cases and how their lights are spread."""

    name: str
    url: str
    cells: list[Cell]
    open: Number
    overdue: Number
    spread: dict[str, int] = field(default_factory=dict)
    total: bool = False
    own: bool = False

    @property
    def pairs(self) -> list[tuple[Column, Cell]]:
        return list(zip(COLUMNS, self.cells, strict=True))

    @property
    def pieces(self) -> list[Piece]:
        return spread_pieces(self.spread, self.open.count)

    @property
    def spread_text(self) -> str:
        return "　".join(f"{LABELS[level]} {self.spread.get(level, 0)}" for level in LEVELS)


@dataclass
class Board:
    """Everything the page shows."""

    wanted: Wanted
    columns: Sequence[Any]
    stages: list[tuple[str, int]]
    rows: list[Row]
    total: Row | None
    courts: int = 0
    former: int = 0  # abolished courts that still have cases, besides

    @property
    def all_rows(self) -> list[Row]:
        return [*self.rows, *([self.total] if self.total else [])]

    @property
    def nothing(self) -> bool:
        return not self.rows


def board(account: Account, wanted: Wanted) -> Board:
    """Count the board an account may see."""
    scope = scope_of(account)
    if wanted.mode == "levels":
        return _by_level(scope, wanted)
    if wanted.mode == "officers":
        return _by_officer(scope, wanted)
    return _by_court(scope, wanted)


def spread_pieces(spread: Mapping[str, int], total: int) -> list[Piece]:
    """Return the bar of a row: each level by the square root of its count, so that few still show."""
    counts = {level: spread.get(level, 0) for level in LEVELS}
    counts["green"] += max(0, total - sum(counts.values()))  # nothing is due in them
    order = ("black", "red", "orange", "yellow", "green", "grey")
    roots = {level: counts[level] ** 0.5 for level in order}
    whole = sum(roots.values())
    pieces: list[Piece] = []
    at = 0.0
    for level in order:
        if not roots[level]:
            continue
        width = roots[level] * BAR / whole
        pieces.append(Piece(level, round(at), round(at + width) - round(at)))
        at += width
    return pieces


# ------------------------------------------------------------------------------ statements

# What the statements cost is hashing one entry a case. Columns and levels therefore travel as small
# numbers, and a column whose one rule has one clock a case is counted by level right away: its key
# is the level (negative) instead of the case. So are the clocks of a column's leading rule, but for
# the few cases that have a clock of another rule of such a column.
_LEVEL = """CASE WHEN k.state = 'grey' THEN 5 WHEN k.state = 'paused' THEN 4
        WHEN k.black_on <= %(day)s THEN 0 WHEN k.red_on <= %(day)s THEN 1
        WHEN k.orange_on <= %(day)s THEN 2 WHEN k.yellow_on <= %(day)s THEN 3
        ELSE 4 END"""
_KEY = "CASE WHEN alone THEN -1 - level ELSE case_id END"
_CLOCKS = """
SELECT {group}, col, {counts}
  FROM (SELECT {group}, col, {key} AS who, bit_or(1 << level) AS marks, count(*) AS clocks
          FROM (SELECT {outer} AS {group}, r.col, {alone} AS alone, k.case_id, {level} AS level
                  FROM cases_caseclock k
                  JOIN unnest(%(rules)s::text[], %(cols)s::int[], %(alone)s::bool[], %(leads)s::bool[])
                       r(rule, col, alone, leads) ON r.rule = k.rule
                  {join}
                 WHERE {where}) l
         {only}
         GROUP BY {group}, col, who) c
 GROUP BY {group}, col
"""
_ALONE = "r.alone"
_ALONE_OR_LEADING = """
r.alone OR r.leads AND k.case_id NOT IN (
    SELECT s.case_id FROM cases_caseclock s
     WHERE s.rule = ANY(%(beside)s) AND s.court_id = ANY(%(courts)s)
       AND s.state IN ('running', 'overdue', 'paused', 'grey'))"""
_COUNT = (
    "coalesce(sum(CASE WHEN who < 0 THEN clocks ELSE 1 END) FILTER (WHERE marks & {mask} > 0), 0)"
)
_MASKS = (1, 3, 12, 48)  # black; red or black; orange or yellow; green or grey
_ALERTED = (
    "k.state IN ('running', 'overdue') "
    "AND least(k.yellow_on, k.orange_on, k.red_on, k.black_on) <= %(day)s"
)
_LIVE = "k.state IN ('running', 'overdue', 'paused', 'grey')"
_OPEN = """
SELECT {group}, count(*), {levels} FROM cases_case c WHERE {where} GROUP BY {group}
"""
_CASE_LEVELS = {
    "black": "black_on <= %(day)s",
    "red": "red_on <= %(day)s AND NOT coalesce(black_on <= %(day)s, false)",
    "orange": "orange_on <= %(day)s AND NOT coalesce(least(red_on, black_on) <= %(day)s, false)",
    "yellow": "yellow_on <= %(day)s "
    "AND NOT coalesce(least(orange_on, red_on, black_on) <= %(day)s, false)",
    "green": "(due_on IS NOT NULL OR is_paused) "
    "AND NOT coalesce(least(yellow_on, orange_on, red_on, black_on) <= %(day)s, false)",
    "grey": "is_grey AND NOT is_paused AND due_on IS NULL "
    "AND NOT coalesce(least(yellow_on, orange_on, red_on, black_on) <= %(day)s, false)",
}


def _names(scope: Scope, wanted: Wanted, columns: Iterable[Column]) -> dict[str, Any]:
    pairs = [(rule, place) for place, column in enumerate(columns) for rule in column.rules]
    return {
        "rules": [rule for rule, _ in pairs],
        "alone": [COLUMNS[place].alone for _, place in pairs],
        "leads": [COLUMNS[place].lead == rule for rule, place in pairs],
        "beside": [rule for rule, place in pairs if COLUMNS[place].lead not in ("", rule)],
        "cols": [place for _, place in pairs],
        "day": wanted.on,
        "levels": [LEVELS.index(level) for level in wanted.levels],
        "courts": sorted(scope.courts),
        "groups": sorted(scope.groups),
        "person": scope.person_id,
        "own": sorted(scope.own_courts),
        "type": wanted.type_code,
        "court": wanted.court,
        "internal": [False, True] if wanted.internal else [False],
    }


def _clock_where(scope: Scope, wanted: Wanted, live: str) -> tuple[str, str]:
    """Return (join, where) of the clocks: the case is joined only when a condition needs it."""
    parts = [live, "k.internal = ANY(%(internal)s)"]
    join = ""
    if wanted.court is not None:
        parts.append("k.court_id = %(court)s")
    if _whole_courts(scope):
        parts.append("k.court_id = ANY(%(courts)s)")
    else:
        parts.append(f"({_reach(scope)})")
        join = "JOIN cases_case c ON c.id = k.case_id"
    if wanted.type_code:
        parts.append("k.type_code = %(type)s")
    return join, " AND ".join(parts)


def _whole_courts(scope: Scope) -> bool:
    """Whether the account reaches courts and nothing less: then a clock's court says enough."""
    return not (scope.groups or scope.own_courts)


def _reach(scope: Scope) -> str:
    """SQL of ``Scope.rows`` on ``cases_case c``."""
    parts = []
    if scope.courts:
        parts.append("c.court_id = ANY(%(courts)s)")
    if scope.groups:
        parts.append("c.group_id = ANY(%(groups)s)")
    if scope.own_courts:
        parts.append(
            "(c.court_id = ANY(%(own)s) AND (c.officer_id = %(person)s OR c.clerk_id = %(person)s))"
        )
    return " OR ".join(parts) or "false"


def _open_where(scope: Scope, wanted: Wanted) -> str:
    parts = ["c.closed_on IS NULL"] + ([] if scope.everywhere else [f"({_reach(scope)})"])
    if wanted.court is not None:
        parts.append("c.court_id = %(court)s")
    if wanted.type_code:
        parts.append("c.type_code = %(type)s")
    return " AND ".join(parts)


def _rows(statement: str, names: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, names)
        return list(cursor.fetchall())


def _cells(
    scope: Scope, wanted: Wanted, group: str, outer: str
) -> dict[tuple[Any, str], tuple[int, int, int, int]]:
    join, where = _clock_where(scope, wanted, _LIVE if wanted.quiet else _ALERTED)
    statement = _CLOCKS.format(
        group=group,
        outer=outer,
        key=_KEY,
        level=_LEVEL,
        alone=_ALONE_OR_LEADING if _whole_courts(scope) else _ALONE,
        counts=", ".join(_COUNT.format(mask=mask) for mask in _MASKS),
        join=join,
        where=where,
        only="" if wanted.levels == ALERTS else "WHERE level = ANY(%(levels)s::int[])",
    )
    return {
        (row[0], COLUMNS[row[1]].key): (int(row[2]), int(row[3]), int(row[4]), int(row[5]))
        for row in _rows(statement, _names(scope, wanted, COLUMNS))
    }


def _open(scope: Scope, wanted: Wanted, group: str) -> dict[Any, tuple[int, dict[str, int]]]:
    levels = ", ".join(f"count(*) FILTER (WHERE {sql})" for sql in _CASE_LEVELS.values())
    statement = _OPEN.format(group=group, levels=levels, where=_open_where(scope, wanted))
    return {
        row[0]: (row[1], dict(zip(_CASE_LEVELS, row[2:], strict=True)))
        for row in _rows(statement, _names(scope, wanted, COLUMNS))
    }


# ------------------------------------------------------------------------------ the three modes


def _by_court(scope: Scope, wanted: Wanted) -> Board:
    cells = _cells(scope, wanted, "court_id", "k.court_id")
    spread = _open(scope, wanted, "court_id")
    courts = _courts(scope, {key for key, _ in cells} | set(spread), wanted.on)
    rows = [
        _row(
            wanted,
            court.short_name,
            {"court": str(court.pk)},
            {column.key: cells.get((court.pk, column.key)) for column in COLUMNS},
            spread.get(court.pk),
            own=court.parent_id is None,
        )
        for court in courts
    ]
    rows.sort(key=lambda row: (not row.own, -row.overdue.count, -row.open.count))
    total = _total(wanted, cells, spread, {}) if len(rows) > 1 else None
    if total and any(row.own for row in rows):
        total.name = "全市合计"
    former = sum(not _stands(court, wanted.on) for court in courts)
    return Board(wanted, COLUMNS, _stages(), rows, total, len(rows) - former, former)


def _by_officer(scope: Scope, wanted: Wanted) -> Board:
    """Officers of the teams the account belongs to, never beyond (interface §6)."""
    if not scope.groups:
        return Board(wanted, COLUMNS, _stages(), [], None)
    teams = Scope(scope.person_id, groups=scope.groups)
    cells = _cells(teams, wanted, "officer_id", "c.officer_id")
    spread = _open(teams, wanted, "officer_id")
    names = dict(
        _rows("SELECT id, name FROM org_person WHERE id = ANY(%(ids)s)", {"ids": [
            key for key in {key for key, _ in cells} | set(spread) if key is not None
        ]})
    )  # fmt: skip
    groups = {"group": str(next(iter(scope.groups)))} if len(scope.groups) == 1 else {}
    rows = [
        _row(
            wanted,
            names.get(key, "未定承办人"),
            {"officer": str(key) if key else "none"} | groups,
            {column.key: cells.get((key, column.key)) for column in COLUMNS},
            spread.get(key),
        )
        for key in {key for key, _ in cells} | set(spread)
    ]
    rows.sort(key=lambda row: (-row.overdue.count, -row.open.count, row.name))
    total = _total(wanted, cells, spread, groups) if len(rows) > 1 else None
    return Board(wanted, COLUMNS, _stages(), rows, total)


def _by_level(scope: Scope, wanted: Wanted) -> Board:
    """Nodes down, the six levels across; each number is a list of its own."""
    join, where = _clock_where(scope, wanted, _LIVE)
    statement = _CLOCKS.format(
        group="place",
        outer="0",
        key=_KEY,
        level=_LEVEL,
        alone=_ALONE_OR_LEADING if _whole_courts(scope) else _ALONE,
        counts=", ".join(_COUNT.format(mask=1 << place) for place in range(len(LEVELS))),
        join=join,
        where=where,
        only="",
    )
    found = {
        (COLUMNS[row[1]].key, level): int(count)
        for row in _rows(statement, _names(scope, wanted, COLUMNS))
        for level, count in zip(LEVELS, row[2:], strict=True)
    }
    rows = []
    for column in COLUMNS:
        spread = {level: found.get((column.key, level), 0) for level in LEVELS}
        cells = [
            Cell(overdue=_number(wanted, count, {}, column, (level,)) if count else None)
            for level, count in spread.items()
        ]
        url = list_url(wanted, rule=",".join(column.rules), rule_level=",".join(LEVELS))
        row = Row(
            column.name, url, cells, Number(sum(spread.values()), url), Number(0, url), spread
        )
        rows.append(row)
    return Board(wanted, LEVELS, _stages(), rows, None)


def _row(
    wanted: Wanted,
    name: str,
    query: Mapping[str, str],
    counts: Mapping[str, tuple[int, int, int, int] | None],
    spread: tuple[int, dict[str, int]] | None,
    *,
    own: bool = False,
    total: bool = False,
) -> Row:
    number, levels = spread or (0, {})
    late = levels.get("black", 0) + levels.get("red", 0)
    return Row(
        name,
        list_url(wanted, status="open", **query),
        [_cell(wanted, counts.get(column.key), query, column) for column in COLUMNS],
        Number(number, list_url(wanted, status="open", **query)),
        Number(late, list_url(wanted, status="open", level="overdue", **query)),
        levels,
        total,
        own,
    )


def _cell(
    wanted: Wanted,
    counts: tuple[int, int, int, int] | None,
    query: Mapping[str, str],
    column: Column,
) -> Cell:
    if counts is None:
        return Cell()
    black, overdue, near, quiet = counts

    def number(count: int, levels: Sequence[str]) -> Number | None:
        return _number(wanted, count, query, column, levels) if count else None

    return Cell(number(overdue, OVERDUE), black, number(near, NEAR), number(quiet, QUIET))


def _number(
    wanted: Wanted, count: int, query: Mapping[str, str], column: Column, levels: Sequence[str]
) -> Number:
    shown = [level for level in levels if level in wanted.levels or wanted.mode == "levels"]
    url = list_url(wanted, rule=",".join(column.rules), rule_level=",".join(shown), **query)
    return Number(count, url)


def list_url(wanted: Wanted, **query: str) -> str:
    """Return the address of the case list that has exactly the counted cases."""
    params = dict(query)
    if wanted.court is not None and "court" not in params:
        params["court"] = str(wanted.court)
    if wanted.type_code:
        params["type"] = wanted.type_code
    if not wanted.internal and "rule" in params:
        params["official"] = "1"
    if wanted.on != wanted.today:
        params["as_of"] = wanted.on.isoformat()
    return f"{reverse('cases:case_list')}?{urlencode(params, safe=',')}"


def _total(
    wanted: Wanted,
    cells: Mapping[tuple[Any, str], tuple[int, int, int, int]],
    spread: Mapping[Any, tuple[int, dict[str, int]]],
    query: Mapping[str, str],
) -> Row:
    sums: dict[str, tuple[int, int, int, int]] = {}
    for (_, column), counts in cells.items():
        one, two, three, four = sums.get(column, (0, 0, 0, 0))
        sums[column] = one + counts[0], two + counts[1], three + counts[2], four + counts[3]
    levels = {level: sum(counts.get(level, 0) for _, counts in spread.values()) for level in LEVELS}
    number = sum(count for count, _ in spread.values())
    return _row(wanted, "合计", query, sums, (number, levels), total=True)


def _stages() -> list[tuple[str, int]]:
    return [(stage, len(list(rows))) for stage, rows in groupby(COLUMNS, key=lambda c: c.stage)]


def _courts(scope: Scope, found: set[Any], on: date) -> list[Court]:
    """Return the courts with a row: those of the day, and older ones that still have cases."""
    reached = scope.courts | scope.own_courts
    rows = Court.objects.filter(pk__in=reached | {key for key in found if key is not None})
    return [court for court in rows if court.pk in found or _stands(court, on)]


def _stands(court: Court, on: date) -> bool:
    return court.valid_from <= on and (court.valid_to is None or court.valid_to >= on)
