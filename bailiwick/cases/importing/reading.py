"""Opens a source — a folder of CSV files, one XLSX, a ZIP of CSV files — and yields rows of text.

Every value becomes text here: days ISO, numbers as written. A formula is never evaluated: its cell
carries the mark ``FORMULA`` and checking refuses it. Memory is bounded: rows stream.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, Protocol

import openpyxl
from openpyxl.utils import range_boundaries

from bailiwick.cases.importing import archive, layout
from bailiwick.cases.importing.archive import Unreadable

FORMULA = "\x01f"  # before the text of a formula
BROKEN = "\x01e"  # before an error value such as #N/A
_OLE = b"\xd0\xcf\x11\xe0"  # old .xls, and encrypted .xlsx
_LITERAL = re.compile(r'="([^"=]*)"')  # ="0123" is how old systems keep digits in CSV: plain text


class Tell(Protocol):
    """Takes what is said of a row; ``original`` is the row as read, where it can be corrected."""

    def __call__(
        self,
        sheet: str,
        row: int,
        column: str,
        reason: str,
        note: bool,
        original: dict[str, str] | None = None,
        /,
    ) -> None: ...


@dataclass(slots=True)
class RawRow:
    """A row as it stands in the source; ``merged`` maps the index of a swallowed cell to its range."""

    number: int
    cells: list[str]
    merged: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class RawSheet:
    """One sheet of the format with its rows below the header."""

    layout: layout.Layout
    places: dict[str, int]
    rows: Iterator[RawRow]


@contextmanager
def opened(path: Path, tell: Tell) -> Iterator[Iterator[RawSheet]]:
    """Open a source and yield its sheets, 案件 first. What is ignored or wrong goes to ``tell``.

    Raises:
        Unreadable: the source as a whole is refused, with the reason.
    """
    with ExitStack() as stack, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")  # styles and dates it wonders about
        yield _in_order(_tables(path, tell, stack), tell)


@dataclass(slots=True)
class _Table:
    """A tab or file that was named like a sheet."""

    layout: layout.Layout
    label: str
    rows: Callable[[], Iterator[RawRow]]


def _in_order(tables: list[_Table], tell: Tell) -> Iterator[RawSheet]:
    if not tables:
        raise Unreadable("没有找到可导入的表。文件或工作表应命名为：" + "、".join(layout.SHEETS))
    seen: dict[str, str] = {}
    for table in sorted(tables, key=lambda table: layout.SHEETS.index(table.layout.sheet)):
        sheet = table.layout.sheet
        if sheet in seen:
            tell(
                sheet, 0, "", f"“{table.label}”与“{seen[sheet]}”都是{sheet}表，只导入了前者", False
            )
            continue
        seen[sheet] = table.label
        opened_sheet = _with_header(table, tell)
        if opened_sheet:
            yield opened_sheet


def _with_header(table: _Table, tell: Tell) -> RawSheet | None:
    """Find the header among the first rows, read it, and say what is wrong with it."""
    sheet = table.layout.sheet
    rows = table.rows()
    above: list[RawRow] = []
    for row in rows:
        above.append(row)
        if (
            layout.looks_like_header(table.layout, row.cells) >= 2
            or len(above) >= layout.MAX_HEADER_ROW
        ):
            break
    if not any(any(cell.strip() for cell in row.cells) for row in above):
        tell(sheet, 0, "", f"{sheet}表是空的", True)
        return None
    best = max(above, key=lambda row: layout.looks_like_header(table.layout, row.cells))
    header = layout.read_header(table.layout, best.cells)
    for name, reason in header.problems:
        tell(sheet, best.number, name, reason, False)
    for name, remark in header.notices:
        tell(sheet, best.number, name, remark, True)
    if header.problems:
        tell(sheet, best.number, "", f"表头有误，{sheet}表各行未导入", False)
        return None
    return RawSheet(table.layout, header.places, _below(best, above, rows, sheet, tell))


def _below(
    header: RawRow, above: list[RawRow], rest: Iterator[RawRow], sheet: str, tell: Tell
) -> Iterator[RawRow]:
    yield from (row for row in above if row.number > header.number and any(row.cells))
    for count, row in enumerate(rest):
        if count >= layout.MAX_ROWS:
            tell(sheet, row.number, "", f"一张表最多 {layout.MAX_ROWS:,} 行，其后各行未导入", False)
            return
        if any(row.cells):
            yield row


# ------------------------------------------------------------------------------ which files


def _tables(path: Path, tell: Tell, stack: ExitStack) -> list[_Table]:
    if path.is_dir():
        files = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
        books = [p for p in files if p.suffix.lower() == ".xlsx"]
        if len(books) == 1 and not any(p.suffix.lower() == ".csv" for p in files):
            return _tables(books[0], tell, stack)
        return _csv_tables([(p.name, _opener(p)) for p in files], tell)
    if not path.is_file():
        raise Unreadable(f"找不到“{path.name}”")
    if path.stat().st_size > layout.MAX_PACKED_BYTES:
        raise Unreadable(f"文件超过 {layout.MAX_PACKED_BYTES // 1024**2} MB，分批导出后再导入")
    with path.open("rb") as file:
        start = file.read(8)
    if start[:4] == _OLE:
        raise Unreadable("这是旧版 .xls 或加了密码的工作簿，另存为不加密的 XLSX 后再导入")
    if start[:2] == b"PK":
        zipped = stack.enter_context(archive.checked(path))
        if "[Content_Types].xml" in zipped.namelist():
            return _workbook_tables(path, zipped, tell, stack)
        return _csv_tables(_zipped_files(zipped), tell)
    if path.suffix.lower() == ".csv":
        return _csv_tables([(path.name, _opener(path))], tell)
    if not start:
        raise Unreadable("文件是空的")
    raise Unreadable("只能导入 XLSX、装有 CSV 的文件夹或 ZIP")


Opener = Callable[[], IO[bytes]]


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


def _zipped_files(zipped: zipfile.ZipFile) -> list[tuple[str, Opener]]:
    def opener(entry: zipfile.ZipInfo) -> Opener:
        return lambda: zipped.open(entry)

    return [(_entry_name(e), opener(e)) for e in zipped.infolist() if not e.is_dir()]


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the file's own name; old packers wrote GBK names without saying so."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = entry.filename
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _csv_tables(files: list[tuple[str, Opener]], tell: Tell) -> list[_Table]:
    tables = []
    for name, opener in files:
        stem, _, ending = name.rpartition(".")
        sheet = layout.sheet_of(stem) if ending.lower() in {"csv", "txt"} else None
        if sheet is None:
            tell("", 0, "", f"文件“{name[:60]}”不是格式中的表，未导入", True)
            continue
        tables.append(_Table(layout.LAYOUTS[sheet], name, _csv_rows(opener, name, sheet, tell)))
    return tables


# ------------------------------------------------------------------------------ CSV


def _csv_rows(opener: Opener, name: str, sheet: str, tell: Tell) -> Callable[[], Iterator[RawRow]]:
    def rows() -> Iterator[RawRow]:
        try:
            encoding = encoding_of(opener)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError):
            tell(sheet, 0, "", f"“{name}”已损坏，重新导出后再试", False)
            return
        if encoding is None:
            tell(sheet, 0, "", f"“{name}”既不是 UTF-8 也不是 GB18030 编码，无法读取", False)
            return
        with opener() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
            yield from _records(text, sheet, tell)

    return rows


def _records(text: IO[str], sheet: str, tell: Tell) -> Iterator[RawRow]:
    first = text.readline()
    mark = "\t" if first.count("\t") > first.count(",") else ","
    if mark == "," and first.count(";") > first.count(","):
        mark = ";"
    csv.field_size_limit(layout.MAX_CELL * 50)
    number = 0
    try:
        for number, record in enumerate(csv.reader(_again(first, text), delimiter=mark), start=1):
            yield RawRow(number, [_csv_cell(cell) for cell in record[: layout.MAX_COLUMNS]])
    except csv.Error:
        tell(sheet, number + 1, "", "引号不成对或单元格过长，从这一行起无法读取", False)


def _again(first: str, rest: IO[str]) -> Iterator[str]:
    yield first
    yield from rest


def _csv_cell(cell: str) -> str:
    text = cell.strip(" \t\r\n\u3000\u200b\ufeff")
    if text[:1] == "=":
        literal = _LITERAL.fullmatch(text)
        return literal[1].strip() if literal else FORMULA + text
    return text


def encoding_of(opener: Opener) -> str | None:
    """Return the encoding of a file: a byte order mark says so, else UTF-8 if all of it is, else GB18030."""
    with opener() as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with opener() as file:
                while chunk := file.read(1 << 20):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


# ------------------------------------------------------------------------------ XLSX


def _workbook_tables(
    path: Path, zipped: zipfile.ZipFile, tell: Tell, stack: ExitStack
) -> list[_Table]:
    inside = archive.look_into_xml(zipped)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:
        raise Unreadable("工作簿已损坏或不是标准 XLSX，用办公软件打开后另存再导入") from error
    stack.callback(book.close)
    tables = []
    for tab in book.worksheets:
        if tab.sheet_state != "visible":
            tell("", 0, "", f"隐藏的工作表“{tab.title[:40]}”未导入", True)
            continue
        sheet = layout.sheet_of(tab.title)
        if sheet is None:
            tell("", 0, "", f"工作表“{tab.title[:40]}”不是格式中的表，未导入", True)
            continue
        part = str(tab._worksheet_path).lstrip("/")  # which XML part the tab is: no public name
        merges = inside.merges.get(part, [])
        tables.append(_Table(layout.LAYOUTS[sheet], tab.title, _tab_rows(tab, merges, sheet, tell)))
    return tables


def _tab_rows(
    tab: Any, merges: list[str], sheet: str, tell: Tell
) -> Callable[[], Iterator[RawRow]]:
    def rows() -> Iterator[RawRow]:
        tab.reset_dimensions()  # what the file says of its size may be wrong
        swallowed = _Merges(merges)
        number = 0
        try:
            for number, row in enumerate(tab.iter_rows(max_col=layout.MAX_COLUMNS), start=1):
                cells = [_tab_cell(cell) for cell in row]
                yield RawRow(number, cells, swallowed.at(number))
        except Exception:  # noqa: BLE001  (damaged XML inside a sheet)
            tell(sheet, number + 1, "", "工作表内容已损坏，从这一行起无法读取", False)

    return rows


def _tab_cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if cell.data_type == "f":
            return FORMULA + value
        if cell.data_type == "e":
            return BROKEN + value
        return _csv_cell(value)
    match value:
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case timedelta():
            return str(value)
    return FORMULA + "=…" if cell.data_type == "f" else str(value)


class _Merges:
    """Merged ranges, asked row by row from the top: which cells of the row are swallowed."""

    def __init__(self, refs: list[str]) -> None:
        boxes = [(ref, *range_boundaries(ref)) for ref in refs]
        self._waiting = sorted(boxes, key=lambda box: box[2], reverse=True)
        self._open: list[tuple[str, int, int, int, int]] = []

    def at(self, row: int) -> dict[int, str]:
        if not self._waiting and not self._open:
            return {}
        while self._waiting and self._waiting[-1][2] <= row:
            self._open.append(self._waiting.pop())
        self._open = [box for box in self._open if box[4] >= row]
        found: dict[int, str] = {}
        for ref, left, top, right, _ in self._open:
            for column in range(left, min(right, layout.MAX_COLUMNS) + 1):
                if (row, column) != (top, left):
                    found[column - 1] = ref
        return found
