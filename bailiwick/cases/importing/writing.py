"""Writes a chunk of plans in sets: COPY for what is new, one statement a table for what changed.

Everything of a chunk — cases, parties, facts, search keys, clocks, the units done, refusals,
differences, counters — is one transaction: after a kill a case is there whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from bailiwick.cases import derivation, privacy, search
from bailiwick.cases.importing import comparing
from bailiwick.cases.importing.comparing import Plan
from bailiwick.cases.importing.rows import CaseUnit, PartyRow, Remark
from bailiwick.cases.models import (
    Case,
    CaseKeys,
    CaseKind,
    CaseOfficer,
    ImportBatch,
    ImportReject,
    Origin,
    Party,
)
from bailiwick.cases.services.parties import APPLICANT_ROLES, DEBTOR_ROLES, PartyData, fill, listed
from bailiwick.org.models import Account
from bailiwick.web.live import hint

HINTS = 50  # cases told one by one; of more, open lists hear only that something changed
NOT_THERE = "案件表中没有这个案号，案件库中也没有"


@dataclass(slots=True)
class Counts:
    """What a chunk came to."""

    cases: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rows: int = 0
    rejected: int = 0
    noted: int = 0
    facts: int = 0
    touched: list[int] = field(default_factory=list)  # ids of cases that stood before and changed


def write_chunk(
    batch: ImportBatch, units: Sequence[CaseUnit], *, by: Account | None, at: datetime
) -> Counts:
    """Compare and write a chunk in one transaction (a dry run only compares and counts)."""
    with transaction.atomic():
        counts, plans, remarks = _plans(units, lock=not batch.dry_run)
        if not batch.dry_run:
            _write(batch, [plan for plan in plans if plan.changes or plan.is_new], by=by, at=at)
            _copy(
                "cases_importunit (batch_id, position, number)",
                ((batch.pk, unit.position, unit.number) for unit in units),
            )
        write_remarks(batch, remarks)
        _copy_differences(batch, plans)
        _count(batch, counts)
    return counts


def _plans(
    units: Sequence[CaseUnit], *, lock: bool
) -> tuple[Counts, list[Plan], list[tuple[int | None, Remark]]]:
    counts = Counts(cases=len(units), rows=sum(unit.rows for unit in units))
    before = comparing.before_of([unit for unit in units if not unit.refused], lock=lock)
    remarks: list[tuple[int | None, Remark]] = []
    plans = []
    for unit in units:
        remarks += [(unit.position, remark) for remark in unit.remarks]
        if unit.refused:
            continue
        plan = comparing.plan_of(unit, before)
        if plan is None:
            remarks += [(unit.position, remark) for remark in _nowhere(unit)]
            continue
        plans.append(plan)
        counts.facts += len(plan.facts)
        if plan.is_new:
            counts.new += 1
        elif plan.changes:
            counts.changed += 1
            counts.touched.append(plan.case.pk)  # type: ignore[union-attr]
        else:
            counts.same += 1
    counts.rejected = sum(not remark.note for _, remark in remarks)
    counts.noted = len(remarks) - counts.rejected
    return counts, plans, remarks


_SHEET_OF = {
    "node": "节点", "deduction": "扣除", "extension": "延长", "measure": "措施", "payment": "案款"
}  # fmt: skip


def _nowhere(unit: CaseUnit) -> Iterator[Remark]:
    for party in unit.parties:
        yield _not_there(unit, "当事人", party.row)
    for fact in unit.facts:
        if fact.kind in _SHEET_OF:
            yield _not_there(unit, _SHEET_OF[fact.kind], fact.row)


def _not_there(unit: CaseUnit, sheet: str, row: int) -> Remark:
    original = unit.read.get((sheet, row))
    return Remark(sheet, row, "案号", NOT_THERE, unit.number, original=original)


def _copy_differences(batch: ImportBatch, plans: list[Plan]) -> None:
    _copy(
        "cases_importdifference (batch_id, case_id, number, kind, field, before, after)",
        (
            (
                batch.pk, plan.case_id, found.number, str(found.kind), found.field, found.before,
                found.after,
            )
            for plan in plans
            for found in plan.differences
        ),
    )  # fmt: skip


def _count(batch: ImportBatch, counts: Counts) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        cases_done=F("cases_done") + counts.cases,
        cases_new=F("cases_new") + counts.new,
        cases_changed=F("cases_changed") + counts.changed,
        cases_same=F("cases_same") + counts.same,
        rows_rejected=F("rows_rejected") + counts.rejected,
        rows_noted=F("rows_noted") + counts.noted,
        facts_added=F("facts_added") + counts.facts,
        touched_at=timezone.now(),
    )


def write_remarks(batch: ImportBatch, remarks: Iterable[tuple[int | None, Remark]]) -> None:
    """Store refusals and notes; the row as it was read is sealed."""
    ImportReject.objects.bulk_create(
        (
            ImportReject(
                batch=batch, unit=unit, sheet=remark.sheet, row=remark.row, number=remark.number[:80],
                column=remark.column[:20], reason=remark.reason[:300], note=remark.note,
                original=privacy.seal(json.dumps(remark.original, ensure_ascii=False))
                if remark.original else None,
            )
            for unit, remark in remarks
        ),
        batch_size=2000,
    )  # fmt: skip


# ------------------------------------------------------------------------------ the register


def _write(batch: ImportBatch, plans: list[Plan], *, by: Account | None, at: datetime) -> None:
    if not plans:
        return
    new = [plan for plan in plans if plan.is_new]
    ids = _new_ids(len(new))
    for plan, pk in zip(new, ids, strict=True):
        plan.case_id = pk
    _copy_cases(new, at)
    _change_cases([plan for plan in plans if not plan.is_new], by=by, at=at)
    _write_parties(plans)
    _copy_facts(batch, plans, by=by, at=at)
    derivation.rederive_many(_ids_of(plans), as_of=timezone.localdate(at))
    changed = [plan.case for plan in plans if plan.case]
    for case in changed[:HINTS]:
        hint("case", case.pk, court=case.court_id)
    for court_id in {plan.unit.court_id for plan in plans}:
        hint("cases", 0, court=court_id)


def _ids_of(plans: Iterable[Plan]) -> list[int]:
    return [plan.case_id for plan in plans if plan.case_id]


def _new_ids(count: int) -> list[int]:
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('cases_case', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(target: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


_CASE_COLUMNS = (
    "id, court_id, number, legacy_number, year, type_code, serial, kind, cause, basis, filed_on, "
    "amount_claimed, amount_received, amount_paid, officer_id, officer_name, clerk_id, group_id, "
    "closed_on, closing_mode, original_number, sensitive, node, applicants_text, debtors_text, "
    "is_grey, is_paused, version, created_at, updated_at"
)


def _copy_cases(new: list[Plan], at: datetime) -> None:
    if not new:
        return
    zero = Decimal(0)
    _copy(
        f"cases_case ({_CASE_COLUMNS})",
        (
            (
                plan.case_id, plan.unit.court_id, plan.unit.number, row.legacy, row.year,
                row.type_code, row.serial, row.kind or CaseKind.CIVIL.value, row.cause, row.basis, row.filed_on,
                row.amount_claimed or zero, plan.fields.get("amount_received", zero),
                plan.fields.get("amount_paid", zero), row.officer_id, row.officer_name,
                row.clerk_id, row.group_id, row.closed_on, row.closing_mode, row.original_number,
                row.sensitive, "", *_people_texts((p.role, p.name) for p in plan.parties),
                False, False, 1, at, at,
            )
            for plan in new
            if (row := plan.unit.case)
        ),
    )  # fmt: skip
    _copy(
        "cases_casekeys (case_id, keys)",
        (
            (plan.case_id, search.keys_of(plan.unit.number, [p.name for p in plan.parties]))
            for plan in new
        ),
    )
    _copy(
        "cases_caseofficer (case_id, court_id, person_id, name, starts_on, reason)",
        (
            (plan.case_id, plan.unit.court_id, row.officer_id, row.officer_name, _since(plan), "")
            for plan in new
            if (row := plan.unit.case) and row.officer_name
        ),
    )


def _since(plan: Plan) -> Any:
    """The officer is responsible from the allocation (N04), else from the filing."""
    allocated = [row.on for row, _ in plan.facts if row.kind == "node" and row.what == "N04"]
    return min(allocated) if allocated else plan.unit.case.filed_on  # type: ignore[union-attr]


def _people_texts(people: Iterable[tuple[str, str]]) -> tuple[str, str]:
    rows = list(people)
    return (
        listed([name for role, name in rows if role in APPLICANT_ROLES]),
        listed([name for role, name in rows if role in DEBTOR_ROLES]),
    )


def _change_cases(plans: list[Plan], *, by: Account | None, at: datetime) -> None:
    changed: list[Case] = []
    columns: set[str] = {"version", "updated_at"}
    for plan in plans:
        case = plan.case
        if case is None or not plan.changes:
            continue
        if "officer_name" in plan.fields:
            _change_officer(plan, case, by=by, at=at)
        for name, value in plan.fields.items():
            setattr(case, name, value)
        case.version += 1
        case.updated_at = at
        columns |= {name.removesuffix("_id") for name in plan.fields}
        changed.append(case)
    Case.objects.bulk_update(changed, sorted(columns), batch_size=500)


def _change_officer(plan: Plan, case: Case, *, by: Account | None, at: datetime) -> None:
    today = timezone.localdate(at)
    current = case.officers.filter(ends_on__isnull=True).last()
    if current:
        current.ends_on = max(today, current.starts_on)
        current.save(update_fields=["ends_on"])
    plan.fields.setdefault("officer_id", plan.unit.case.officer_id if plan.unit.case else None)
    CaseOfficer.objects.create(
        case=case, court_id=case.court_id, person_id=plan.fields["officer_id"],
        name=plan.fields["officer_name"], starts_on=today, reason="流程系统导入", by=by,
    )  # fmt: skip


# ------------------------------------------------------------------------------ parties and facts

_PARTY_COLUMNS = (
    "case_id", "court_id", "role", "name", "kind", "position", "id_number", "id_blind", "id_mask",
    "phone", "phone_blind", "phone_mask", "account", "account_blind", "account_mask", "address",
    "district", "born_on",
)  # fmt: skip


def _write_parties(plans: list[Plan]) -> None:
    rows = (
        party
        for plan in plans
        for position, row in enumerate(plan.parties)
        for party in (_party(row, plan.case_id or 0, plan.unit.court_id, position),)
    )
    _copy(
        f"cases_party ({', '.join(_PARTY_COLUMNS)})",
        ([getattr(party, name) for name in _PARTY_COLUMNS] for party in rows),
    )
    for plan in plans:
        for party, row in plan.changed_parties:
            fill(party, _data(row, kept_kind=party.kind))
            party.save()
    touched = [p for p in plans if p.case and (p.parties or p.changed_parties)]
    if touched:
        _refresh_names(touched)


def _party(row: PartyRow, case_id: int, court_id: int, position: int) -> Party:
    party = Party(case_id=case_id, court_id=court_id, position=position)
    fill(party, _data(row))
    return party


def _data(row: PartyRow, kept_kind: str = "") -> PartyData:
    """What the source does not say is left as it is."""
    return PartyData(
        row.role, row.name, row.kind or kept_kind, row.id_number or None, row.phone or None,
        row.account or None, row.address or None,
    )  # fmt: skip


def _refresh_names(plans: list[Plan]) -> None:
    cases = {plan.case.pk: plan.case for plan in plans if plan.case}
    names: dict[int, list[tuple[str, str]]] = {pk: [] for pk in cases}
    found = Party.objects.filter(case_id__in=cases, removed_on__isnull=True)
    for case_id, role, name in found.order_by("position", "pk").values_list(
        "case_id", "role", "name"
    ):
        names[case_id].append((role, name))
    for pk, case in cases.items():
        case.applicants_text, case.debtors_text = _people_texts(names[pk])
    Case.objects.bulk_update(cases.values(), ["applicants_text", "debtors_text"])
    CaseKeys.objects.bulk_create(
        (
            CaseKeys(case_id=pk, keys=search.keys_of(case.number, [n for _, n in names[pk]]))
            for pk, case in cases.items()
        ),
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["keys"],
    )


_FACT_COLUMNS = (
    "case_id, court_id, kind, what, on_day, until, ref, document, months, days, urgent, mode, detail, "
    "amount, holder, handler, origin, recorded_at, recorded_by_id, supersedes_id, batch_id"
)


def _copy_facts(batch: ImportBatch, plans: list[Plan], *, by: Account | None, at: datetime) -> None:
    by_id = by.pk if by else None
    _copy(
        f"cases_fact ({_FACT_COLUMNS})",
        (
            (
                plan.case_id, plan.unit.court_id, row.kind, row.what, row.on, row.until, row.ref,
                row.document, row.months, row.days, row.urgent, row.mode, row.detail, row.amount,
                row.holder, row.handler, Origin.IMPORT.value, at, by_id, supersedes, batch.pk,
            )
            for plan in plans
            for row, supersedes in plan.facts
        ),
    )  # fmt: skip


_LINK = """
UPDATE cases_case c SET original_id = o.id
  FROM cases_case o
 WHERE c.original_number <> '' AND c.original_id IS NULL
   AND o.number = c.original_number AND o.court_id = c.court_id AND o.id <> c.id
"""


def link_originals() -> int:
    """Let each resumed case know its original, whichever came first. Returns the number linked."""
    with connection.cursor() as cursor:
        cursor.execute(_LINK)
        return int(cursor.rowcount)
