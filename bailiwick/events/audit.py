"""What happens to the journal itself: looking at it is recorded in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class JournalSearched(Event):
    label: ClassVar[str] = "查阅审计日志"
    kind: ClassVar[str] = "look"
    filters: str


@dataclass(frozen=True, slots=True)
class JournalRecordRead(Event):
    label: ClassVar[str] = "查阅一条审计记录"
    kind: ClassVar[str] = "look"
    record: int


@dataclass(frozen=True, slots=True)
class JournalVerified(Event):
    """Somebody asked whether the journal is whole; ``result`` is the sentence that was shown."""

    label: ClassVar[str] = "校验审计日志"
    kind: ClassVar[str] = "system"
    ok: bool
    result: str
    head_seq: int
    head_seal: str
