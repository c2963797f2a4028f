"""What happens to files prepared for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class ListExported(Event):
    """A list left the platform as a spreadsheet; ``filters`` is what the first sheet says."""

    label: ClassVar[str] = "导出表格"
    kind: ClassVar[str] = "export"
    exporter: str
    title: str
    rows: int
    filters: list[list[str]]


@dataclass(frozen=True, slots=True)
class DownloadFetched(Event):
    label: ClassVar[str] = "下载文件"
    kind: ClassVar[str] = "export"
    download_id: int
    title: str
    file_name: str
