"""Logs tell us what failed, never whom somebody looked for or what a row holds."""

from __future__ import annotations

import json
import logging
import sys
from logging.config import DictConfigurator
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import IntegrityError
from django.test import RequestFactory

NAME, NUMBER = "周海燕", "410305199003071230"


def line(message: str, exc_info: Any = None, **extra: Any) -> str:
    """Return what the configured handler would write."""
    configured: dict[str, Any] = settings.LOGGING
    made = DictConfigurator(configured).configure_formatter(dict(configured["formatters"]["json"]))
    logger = logging.getLogger("django.request")
    record = logger.makeRecord("django.request", 40, "x.py", 1, message, (), exc_info, extra=extra)
    return str(made.format(record))


def test_a_request_is_logged_by_its_path_only(rf: RequestFactory) -> None:
    request = rf.get("/cases/", {"q": NAME, "id": NUMBER})
    written = line("Not Found: /cases/", request=request, status_code=404)
    assert json.loads(written)["path"] == "/cases/"
    assert json.loads(written)["method"] == "GET"
    for secret in (NAME, quote(NAME), NUMBER):
        assert secret not in written


def test_a_query_in_a_message_is_left_out() -> None:
    written = line(f"redirected to '/cases/?q={quote(NAME)}&size=20' and on")
    assert quote(NAME) not in written
    assert "/cases/?…" in written
    assert "and on" in written


def test_a_row_the_database_complains_of_is_left_out() -> None:
    try:
        raise IntegrityError(
            'duplicate key value violates unique constraint "one_party"\n'
            f"DETAIL:  Key (case_id, name)=(7, {NAME}) already exists.\n"
            f"DETAIL:  Failing row contains ({NUMBER}, {NAME})."
        )
    except IntegrityError:
        written = line("page failed", exc_info=sys.exc_info())
    assert "one_party" in written
    assert NAME not in written
    assert NUMBER not in written
