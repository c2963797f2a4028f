"""A sheet of 200,000 rows: memory stays bounded, and it is quick enough to be waited for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

ROWS = 200_000
_READ = """
import json, resource, sys, time
from pathlib import Path
import django
django.setup()
from bailiwick.cases.importing import reading
from bailiwick.cases.importing.staging import Staging
began = time.monotonic()
base_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Staging() as staged, reading.opened(Path(sys.argv[1]), lambda *said: None) as sheets:
    for sheet in sheets:
        staged.take(sheet, lambda *said: None)
    rows = sum(len(case.rows) for case in staged.cases(set()))
used_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base_kb
print(json.dumps({"rows": rows, "used_mb": used_kb / 1024, "seconds": time.monotonic() - began}))
"""


@pytest.mark.slow
def test_a_sheet_of_200000_rows_streams_with_bounded_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    tab = book.create_sheet("节点")
    tab.append(["案号", "节点", "发生日期", "经办人", "备注"])
    for n in range(ROWS):
        tab.append(
            [
                f"（2026）豫0311执{n % 5000 + 1}号",
                f"N{n % 30 + 4:02d}",
                "2026-02-05",
                "李执行员",
                f"第{n}行",
            ]
        )
    path = tmp_path / "big.xlsx"
    book.save(path)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _READ, str(path)], cwd=settings.BASE_DIR, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["rows"] == ROWS
    assert found["used_mb"] < 250  # the rows alone, kept as objects, are over 400 MB
    assert found["seconds"] < 100  # 2,000 rows a second
