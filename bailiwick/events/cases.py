"""What happens to a case. Ids, days and plain words; never an identity number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class CaseRegistered(Event):
    label: ClassVar[str] = "手工登记案件"
    number: str
    filed_on: date
    type_code: str


@dataclass(frozen=True, slots=True)
class CaseViewed(Event):
    label: ClassVar[str] = "查看案件"
    kind: ClassVar[str] = "look"
    number: str


@dataclass(frozen=True, slots=True)
class NodeRecorded(Event):
    label: ClassVar[str] = "补录节点"
    number: str
    fact: int
    node: str
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class DeductionRecorded(Event):
    label: ClassVar[str] = "登记扣除"
    number: str
    fact: int
    what: str
    on: date
    until: date | None
    document: str


@dataclass(frozen=True, slots=True)
class DeductionEnded(Event):
    label: ClassVar[str] = "扣除事由结束"
    number: str
    fact: int
    what: str
    until: date


@dataclass(frozen=True, slots=True)
class ExtensionAsked(Event):
    label: ClassVar[str] = "报批延长期限"
    number: str
    approval: int
    months: int
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionGranted(Event):
    label: ClassVar[str] = "批准延长期限"
    number: str
    fact: int
    approver: str
    months: int
    days: int
    document: str


@dataclass(frozen=True, slots=True)
class MeasureImposed(Event):
    label: ClassVar[str] = "登记查控措施"
    number: str
    fact: int
    ref: str
    what: str
    on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class MeasureRenewed(Event):
    label: ClassVar[str] = "续行查控措施"
    number: str
    fact: int
    ref: str
    until: date


@dataclass(frozen=True, slots=True)
class MeasureReleased(Event):
    label: ClassVar[str] = "解除查控措施"
    number: str
    fact: int
    ref: str
    on: date


@dataclass(frozen=True, slots=True)
class PaymentRecorded(Event):
    label: ClassVar[str] = "登记案款"
    number: str
    fact: int
    what: str
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class EventRecorded(Event):
    label: ClassVar[str] = "登记事项"
    number: str
    fact: int
    what: str
    on: date


@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    label: ClassVar[str] = "结案"
    number: str
    fact: int
    mode: str
    on: date


@dataclass(frozen=True, slots=True)
class FactCorrected(Event):
    label: ClassVar[str] = "更正事实"
    number: str
    before: int
    after: int
    changes: dict[str, list[str]]
    reason: str


@dataclass(frozen=True, slots=True)
class FactVoided(Event):
    label: ClassVar[str] = "撤销事实"
    number: str
    fact: int
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class OfficerAssigned(Event):
    label: ClassVar[str] = "确定承办人"
    number: str
    before: str
    after: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PartyAdded(Event):
    label: ClassVar[str] = "登记当事人"
    number: str
    party: int
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class PartyEdited(Event):
    label: ClassVar[str] = "维护当事人"
    number: str
    party: int
    fields: list[str]


@dataclass(frozen=True, slots=True)
class PartyRemoved(Event):
    label: ClassVar[str] = "当事人退出"
    number: str
    party: int
    reason: str


@dataclass(frozen=True, slots=True)
class IdentityRevealed(Event):
    label: ClassVar[str] = "查看身份信息原文"
    kind: ClassVar[str] = "look"
    number: str
    party: int
    fields: list[str]
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentUploaded(Event):
    label: ClassVar[str] = "上传文书"
    number: str
    document: int
    title: str
    sm3: str


@dataclass(frozen=True, slots=True)
class DocumentOpened(Event):
    label: ClassVar[str] = "打开文书"
    kind: ClassVar[str] = "look"
    number: str
    document: int
    title: str


@dataclass(frozen=True, slots=True)
class LabelSet(Event):
    label: ClassVar[str] = "设定敏感标签"
    number: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class RegisterDerived(Event):
    label: ClassVar[str] = "全部案件重新推算"
    kind: ClassVar[str] = "system"
    cases: int
    changed: int
    reason: str
