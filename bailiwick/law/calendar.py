"""The working-day calendar: public holidays and make-up working days (调休), rolling and counting.

Everything inside works with proleptic ordinals (``date.toordinal``); rolling is one table look-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

_SATURDAY, _SUNDAY = 5, 6
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
FIRST_YEAR, LAST_YEAR = 1990, 2060  # the roll table; outside it days are looked up one by one


class Calendar:
    """Which days are days off at the court.

    ``off`` says of a day whether it is off; a day not named is off on Saturdays and Sundays.
    ``official_years`` have an official calendar; pages warn of any other.
    """

    __slots__ = ("_back", "_first", "_last", "_names", "_off", "_roll", "official_years")

    def __init__(
        self,
        off: Mapping[date, bool],
        official_years: frozenset[int] = frozenset(),
        names: Mapping[date, str] | None = None,
    ) -> None:
        self._off = {day.toordinal(): bool(is_off) for day, is_off in off.items()}
        self._names = {day.toordinal(): name for day, name in (names or {}).items()}
        self.official_years = official_years
        self._first = date(FIRST_YEAR, 1, 1).toordinal()
        self._last = date(LAST_YEAR, 12, 31).toordinal()
        self._roll: list[int] = []
        self._back: list[int] = []
        self._tabulate()

    def _tabulate(self) -> None:
        span = range(self._first, self._last + 1)
        is_off = [self._is_off(day) for day in span]
        forward = self._search(self._last + 1, 1)
        roll = [0] * len(is_off)
        for place in range(len(is_off) - 1, -1, -1):
            if not is_off[place]:
                forward = self._first + place
            roll[place] = forward
        backward = self._search(self._first - 1, -1)
        back = [0] * len(is_off)
        for place, off in enumerate(is_off):
            if not off:
                backward = self._first + place
            back[place] = backward
        self._roll, self._back = roll, back

    def _is_off(self, day: int) -> bool:
        known = self._off.get(day)
        return (day + 6) % 7 >= _SATURDAY if known is None else known

    def _search(self, day: int, step: int) -> int:
        while self._is_off(day):
            day += step
        return day

    # -- by ordinals, for the arithmetic ---------------------------------------------------

    def roll(self, day: int) -> int:
        """Return the first working day on or after an ordinal."""
        place = day - self._first
        return self._roll[place] if 0 <= place < len(self._roll) else self._search(day, 1)

    def roll_back(self, day: int) -> int:
        """Return the last working day on or before an ordinal."""
        place = day - self._first
        return self._back[place] if 0 <= place < len(self._back) else self._search(day, -1)

    def add_working(self, day: int, days: int) -> int:
        """Return the ``days``-th working day after an ordinal, itself not counted."""
        step = 1 if days >= 0 else -1
        for _ in range(abs(days)):
            day = self.roll(day + 1) if step > 0 else self.roll_back(day - 1)
        return day

    # -- by days, for everybody else -------------------------------------------------------

    def is_day_off(self, day: date) -> bool:
        """Whether a day is a 法定休假日: weekend or public holiday, unless made up for by work."""
        return self._is_off(day.toordinal())

    def next_working(self, day: date) -> date:
        """Return the first working day on or after a day."""
        return date.fromordinal(self.roll(day.toordinal()))

    def previous_working(self, day: date) -> date:
        """Return the last working day on or before a day."""
        return date.fromordinal(self.roll_back(day.toordinal()))

    def add_working_days(self, day: date, days: int) -> date:
        """Return the ``days``-th working day after a day; the day itself is not counted."""
        return date.fromordinal(self.add_working(day.toordinal(), days))

    def official(self, year: int) -> bool:
        """Whether the year has an official calendar (else only weekends are known)."""
        return year in self.official_years

    def name_of(self, day: date) -> str:
        """Return what a day is: 国庆节, 调休上班, 星期六 …; the weekday for an ordinary day."""
        ordinal = day.toordinal()
        name = self._names.get(ordinal, "")
        if name:
            return name
        known = self._off.get(ordinal)
        weekend = day.weekday() in (_SATURDAY, _SUNDAY)
        if known is True and not weekend:
            return "法定节假日"
        if known is False and weekend:
            return "调休上班"
        return WEEKDAYS[day.weekday()]


_HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利日",
}


def seeded() -> Calendar:
    """Build the calendar of the package ``chinesecalendar``; later years know weekends only."""
    import chinese_calendar

    off: dict[date, bool] = {}
    names: dict[date, str] = {}
    for day, name in chinese_calendar.holidays.items():
        off[day] = True
        names[day] = _HOLIDAY_NAMES.get(name, "法定节假日")
    for day in chinese_calendar.workdays:
        off[day] = False
        names[day] = "调休上班"
    for day, name in getattr(chinese_calendar, "in_lieu_days", {}).items():
        off.setdefault(day, True)
        names.setdefault(day, _HOLIDAY_NAMES.get(name, "法定节假日"))
    years = {day.year for day in chinese_calendar.holidays if day >= date(2004, 1, 1)}
    return Calendar(off, frozenset(years), names)


def weekends() -> Calendar:
    """Return a calendar without any holiday: Saturdays and Sundays are off."""
    return Calendar({})
