"""What the machine must offer from outside the project: packages, browser, fonts, Node.js."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from config import frontend
from config.home import PROJECT

PACKAGE_LIST = PROJECT / "deploy" / "debian-packages.txt"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Lack:
    """Something that is not there: what it is, what is off without it, what mends it."""

    what: str
    off: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what} — {self.off}。补救: {self.mend}"


def setup_command() -> str:
    """Return the one command that installs the system packages."""
    return ("" if os.geteuid() == 0 else "sudo ") + "bin/setup-system"


def chromium() -> str:
    """Return the path of a Chromium, or "". BAILIWICK_CHROMIUM names another one."""
    given = os.environ.get("BAILIWICK_CHROMIUM", "")
    names = [given] if given else BROWSERS
    return next((found for name in names if (found := shutil.which(name))), "")


def has_chinese_font() -> bool:
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return False
    found = subprocess.run(
        [fc_list, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False
    )
    return bool(found.stdout.strip())


def browser_lacks() -> list[Lack]:
    """Return what browser tests and screenshots lack."""
    found = []
    if not chromium():
        found.append(Lack("没有 Chromium", "浏览器测试与截图不可用", setup_command()))
    if not has_chinese_font():
        found.append(Lack("没有汉字字体", "浏览器测试与截图中的汉字不可用", setup_command()))
    return found


def packages() -> dict[str, str]:
    """Return the Debian packages we list, each with what it is for."""
    lines = PACKAGE_LIST.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(None, 1) for line in lines if line.strip() and not line.startswith("#"))
    return {pair[0]: pair[-1] for pair in pairs}


def off_at_run_time() -> list[Lack]:
    """Return what is off on the running platform because the machine lacks something."""
    found = browser_lacks()
    if (PROJECT / "package.json").exists() and (problem := frontend.node_problem()):
        found.append(
            Lack(
                problem, "页面部件不能重新构建", f"安装 Node.js {frontend.NODE_MAJOR} 或更新的版本"
            )
        )
    return found
