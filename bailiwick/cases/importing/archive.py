"""Looks into a ZIP before anything is unpacked: names, number, sizes, ratio; entities in its XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bailiwick.cases.importing import layout

_CHUNK = 1 << 20
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)\""
)


class Unreadable(Exception):
    """A source that is refused as a whole; the message is shown to the clerk."""


@dataclass
class Inside:
    """What the look found: merged cells by part name."""

    merges: dict[str, list[str]] = field(default_factory=dict)


def checked(path: Path) -> zipfile.ZipFile:
    """Open a ZIP whose directory is harmless.

    Raises:
        Unreadable: no ZIP, encrypted, too many or too large entries, absolute or climbing names.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(f"“{path.name}”不是完好的 XLSX 或 ZIP 文件，重新导出后再试") from error
    try:
        _check(archive, path)
    except Unreadable:
        archive.close()
        raise
    return archive


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    if len(entries) > layout.MAX_FILES:
        raise Unreadable(f"压缩包内有 {len(entries):,} 个文件，上限 {layout.MAX_FILES} 个，未导入")
    total = sum(entry.file_size for entry in entries)
    packed = path.stat().st_size
    if total > layout.MAX_UNPACKED_BYTES or (
        total > layout.RATIO_FROM_BYTES and total > packed * layout.MAX_RATIO
    ):
        raise Unreadable(
            f"压缩包展开后有 {total / 1e6:,.0f} MB，是原文件的 {total // max(packed, 1):,} 倍，"
            "疑似压缩炸弹，未展开，未导入"
        )
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unreadable("文件加了密码，去掉密码后再导入")
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
            raise Unreadable(f"压缩包内的文件名“{name[:60]}”指向包外，未导入")


def look_into_xml(archive: zipfile.ZipFile) -> Inside:
    """Stream every XML part once: refuse document types and entities, collect merged cells.

    Raises:
        Unreadable: an XML part declares a document type or entities, is in UTF-16, or is damaged.
    """
    found = Inside()
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        tail = b""
        merges: list[str] = []
        for number, chunk in enumerate(_stream(archive, entry)):
            if number == 0 and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:64]):
                raise Unreadable("工作簿内部用了少见的编码，不是办公软件的产物，未导入")
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise Unreadable("工作簿内部声明了外部实体，可能读取服务器文件，未导入")
            if b"mergeCell" in text:
                merges += [ref.decode() for ref in _MERGE.findall(text)]
                if len(merges) > layout.MAX_MERGES:
                    raise Unreadable(
                        f"一张工作表中的合并单元格超过 {layout.MAX_MERGES:,} 处，取消合并后再导入"
                    )
            tail = text[text.rfind(b"<") :][-200:] if b"<" in text[-200:] else b""
        if merges:
            found.merges[entry.filename] = list(dict.fromkeys(merges))
    return found


def _stream(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content in pieces; never more than the directory declared."""
    left = entry.file_size
    try:
        with archive.open(entry) as file:
            while left > 0 and (chunk := file.read(min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"文件内的“{entry.filename[:60]}”已损坏，重新导出后再试") from error
