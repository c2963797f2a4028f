"""From the board's URL to what is wanted; a value that makes no sense is left out, never an error."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import QueryDict

from bailiwick.cases.selectors.lights import LEVELS
from bailiwick.law.case_numbers import CASE_TYPES
from bailiwick.supervision.selectors.board import ALERTS, MODES, Wanted


def wanted_of(params: QueryDict | Mapping[str, str], today: date) -> Wanted:
    """Read the board's filters."""
    mode = params.get("mode") or ""
    asked = (params.get("levels") or "").split(",")
    levels = tuple(level for level in LEVELS if level in asked)
    type_code = params.get("type") or ""
    court = params.get("court") or ""
    return Wanted(
        on=_day(params.get("on"), today),
        today=today,
        mode=mode if mode in MODES else "courts",
        levels=levels or ALERTS,
        type_code=type_code if type_code in CASE_TYPES else "",
        internal=params.get("internal") == "1",
        court=int(court) if court.isdecimal() and len(court) < 10 else None,
    )


def _day(text: str | None, today: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return today
