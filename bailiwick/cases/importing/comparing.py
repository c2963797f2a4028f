"""Compares a chunk of units with what stands: what is new, what changed, what only stands here.

The national system wins for what it holds. A row typed here that the import brings too is superseded
by the imported one: equal, it has been filled in there (已回填); different, the difference is reported.
What stands here and is not in the source is reported and stays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection

from bailiwick.cases import privacy
from bailiwick.cases.importing.checking import with_case_facts
from bailiwick.cases.importing.rows import KINDS_OF_SHEET, CaseUnit, FactRow, PartyRow, key_of
from bailiwick.cases.models import Case, ImportDifference, Origin, Party
from bailiwick.law.facts import APPROVERS
from bailiwick.law.nodes import NODES

_KIND = ImportDifference.Kind
_WORDS = {
    "node": "节点", "deduction": "扣除", "extension": "延长", "measure": "措施", "release": "解除",
    "payment": "案款", "event": "结案",
}  # fmt: skip
_FIELDS = {
    "cause": "案由", "basis": "执行依据", "amount_claimed": "申请执行标的额", "officer_name": "承办人",
    "original_number": "原案号", "kind": "案件类别", "filed_on": "立案日期", "closed_on": "结案日期",
    "closing_mode": "结案方式", "amount_received": "实际到位金额",
}  # fmt: skip


@dataclass(slots=True)
class Standing:
    """A fact that stands: its row's columns."""

    id: int
    kind: str
    what: str
    on: date
    until: date | None
    ref: str
    document: str
    months: int
    days: int
    mode: str
    detail: str
    amount: Decimal | None
    holder: str
    handler: str
    origin: str

    @property
    def key(self) -> tuple[Any, ...]:
        return key_of(self.kind, self.what, self.on, self.ref)

    @property
    def content(self) -> tuple[Any, ...]:
        return (
            self.what, self.on, self.until, self.document, self.months, self.days, self.mode,
            self.detail, self.amount, self.holder, self.handler,
        )  # fmt: skip


@dataclass(slots=True)
class Before:
    """The chunk's cases as they stand."""

    cases: dict[tuple[int, str], Case] = field(default_factory=dict)
    facts: dict[int, list[Standing]] = field(default_factory=lambda: defaultdict(list))
    parties: dict[int, list[Party]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class Plan:
    """What is to be written for one unit. ``facts`` pairs a row with the id it supersedes."""

    unit: CaseUnit
    case: Case | None
    facts: list[tuple[FactRow, int | None]] = field(default_factory=list)
    parties: list[PartyRow] = field(default_factory=list)
    changed_parties: list[tuple[Party, PartyRow]] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)  # columns of the case that change
    differences: list[ImportDifference] = field(default_factory=list)
    case_id: int | None = None  # of a new case: known when it is written

    def __post_init__(self) -> None:
        if self.case:
            self.case_id = self.case.pk

    @property
    def is_new(self) -> bool:
        return self.case is None

    @property
    def changes(self) -> bool:
        return bool(self.facts or self.parties or self.changed_parties or self.fields)

    def tell(self, kind: str, name: str, before: str = "", after: str = "") -> None:
        self.differences.append(
            ImportDifference(
                case_id=self.case.pk if self.case else None, number=self.unit.number, kind=kind,
                field=name[:60], before=before[:300], after=after[:300],
            )
        )  # fmt: skip


_FACTS = """
SELECT f.case_id, f.id, f.kind, f.what, f.on_day, f.until, f.ref, f.document, f.months, f.days, f.mode,
       f.detail, f.amount, f.holder, f.handler, f.origin
  FROM cases_fact f
 WHERE f.case_id = ANY(%s) AND f.kind <> 'void'
   AND NOT EXISTS (SELECT 1 FROM cases_fact s WHERE s.supersedes_id = f.id)
 ORDER BY f.case_id, f.id
"""


def before_of(units: Sequence[CaseUnit], *, lock: bool) -> Before:
    """Read what stands of the units' cases, in three statements; with ``lock`` hold their rows."""
    found = Before()
    numbers = [unit.number for unit in units]
    cases = Case.objects.filter(number__in=numbers).order_by("pk")
    if lock:
        cases = cases.select_for_update(no_key=True)
    found.cases = {(case.court_id, case.number): case for case in cases}
    if not found.cases:
        return found
    wanted = {(unit.court_id, unit.number) for unit in units}
    found.cases = {key: case for key, case in found.cases.items() if key in wanted}
    ids = [case.pk for case in found.cases.values()]
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [ids])
        for case_id, *columns in cursor.fetchall():
            found.facts[case_id].append(Standing(*columns))
    for party in Party.objects.filter(case_id__in=ids, removed_on__isnull=True):
        found.parties[party.case_id].append(party)
    return found


def plan_of(unit: CaseUnit, before: Before) -> Plan | None:
    """Return what to write for a unit; None when it only adds to a case that is not there."""
    case = before.cases.get((unit.court_id, unit.number))
    if case is None and unit.case is None:
        return None
    unit = with_case_facts(unit)
    plan = Plan(unit, case)
    if case is None:
        plan.facts = [(row, None) for row in unit.facts]
        plan.parties = list(unit.parties)
        _totals(plan, [])
        said = f"立案 {unit.case.filed_on}" if unit.case else ""
        plan.tell(_KIND.NEW, "案件", "", f"{said}　事实 {len(unit.facts)} 条")
        return plan
    standing = before.facts.get(case.pk, [])
    _compare_facts(plan, standing)
    _compare_parties(plan, before.parties.get(case.pk, []))
    _compare_case(plan, case)
    _totals(plan, standing)
    return plan


# ------------------------------------------------------------------------------ facts


def _compare_facts(plan: Plan, standing: list[Standing]) -> None:
    by_key = dict(_keyed(standing))
    matched: set[int] = set()
    fresh: list[FactRow] = []
    for key, row in _keyed(plan.unit.facts):
        twin = by_key.get(key)
        if twin is None:
            fresh.append(row)
            continue
        matched.add(twin.id)
        if twin.content != row.content:
            plan.facts.append((row, twin.id))
            plan.tell(_KIND.CHANGED, _name(row), _shown(twin, row), _shown(row, twin))
        elif twin.origin != Origin.IMPORT:
            plan.facts.append((row, twin.id))
            plan.tell(_KIND.BACKFILLED, _name(row), _shown(twin), _shown(row))
    typed = [f for f in standing if f.origin != Origin.IMPORT and f.id not in matched]
    for row in fresh:
        twin = _same_typed_here(row, typed)
        plan.facts.append((row, twin.id if twin else None))
        if twin:
            matched.add(twin.id)
            typed.remove(twin)
            kind = _KIND.BACKFILLED if _equal(row, twin) else _KIND.CHANGED
            plan.tell(kind, _name(row), _shown(twin), _shown(row))
    _report_rest(plan, [f for f in standing if f.id not in matched])


_Row = TypeVar("_Row", FactRow, Standing)


def _keyed(rows: Iterable[_Row]) -> list[tuple[Any, _Row]]:
    """Pair rows with their keys; several payments out of one arrival are told apart by their order."""
    rows = sorted(rows, key=lambda row: row.on)
    seen: Counter[Any] = Counter()
    keyed = []
    for row in rows:
        key: tuple[Any, ...] = row.key
        if row.kind == "payment":
            seen[key] += 1
            key = (*key, seen[key])
        keyed.append((key, row))
    return keyed


def _same_typed_here(row: FactRow, typed: Iterable[Standing]) -> Standing | None:
    """Find the row typed here that the imported one speaks of too: the nearest of its kind and word.

    Measures and money typed here have references of their own, so there the day must agree, for
    money the amount too.
    """
    near = [fact for fact in typed if fact.kind == row.kind]
    match row.kind:
        case "extension":
            pass
        case "measure":
            near = [fact for fact in near if fact.what == row.what and fact.on == row.on]
        case "payment":
            near = [
                fact
                for fact in near
                if (fact.what, fact.on, fact.amount) == (row.what, row.on, row.amount)
            ]
        case "release":
            near = [fact for fact in near if fact.on == row.on]
        case _:
            near = [fact for fact in near if fact.what == row.what]
    return min(near, key=lambda fact: (abs((fact.on - row.on).days), fact.id), default=None)


def _equal(row: FactRow, twin: Standing) -> bool:
    return (row.what, row.on, row.amount, row.until) == (
        twin.what, twin.on, twin.amount, twin.until
    )  # fmt: skip


def _report_rest(plan: Plan, rest: Iterable[Standing]) -> None:
    """What stands and was not in the source, as far as the source speaks of its kind at all."""
    spoken: set[str] = set()
    for sheet in plan.unit.covers:
        spoken |= KINDS_OF_SHEET.get(sheet, frozenset())
    if plan.unit.case is not None:
        spoken.add("event")
    for fact in rest:
        if fact.kind not in spoken or (fact.kind == "event" and fact.what != "结案"):
            continue
        kind = _KIND.MISSING if fact.origin == Origin.IMPORT else _KIND.KEPT_HERE
        plan.tell(kind, _name(fact), _shown(fact))


def _name(row: FactRow | Standing) -> str:
    word = _WORDS.get(row.kind, row.kind)
    match row.kind:
        case "node":
            node = NODES.get(row.what)
            return f"{word} {row.what} {node.name if node else ''}".strip()
        case "measure" | "release" | "payment":
            return f"{word} {row.what} {row.ref}"
        case "extension":
            return f"{word} {row.what if row.what in APPROVERS else ''}".strip()
    return f"{word} {row.what}" if row.kind != "event" else word


def _shown(row: FactRow | Standing, other: FactRow | Standing | None = None) -> str:
    """Say a fact in words; against ``other`` its day and what differs from it."""
    parts = [row.on.isoformat()]
    for label, name in (
        ("至", "until"), ("文书", "document"), ("月数", "months"), ("天数", "days"), ("方式", "mode"),
        ("内容", "detail"), ("金额", "amount"), ("相对人", "holder"), ("经办", "handler"),
    ):  # fmt: skip
        value = getattr(row, name)
        if other is not None and value == getattr(other, name):
            continue
        if value:
            parts.append(f"{label} {value}")
        elif other is not None:
            parts.append(f"{label} 空")
    return "　".join(parts)


# ------------------------------------------------------------------------------ case and parties


def _compare_case(plan: Plan, case: Case) -> None:
    row = plan.unit.case
    if row is None:
        return
    for name in ("filed_on", "cause", "basis", "amount_claimed", "original_number", "kind",
                 "closed_on", "closing_mode", "officer_name"):  # fmt: skip
        value, stands = getattr(row, name), getattr(case, name)
        if value in (None, "") or value == stands:
            continue
        plan.fields[name] = value
        plan.tell(_KIND.CHANGED, _FIELDS[name], str(stands or ""), str(value))
    if row.officer_id and row.officer_id != case.officer_id:
        plan.fields["officer_id"] = row.officer_id
        plan.fields["officer_name"] = row.officer_name


def _totals(plan: Plan, standing: list[Standing]) -> None:
    """Money received and paid: what the 案件 row says, else the sums of the payments."""
    replaced = {old for _, old in plan.facts if old is not None}
    sums = {"到账": Decimal(0), "发放": Decimal(0)}
    rows = [f for f in standing if f.id not in replaced] + [row for row, _ in plan.facts]
    for row in rows:
        if row.kind == "payment" and row.amount and row.what in sums:
            sums[row.what] += row.amount
    stated = plan.unit.case.amount_received if plan.unit.case else None
    wanted = {"amount_paid": sums["发放"]}
    if stated is not None or sums["到账"]:
        wanted["amount_received"] = stated if stated is not None else sums["到账"]
    for name, value in wanted.items():
        before = getattr(plan.case, name) if plan.case else Decimal(0)
        if value != before:
            plan.fields[name] = value
            if plan.case and name in _FIELDS:
                plan.tell(_KIND.CHANGED, _FIELDS[name], str(before), str(value))


def _compare_parties(plan: Plan, standing: list[Party]) -> None:
    by_key = {(party.role, party.name): party for party in standing}
    for row in plan.unit.parties:
        party = by_key.pop((row.role, row.name), None)
        if party is None:
            plan.parties.append(row)
            plan.tell(_KIND.CHANGED, "当事人", "", f"{row.role} {row.name}")
            continue
        changed = _changed(party, row)
        if changed:
            plan.changed_parties.append((party, row))
            plan.tell(_KIND.CHANGED, f"当事人 {row.name}", "", "、".join(changed) + "已更新")
    if "当事人" in plan.unit.covers:
        for party in by_key.values():
            plan.tell(_KIND.MISSING, "当事人", f"{party.role} {party.name}")


def _changed(party: Party, row: PartyRow) -> list[str]:
    """Name the fields that differ; identity data by its blind index, never by its text."""
    found = []
    if row.kind and row.kind != party.kind:
        found.append("类型")
    if row.id_number and privacy.blind(row.id_number) != party.id_blind:
        found.append("证件号码")
    if row.phone and privacy.blind(row.phone) != party.phone_blind:
        found.append("联系电话")
    if row.account and privacy.blind(row.account) != party.account_blind:
        found.append("账号")
    if row.address and (
        party.address is None or privacy.open_sealed(party.address) != row.address.strip()
    ):
        found.append("地址")
    return found
