"""The bench on a small register: every figure is there, and its database is gone afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

FIGURES = {
    "cases", "register", "generated_seconds", "derive_from_nothing", "raw_read_seconds",
    "derivation", "explanation", "pages", "screening", "screening_one_case", "import", "size_mb",
    "machine", "marks", "missed", "marks_met",
}  # fmt: skip


def ask(url: str, statement: str, *values: Any) -> int:
    with psycopg.connect(url) as link:
        row = link.execute(statement, values).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.slow
def test_a_small_bench_tells_every_figure_and_leaves_nothing() -> None:
    command = [
        sys.executable, "-X", "utf8", str(Path(settings.BASE_DIR) / "manage.py"), "bench_cases",
        "--cases", "300", "--imports", "20", "--times", "1", "--workers", "1", "--json",
    ]  # fmt: skip
    child = subprocess.Popen(  # noqa: S603  (our own command)
        command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    told, _ = child.communicate(timeout=300)
    assert child.returncode in (0, 1)  # 1: a busy machine misses a mark
    found = json.loads(told)

    assert found.keys() >= FIGURES
    assert found["register"]["cases"] == 300
    assert found["derive_from_nothing"]["changed"] > 250
    assert found["derivation"]["changed"] == 0  # what was just derived does not differ
    assert found["import"]["state"] == "done"
    assert found["import"]["rejected"] == 0
    assert all(row["p95_ms"] >= row["p50_ms"] > 0 for row in found["pages"].values())
    name = f"bailiwick_bench_{child.pid}"
    left = "SELECT count(*) FROM pg_database WHERE datname = %s"
    assert ask(os.environ["DATABASE_URL"], left, name) == 0
