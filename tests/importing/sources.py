"""Sources as a court would hand them in: folders of CSV, workbooks, archives."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl

from bailiwick.cases.importing import service
from bailiwick.cases.models import ImportBatch, ImportReject
from bailiwick.org.models import Account
from tests.make import moment

Rows = list[list[Any]]
CASES = [
    "案号*",
    "法院*",
    "立案日期*",
    "案由",
    "申请执行标的额",
    "承办人",
    "结案日期",
    "结案方式",
    "原案号",
]
NUMBER = "（2026）豫0311执101号"
OTHER = "（2026）豫0311执102号"


def case_row(number: str = NUMBER, **changes: Any) -> list[Any]:
    """A lawful 案件 row: 洛龙法院, filed 2026-03-02, 100,000 yuan."""
    row = {
        "案号": number, "法院": "洛阳市洛龙区人民法院", "立案日期": "2026-03-02", "案由": "买卖合同纠纷",
        "申请执行标的额": "100000", "承办人": "李执行员", "结案日期": "", "结案方式": "", "原案号": "",
    }  # fmt: skip
    return list((row | changes).values())


def workbook(path: Path, **sheets: Rows) -> Path:
    """Write a workbook of sheets; the first row of each is its header."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        tab = book.create_sheet(name)
        for row in rows:
            tab.append(row)
    book.save(path)
    return path


def folder(path: Path, encoding: str = "utf-8", **sheets: Rows) -> Path:
    """Write a folder of CSV files."""
    path.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        lines = [
            ",".join(f'"{cell}"' if "," in str(cell) else str(cell) for cell in row) for row in rows
        ]
        (path / f"{name}.csv").write_bytes("\r\n".join(lines).encode(encoding))
    return path


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def run(path: Path, *, by: Account | None = None, dry_run: bool = False) -> ImportBatch:
    from datetime import date

    at = moment(date(2026, 11, 20))
    return service.run(service.start(path, by=by, at=at, dry_run=dry_run), by=by, at=at)


def refusals(batch: ImportBatch, *, notes: bool = False) -> list[tuple[str, int, str]]:
    """Return (sheet, row, reason) of what was refused."""
    found = ImportReject.objects.filter(batch=batch, note=notes).order_by("sheet", "row", "pk")
    return list(found.values_list("sheet", "row", "reason"))
