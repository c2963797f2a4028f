"""Reference data of the organisation: courts, bureaus, groups, calendar. Loaded at every start.

What the files say wins for names, order, validity and successors; what people entered here
(go-live day, duty texts, calendar days) is never overwritten.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bailiwick.org.models import (
    Bureau,
    CalendarChange,
    CalendarDay,
    CalendarYear,
    Court,
    CourtLevel,
    Group,
)

HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利七十周年",
}


def folder() -> Path:
    """Return the folder of the CSV files."""
    return Path(settings.BASE_DIR) / "reference"


@transaction.atomic
def load(*, with_calendar: bool = True) -> dict[str, int]:
    """Load what is missing or different; return the number of rows written by table."""
    counts = {"courts": _load_courts()}
    counts["bureaus"] = _load_bureaus()
    counts["groups"] = _load_groups()
    if with_calendar:
        counts["calendar years"] = _seed_calendar()
    return counts


def _rows(name: str) -> list[dict[str, str]]:
    with (folder() / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_courts() -> int:
    rows = _rows("courts.csv")
    standing = {court.code: court for court in Court.objects.all()}
    written = 0
    for row in rows:  # first the courts themselves, then what points from one to another
        fields = {
            "name": row["name"],
            "short_name": row["short_name"],
            "level": row["level"],
            "valid_from": date.fromisoformat(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "order": int(row["order"]),
        }
        court = standing.get(row["code"])
        if court is None:
            standing[row["code"]] = Court.objects.create(code=row["code"], **fields)
            written += 1
        else:
            written += _correct(court, fields)
    for row in rows:
        links = {
            "parent_id": standing[row["parent"]].pk if row["parent"] else None,
            "successor_id": standing[row["successor"]].pk if row["successor"] else None,
        }
        written += _correct(standing[row["code"]], links)
    return written


def _correct(row: Court, fields: Mapping[str, object]) -> int:
    different = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, fields[name])
    if different:
        row.save(update_fields=[name.removesuffix("_id") for name in different])
    return bool(different)


def _load_bureaus() -> int:
    """Each court has a bureau; a basic court's is a branch (分局) of the intermediate one's."""
    standing = {bureau.court_id: bureau for bureau in Bureau.objects.all()}
    written = 0
    for court in Court.objects.order_by("-level", "order"):  # intermediate sorts after basic
        if court.pk in standing:
            continue
        above = standing.get(court.parent_id) if court.parent_id else None
        branch = court.level == CourtLevel.BASIC
        name = f"{court.short_name.removesuffix('法院')}执行分局" if branch else "执行局"
        standing[court.pk] = Bureau.objects.create(
            court=court,
            name=name,
            is_branch_of=above,
            valid_from=court.valid_from,
            valid_to=court.valid_to,
        )
        written += 1
    return written


def _load_groups() -> int:
    standing = set(Group.objects.values_list("court__code", "name"))
    missing = [row for row in _rows("groups.csv") if (row["court"], row["name"]) not in standing]
    if not missing:
        return 0
    courts = {court.code: court for court in Court.objects.all()}
    bureaus = {bureau.court_id: bureau for bureau in Bureau.objects.all()}
    Group.objects.bulk_create(
        Group(
            court=courts[row["court"]],
            bureau=bureaus.get(courts[row["court"]].pk),
            name=row["name"],
            kind=row["kind"],
            valid_from=date.fromisoformat(row["valid_from"]),
            duty_text=row["duty_text"],
        )
        for row in missing
    )
    return len(missing)


def packaged_days() -> dict[int, list[CalendarDay]]:
    """Return the published arrangement by year: public holidays and make-up working days (调休)."""
    years: dict[int, list[CalendarDay]] = defaultdict(list)
    for day, name in constants.holidays.items():
        years[day.year].append(CalendarDay(day=day, is_off=True, name=HOLIDAYS.get(name, name)))
    for day, name in constants.workdays.items():
        label = f"{HOLIDAYS.get(name, name)}调休上班"
        years[day.year].append(CalendarDay(day=day, is_off=False, name=label))
    return years


def _seed_calendar() -> int:
    """Enter years that hold nothing yet; a year people edited or confirmed is left alone."""
    confirmed = set(CalendarYear.objects.filter(official=True).values_list("year", flat=True))
    missing = {year: days for year, days in packaged_days().items() if year not in confirmed}
    if missing:
        edited = {day.year for day in CalendarDay.objects.values_list("day", flat=True)}
        missing = {year: days for year, days in missing.items() if year not in edited}
    if not missing:
        return 0
    source = f"chinesecalendar {version('chinese-calendar')}（国务院办公厅历年节假日安排）"
    CalendarDay.objects.bulk_create(day for days in missing.values() for day in days)
    for year in sorted(missing):
        CalendarYear.objects.update_or_create(
            year=year, defaults={"official": True, "source": source}
        )
    last = max(missing)
    CalendarYear.objects.get_or_create(year=last + 1, defaults={"official": False})
    CalendarChange.objects.create(day=None, year=last, reason=source, at=timezone.now())
    return len(missing)
