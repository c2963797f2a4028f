"""The answer to an export: the file at once, or 下载中心 when the worker makes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from bailiwick.notices.models import Download
from bailiwick.notices.services import exports

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_answer(request: HttpRequest, kind: str, query: QueryDict) -> HttpResponse:
    """Answer with the file, or send the reader to where it will appear."""
    account: Any = request.user
    made = exports.start(kind, query, by=account, at=timezone.now())
    if isinstance(made, Download):
        return redirect("notices:download_list")
    response = HttpResponse(made.content, content_type=_XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.name)}"
    return response
