"""Sessions: opened by a login, ended by rule, by the person, or by an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from bailiwick.audit import journal
from bailiwick.errors import NotYours
from bailiwick.events.org import LoggedIn, SessionEnded
from bailiwick.org.models import END_REASONS, Account, LoginSession


@transaction.atomic
def start(account: Account, request: HttpRequest, *, by: Account, at: datetime) -> LoginSession:
    """Open the session of a login and end the person's others (one desktop session a person)."""
    Account.objects.select_for_update().get(pk=account.pk)
    key = request.session.session_key or ""
    others = LoginSession.objects.filter(account=account, ended_at=None)
    end_all(others.exclude(session_key=key), "replaced", by=by, at=at)
    session = LoginSession.objects.create(
        account=account,
        session_key=key,
        started_at=at,
        active_at=at,
        address=request.META.get("REMOTE_ADDR") or None,
        agent=request.META.get("HTTP_USER_AGENT", "")[:200],
    )
    journal.record(LoggedIn(account.pk, session.agent), by=by, subject=("account", account.pk))
    return session


@transaction.atomic
def end(session: LoginSession, reason: str, *, by: Account | None, at: datetime) -> None:
    """End one session with one of ``END_REASONS``; its browser learns why at its next request."""
    assert reason in END_REASONS, reason  # noqa: S101 - a typo of ours, not of a user
    if LoginSession.objects.filter(pk=session.pk, ended_at=None).update(
        ended_at=at, end_reason=reason
    ):
        session.ended_at, session.end_reason = at, reason
        Session.objects.filter(session_key=session.session_key).delete()
        journal.record(
            SessionEnded(session.pk, session.account_id, reason),
            by=by,
            subject=("account", session.account_id),
        )


def end_all(
    sessions: Iterable[LoginSession] | QuerySet[LoginSession],
    reason: str,
    *,
    by: Account | None,
    at: datetime,
) -> int:
    """End several sessions; return how many."""
    count = 0
    for session in sessions:
        end(session, reason, by=by, at=at)
        count += 1
    return count


@transaction.atomic
def end_own(session_id: int, *, by: Account, at: datetime) -> None:
    """End one of the person's own sessions.

    Raises:
        NotYours: it is somebody else's.
    """
    session = LoginSession.objects.filter(pk=session_id, account=by).first()
    if session is None:
        raise NotYours("只能结束本人的会话")
    end(session, "own", by=by, at=at)


@transaction.atomic
def end_others(kept_key: str | None, reason: str, *, by: Account, at: datetime) -> int:
    """End all the person's sessions but the one in this browser (None: all of them)."""
    others = LoginSession.objects.filter(account=by, ended_at=None)
    if kept_key:
        others = others.exclude(session_key=kept_key)
    return end_all(others, reason, by=by, at=at)


@transaction.atomic
def end_by_administrator(session_id: int, *, by: Account, at: datetime) -> LoginSession:
    """End anybody's session (安全管理员)."""
    session = LoginSession.objects.select_for_update().get(pk=session_id)
    end(session, "admin", by=by, at=at)
    return session


def touch(session: LoginSession, *, at: datetime) -> None:
    """Note that the person did something."""
    LoginSession.objects.filter(pk=session.pk).update(active_at=at)


def follow_key(old_key: str | None, request: HttpRequest) -> None:
    """Keep the session's row with its browser after the key was cycled."""
    LoginSession.objects.filter(session_key=old_key, ended_at=None).update(
        session_key=request.session.session_key, active_at=timezone.now()
    )
