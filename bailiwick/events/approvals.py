"""What happens to requests for a decision (报批)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class ApprovalAsked(Event):
    label: ClassVar[str] = "报批"
    approval_id: int
    approval_kind: str
    title: str
    route: list[str]


@dataclass(frozen=True, slots=True)
class ApprovalDecided(Event):
    """One step was decided; ``state`` is what the request has become by it."""

    label: ClassVar[str] = "签批"
    approval_id: int
    approval_kind: str
    title: str
    step_id: int
    role: str
    outcome: str
    opinion: str
    state: str
    for_person: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalSentAgain(Event):
    label: ClassVar[str] = "重新报批"
    approval_id: int
    approval_kind: str
    title: str


@dataclass(frozen=True, slots=True)
class ApprovalWithdrawn(Event):
    label: ClassVar[str] = "撤回报批"
    approval_id: int
    approval_kind: str
    title: str
    reason: str
