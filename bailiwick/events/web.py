"""What happens at the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class AccessDenied(Event):
    label: ClassVar[str] = "访问被拒绝"
    kind: ClassVar[str] = "denial"
    path: str
    needed: str
