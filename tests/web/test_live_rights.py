"""What an open stream may still hear when rights are looked up again (every minute)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from bailiwick.org.models import Account, LoginSession, Post
from bailiwick.org.scope import Scope
from bailiwick.web import live

pytestmark = pytest.mark.django_db


class Held:
    """The test's own connection stays open."""

    def close(self) -> None: ...


@pytest.fixture
def stream(
    li: Account, sign_in: Callable[[Account], Client], monkeypatch: pytest.MonkeyPatch
) -> HttpRequest:
    """The request of Li's open stream."""
    monkeypatch.setattr(live, "connection", Held())
    monkeypatch.setattr(live, "close_old_connections", lambda: None)
    request = RequestFactory().get("/live/stream")
    request.session = SessionStore(sign_in(li).session.session_key)
    return request


def looked_up(request: HttpRequest) -> tuple[int, Scope] | None:
    load: Any = live._load  # the function behind sync_to_async
    found: tuple[int, Scope] | None = load.func(request)
    return found


def test_a_running_session_hears_by_todays_posts(stream: HttpRequest, li: Account) -> None:
    found = looked_up(stream)
    assert found is not None
    assert found[0] == li.pk
    assert not found[1].nothing
    Post.objects.filter(person=li.person).update(ends_on=date(2020, 1, 1))
    found = looked_up(stream)
    assert found is not None
    assert found[1].nothing


def test_a_closed_account_hears_nothing(stream: HttpRequest, li: Account) -> None:
    Account.objects.filter(pk=li.pk).update(is_active=False)
    assert looked_up(stream) is None


def test_an_open_stream_is_no_sign_of_life(stream: HttpRequest, li: Account) -> None:
    """Idle for 30 minutes: the stream ends though the browser still holds it."""
    idle = timezone.now() - timedelta(minutes=30, seconds=1)
    LoginSession.objects.filter(account=li).update(active_at=idle)
    assert looked_up(stream) is None


def test_a_session_ended_elsewhere_hears_nothing(stream: HttpRequest, li: Account) -> None:
    LoginSession.objects.filter(account=li).update(ended_at=timezone.now())
    assert looked_up(stream) is None


def test_a_session_whose_key_has_gone_hears_nothing(stream: HttpRequest) -> None:
    stream.session.delete(stream.session.session_key)
    assert looked_up(stream) is None
