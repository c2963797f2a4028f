"""Derivation: facts + rules + calendar + day → clocks. Pure; the names other parts use are here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bailiwick.law.calendar import Calendar
from bailiwick.law.clocks import Clock, Frame, Level, State
from bailiwick.law.engine import Case, clock, measure_clock, measures, opened, zb_clock, zb_runs
from bailiwick.law.explanation import Explanation, explain
from bailiwick.law.facts import Fact
from bailiwick.law.rules import RuleBook

__all__ = ["Clock", "Explanation", "Frame", "Level", "State", "derive", "explain"]


def derive(
    frame: Frame, facts: Sequence[Fact], book: RuleBook, calendar: Calendar, as_of: date
) -> list[Clock]:
    """Return every clock of a case as it stands on a day.

    A rule whose opening fact is absent has no clock. ``facts`` are all facts known; what happens
    after ``as_of`` answers nothing yet, while pauses with a known end already move the due day.
    Closing ends the clocks of the case; unanswered node clocks stop with it and are not returned.
    """
    case = Case(frame, facts, book, calendar, as_of.toordinal())
    clocks: list[Clock] = []
    keys: set[tuple[str, str]] = set()
    for one in opened(case):
        _add(clocks, keys, clock(case, one))
    if case.index.measures and case.plan.measures:
        for held in measures(case):
            _add(clocks, keys, measure_clock(case, held))
    runs = zb_runs(case)
    if runs is not None:
        _add(clocks, keys, zb_clock(case, runs))
    return clocks


def _add(clocks: list[Clock], keys: set[tuple[str, str]], new: Clock) -> None:
    """Keep one clock per rule and subject: a second one of the same subject is numbered."""
    key = (new.rule, new.subject)
    count = 1
    while key in keys:
        count += 1
        key = (new.rule, f"{new.subject}·{count}" if new.subject else f"第{count}项")
    keys.add(key)
    clocks.append(new if count == 1 else new._replace(subject=key[1]))
