"""Derivation: facts + rules + calendar + day → clocks. Pure; the names other parts use are here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bailiwick.law.calendar import Calendar
from bailiwick.law.case import Case
from bailiwick.law.clocks import Clock, Frame, Level, State
from bailiwick.law.engine import every_clock
from bailiwick.law.explaining import explain, explain_all
from bailiwick.law.explanation import Explanation
from bailiwick.law.facts import Fact
from bailiwick.law.rules import RuleBook

__all__ = ["Clock", "Explanation", "Frame", "Level", "State", "derive", "explain", "explain_all"]


def derive(
    frame: Frame, facts: Sequence[Fact], book: RuleBook, calendar: Calendar, as_of: date
) -> list[Clock]:
    """Return every clock of a case as it stands on a day.

    A rule whose opening fact is absent has no clock. ``facts`` are all facts known; what happens
    after ``as_of`` answers nothing yet, while pauses with a known end already move the due day.
    Closing ends the clocks of the case; unanswered node clocks stop with it and are not returned.
    """
    return [made for made, _ in every_clock(Case(frame, facts, book, calendar, as_of.toordinal()))]
