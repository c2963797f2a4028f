"""What happens to imports from the national system: one record each time one starts or continues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class CasesImported(Event):
    """An import ran; ``continued`` counts how often it had stopped before. Cases carry its number."""

    label: ClassVar[str] = "导入案件"
    batch: int
    source: str
    digest: str
    continued: int


@dataclass(frozen=True, slots=True)
class ImportChecked(Event):
    label: ClassVar[str] = "预检导入文件"
    batch: int
    source: str
    digest: str


@dataclass(frozen=True, slots=True)
class ImportDropped(Event):
    label: ClassVar[str] = "放弃导入"
    batch: int
    source: str


@dataclass(frozen=True, slots=True)
class RejectsDownloaded(Event):
    label: ClassVar[str] = "下载未导入行"
    kind: ClassVar[str] = "export"
    batch: int
    rows: int
