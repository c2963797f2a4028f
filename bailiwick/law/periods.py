"""The days, state and level of a period: limits that run, pause, extend and roll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bailiwick.law.case import Case, Opened, is_grey
from bailiwick.law.clocks import Clock, State
from bailiwick.law.reckon import (
    NO_EXTENSION,
    OPEN,
    Length,
    Span,
    lengthen,
    raw_due,
    walk,
)
from bailiwick.law.rules import Compiled
from bailiwick.law.table.form import Unit

LONGEST_RED_DAYS = 30  # red turns black after 30 days or after the limit itself
SHORTEST_YELLOW_DAYS = 3


class Days(NamedTuple):
    """The days of a clock as ordinals, with what moved them."""

    start: int
    event: int
    raw: int
    unrolled: int
    due: int | None
    paused: bool
    length: Length
    spans: Sequence[Span]
    paused_days: int


# ------------------------------------------------------------------------------ the days of one


def reckon(case: Case, one: Opened) -> Days:
    """Return the days of a clock: length, raw due, pauses, roll (in this order, once each)."""
    version, event = one.version, one.event
    calendar = case.calendar
    limit = version.urgent if version.urgent and one.fact.urgent else version.limit
    if version.rule.backward:
        raw = event - limit
        due = calendar.roll_back(raw) if version.rolls else raw
        start = one.fact.on.toordinal()
        return Days(start, event, raw, raw, due, False, NO_EXTENSION, (), 0)
    until = case.as_of
    if one.answer is not None:
        until = min(until, one.answer.on.toordinal())
    spans = case.spans(version) if version.pauses else ()
    length = NO_EXTENSION
    unit = version.unit
    if one.fact.urgent and version.urgent:
        unit = Unit.DAYS
    if version.rule.extends and case.index.extensions:
        length = lengthen(version, event, limit, case.index.extensions, spans, calendar, case.as_of)
    raw = raw_due(event, unit, limit, length.months, length.days, calendar)
    if not spans:
        due = calendar.roll(raw) if version.rolls else raw
        return Days(event + 1, event, raw, raw, due, False, length, (), 0)
    walked = walk(raw, event + 1, spans, until)
    answered = one.answer is not None and one.answer.on.toordinal() <= case.as_of
    if walked.paused and not answered:
        return Days(event + 1, event, raw, walked.due, None, True, length, spans, walked.days)
    due = calendar.roll(walked.due) if version.rolls else walked.due
    return Days(event + 1, event, raw, walked.due, due, False, length, spans, walked.days)


def clock(case: Case, one: Opened) -> Clock:
    """Return the finished clock of an opened one."""
    version = one.version
    rule = version.rule
    days = reckon(case, one)
    as_of = case.as_of
    answer = one.answer.on.toordinal() if one.answer is not None else OPEN
    due = days.due
    at = date.fromordinal
    met_on = None
    grey = False
    wake = OPEN
    if answer <= as_of:
        state = State.MET if due is None or answer <= due else State.MET_LATE
        met_on = answer
    elif due is None:
        state = State.PAUSED
        wake = answer
    elif rule.party and as_of > due:
        state, met_on = State.MET, due + 1
    elif as_of > due:
        state = State.OVERDUE
        wake = answer
    else:
        state = State.RUNNING
        wake = min(answer, due + 1)
    if answer == OPEN and met_on is None:
        grey = is_grey(case, version, due)
    wake = min(wake, _next_pause(case, version)) if case.index.deductions else wake
    if version.late_approval and case.index.extensions:
        wake = min(wake, _next_approval(case))
    yellow = orange = red = black = None
    if due is not None and not grey:
        yellow, orange, red, black = ladder(version, days, due, met_on)
        if rule.party:
            red = black = None
    return Clock(
        rule.id,
        one.subject,
        at(days.start),
        at(days.unrolled),
        None if due is None else at(due),
        state,
        None if yellow is None else at(yellow),
        None if orange is None else at(orange),
        None if red is None else at(red),
        None if black is None else at(black),
        None if met_on is None else at(met_on),
        version.internal,
        grey,
        None if wake >= OPEN or met_on is not None else at(wake),
    )


def _next_pause(case: Case, version: Compiled) -> int:
    """Return the day an open pause not yet begun will begin."""
    as_of = case.as_of
    days = [
        fact.on.toordinal()
        for fact in case.index.deductions
        if fact.until is None and fact.what in version.pauses and fact.document.strip()
    ]
    return min((day for day in days if day > as_of), default=OPEN)


def _next_approval(case: Case) -> int:
    days = (fact.on.toordinal() for fact in case.index.extensions)
    return min((day for day in days if day > case.as_of), default=OPEN)


def ladder(
    version: Compiled, days: Days, due: int, met_on: int | None
) -> tuple[int | None, int | None, int | None, int | None]:
    """Return the first days of yellow, orange, red and black (§0, Alert levels)."""
    orange: int | None = due - 1
    red: int | None = due + 1
    black: int | None = due + min(LONGEST_RED_DAYS, abs(days.raw - days.event)) + 1
    yellow: int | None = None
    if version.has_yellow:
        share = (3 * (days.raw - days.start) + 9) // 10
        yellow = due - max(SHORTEST_YELLOW_DAYS, share)
    if met_on is not None:
        yellow = None if yellow is None or yellow >= met_on else yellow
        orange = None if due - 1 >= met_on else orange
        red = None if due + 1 >= met_on else red
        black = None if black is None or black >= met_on else black
    return yellow, orange, red, black
