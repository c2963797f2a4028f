"""The door: log in, log out, change the password, how long the session lasts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bailiwick.org import selectors
from bailiwick.org import sessions as rules
from bailiwick.org.forms import LoginForm, PasswordForm
from bailiwick.org.models import Account, LoginSession
from bailiwick.org.request import StaffRequest
from bailiwick.org.services import accounts, factors, sessions
from bailiwick.org.views import second_factor
from bailiwick.web.asked import local_address
from bailiwick.web.policy import public, signed_in
from bailiwick.web.toasts import say

CLEAR = '"cache", "storage"'  # a shared desk keeps nothing of the person who left
TOO_MANY = 429


@public
@never_cache
@csrf_protect
@sensitive_post_parameters("password")
def login_page(request: HttpRequest) -> HttpResponse:
    """GET and POST /login/: name and password; says why an earlier session ended."""
    target = _safe_next(request)
    if request.user.is_authenticated:
        return redirect(target)
    form = LoginForm(request.POST or None)
    if form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None and factors.has_factor(account):
            return second_factor.half_in(request, account, target)
        if account is not None:
            login(request, account)
            return redirect(target)
        name = form.cleaned_data["username"]
        until = selectors.locked_until(name, timezone.now())
        if until is not None:
            form.add_error(
                None,
                f"连续 5 次输错，账号已锁定至 {timezone.localtime(until):%H:%M}，"
                "此前可由系统管理员解除",
            )
        else:
            form.add_error(None, "用户名或密码不符，或账号已停用")
        return _door(request, form, target, status=TOO_MANY if until else 200)
    return _door(request, form, target)


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """What the lockout library answers with: the same page, which says until when."""
    name = request.POST.get("username", "")
    until = selectors.locked_until(name, timezone.now())
    form = LoginForm(request.POST)
    form.is_valid()
    when = f"至 {timezone.localtime(until):%H:%M}" if until else " 30 分钟"
    form.add_error(None, f"连续 5 次输错，账号已锁定{when}，此前可由系统管理员解除")
    return _door(request, form, _safe_next(request), status=TOO_MANY)


@public
@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    """POST /logout/: end this session and let the browser forget."""
    session = rules.open_session(request)
    if isinstance(request.user, Account) and session is not None:
        sessions.end(session, "logout", by=request.user, at=timezone.now())
    logout(request)
    response = redirect(f"{reverse('org:login')}?left=1")
    response["Clear-Site-Data"] = CLEAR
    return response


@signed_in
@never_cache
@sensitive_post_parameters()
def password_change(request: StaffRequest) -> HttpResponse:
    """GET and POST /password/: the own password; forced when it is new or too old."""
    account = request.user
    forced = rules.password_is_old(account, timezone.now())
    form = PasswordForm(account, request.POST or None)
    if form.is_valid():
        key = request.session.session_key
        accounts.change_password(
            form.cleaned_data["new"], kept_key=key, by=account, at=timezone.now()
        )
        update_session_auth_hash(request, account)
        sessions.follow_key(key, request)
        say(request, "密码已修改，其他窗口的会话已结束")
        return redirect("/" if forced else reverse("org:account"))
    page = "org/password_forced.html" if forced else "org/password_change.html"
    return render(request, page, {"form": form, "days": 90})


@public
@never_cache
def session_left(request: HttpRequest) -> HttpResponse:
    """GET /session/left: seconds until the session ends, without prolonging it.

    POST: the person is still there; the session is prolonged.
    """
    session = rules.open_session(request)
    if not isinstance(request.user, Account) or session is None:
        return JsonResponse({"seconds": 0, "reason": "", "login": reverse("org:login")})
    if request.method == "POST":
        sessions.touch(session, at=timezone.now())
        session.active_at = timezone.now()
    end, reason = rules.ends_at(session, request.user)
    left = max(0, int((end - timezone.now()).total_seconds()))
    return JsonResponse({"seconds": left, "reason": reason, "login": reverse("org:login")})


def _door(request: HttpRequest, form: LoginForm, target: str, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": target,
        "ended": _ended(request),
        "left": "left" in request.GET,
    }
    return render(request, "org/login.html", context, status=status)


def _ended(request: HttpRequest) -> dict[str, Any] | None:
    """Read which session ended and why from the signed mark in the address."""
    try:
        pk = signing.loads(request.GET.get("ended", ""), salt=rules.SALT, max_age=3600)
    except signing.BadSignature:
        return None
    session = LoginSession.objects.filter(pk=pk).exclude(ended_at=None).first()
    if session is None:
        return None
    by = None
    if session.end_reason == "replaced":
        later = LoginSession.objects.filter(
            account=session.account_id, started_at__gte=session.ended_at
        )
        by = later.order_by("started_at").first()
    return {
        "words": session.end_words,
        "at": session.ended_at,
        "address": by.address if by else None,
    }


def _safe_next(request: HttpRequest) -> str:
    target = local_address(request, "/")
    return "/" if target.startswith(reverse("org:login")) else target
