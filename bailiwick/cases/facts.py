"""The case's list of facts: the one way in, and the reading that derivation, screening and
pages use.

Nothing is edited: a correction supersedes, kind ``void`` takes back. Words: ``law.facts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from bailiwick.cases.models import Case, Fact, ImportBatch
from bailiwick.law import facts as law
from bailiwick.org.models import Account
from bailiwick.web.live import hint


@dataclass(frozen=True, slots=True, kw_only=False)
class NewFact:
    """A fact to be added: the columns of ``models.Fact`` that its author decides. Amount in
    yuan.
    """

    kind: str
    what: str
    on: date
    until: date | None = None
    ref: str = ""
    document: str = ""
    months: int = 0
    days: int = 0
    urgent: bool = False
    mode: str = ""
    detail: str = ""
    amount: Decimal | None = None
    holder: str = ""
    handler: str = ""
    supersedes: int | None = None


def add(
    case: Case,
    new: Sequence[NewFact],
    *,
    by: Account | None,
    at: datetime,
    origin: str,
    batch: ImportBatch | None = None,
) -> list[Fact]:
    """Append facts, derive the case's clocks and light anew, and tell open pages.

    Runs in the caller's transaction, which holds the case's row. ``at`` is when we learnt it; the
    clocks are derived as of its court day.
    """
    from bailiwick.cases import derivation

    rows = Fact.objects.bulk_create(
        rows_of(case.pk, case.court_id, new, by=by, at=at, origin=origin, batch=batch)
    )
    derivation.rederive(case, as_of=timezone.localdate(at))
    hint("case", case.pk, court=case.court_id)
    return rows


def rows_of(
    case_id: int,
    court_id: int,
    new: Iterable[NewFact],
    *,
    by: Account | None,
    at: datetime,
    origin: str,
    batch: ImportBatch | None = None,
) -> list[Fact]:
    """Return unsaved rows for ``new`` (an import inserts those of many cases in one statement)."""
    return [
        Fact(
            case_id=case_id,
            court_id=court_id,
            kind=fact.kind,
            what=fact.what,
            on=fact.on,
            until=fact.until,
            ref=fact.ref,
            document=fact.document,
            months=fact.months,
            days=fact.days,
            urgent=fact.urgent,
            mode=fact.mode,
            detail=fact.detail,
            amount=fact.amount,
            holder=fact.holder,
            handler=fact.handler,
            supersedes_id=fact.supersedes,
            origin=origin,
            recorded_at=at,
            recorded_by=by,
            batch=batch,
        )
        for fact in new
    ]


def law_facts(case_id: int, known_at: datetime | None = None) -> list[law.Fact]:
    """Return the case's facts as ``law`` reads them, oldest first; only those known at
    ``known_at``.
    """
    rows = Fact.objects.filter(case_id=case_id).order_by("pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return [to_law(row) for row in rows]


def to_law(row: Fact) -> law.Fact:
    return law.Fact(
        id=row.pk,
        kind=law.FactKind(row.kind),
        what=row.what,
        on=row.on,
        until=row.until,
        ref=row.ref,
        document=row.document,
        months=row.months,
        days=row.days,
        urgent=row.urgent,
        mode=row.mode,
        detail=row.detail,
        recorded_on=timezone.localdate(row.recorded_at),
        supersedes=row.supersedes_id,
    )


def standing_rows(case_id: int) -> list[Fact]:
    """Return the rows that stand: neither superseded nor voided, by day."""
    rows = list(Fact.objects.filter(case_id=case_id).select_related("recorded_by__person"))
    by_id = {row.pk: row for row in rows}
    standing = law.standing([to_law(row) for row in rows])
    return sorted((by_id[fact.id] for fact in standing), key=lambda row: (row.on, row.pk))
