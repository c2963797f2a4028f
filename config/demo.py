"""Loads the demo city behind the running platform, once: ``python -m config.demo MARKER``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config.home import PROJECT
from config.processes import dying_with_parent

KILLED = (
    2  # the supervisor starts us again; after a failure of its own (1) it would only fail again
)


def main(marker: Path) -> int:
    """Run ``manage.py demo`` to its end and remember it; after a kill it is started anew."""
    words = [sys.executable, "-X", "utf8", str(PROJECT / "manage.py"), "demo"]
    code = subprocess.run(dying_with_parent(words, "KILL"), check=False).returncode
    if code < 0:
        return KILLED
    if code == 0:
        marker.write_text("done\n", encoding="ascii")
    return min(code, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
