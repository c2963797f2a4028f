"""What never reaches a log: query strings (people search by name) and rows a database complains of.

Logs are for us and leave the host; names and identity numbers stay in the register (个人信息保护法
第六条, GB/T 22239-2019 §8.1.4).
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

_ROW = re.compile(r"^.*(?:DETAIL:|Failing row contains|CONTEXT:|QUERY:).*$", re.MULTILINE)
_QUERY = re.compile(r"(/[^\s'\"?]*)\?[^\s'\"]+")


def without_people(
    logger: object, name: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep a request's method and path only, and no values out of rows or queries (structlog)."""
    request = line.pop("request", None)
    if request is not None and "path" not in line:
        line["path"] = getattr(request, "path", "")
        line["method"] = getattr(request, "method", "")
    for key in ("event", "exception", "message", "exc_text"):
        if isinstance(text := line.get(key), str):
            line[key] = _QUERY.sub(r"\1?…", _ROW.sub("（行内容不入日志）", text))
    return line
