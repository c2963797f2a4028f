"""Which imports an account sees, and what their pages and files show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet

from bailiwick.cases import privacy
from bailiwick.cases.importing import layout
from bailiwick.cases.models import Case, ImportBatch, ImportDifference, ImportReject
from bailiwick.org.models import Account, Court
from bailiwick.org.scope import scope_of

_MASKS = {
    "证件号码": privacy.mask_id,
    "联系电话": privacy.mask_phone,
    "地址": privacy.mask_address,
}


def batches_visible_to(account: Account) -> QuerySet[ImportBatch]:
    """Own imports, those of the courts in reach, and those of the command line for who reaches all."""
    scope = scope_of(account)
    seen = Q(by=account) | Q(court__in=scope.courts)
    if scope.courts and not Court.objects.exclude(pk__in=scope.courts).exists():
        seen |= Q(court=None)
    return ImportBatch.objects.filter(seen).select_related("by__person", "court")


def differences(batch: ImportBatch, account: Account, kind: str = "") -> QuerySet[ImportDifference]:
    """Return the difference report; cases with a label are left out for who may not see them."""
    rows = ImportDifference.objects.filter(batch=batch)
    if kind in ImportDifference.Kind.values:
        rows = rows.filter(kind=kind)
    if not scope_of(account).sensitive:
        rows = rows.exclude(case_id__in=Case.objects.exclude(sensitive="").values("pk"))
    return rows


def difference_counts(batch: ImportBatch) -> dict[str, int]:
    """Return how many differences there are of each kind."""
    found = ImportDifference.objects.filter(batch=batch).order_by()
    return dict(found.values_list("kind").annotate(Count("pk")))


def rejects(batch: ImportBatch, *, notes: bool = False) -> QuerySet[ImportReject]:
    """Return refused rows, or with ``notes`` the remarks on rows that landed, by sheet and row."""
    return ImportReject.objects.filter(batch=batch, note=notes).order_by("sheet", "row", "pk")


def original_of(reject: ImportReject, *, own: bool) -> dict[str, str]:
    """Return the row as it was read; identity data is masked for everybody but its importer."""
    if not reject.original:
        return {}
    row: dict[str, str] = json.loads(privacy.open_sealed(reject.original))
    if own:
        return row
    return {name: _MASKS[name](text) if name in _MASKS else text for name, text in row.items()}


def reject_tables(
    batch: ImportBatch, *, own: bool
) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
    """Yield (sheet, columns, rows) of the refused rows as they go into the file to correct."""
    for sheet in (*layout.SHEETS, ""):
        found = rejects(batch).filter(sheet=sheet)
        if not found.exists():
            continue
        names = [c.name for c in layout.LAYOUTS[sheet].columns] if sheet else []
        yield sheet or "来源", [*names, "原行号", "问题列", "原因"], _lines(found, names, own)


def _lines(found: QuerySet[ImportReject], names: list[str], own: bool) -> Iterator[list[Any]]:
    for reject in found.iterator(chunk_size=1000):
        row = original_of(reject, own=own)
        yield [*(row.get(name, "") for name in names), reject.row, reject.column, reject.reason]
