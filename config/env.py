"""Settings from the environment. Odd values are refused at start, in clear words.

A secret NAME may be given in the file named by NAME_FILE.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class OddSetting(ValueError):
    """A value in the environment that makes no sense; the message names it."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int, *, low: int = 0, high: int = 65535) -> int:
    """Return an integer between ``low`` and ``high``.

    Raises:
        OddSetting: not an integer, or outside.
    """
    raw = text(name)
    if not raw:
        return default
    if not raw.isdecimal() or not low <= int(raw) <= high:
        raise OddSetting(f"{name}={raw!r}: 应为 {low} 至 {high} 之间的整数")
    return int(raw)


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for 1/true/yes/on, False for 0/false/no/off.

    Raises:
        OddSetting: any other word.
    """
    raw = text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise OddSetting(f"{name}={raw!r}: 应为 1 或 0")


def words(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret(name: str) -> str:
    """Return a secret from NAME or from the file NAME_FILE.

    Raises:
        OddSetting: neither is set, or the file cannot be read.
    """
    value = os.environ.get(name, "")
    if value:
        return value
    path = text(f"{name}_FILE")
    if not path:
        raise OddSetting(f"缺少 {name} 或 {name}_FILE")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise OddSetting(f"{name}_FILE={path}: {error.strerror}") from error


def database(url: str) -> dict[str, Any]:
    """Turn a PostgreSQL URL into Django's settings; ``?host=`` may name a socket folder.

    Raises:
        OddSetting: not a postgresql:// URL, or without a database name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise OddSetting("DATABASE_URL 应以 postgresql:// 开头")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise OddSetting("DATABASE_URL 缺少数据库名")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
    }
