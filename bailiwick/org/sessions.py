"""Session rules: idle and absolute end, one desktop session a person, forced password change.

A request that a page makes by itself (live hints, polling) is served but is no sign of life. An old
browser whose session ended elsewhere is sent to the login page, which says why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils import timezone

from bailiwick.org.backend import posts_today
from bailiwick.org.models import Account, LoginSession
from bailiwick.org.roles import ADMINISTRATORS
from bailiwick.org.services import sessions

AUTO_HEADER = "X-Bailiwick-Auto"
LIVE = "/live/"
TOUCH_EVERY = timedelta(seconds=30)  # how exactly activity is kept; spares a write a request
OPEN_DURING_CHANGE = {"org:password_change", "org:logout", "org:session_left", "org:login"}
OPEN_DURING_SETUP = OPEN_DURING_CHANGE | {"org:factor_setup"}
WITHOUT_SESSION = {"org:login", "org:second_factor", "org:session_left", "web:health"}
SALT = "bailiwick.org.ended"


def idle_limit(account: Account) -> timedelta:
    """Return how long the account may be idle: 30 minutes, administrators 15."""
    is_admin = any(post.role in ADMINISTRATORS for post in posts_today(account))
    return timedelta(
        seconds=settings.SESSION_IDLE_SECONDS_ADMIN if is_admin else settings.SESSION_IDLE_SECONDS
    )


def ends_at(session: LoginSession, account: Account) -> tuple[datetime, str]:
    """Return when a session ends if nothing happens, and the reason it will carry."""
    idle = session.active_at + idle_limit(account)
    absolute = session.started_at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return (idle, "idle") if idle <= absolute else (absolute, "absolute")


def password_is_old(account: Account, at: datetime) -> bool:
    """Whether the password must be changed before anything else."""
    if account.must_change_password:
        return True
    since = account.password_changed_at or account.created_at
    return at - since > timedelta(days=settings.PASSWORD_DAYS)


def factor_is_owed(request: HttpRequest) -> bool:
    """Whether the place requires a second factor and this login came without one."""
    return settings.SECOND_FACTOR_REQUIRED and not request.session.get("factor")


def open_session(request: HttpRequest) -> LoginSession | None:
    """Return the running session of this request's browser, if any."""
    key = request.session.session_key
    return LoginSession.objects.filter(session_key=key, ended_at=None).first() if key else None


def sweep(at: datetime) -> int:
    """End the sessions whose time is over though their browser asks nothing; return how many.

    Without it a page left open would still hear live hints and stand in the list of sessions.
    """
    shortest = timedelta(seconds=settings.SESSION_IDLE_SECONDS_ADMIN)
    oldest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    late = Q(active_at__lte=at - shortest) | Q(started_at__lte=at - oldest)
    count = 0
    for session in LoginSession.objects.filter(late, ended_at=None).select_related("account"):
        end, reason = ends_at(session, session.account)
        if at >= end:
            sessions.end(session, reason, by=None, at=at)
            count += 1
    return count


class SessionRulesMiddleware:
    """Ends sessions by the rules, says why, and holds people at an overdue password change."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        name = _view_name(request)
        account = request.user
        if not isinstance(account, Account):
            ended = _ended_elsewhere(request)
            if ended is None or name in WITHOUT_SESSION:
                return self.get_response(request)
            return _send_away(request, ended)
        now = timezone.now()
        session = open_session(request)
        if session is None:  # a session no login opened is not one of ours
            request.session.flush()
            return _send_away(request, _ended_elsewhere(request))
        end, reason = ends_at(session, account)
        if now >= end:
            sessions.end(session, reason, by=None, at=now)
            request.session.flush()
            return _send_away(request, session)
        if not _by_itself(request, name) and now - session.active_at > TOUCH_EVERY:
            sessions.touch(session, at=now)
        if password_is_old(account, now) and name not in OPEN_DURING_CHANGE:
            return _redirect(request, reverse("org:password_change"))
        if factor_is_owed(request) and name not in OPEN_DURING_SETUP:
            return _redirect(request, reverse("org:factor_setup"))
        return self.get_response(request)


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Exception:  # noqa: BLE001 - an address that leads nowhere is answered 404 further in
        return ""


def _by_itself(request: HttpRequest, name: str) -> bool:
    return (
        request.path.startswith(LIVE)
        or name == "org:session_left"
        or request.headers.get(AUTO_HEADER) == "1"
    )


def _ended_elsewhere(request: HttpRequest) -> LoginSession | None:
    key = request.COOKIES[settings.SESSION_COOKIE_NAME]
    return LoginSession.objects.filter(session_key=key).exclude(ended_at=None).first()


def _send_away(request: HttpRequest, ended: LoginSession | None) -> HttpResponse:
    back = request.get_full_path()
    if request.headers.get("HX-Request") == "true":
        page = urlsplit(request.headers.get("HX-Current-URL", "/"))
        back = page.path + (f"?{page.query}" if page.query else "")
    query = {"next": back}
    if ended is not None:
        query["ended"] = signing.dumps(ended.pk, salt=SALT)
    return _redirect(request, f"{reverse('org:login')}?{urlencode(query)}")


def _redirect(request: HttpRequest, url: str) -> HttpResponse:
    if request.path.startswith(LIVE):
        return HttpResponse(status=401)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
