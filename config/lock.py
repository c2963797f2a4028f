"""``requirements.lock``: made from pyproject.toml, and whether it still belongs to it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tomllib
from pathlib import Path

from config.home import PROJECT, NotPossible

LOCK = PROJECT / "requirements.lock"
MADE_FROM = "# made from: "


def digest(pyproject: Path = PROJECT / "pyproject.toml") -> str:
    """Return a digest of the dependencies that pyproject.toml asks for."""
    content = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    asked = [content["project"]["dependencies"], content.get("dependency-groups", {})]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def problem() -> str:
    """Return why the lock file is no good, or nothing."""
    text = LOCK.read_text(encoding="utf-8")
    if f"{MADE_FROM}{digest()}\n" not in text:
        return "requirements.lock 与 pyproject.toml 不一致;请执行 bin/bailiwick lock"
    if "://" in text:
        return "requirements.lock 写进了下载地址;请执行 bin/bailiwick lock"
    return ""


def make(arguments: list[str]) -> int:
    """Write the lock file anew; ``--upgrade`` takes newer versions, else the present ones stay.

    Raises:
        NotPossible: uv failed.
    """
    uv = PROJECT / ".tools" / "venv" / "bin" / "uv"
    words = [str(uv) if uv.exists() else "uv", "pip", "compile", "pyproject.toml", "--quiet"]
    words += ["--group", "dev", "--universal", "--python-version", "3.11", "--generate-hashes"]
    words += ["--no-annotate", "--no-header", "--output-file", str(LOCK)]
    # An index of this machine's pip has no business in the lock; uv's own may name a mirror.
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
    done = subprocess.run([*words, *arguments], cwd=PROJECT, env=clean, check=False)
    if done.returncode != 0:
        raise NotPossible("uv 没有算出依赖")
    header = f"# Written by bin/bailiwick lock; do not edit.\n{MADE_FROM}{digest()}\n"
    LOCK.write_text(header + _without_comments(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def _without_comments(text: str) -> str:
    return "".join(line for line in text.splitlines(True) if not line.startswith("#"))
