"""An import killed half-way leaves no plain row behind (GB/T 22239-2019 §8.1.4.10)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from bailiwick.cases.importing.staging import Staging
with Staging() as staged:
    staged._db.execute("PRAGMA cache_size=-64")
    row = ("（2026）豫0311执1号", 0, 0, "410305199003071230" * 40)
    staged._db.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", [row] * 5000)
    print("staged", flush=True)
    sys.stdin.read()
"""


def test_a_killed_import_leaves_nothing_on_disk(tmp_path: Path) -> None:
    place = {"TMPDIR": str(tmp_path), "SQLITE_TMPDIR": str(tmp_path)}
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", SCRIPT],
        env=os.environ | place,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"staged\n"
        links = [os.readlink(link) for link in Path(f"/proc/{child.pid}/fd").iterdir()]
        # 5,000 rows of 720 bytes do not fit 64 kB: they lie in a file here that has no name
        assert any(str(tmp_path) in link and link.endswith("(deleted)") for link in links)
        child.send_signal(signal.SIGKILL)
    assert list(tmp_path.iterdir()) == []
