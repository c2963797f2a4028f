"""Writes a list as XLSX: first sheet 筛选条件, then the rows, typed, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter
from django.utils import timezone

ROWS_A_SHEET = 1_000_000  # Excel holds 1,048,576
CELL_CHARACTERS = 32_767
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,  # =cmd|… stays text
    "strings_to_numbers": False,  # case and identity numbers keep every digit
    "strings_to_urls": False,
}


class Kind(StrEnum):
    """How the cells of a column are typed."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    AMOUNT = "amount"  # yuan
    NUMBER = "number"


FORMATS: dict[str, dict[str, object]] = {
    Kind.TEXT: {},
    Kind.DATE: {"num_format": "yyyy-mm-dd"},
    Kind.MOMENT: {"num_format": "yyyy-mm-dd hh:mm"},
    Kind.AMOUNT: {"num_format": "#,##0.00"},
    Kind.NUMBER: {"num_format": "0"},
}


@dataclass(frozen=True)
class Column:
    """``width`` in characters; ``kind`` one of text, date, moment, amount (yuan), number."""

    label: str
    width: int = 14
    kind: str = Kind.TEXT


@dataclass(frozen=True)
class Export:
    """A list to be written. ``filters`` are (label, value) as a person reads them."""

    title: str
    filters: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    count: int = 0
    notes: Sequence[str] = field(default_factory=tuple)


class _Sheet(Protocol):
    def write_string(self, row: int, column: int, value: str, *style: Any) -> int: ...
    def write_number(self, row: int, column: int, value: Any, *style: Any) -> int: ...
    def write_datetime(self, row: int, column: int, value: Any, *style: Any) -> int: ...
    def write_blank(self, row: int, column: int, value: Any, *style: Any) -> int: ...


def write(
    path: Path,
    export: Export,
    *,
    asked_by: str,
    at: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the file; returns the number of rows. ``progress`` hears of every 2,000th row."""
    book = xlsxwriter.Workbook(str(path), OPTIONS)
    try:
        book.set_properties({"title": export.title, "author": asked_by})
        cover = book.add_worksheet("筛选条件")
        count = _write_rows(book, export, progress)
        _write_cover(book, cover, export, asked_by, at, count)
    finally:
        book.close()
    return count


def _write_cover(
    book: Any, sheet: Any, export: Export, asked_by: str, at: datetime, count: int
) -> None:
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 60)
    lines = [
        ("名称", export.title),
        ("导出人", asked_by),
        ("导出时间", timezone.localtime(at).strftime("%Y-%m-%d %H:%M")),
        ("条数", count),
        *(export.filters or [("筛选条件", "无")]),
        *(("说明", note) for note in export.notes),
    ]
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label, bold)
        _write_cell(sheet, row, 1, value)


def _write_rows(book: Any, export: Export, progress: Callable[[int], None]) -> int:
    styles = [book.add_format(FORMATS.get(column.kind, {})) for column in export.columns]
    head = book.add_format({"bold": True, "bg_color": "#E4EDF8", "bottom": 1})
    done = 0
    for sheet_number, rows in enumerate(_slices(export.rows), start=1):
        sheet = book.add_worksheet("数据" if sheet_number == 1 else f"数据{sheet_number}")
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(export.columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.label, head)
        for row_number, row in enumerate(rows, start=1):
            for index, value in enumerate(row):
                _write_cell(sheet, row_number, index, value, styles[index])
            done += 1
            if done % 2000 == 0:
                progress(done)
    progress(done)
    return done


def _slices(rows: Iterable[Sequence[Any]]) -> Iterator[Iterator[Sequence[Any]]]:
    """Cut into sheets; there is always a first one, even for an empty list."""
    iterator = iter(rows)
    held: list[Sequence[Any]] = []

    def one_sheet() -> Iterator[Sequence[Any]]:
        given = 0
        while held and given < ROWS_A_SHEET:
            yield held.pop()
            given += 1
        for row in iterator:
            if given == ROWS_A_SHEET:
                held.append(row)
                return
            yield row
            given += 1

    yield one_sheet()
    while held:
        yield one_sheet()


def _write_cell(sheet: _Sheet, row: int, column: int, value: Any, *style: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, "是" if value else "否", *style)
        case datetime():
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            sheet.write_datetime(row, column, local.replace(tzinfo=None), *style)
        case date():
            sheet.write_datetime(row, column, value, *style)
        case int() | float() | Decimal():
            sheet.write_number(row, column, value, *style)
        case _:
            sheet.write_string(row, column, str(value)[:CELL_CHARACTERS], *style)
