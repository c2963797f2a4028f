"""Questions about the journal: filtered, page by page by id, and the history of one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from bailiwick.audit import naming
from bailiwick.audit.models import JournalRecord, JournalSeal

PAGE = 50


@dataclass(frozen=True)
class Search:
    """A search of the journal as its address says it; ``words`` is what a person reads."""

    params: QueryDict
    words: list[tuple[str, str]] = field(default_factory=list)
    condition: Q = field(default_factory=Q)
    problems: list[str] = field(default_factory=list)


def search(params: QueryDict) -> Search:
    """Read a search from the address. Unknown values find nothing and are told in ``problems``."""
    found = Search(params.copy())
    condition = Q()
    for name, label, build in FIELDS:
        value = params.get(name, "").strip()
        if not value:
            continue
        part, shown = build(value)
        if part is None:
            found.problems.append(f"{label}“{value}”无法识别")
            part = Q(pk__in=[])
        condition &= part
        found.words.append((label, shown))
    return Search(found.params, found.words, condition, found.problems)


Built = tuple[Q | None, str]


def _actor(value: str) -> Built:
    if value.isdecimal() and len(value) < 19:
        return Q(actor=int(value)), value
    return Q(actor_name__contains=value), value


def _event(value: str) -> Built:
    labels = naming.event_labels()
    names = [name for name, label in labels.items() if value in {name, label} or value in label]
    return (Q(event__in=names), labels.get(value, value)) if names else (None, value)


def _kind(value: str) -> Built:
    return (Q(kind=value), naming.KINDS[value]) if value in naming.KINDS else (None, value)


def _court(value: str) -> Built:
    ids = [int(value)] if value.isdecimal() and len(value) < 19 else naming.find("court", value)
    names = naming.names("court", ids)
    return (Q(court__in=ids), "、".join(names.values())) if ids else (None, value)


def _case(value: str) -> Built:
    ids = naming.find("case", value)
    return (Q(case__in=ids), value) if ids else (None, value)


def _since(value: str) -> Built:
    day = _day(value)
    return (Q(at__gte=_start_of(day)), value) if day else (None, value)


def _until(value: str) -> Built:
    day = _day(value)
    return (Q(at__lt=_start_of(day + timedelta(days=1))), value) if day else (None, value)


def _text(value: str) -> Built:
    return Q(data__icontains=value) | Q(actor_name__contains=value), value


FIELDS: Sequence[tuple[str, str, Any]] = (
    ("actor", "操作人", _actor),
    ("event", "事项", _event),
    ("kind", "类别", _kind),
    ("court", "法院", _court),
    ("case", "案号", _case),
    ("since", "自", _since),
    ("until", "至", _until),
    ("q", "内容", _text),
)


@dataclass(frozen=True)
class Slice:
    """One page by keyset: no counting, no offset, whatever the size of the journal."""

    rows: list[JournalRecord]
    older: int | None  # ``before`` of the next page
    newer: int | None  # ``after`` of the page before


def records(found: Search) -> QuerySet[JournalRecord]:
    """Return the records of a search, newest first."""
    return JournalRecord.objects.filter(found.condition).order_by("-id")


def page(found: Search, *, before: int | None, after: int | None, size: int = PAGE) -> Slice:
    """Return the page before (older than) or after (newer than) an id."""
    everything = records(found)
    if after is not None:
        rows = list(everything.filter(id__gt=after).order_by("id")[: size + 1])
        more_newer, rows = len(rows) > size, rows[:size][::-1]
        return Slice(rows, rows[-1].pk if rows else None, rows[0].pk if more_newer else None)
    older_than = everything.filter(id__lt=before) if before is not None else everything
    rows = list(older_than[: size + 1])
    more_older, rows = len(rows) > size, rows[:size]
    newer = rows[0].pk if before is not None and rows else None
    return Slice(rows, rows[-1].pk if more_older else None, newer)


def seals_of(ids: Sequence[int]) -> dict[int, JournalSeal]:
    """Return {record id: its seal} for records on a page; an unsealed one is missing."""
    return {seal.record: seal for seal in JournalSeal.objects.filter(record__in=ids)}


def history_of_case(case_id: int, *, limit: int = 200) -> list[JournalRecord]:
    """Return what was done about and looked at in one case, newest first."""
    return list(JournalRecord.objects.filter(case=case_id).order_by("-id")[:limit])


def last_verification() -> JournalRecord | None:
    """Return the record of the last verification, with its result in ``data``."""
    return JournalRecord.objects.filter(event="JournalVerified").order_by("-id").first()


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if 1900 <= day.year < 3000 else None  # days beyond cannot be reckoned with


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
