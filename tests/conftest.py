"""Fixtures every test may use: the cast, signed-in browsers, a clean cache between tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from bailiwick.org.models import Account
from tests.append_only import *  # noqa: F403  (tests that commit can clean up)
from tests.cast import *  # noqa: F403  (the people are fixtures)

BACKEND = "bailiwick.org.backend.PostBackend"


@pytest.fixture
def sign_in() -> Callable[[Account], Client]:
    """Return a browser signed in as an account."""

    def browser(account: Account) -> Client:
        client = Client()
        client.force_login(account, backend=BACKEND)
        return client

    return browser


@pytest.fixture(autouse=True)
def fresh_law_tables() -> Iterator[None]:
    """Calendar and rule books are kept per process; each test has tables of its own."""
    yield
    loaded = sys.modules.get("bailiwick.cases.law_tables")
    if loaded:
        loaded.forget()
