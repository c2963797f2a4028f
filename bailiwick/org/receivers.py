"""What the door does when somebody comes in, fails, or is locked out."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from bailiwick.audit import journal
from bailiwick.events.org import LoginFailed, LoginLocked
from bailiwick.org.models import Account
from bailiwick.org.services import sessions


@receiver(user_logged_in, dispatch_uid="bailiwick-session-start")
def open_session(request: HttpRequest, user: Account, **_: Any) -> None:
    """A login opens a session of ours, ends the person's others and is recorded."""
    if not request.session.session_key:
        request.session.save()
    sessions.start(user, request, by=user, at=timezone.now())


@receiver(user_login_failed, dispatch_uid="bailiwick-login-failed")
def record_failure(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """A failed login is recorded with the name that was typed, never the password."""
    username = str(credentials.get("username", ""))[:40]
    locked = getattr(request, "axes_locked_out", False)
    with transaction.atomic():
        journal.record(
            LoginFailed(username, "账号锁定期间" if locked else "用户名或密码不符"),
            by=None,
            subject=_account(username),
        )


@receiver(user_locked_out, dispatch_uid="bailiwick-login-locked")
def record_lock(request: HttpRequest, username: str, **_: Any) -> None:
    """The moment of the lock is recorded once; tries during the lock are failures."""
    if getattr(request, "axes_locked_out", False):
        return
    journal.record(LoginLocked(username[:40]), by=None, subject=_account(username))


def _account(username: str) -> tuple[str, int] | None:
    found = Account.objects.filter(username=username).values_list("pk", flat=True).first()
    return ("account", found) if found else None
