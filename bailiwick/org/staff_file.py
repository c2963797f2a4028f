"""Reads a staff list (XLSX or CSV) into plain rows. Everything in the file is distrusted.

A workbook is opened read only and values only; formulas are refused by their cell, a bomb by the
size it claims before anything is unpacked. Nothing here touches the database.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bailiwick.errors import Refusal

COLUMNS = ("工号", "姓名", "别名", "法院", "部门/组", "职务", "岗位", "起", "止", "办公电话")
REQUIRED = ("工号", "姓名", "法院", "职务")
MAX_ROWS = 5_000
MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 80 * 1024 * 1024
MAX_CELL = 200
HEADER_WITHIN = 10  # a title or two may stand above the headers


@dataclass(frozen=True)
class StaffRow:
    """One row as typed: number in the file and text by column header."""

    number: int
    cells: dict[str, str]

    def of(self, column: str) -> str:
        """Return the text under a header; "" where the file has no such column."""
        return self.cells.get(column, "")


def read(content: bytes, name: str) -> list[StaffRow]:
    """Return the rows below the headers.

    Raises:
        Refusal: the file as a whole cannot be used; the sentence says why.
    """
    if len(content) > MAX_BYTES:
        raise Refusal("文件超过 5 MB，不予读取")
    if content[:2] == b"PK":
        table = _workbook(content)
    elif b"\0" in content[:4096] or name.lower().endswith((".xls", ".xlsx")):
        raise Refusal("不是 XLSX 或 CSV 文件；XLS 旧格式须另存为 XLSX")
    else:
        table = _text(content)
    return list(_below_headers(table))


def _workbook(content: bytes) -> Iterator[list[str]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Refusal(f"文件解压后达 {unpacked // 1024 // 1024} MB，不予读取")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True, max_col=40):
            yield [_cell(value) for value in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise Refusal("XLSX 文件损坏，无法读取") from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _text(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        for row in csv.reader(io.StringIO(text)):
            yield [cell.strip() for cell in row]
        return
    raise Refusal("文字编码不是 UTF-8 或 GB18030")


def _below_headers(table: Iterator[list[str]]) -> Iterator[StaffRow]:
    headers: list[str] | None = None
    count = 0
    for number, cells in enumerate(table, start=1):
        if headers is None:
            found = [cell.replace(" ", "").replace("*", "").replace("／", "/") for cell in cells]
            if set(REQUIRED) <= set(found):
                headers = found
            elif number >= HEADER_WITHIN:
                break
            continue
        if not any(cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise Refusal(f"超过 {MAX_ROWS:,} 行，须分开导入")
        named = zip(headers, cells, strict=False)
        yield StaffRow(number, {key: cell[: MAX_CELL + 1] for key, cell in named if key})
    if headers is None:
        raise Refusal(f"没有找到表头，须含 {'、'.join(REQUIRED)} 各列")


def template() -> bytes:
    """Return an empty staff list with headers, one invented example and notes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("人员名册")
    bold = book.add_format({"bold": True, "bg_color": "#e4edf8", "border": 1})
    for column, header in enumerate(COLUMNS):
        must = "*" if header in REQUIRED else ""
        sheet.write(0, column, f"{header}{must}", bold)
    example = ("LY0001", "李执行员", "", "豫0311", "", "执行员", "承办人", "2026-01-01", "", "")
    for column, text in enumerate(example):
        sheet.write_string(1, column, text)
    sheet.set_column(0, len(COLUMNS) - 1, 16)
    notes = book.add_worksheet("填写说明")
    for line, text in enumerate(
        (
            "工号相同视为同一人，重复导入只更正有改动的内容。",
            "法院可填代字（豫0311）、全称或简称。一人多岗，每岗一行，工号与姓名重复填写。",
            "别名用顿号分开。起、止为岗位的起止日期，写作 2026-01-01，长期任职不填止。",
            "岗位由安全管理员确认后生效；三类管理员岗位不能导入。",
        )
    ):
        notes.write_string(line, 0, text)
    notes.set_column(0, 0, 80)
    book.close()
    return target.getvalue()
