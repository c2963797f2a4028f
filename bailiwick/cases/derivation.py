"""From facts to stored clocks and the light of a case. One path for one case and for a million.

Facts and stored clocks of a batch are read in three statements, derived in memory by ``law.derive``
and compared; only what differs is written, under a lock on the cases it belongs to.
The light of a case is that of its worst official clock; limits of our own that the court has not
adopted (internal) are stored but do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from bailiwick.cases import clock_store as store
from bailiwick.cases.clock_store import CaseRow, Light
from bailiwick.cases.facts import law_facts
from bailiwick.cases.law_tables import LawTables, forget, frame_of, tables
from bailiwick.cases.models import Case
from bailiwick.law.calendar import Calendar
from bailiwick.law.derive import Clock, Explanation, State, derive, explain
from bailiwick.law.facts import Fact, FactKind, standing
from bailiwick.law.rules import RuleBook

__all__ = [
    "book_for", "calendar", "clocks_as_of", "explanation", "forget", "frame_of", "rederive",
    "rederive_all", "rederive_many",
]  # fmt: skip

BATCH_CASES = 2000
_LIVE = {State.RUNNING, State.OVERDUE}
_ENDED = {State.MET, State.MET_LATE}


@dataclass(slots=True)
class Outcome:
    """What a derivation did: cases looked at, cases that differed, clock rows written or
    removed.
    """

    cases: int = 0
    changed: int = 0
    clocks_written: int = 0

    def __iadd__(self, other: Outcome) -> Outcome:
        self.cases += other.cases
        self.changed += other.changed
        self.clocks_written += other.clocks_written
        return self


def calendar() -> Calendar:
    """Return the working-day calendar of the tables (kept until they change)."""
    return tables().calendar


def book_for(court_id: int, on: date) -> RuleBook:
    """Return the rules with the court's settings in force on a day."""
    return tables().book(court_id, on)


def rederive(case: Case, *, as_of: date) -> Outcome:
    """Derive one case and refresh the light columns of the object in hand."""
    outcome = rederive_many([case.pk], as_of=as_of)
    case.refresh_from_db(fields=[*store.LIGHT_COLUMNS, "node"])
    return outcome


def rederive_many(ids: Iterable[int], *, as_of: date) -> Outcome:
    """Derive the cases and write only what differs; one short transaction a batch."""
    outcome = Outcome()
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), BATCH_CASES):
        outcome += _batch(wanted[start : start + BATCH_CASES], as_of)
    return outcome


def rederive_all(as_of: date, *, workers: int = 1) -> Outcome:
    """Derive the whole register, by ``workers`` processes over ranges of ids (``rederivation``)."""
    from bailiwick.cases.rederivation import run

    return run(as_of, workers=workers)


def clocks_as_of(case: Case, as_of: date, known_at: datetime | None = None) -> list[Clock]:
    """Return the clocks of any past or present day; with ``known_at``, from what was known then."""
    known = tables()
    return derive(
        frame_of(case, as_of),
        law_facts(case.pk, known_at),
        known.book(case.court_id, as_of),
        known.calendar,
        as_of,
    )


def explanation(
    case: Case, rule: str, subject: str = "", *, as_of: date, known_at: datetime | None = None
) -> Explanation:
    """Return why a clock of the case shows what it shows on a day (预警说明).

    Raises:
        LookupError: the case has no such clock on that day.
    """
    known = tables()
    return explain(
        frame_of(case, as_of),
        law_facts(case.pk, known_at),
        known.book(case.court_id, as_of),
        known.calendar,
        as_of,
        rule,
        subject,
    )


def _batch(ids: Sequence[int], as_of: date) -> Outcome:
    """Derive one batch. Inside a caller's transaction its cases are locked at once; otherwise they
    are first derived without locks, and again under locks where they differ.
    """
    known = tables()
    wanted = ids
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            wanted = [item.case.id for item in _derived(cursor, ids, as_of, known) if item.differs]
        if not wanted:
            return Outcome(cases=len(ids))
    with transaction.atomic(), connection.cursor() as cursor:
        store.lock(cursor, wanted)
        differing = [item for item in _derived(cursor, wanted, as_of, known) if item.differs]
        written = store.write(cursor, differing)
    return Outcome(len(ids), len(differing), written)


def _derived(cursor: Any, ids: Sequence[int], as_of: date, known: LawTables) -> list[store.Derived]:
    cases = store.read_cases(cursor, ids)
    stored = store.read_clocks(cursor, ids)
    results = []
    by_case = {
        case_id: list(rows)
        for case_id, rows in groupby(store.read_facts(cursor, ids), key=itemgetter(0))
    }
    for case in cases:
        facts = store.facts_of(by_case.get(case.id, ()))
        clocks = derive(
            known.frame(case.number, case.court_id, case.type_code, case.kind, as_of),
            facts,
            known.book(case.court_id, as_of),
            known.calendar,
            as_of,
        )
        results.append(
            store.Derived(
                case,
                light_of(clocks, as_of, node_of(case, facts)),
                {store.line(clock) for clock in clocks},
                stored.get(case.id, frozenset()),
            )
        )
    return results


def light_of(clocks: Iterable[Clock], as_of: date, node: str = "") -> Light:
    """Return the light columns: the first day of each level over all live official clocks.

    ``due_on`` is the due day of the clock that is worst on ``as_of``, so that level and days
    come from the same clock; the case wakes on the day another clock becomes the worst.
    """
    official = [clock for clock in clocks if not clock.internal and clock.state not in _ENDED]
    live = [clock for clock in official if clock.state in _LIVE and not clock.grey]
    worst = _worst(live, as_of) if live else None
    return Light(
        yellow_on=_first(clock.yellow_on for clock in live),
        orange_on=_first(clock.orange_on for clock in live),
        red_on=_first(clock.red_on for clock in live),
        black_on=_first(clock.black_on for clock in live),
        is_grey=any(clock.grey for clock in official),
        is_paused=any(clock.state is State.PAUSED for clock in official),
        due_on=worst.due if worst else None,
        wake_on=_first([*(clock.wake_on for clock in clocks), _worst_changes(live, worst, as_of)]),
        node=node,
    )


def _worst(live: list[Clock], on: date) -> Clock:
    return min(live, key=lambda clock: (_rank(clock, on), clock.due or date.max))


def _rank(clock: Clock, on: date) -> int:
    for rank, day in enumerate((clock.black_on, clock.red_on, clock.orange_on, clock.yellow_on)):
        if day is not None and day <= on:
            return rank
    return 4


def _worst_changes(live: list[Clock], worst: Clock | None, as_of: date) -> date | None:
    if worst is None or len(live) < 2:
        return None
    turns = {
        day
        for clock in live
        if clock is not worst
        for day in (clock.yellow_on, clock.orange_on, clock.red_on, clock.black_on)
        if day is not None and day > as_of
    }
    return next((day for day in sorted(turns) if _worst(live, day) is not worst), None)


def node_of(case: CaseRow, facts: list[Fact]) -> str:
    """Return the node reached last (当前节点); N36 once the case is closed."""
    if case.closed:
        return "N36"
    reached = [(fact.on, fact.what) for fact in standing(facts) if fact.kind is FactKind.NODE]
    return max(reached)[1] if reached else ""


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
