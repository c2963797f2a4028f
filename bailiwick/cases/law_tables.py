"""What ``law`` needs from the tables: calendar, the courts' rule books, their frames.

``law`` reads no settings itself. The tables change a few times a year, so each process keeps
what it built and asks only for their version: one small query a call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from django.db import connection

from bailiwick.cases.models import Case, RuleSetting
from bailiwick.law.calendar import Calendar, seeded
from bailiwick.law.derive import Frame
from bailiwick.law.rules import OF_PAPER, RuleBook
from bailiwick.org.models import CalendarDay, CalendarYear, CompleteSource, Court

_VERSION = """
SELECT (SELECT count(*) || ':' || coalesce(sum(hashtext(day::text || is_off || name)::bigint), 0)
          FROM org_calendarday),
       (SELECT count(*) || ':' || coalesce(sum(hashtext(year::text || official)::bigint), 0)
          FROM org_calendaryear),
       (SELECT count(*) || ':' || coalesce(sum(hashtext(id::text || value || paper ||
       valid_from::text
               || coalesce(valid_to::text, ''))::bigint), 0) FROM cases_rulesetting),
       (SELECT count(*) || ':' || coalesce(sum(hashtext(court_id::text || source
               || declared_on::text)::bigint), 0) FROM org_completesource),
       (SELECT count(*) || ':' || coalesce(sum(hashtext(id::text || code
               || coalesce(go_live_on::text, ''))::bigint), 0) FROM org_court)
"""


@dataclass
class LawTables:
    """Everything built from one version of the tables."""

    version: tuple[str, ...]
    calendar: Calendar
    courts: dict[int, Court]
    sources: dict[int, list[tuple[str, date]]]
    settings: list[RuleSetting]
    books: dict[tuple[int, date], RuleBook] = field(default_factory=dict)
    frames: dict[tuple[int, str, str, date], Frame] = field(default_factory=dict)

    def book(self, court_id: int, on: date) -> RuleBook:
        """Return the rule book of a court as of a day (its own settings over the city's)."""
        key = (court_id, self._settings_day(on))
        if key not in self.books:
            self.books[key] = RuleBook(self._settings_of(court_id, on))
        return self.books[key]

    def _settings_day(self, on: date) -> date:
        """The last day on which any setting changed: books between two changes are the same."""
        changes = [s.valid_from for s in self.settings if s.valid_from <= on]
        changes += [s.valid_to for s in self.settings if s.valid_to and s.valid_to < on]
        return max(changes, default=date.min)

    def _settings_of(self, court_id: int, on: date) -> dict[tuple[str, str], str]:
        chosen: dict[tuple[str, str], str] = {}
        for own in (None, court_id):  # the court's own value replaces the city's
            for setting in self.settings:
                in_force = setting.valid_from <= on and (
                    setting.valid_to is None or on <= setting.valid_to
                )
                if setting.court_id == own and in_force:
                    value = setting.paper if setting.key == "adopted" else setting.value
                    chosen[setting.rule, setting.key] = value or setting.value
                    chosen[setting.rule, f"{setting.key}{OF_PAPER}"] = setting.paper
        return chosen

    def frame(self, number: str, court_id: int, type_code: str, kind: str, as_of: date) -> Frame:
        court = self.courts[court_id]
        return Frame(
            number=number,
            court=court.code,
            type_code=type_code,
            kind=kind,
            go_live_on=court.go_live_on,
            complete=frozenset(
                source for source, since in self.sources.get(court_id, ()) if since <= as_of
            ),
        )


_lock = Lock()
_kept: LawTables | None = None


def tables() -> LawTables:
    """Return calendar, settings and courts as they are now; built anew only when they changed."""
    global _kept
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        version = tuple(cursor.fetchone())
    with _lock:
        if _kept is None or _kept.version != version:
            _kept = _build(version)
        return _kept


def forget() -> None:
    """Drop what this process keeps (tests)."""
    global _kept
    _kept = None


def _build(version: tuple[str, ...]) -> LawTables:
    sources: dict[int, list[tuple[str, date]]] = {}
    for row in CompleteSource.objects.all():
        sources.setdefault(row.court_id, []).append((row.source, row.declared_on))
    return LawTables(
        version=version,
        calendar=_calendar(),
        courts={court.pk: court for court in Court.objects.all()},
        sources=sources,
        settings=list(RuleSetting.objects.order_by("valid_from", "pk")),
    )


def _calendar() -> Calendar:
    rows = list(CalendarDay.objects.all())
    if not rows:
        return seeded()  # nobody has entered or loaded a calendar yet
    years = CalendarYear.objects.filter(official=True).values_list("year", flat=True)
    return Calendar(
        {row.day: row.is_off for row in rows},
        frozenset(years),
        {row.day: row.name for row in rows if row.name},
    )


def frame_of(case: Case, as_of: date) -> Frame:
    return tables().frame(case.number, case.court_id, case.type_code, case.kind, as_of)
