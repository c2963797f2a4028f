"""Control measures: their terms with renewals, and their ladder of levels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bailiwick.law.case import Case, earliest, is_grey, version_on
from bailiwick.law.clocks import Clock, State
from bailiwick.law.facts import Fact, is_queued, measure_rule
from bailiwick.law.reckon import (
    OPEN,
    add_months,
)
from bailiwick.law.rules import Compiled

# ------------------------------------------------------------------------------ control measures


NOTICE_DAYS = (90, 60, 30)  # days left on which the officer is told
YELLOW_DAYS, ORANGE_DAYS, RED_DAYS = 30, 7, 3
#: After these closings a standing measure has nothing left to secure: its lapse is no one's fault.
ENDS_MEASURES = frozenset({"执行完毕", "不予执行", "驳回申请"})


class Held(NamedTuple):
    """A control measure with its present term. ``lapsed``: gaps in which it had no effect."""

    version: Compiled
    subject: str
    fact: Fact
    start: int
    due: int
    inferred: bool
    renewals: tuple[Fact, ...]
    released: Fact | None
    lapsed: tuple[tuple[int, int], ...]
    beyond_longest: bool


def term_end(version: Compiled, start: int) -> int:
    """Return the last day of the longest term: the anniversary − 1 day."""
    return add_months(start, version.limit) - 1


def measures(case: Case) -> Iterator[Held]:
    """Yield each control measure whose term has begun, with its renewals up to ``as_of``."""
    index = case.index
    by_ref: dict[str, list[Fact]] = {}
    for place, fact in enumerate(index.measures):
        by_ref.setdefault(fact.ref or f"\0{place}", []).append(fact)
    seen: dict[str, int] = {}
    for ref, facts in by_ref.items():
        begun = [fact for fact in facts if not is_queued(fact)] if index.measures else facts
        if not begun:
            continue
        first = earliest(begun)
        held = _held(case, first, "" if ref.startswith("\0") else ref)
        if held is None:
            continue
        count = seen[held.subject] = seen.get(held.subject, 0) + 1
        yield held._replace(subject=f"{held.subject}·{count}") if count > 1 else held


def _held(case: Case, fact: Fact, ref: str) -> Held | None:
    rule_id = measure_rule(fact.what, fact.detail)
    family = case.plan.measures.get(rule_id or "")
    start = fact.on.toordinal()
    version = version_on(family, start) if family else None
    if version is None:
        return None
    subject = ref or f"{fact.what} {fact.on.isoformat()}"[:56]
    due = fact.until.toordinal() if fact.until else term_end(version, start)
    inferred = fact.until is None
    beyond = due > term_end(version, start) + 1
    lapsed = []
    renewals = []
    for renewal in _later(case, fact, ref):
        day = renewal.on.toordinal()
        newer = version_on(family or (), day) or version
        if day > due:
            lapsed.append((due + 1, day - 1))
        due = renewal.until.toordinal() if renewal.until else term_end(newer, day)
        inferred = renewal.until is None
        version, start = newer, day
        beyond = due > term_end(newer, day) + 366
        renewals.append(renewal)
    released = [fact for fact in case.index.releases if ref and fact.ref == ref]
    return Held(
        version, subject, fact, start, due, inferred, tuple(renewals),
        earliest(released) if released else None, tuple(lapsed), beyond,
    )  # fmt: skip


def _later(case: Case, first: Fact, ref: str) -> list[Fact]:
    """Return what gave the measure a new term by ``as_of``: renewals, or the same measure again."""
    if not ref:
        return []
    again = [fact for fact in case.index.in_force_measures() if fact.id != first.id]
    later = [
        fact
        for fact in (*case.index.renewals, *again)
        if fact.ref == ref and fact.on >= first.on and fact.on.toordinal() <= case.as_of
    ]
    return sorted(later, key=lambda fact: (fact.on, fact.id))


def measure_clock(case: Case, held: Held) -> Clock:
    """Return the clock of a control measure: neither rolls nor pauses, its own ladder."""
    as_of, due = case.as_of, held.due
    at = date.fromordinal
    released = held.released.on.toordinal() if held.released is not None else OPEN
    closing = case.index.closing
    met_on = None
    grey = False
    wake = OPEN
    harmless = closing is not None and closing.mode in ENDS_MEASURES and case.closed <= as_of
    if released <= as_of:
        state = State.MET if released <= due else State.MET_LATE
        met_on = released
    elif harmless and as_of > due:
        state, met_on = State.MET, due + 1
    elif as_of > due:
        state = State.OVERDUE
        wake = released
        grey = released == OPEN and is_grey(case, held.version, due)
    else:
        state = State.RUNNING
        wake = min(released, due + 1)
    for later in (*case.index.renewals, *case.index.measures):
        day = later.on.toordinal()
        if day > as_of and later.ref == held.subject:
            wake = min(wake, day)
    red = min(due - RED_DAYS, case.calendar.roll_back(due))
    orange: int | None = due - ORANGE_DAYS if due - ORANGE_DAYS < red else None
    yellow: int | None = due - YELLOW_DAYS
    black: int | None = None if harmless else due + 1
    red_on: int | None = red
    if met_on is not None:
        yellow = None if due - YELLOW_DAYS >= met_on else yellow
        orange = None if orange is None or orange >= met_on else orange
        red_on = None if red >= met_on else red
        black = None if black is None or black >= met_on else black
    if grey:
        yellow = orange = red_on = black = None
    return Clock(
        held.version.rule.id,
        held.subject,
        at(held.start),
        at(due),
        at(due),
        state,
        None if yellow is None else at(yellow),
        None if orange is None else at(orange),
        None if red_on is None else at(red_on),
        None if black is None else at(black),
        None if met_on is None else at(met_on),
        False,
        grey,
        None if wake >= OPEN or met_on is not None else at(wake),
    )
