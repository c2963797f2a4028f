"""我的账号: who I am here, since when, my sessions."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from bailiwick.errors import Refusal
from bailiwick.org import selectors
from bailiwick.org import sessions as rules
from bailiwick.org.backend import posts_today
from bailiwick.org.request import StaffRequest
from bailiwick.org.services import factors, sessions
from bailiwick.web.policy import signed_in
from bailiwick.web.toasts import say


@signed_in
def account(request: StaffRequest) -> HttpResponse:
    """GET /account/: posts of today, password age, own sessions."""
    mine = request.user
    changed = mine.password_changed_at or mine.created_at
    context = {
        "posts": posts_today(mine),
        "password_changed_at": changed,
        "password_until": changed + timedelta(days=settings.PASSWORD_DAYS),
        "factor": factors.has_factor(mine),
        "running": selectors.open_sessions(mine).count(),
        "idle_minutes": int(rules.idle_limit(mine).total_seconds() // 60),
        "labelled": any(post.sees_sensitive for post in posts_today(mine)),
    }
    return render(request, "org/account.html", context)


@signed_in
def my_sessions(request: StaffRequest) -> HttpResponse:
    """GET /account/sessions/: where this account was and is logged in."""
    context = {
        "sessions": selectors.last_sessions(request.user, 20),
        "here": request.session.session_key,
    }
    return render(request, "org/my_sessions.html", context)


@require_POST
@signed_in
def my_session_end(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST /account/sessions/<id>/end: end one of the own sessions."""
    try:
        sessions.end_own(session_id, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return render(request, "web/refusal.html", {"refusal": refusal}, status=409)
    say(request, "会话已结束")
    return redirect("org:my_sessions")


@require_POST
@signed_in
def my_sessions_end_all(request: StaffRequest) -> HttpResponse:
    """POST /account/sessions/end: log out everywhere, here too."""
    sessions.end_others(None, "own", by=request.user, at=timezone.now())
    request.session.flush()
    return redirect("org:login")
