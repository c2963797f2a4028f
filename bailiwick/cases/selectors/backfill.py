"""待回填流程系统: what was typed here and the national system does not have yet.

A fact leaves the list when an import brings the same one (identity as for repetition: 节点 by
code and day, 扣除 by type and first day, 延长 by day, 措施 and 案款 by reference), or when it
no longer stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bailiwick.cases.models import Case, Fact, Origin
from bailiwick.cases.selectors.register import cases_open_to
from bailiwick.law.facts import FactKind
from bailiwick.law.nodes import NODES
from bailiwick.org.models import Account

KINDS = {
    FactKind.NODE: "节点",
    FactKind.DEDUCTION: "扣除",
    FactKind.EXTENSION: "延长",
    FactKind.MEASURE: "措施",
    FactKind.RENEW: "措施续行",
    FactKind.RELEASE: "措施解除",
    FactKind.PAYMENT: "案款",
}


@dataclass(frozen=True)
class Cell:
    """A value to copy into the national system, with the column's name there."""

    label: str
    value: str


def typed_here(account: Account) -> QuerySet[Fact]:
    """Return the facts the account should see on the list, oldest first."""
    return waiting(Q(case__in=cases_open_to(account).values("pk")))


def waiting(condition: Q) -> QuerySet[Fact]:
    """Return the facts typed here under a condition that no import has brought."""
    later = Fact.objects.filter(supersedes=OuterRef("pk"))
    brought = Fact.objects.filter(
        case=OuterRef("case"), origin=Origin.IMPORT, kind=OuterRef("kind")
    )
    same = (
        Q(kind__in=[FactKind.NODE, FactKind.DEDUCTION], what=OuterRef("what"), on=OuterRef("on"))
        | Q(kind=FactKind.EXTENSION, on=OuterRef("on"))
        | Q(kind__in=[FactKind.MEASURE, FactKind.RELEASE, FactKind.PAYMENT], ref=OuterRef("ref"))
        | Q(kind=FactKind.RENEW, ref=OuterRef("ref"), until=OuterRef("until"))
    )
    return (
        Fact.objects.filter(condition, origin=Origin.HERE, kind__in=list(KINDS))
        .filter(~Exists(later), ~Exists(brought.filter(same)))
        .select_related("case__court", "recorded_by__person")
        .order_by(F("recorded_at").asc(), "pk")
    )


def count(account: Account) -> int:
    """Return how many facts wait; equals the list."""
    return typed_here(account).order_by().count()


def of_case(case: Case) -> QuerySet[Fact]:
    return waiting(Q(case=case))


def cells(fact: Fact) -> list[Cell]:
    """Return the fields to copy, in the order of the national system's form."""
    node = NODES.get(fact.what)
    pairs = [
        ("案号", fact.case.number),
        ("节点" if node else "类型", node.name if node else fact.what),
        ("标识", fact.ref),
        ("日期" if not fact.until else "起始日期", fact.on.isoformat()),
        ("截止日期", fact.until.isoformat() if fact.until else ""),
        ("月数", str(fact.months) if fact.months else ""),
        ("日数", str(fact.days) if fact.days else ""),
        ("金额", str(fact.amount) if fact.amount is not None else ""),
        ("权利人或收款人", fact.holder),
        ("文号", fact.document),
        ("经办人", fact.handler),
        ("备注", fact.detail),
    ]
    return [Cell(label, value) for label, value in pairs if value]
