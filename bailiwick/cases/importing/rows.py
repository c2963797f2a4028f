"""Checked rows: what comes out of checking and goes into comparing and writing. Amounts are yuan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

#: Sheets whose rows become facts of these kinds: what a source holds of a kind, it holds whole.
KINDS_OF_SHEET: dict[str, frozenset[str]] = {
    "节点": frozenset({"node"}),
    "扣除": frozenset({"deduction"}),
    "延长": frozenset({"extension"}),
    "措施": frozenset({"measure", "release"}),
    "案款": frozenset({"payment"}),
}


@dataclass(slots=True)
class Remark:
    """A row (or part of it) that was refused; with ``note`` the row landed all the same."""

    sheet: str
    row: int
    column: str
    reason: str
    number: str = ""
    note: bool = False
    original: dict[str, str] | None = None


@dataclass(slots=True)
class PartyRow:
    role: str
    name: str
    kind: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""
    born_on: date | None = None
    row: int = 0


@dataclass(slots=True)
class FactRow:
    """A fact as the source states it: the columns of ``models.Fact``."""

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
    row: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes a row the same row on repetition."""
        return key_of(self.kind, self.what, self.on, self.ref)

    @property
    def content(self) -> tuple[Any, ...]:
        """Everything a repetition may change."""
        return (
            self.what, self.on, self.until, self.document, self.months, self.days, self.mode,
            self.detail, self.amount, self.holder, self.handler,
        )  # fmt: skip


def key_of(kind: str, what: str, on: date, ref: str) -> tuple[Any, ...]:
    """节点 (节点, 发生日期), 扣除 (类型, 起始日期), 延长 (批准日期), 措施 and 案款 (标识); one filing, one closing."""
    match kind:
        case "node" if what == "N03":
            return (kind, what)
        case "node" | "deduction":
            return (kind, what, on)
        case "extension":
            return (kind, on)
        case "measure" | "release" | "renew":
            return (kind, ref)
        case "payment":  # an arrival and what is paid out of it share the 标识
            return (kind, what, ref)
        case "event" if what == "结案":
            return (kind, what)
    return (kind, what, on, ref)


@dataclass(slots=True)
class CaseRow:
    """The 案件 row. None and empty text mean: the source does not say; what stands is kept."""

    filed_on: date
    year: int | None
    type_code: str
    serial: int | None
    legacy: bool = False
    kind: str = ""  # empty: 民事 for a new case
    cause: str = ""
    basis: str = ""
    amount_claimed: Decimal | None = None
    amount_received: Decimal | None = None
    officer_name: str = ""
    officer_id: int | None = None
    clerk_id: int | None = None
    group_id: int | None = None
    closed_on: date | None = None
    closing_mode: str = ""
    original_number: str = ""
    sensitive: str = ""
    row: int = 0


@dataclass(slots=True)
class CaseUnit:
    """A case with all its rows. ``case`` is None where the source only adds to a case that stands."""

    position: int
    number: str
    court_id: int
    case: CaseRow | None
    parties: list[PartyRow] = field(default_factory=list)
    facts: list[FactRow] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    covers: frozenset[str] = frozenset()  # sheets the source has
    rows: int = 1  # rows of the source in this unit
    read: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)  # only without 案件

    @property
    def refused(self) -> bool:
        """Whether nothing of the case may land."""
        return self.court_id == 0
