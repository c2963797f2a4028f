"""What a browser calls itself, in the words a reader of sessions knows."""

from __future__ import annotations

import re

_BROWSERS = (
    ("360 浏览器", r"(?:360SE|360EE|QihooBrowser)(?:/([\d]+))?"),
    ("奇安信浏览器", r"(?:Qaxbrowser|QAXBrowser)(?:/([\d]+))?"),
    ("Edge", r"Edge?/(\d+)"),
    ("Firefox", r"Firefox/(\d+)"),
    ("Chrome", r"(?:Headless)?Chrome/(\d+)"),
    ("Safari", r"Version/(\d+).*Safari/"),
)
_SYSTEMS = (
    ("Windows 10/11", r"Windows NT 10"),
    ("Windows 7", r"Windows NT 6\.1"),
    ("Windows", r"Windows"),
    ("安卓", r"Android"),
    ("iOS", r"iPhone|iPad"),
    ("macOS", r"Mac OS X"),
    ("统信 UOS", r"UOS|Uos"),
    ("Linux", r"Linux"),
)


def words_of(agent: str) -> str:
    """Return 浏览器 and 系统 of a user agent; what is not known is shown as it came."""
    system = next((name for name, sign in _SYSTEMS if re.search(sign, agent)), "")
    for name, sign in _BROWSERS:
        found = re.search(sign, agent)
        if found:
            version = f" {found[1]}" if found[1] else ""
            return "　".join(filter(None, (f"{name}{version}", system)))
    return agent[:60] or "—"
