"""The half-yearly queries of the five years after 终本 (ZB-02)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bailiwick.law.case import Case, Opened, earliest, is_grey, version_on
from bailiwick.law.clocks import Clock, State
from bailiwick.law.facts import ZHONGBEN_WORDS, Fact
from bailiwick.law.periods import Days, ladder
from bailiwick.law.reckon import (
    NO_EXTENSION,
    OPEN,
    add_months,
)

# ------------------------------------------------------------------------------ queries after 终本


ZB_RUNS, ZB_MONTHS = 10, 6


class Runs(NamedTuple):
    """The queries after 终本: which run is due, which were missed, the last query."""

    opened: Opened
    number: int
    missed: tuple[int, ...]
    last: Fact | None
    done: bool


def zb_window(case: Case, base: int, number: int) -> int:
    """Return the rolled last day of the ``number``-th half year."""
    return case.calendar.roll(add_months(base, ZB_MONTHS * number))


def zb_runs(case: Case) -> Runs | None:
    """Return the run of the half-yearly query that is due (ZB-02).

    A query answers the run of its own half year. A later one makes up for the runs missed before
    it, but does not answer its own half year as well: the next query stays due within it.
    """
    family = case.plan.special.get("zb_query")
    rulings = case.index.words.get("裁定送达:终本")
    if not family or not rulings:
        return None
    ruling = earliest(rulings)
    base = ruling.on.toordinal()
    version = version_on(family, base)
    if version is None or base > case.as_of:
        return None
    closing = case.index.closing
    if closing is not None and closing.mode and closing.mode not in ZHONGBEN_WORDS:
        return None
    queries = sorted(
        (fact for fact in case.index.words.get("N11", ()) if fact.on > ruling.on),
        key=lambda fact: (fact.on, fact.id),
    )
    number = 1
    missed: list[int] = []
    last = None
    waiting = None
    for query in queries:
        day = query.on.toordinal()
        if day > case.as_of:
            waiting = query
            break
        if number > ZB_RUNS:
            break
        window = number
        while window <= ZB_RUNS and day > zb_window(case, base, window):
            window += 1
        if window > number:
            missed.extend(range(number, window))
            number, last = window, query
        elif day > _window_start(case, base, number):
            number, last = number + 1, query
    done = number > ZB_RUNS
    start = _window_start(case, base, min(number, ZB_RUNS))
    answer = last if done else waiting
    return Runs(Opened(version, "", ruling, start, answer), number, tuple(missed), last, done)


def _window_start(case: Case, base: int, number: int) -> int:
    return add_months(base, ZB_MONTHS * (number - 1))


def zb_clock(case: Case, runs: Runs) -> Clock:
    """Return the clock of the run that is due, counted from the ruling's service day."""
    base = runs.opened.fact.on.toordinal()
    number = min(runs.number, ZB_RUNS)
    raw = add_months(base, ZB_MONTHS * number)
    version = runs.opened.version
    due = case.calendar.roll(raw) if version.rolls else raw
    days = Days(runs.opened.event + 1, runs.opened.event, raw, raw, due, False, NO_EXTENSION, (), 0)
    as_of, at = case.as_of, date.fromordinal
    met_on = None
    wake = OPEN
    grey = False
    waiting = runs.opened.answer.on.toordinal() if runs.opened.answer is not None else OPEN
    if runs.done:
        state = State.MET_LATE if number in runs.missed else State.MET
        met_on = waiting
    elif as_of > due:
        state, wake = State.OVERDUE, waiting
        grey = is_grey(case, version, due)
    else:
        state, wake = State.RUNNING, min(waiting, due + 1)
        grey = is_grey(case, version, due)
    yellow, orange, red, black = ladder(version, days, due, met_on)
    if grey:
        yellow = orange = red = black = None
    return Clock(
        version.rule.id,
        "",
        at(days.start),
        at(raw),
        at(due),
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
