"""A person puts a case aside on the own workbench, and takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class CaseSnoozed(Event):
    label: ClassVar[str] = "工作台搁置"
    number: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class SnoozeEnded(Event):
    label: ClassVar[str] = "结束搁置"
    number: str
