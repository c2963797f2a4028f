"""When a page fails: a sentence, and a number the person can quote and we can find in the log."""

from __future__ import annotations

import logging
import secrets
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from bailiwick.web.policy import public

logger = logging.getLogger(__name__)


def new_number() -> str:
    """Return a short number for one fault, such as 8F2C-1123."""
    digits = secrets.token_hex(4).upper()
    return f"{digits[:4]}-{digits[4:]}"


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: asks nothing of the database, which may be what failed (then 503, come again)."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = loader.render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "10"})
    number = new_number()
    logger.error("page failed", extra={"number": number, "path": request.path})
    page = loader.render_to_string("500.html", {"number": number})
    return HttpResponse(page, status=500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long or its session was replaced: say so, change nothing."""
    logger.info("form without valid token", extra={"path": request.path, "reason": reason})
    text = "登录状态在打开页面之后有变化，没有保存任何内容。返回上一页，刷新后重新提交"
    return fault(request, 403, "页面已过期", text)


def fault(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    """Return the page that says in a sentence why nothing was done."""
    context = {"heading": heading, "text": text}
    return render(request, "web/fault.html", context, status=status)
