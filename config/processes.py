"""Small truths about processes of this machine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from config.home import NotPossible


def dying_with_parent(words: Sequence[str], death_signal: str) -> list[str]:
    """Return the command that gets ``death_signal`` when the process which started it is gone."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise NotPossible("缺少 setpriv,请执行: apt-get install util-linux")
    return [setpriv, "--pdeathsig", death_signal, *words]


def is_zombie(pid: int) -> bool:
    """Return whether the process has ended and only waits to be reaped."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] in {"Z", "X"}
