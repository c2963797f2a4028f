"""Gathers the rows of a case from seven sheets with bounded memory: a scratch SQLite file.

Sheets come one after another, cases are needed one after another with all their rows; 200,000 rows
would have to wait in memory for their case. The file has no name: SQLite removes it while it is
open, so that an import killed half-way leaves no identity number behind.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType

from bailiwick.cases.importing import layout
from bailiwick.cases.importing.reading import RawSheet, Tell
from bailiwick.law import case_numbers

_BATCH = 5000


@dataclass(slots=True)
class StagedRow:
    """A row with its cells by column name."""

    sheet: str
    row: int
    values: dict[str, str]
    merged: dict[str, str] = field(default_factory=dict)  # column -> range


@dataclass(slots=True)
class StagedCase:
    """All rows of one case number, 案件 rows first."""

    position: int
    number: str
    rows: list[StagedRow]


class Staging:
    """A scratch database of one run: ``with Staging() as staged: staged.take(sheet, tell)``."""

    def __enter__(self) -> Staging:
        self._db = sqlite3.connect("", isolation_level=None)  # on disk, without a name
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
            "PRAGMA cache_size=-32000;"
            "CREATE TABLE rows(number TEXT, sheet INT, row INT, cells TEXT);"
            "CREATE TABLE cases(position INTEGER PRIMARY KEY, number TEXT UNIQUE);"
        )
        self.sheets: set[str] = set()
        self.rows = 0
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def take(self, sheet: RawSheet, tell: Tell) -> None:
        """Take in the rows of a sheet; rows without a readable case number are refused at once."""
        name = sheet.layout.sheet
        self.sheets.add(name)
        index = layout.SHEETS.index(name)
        waiting: list[tuple[str, int, int, str]] = []
        places = sheet.places
        for raw in sheet.rows:
            values = {
                c: raw.cells[i] for c, i in places.items() if i < len(raw.cells) and raw.cells[i]
            }
            if not values:
                continue
            self.rows += 1
            merged = (
                {c: raw.merged[i] for c, i in places.items() if i in raw.merged}
                if raw.merged
                else {}
            )
            try:
                number = _number(values.get("案号", ""), merged)
            except case_numbers.BadCaseNumber as error:
                tell(name, raw.number, "案号", str(error), False, readable(values))
                continue
            waiting.append(
                (number, index, raw.number, json.dumps([values, merged], ensure_ascii=False))
            )
            if len(waiting) >= _BATCH:
                self._put(waiting)
        self._put(waiting)

    def _put(self, waiting: list[tuple[str, int, int, str]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", waiting)
        self._db.executemany(
            "INSERT OR IGNORE INTO cases(number) VALUES (?)", [(row[0],) for row in waiting]
        )
        self._db.execute("COMMIT")
        waiting.clear()

    def count(self) -> int:
        """Return the number of cases."""
        return int(self._db.execute("SELECT count(*) FROM cases").fetchone()[0])

    def cases(self, done: set[int]) -> Iterator[StagedCase]:
        """Yield the cases in the order of their first row, without those whose position is done."""
        self._db.execute("CREATE INDEX IF NOT EXISTS rows_number ON rows(number, sheet, row)")
        numbers = self._db.execute("SELECT position, number FROM cases ORDER BY position")
        for position, number in numbers:
            if position in done:
                continue
            found = self._db.execute(
                "SELECT sheet, row, cells FROM rows WHERE number = ? ORDER BY sheet, row", (number,)
            )
            rows = [
                StagedRow(layout.SHEETS[sheet], row, *json.loads(cells))
                for sheet, row, cells in found
            ]
            yield StagedCase(position, number, rows)


def readable(values: dict[str, str]) -> dict[str, str]:
    """Return the cells as people see them: formulas and error values without their mark."""
    return {name: value[2:] if value[:1] == "\x01" else value for name, value in values.items()}


def _number(text: str, merged: dict[str, str]) -> str:
    if not text and "案号" in merged:
        raise case_numbers.BadCaseNumber(
            f"案号与上一行合并在一个单元格（{merged['案号']}），取消合并并逐行填写后再导入"
        )
    if text.startswith("\x01"):
        raise case_numbers.BadCaseNumber("案号是公式或错误值，改为文本后再导入")
    return case_numbers.parse(text).base
