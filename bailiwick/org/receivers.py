"""What the door does when somebody comes in, fails, or is locked out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from bailiwick.audit import journal
from bailiwick.audit.models import JournalRecord
from bailiwick.events.org import LoginFailed, LoginLocked
from bailiwick.org import selectors
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
    until = selectors.locked_until(username, timezone.now())
    if until is None:
        return
    since = until - timedelta(hours=settings.AXES_COOLOFF_TIME)
    name = username[:40]
    known = JournalRecord.objects.filter(event="LoginLocked", at__gte=since, data__username=name)
    if not known.exists():
        journal.record(LoginLocked(name), by=None, subject=_account(name))


def _account(username: str) -> tuple[str, int] | None:
    found = Account.objects.filter(username=username).values_list("pk", flat=True).first()
    return ("account", found) if found else None
