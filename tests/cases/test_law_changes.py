"""A change of the law's tables asks for a new derivation as soon as it is committed, once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from bailiwick.org.models import Account
from bailiwick.org.services import courts
from tests.cast import City


@pytest.mark.django_db(transaction=True)
def test_withdrawing_a_statement_asks_for_a_derivation_at_once(city: City, sun: Account) -> None:
    waiting = ProcrastinateJob.objects.filter(
        task_name="bailiwick.cases.tasks.follow_law_tables", status="todo"
    )
    at = datetime(2026, 11, 25, 2, tzinfo=UTC)
    courts.withdraw_source(city.luolong, "*", reason="核对中", by=sun, at=at)
    assert waiting.count() == 1
    courts.declare_source(city.luolong, "*", by=sun, on=date(2026, 11, 25), at=at)
    assert waiting.count() == 1  # the one that waits sees both
