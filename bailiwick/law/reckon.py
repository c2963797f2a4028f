"""The one arithmetic of periods, on proleptic ordinals. ``derive`` and ``explain`` both use it.

Order (legal_rules §0): length, raw due day, days of the union of lawful pauses, roll once.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bailiwick.law.calendar import Calendar
from bailiwick.law.facts import APPROVERS, Fact
from bailiwick.law.rules import Compiled
from bailiwick.law.table.form import Unit

OPEN = 10_000_000  # the end of a pause that has none yet; beyond any ordinal of a date
LAST_DAY = date.max.toordinal() - 400
Span = tuple[int, int]


def add_months(day: int, months: int) -> int:
    """Return the same day-number months later, else the last day of that month (CLK-05)."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    number = start.day
    if number > 28:
        number = min(number, monthrange(year, month)[1])
    return date(year, month, number).toordinal()


def raw_due(event: int, unit: Unit, limit: int, months: int, days: int, calendar: Calendar) -> int:
    """Return event day + length: the limit and approved months as one sum, then days."""
    if unit is Unit.DAYS:
        due = event + limit
        if months:
            due = add_months(due, months)
    elif unit is Unit.MONTHS:
        due = add_months(event, limit + months)
    elif unit is Unit.WORKING_DAYS:
        due = calendar.add_working(event, limit)
        if months:
            due = add_months(due, months)
    else:
        due = add_months(event, 12 * limit + months)
    return due + days


def union(spans: list[Span]) -> list[Span]:
    """Return the union of spans of days, sorted and without overlap."""
    if len(spans) < 2:
        return spans
    spans = sorted(spans)
    merged = [spans[0]]
    for first, last in spans[1:]:
        if first <= merged[-1][1] + 1:
            if last > merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


class Walked(NamedTuple):
    """Where the pauses moved a due day: ``paused`` while one without end is running."""

    due: int
    paused: bool
    days: int


def walk(due: int, start: int, spans: Sequence[Span], until: int) -> Walked:
    """Move a due day by each paused day on or before it, as moved so far.

    ``start`` is the first counted day. A pause without end counts up to ``until``; one that begins
    after the due day does nothing. Open pauses not begun by the day asked about are not in ``spans``.
    """
    moved = 0
    for first, last in spans:
        first = max(first, start)
        if last < first:
            continue
        if first > due:
            break
        if last == OPEN:
            shift = max(until - first + 1, 0)
            return Walked(due + shift, True, moved + shift)
        shift = last - first + 1
        due += shift
        moved += shift
    return Walked(due, False, moved)


class Pause(NamedTuple):
    """A deduction as one clock sees it: used, or refused with the reason."""

    fact: Fact
    first: int
    last: int
    refused: str = ""


def read_pauses(deductions: Sequence[Fact], version: Compiled) -> list[Pause]:
    """Say of each deduction whether it stops this clock, and why not."""
    seen = []
    for fact in deductions:
        first = fact.on.toordinal()
        last = fact.until.toordinal() if fact.until else OPEN
        if fact.what not in version.pauses:
            refused = "不属于本期限的扣除事由"
        elif not fact.document.strip():
            refused = "缺文书，不扣除"
        elif last < first:
            refused = "截止日期早于起始日期，不扣除"
        else:
            refused = ""
        seen.append(Pause(fact, first, last, refused))
    return seen


def spans_of(deductions: Sequence[Fact], version: Compiled, as_of: int) -> list[Span]:
    """Return the union of the days that stop this clock; open pauses not yet begun are left out."""
    return union(
        [
            (pause.first, pause.last)
            for pause in read_pauses(deductions, version)
            if not pause.refused and (pause.last != OPEN or pause.first <= as_of)
        ]
    )


class Grant(NamedTuple):
    """An extension as one clock sees it. ``late``: approved after expiry and recognised."""

    fact: Fact
    refused: str = ""
    late: bool = False


class Length(NamedTuple):
    months: int
    days: int
    grants: tuple[Grant, ...]


NO_EXTENSION = Length(0, 0, ())


def lengthen(
    version: Compiled,
    event: int,
    limit: int,
    extensions: Sequence[Fact],
    spans: Sequence[Span],
    calendar: Calendar,
    as_of: int,
) -> Length:
    """Add up the lawful extensions: approved by who may, on or before the due day of that time.

    With the court's setting 逾期补批 a later approval lengthens too, from the day it is given on.
    """
    months = days = 0
    grants = []
    for fact in sorted(extensions, key=lambda one: (one.on, one.id)):
        approved = fact.on.toordinal()
        approver = APPROVERS.get(fact.what)
        if fact.ref and fact.ref != version.rule.id:
            continue
        if approver is None or not approver.may_extend:
            grants.append(Grant(fact, f"{fact.what or '未写批准人'}无权批准延长"))
            continue
        raw = raw_due(event, version.unit, limit, months, days, calendar)
        moved = walk(raw, event + 1, spans, max(approved, as_of))
        due = calendar.roll(moved.due) if version.rolls else moved.due
        late = approved > due and not (moved.paused and moved.due >= approved)
        if late and not (version.late_approval and approved <= as_of):
            grants.append(Grant(fact, "期限届满后批准，不改变届满日"))
            continue
        longest = version.rule.longest_extension_days
        grants.append(Grant(fact, "", late))
        months += fact.months
        days += fact.days
        if longest and months * 30 + days > longest:
            months, days = 0, longest
    return Length(months, days, tuple(grants))
