"""The static files: islands built by Vite, everything collected where the web process serves it.

Each step leaves a digest of what it was made from and is skipped while that stays the same.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from config.home import PROJECT, NotPossible

NODE_MAJOR = 20
STAMP = ".made-from"
SOURCES = ("package-lock.json", "vite.config.ts", "vite.config.js", "tsconfig.json", ".npmrc")


def digest_of(paths: Iterable[Path]) -> str:
    """Return a digest of names and contents of these files and of all files in these folders."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                total.update(f"{file}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def node_problem() -> str:
    """Return what is wrong with Node.js here, or nothing."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return f"没有 Node.js {NODE_MAJOR} 或更新的版本 (node 与 npm)"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    if not found or int(found[1]) < NODE_MAJOR:
        return f"Node.js 版本过旧 ({said.strip()}),需要 {NODE_MAJOR} 或更新的版本"
    return ""


def is_current(folder: Path, digest: str) -> bool:
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest


def install_packages(project: Path = PROJECT) -> None:
    """Run ``npm ci`` if the lock file has changed since. Nothing to do without a package.json.

    Raises:
        NotPossible: Node.js is missing or too old, or npm failed.
    """
    if not (project / "package.json").exists():
        return
    digest = digest_of([project / "package-lock.json", project / "package.json"])
    folder = project / "node_modules"
    if is_current(folder, digest):
        return
    if problem := node_problem():
        raise NotPossible(problem)
    _npm(project, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    (folder / STAMP).write_text(digest, encoding="ascii")


def build(project: Path = PROJECT) -> None:
    """Build the islands into ``static/built`` if a source has changed since.

    Raises:
        NotPossible: npm is missing, or the build failed; the message quotes it.
    """
    if not (project / "package.json").exists():
        return
    digest = digest_of([project / "islands", *(project / name for name in SOURCES)])
    folder = project / "static" / "built"
    if is_current(folder, digest):
        return
    install_packages(project)
    _npm(project, "run", "build", "--silent")
    (folder / STAMP).write_text(digest, encoding="ascii")


def _npm(project: Path, *words: str) -> None:
    done = subprocess.run(
        [shutil.which("npm") or "npm", *words],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"CI": "true", "NO_COLOR": "1"},
    )
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip()[-1500:]
        raise NotPossible(f"npm {words[0]} 失败:\n{said}")


def static_digest(project: Path = PROJECT) -> str:
    """Return a digest of everything ``collectstatic`` reads."""
    folders = sorted((project / "bailiwick").glob("*/static"))
    return digest_of([project / "static" / "built", *folders, project / "requirements.lock"])
