"""Policy at the door, the actor's address for the journal, refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from bailiwick.audit import journal
from bailiwick.errors import Refusal
from bailiwick.events.web import AccessDenied
from bailiwick.web.faults import fault
from bailiwick.web.policy import declared


class PolicyMiddleware:
    """Deny by default: who may use a view is declared, or nobody may."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = journal.request_address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            response = self.get_response(request)
        finally:
            journal.request_address.reset(token)
        if not response.has_header("Cache-Control"):  # a shared desk shows nobody's last page
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if _has_nul(request):  # no column holds it, and no keyboard types it
            return fault(request, 400, "内容无法识别", "提交的内容含有不能保存的字符，没有保存")
        rule = declared(view)
        if rule is None:
            raise PermissionDenied("这个地址没有声明使用权限")
        if rule.public:
            return None
        user = request.user
        if not user.is_authenticated:
            if request.headers.get("HX-Request") == "true":
                return HttpResponse(status=401, headers={"HX-Redirect": request.path})
            return redirect_to_login(request.get_full_path())
        if rule.permissions and not any(user.has_perm(name) for name in rule.permissions):
            journal.record(AccessDenied(request.path, str(rule)), by=user)
            raise PermissionDenied("当前岗位没有此项权限")
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal no form caught is still an answer, not a fault."""
        if isinstance(error, Refusal):
            page = "web/_refusal.html" if request.headers.get("HX-Request") else "web/refusal.html"
            return TemplateResponse(request, page, {"refusal": error}, status=409).render()
        return None


def _has_nul(request: HttpRequest) -> bool:
    asked = [request.GET, request.POST] if request.method == "POST" else [request.GET]
    return any("\0" in text for query in asked for _, texts in query.lists() for text in texts)
