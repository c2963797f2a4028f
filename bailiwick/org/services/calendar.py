"""The working-day calendar: a day edited, a year confirmed. ``cases`` then derives clocks anew."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from bailiwick.audit import journal
from bailiwick.errors import WrongState
from bailiwick.events.org import CalendarChanged
from bailiwick.org.models import Account, CalendarChange, CalendarDay, CalendarYear

WEEKEND = 5  # Monday is 0
FIRST_YEAR, LAST_YEAR = 2004, 2060


@transaction.atomic
def edit_day(
    day: date, *, is_off: bool, name: str, reason: str, by: Account, at: datetime
) -> CalendarChange:
    """Make a day a day off or a working day. A day that equals the plain week keeps no entry.

    Raises:
        WrongState: no reason, nothing changes, or the year is outside the calendar.
    """
    if not reason.strip():
        raise WrongState("修改工作日历须写明事由")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongState(f"工作日历只含 {FIRST_YEAR} 年至 {LAST_YEAR} 年")
    standing = CalendarDay.objects.select_for_update().filter(day=day).first()
    was_off = standing.is_off if standing else day.weekday() >= WEEKEND
    if was_off == is_off and (standing.name if standing else "") == name:
        raise WrongState("与现有安排相同")
    plain = is_off == (day.weekday() >= WEEKEND) and not name
    if plain:
        CalendarDay.objects.filter(day=day).delete()
    else:
        CalendarDay.objects.update_or_create(day=day, defaults={"is_off": is_off, "name": name})
    was, now = _words(was_off, standing.name if standing else ""), _words(is_off, name)
    return _changed(day.year, day, was, now, reason, by, at)


@transaction.atomic
def confirm_year(year: int, *, source: str, by: Account, at: datetime) -> CalendarChange:
    """Mark a year as 已核对 against the State Council's arrangement.

    Raises:
        WrongState: the source is missing or the year is outside the calendar.
    """
    if not source.strip():
        raise WrongState("须写明核对依据（通知名称、文号）")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise WrongState(f"工作日历只含 {FIRST_YEAR} 年至 {LAST_YEAR} 年")
    standing = CalendarYear.objects.filter(year=year).first()
    was = "已核对" if standing and standing.official else "未核对"
    CalendarYear.objects.update_or_create(year=year, defaults={"official": True, "source": source})
    return _changed(year, None, was, "已核对", source, by, at)


@transaction.atomic
def open_year(year: int, *, reason: str, by: Account, at: datetime) -> CalendarChange:
    """Take the confirmation of a year back, because its arrangement changed.

    Raises:
        WrongState: the year is not confirmed, or no reason.
    """
    if not reason.strip():
        raise WrongState("须写明事由")
    if not CalendarYear.objects.filter(year=year, official=True).update(official=False):
        raise WrongState(f"{year} 年尚未核对")
    return _changed(year, None, "已核对", "未核对", reason, by, at)


def _words(is_off: bool, name: str) -> str:
    word = "休息" if is_off else "上班"
    return f"{word}（{name}）" if name else word


def _changed(
    year: int, day: date | None, was: str, now: str, reason: str, by: Account, at: datetime
) -> CalendarChange:
    change = CalendarChange.objects.create(
        year=year, day=day, was=was, now=now, reason=reason, by=by, at=at
    )
    journal.record(CalendarChanged(year, day, was, now, reason), by=by, at=at)
    return change
