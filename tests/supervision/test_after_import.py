"""An import is followed by a screening of the register; several that end together by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from bailiwick.cases.importing import service
from bailiwick.cases.models import Case, ImportBatch
from bailiwick.org.models import Account
from bailiwick.supervision import tasks
from bailiwick.supervision.models import ScreeningHit, ScreeningRun
from tests.make import make_case


def _import(*, dry_run: bool = False) -> None:
    at = timezone.now()
    batch = ImportBatch.objects.create(
        state=ImportBatch.State.WAITING, source_name="导出", started_at=at, touched_at=at,
        dry_run=dry_run,
    )  # fmt: skip
    service.import_units(lambda: [], total=0, name="导出", by=None, at=at, batch=batch)


def _waiting() -> int:
    return ProcrastinateJob.objects.filter(
        task_name=tasks.screen_after_import.name, status="todo"
    ).count()


@pytest.mark.django_db
def test_a_check_changes_nothing_and_asks_for_no_screening() -> None:
    _import(dry_run=True)
    assert _waiting() == 0


@pytest.mark.django_db
def test_two_imports_ask_for_one_screening() -> None:
    _import()
    _import()
    assert _waiting() == 1
    assert ImportBatch.objects.filter(state=ImportBatch.State.DONE).count() == 2


def test_the_job_screens_the_register_and_leaves_a_run(li: Account) -> None:
    """Nobody was put in charge within seven days (P01)."""
    case = make_case(li.person.court, filed_on=timezone.localdate() - timedelta(60), officer=None)
    assert Case.objects.get(pk=case.pk).officer is None

    tasks.screen_after_import()

    assert ScreeningHit.objects.filter(case=case, rule="P01").exists()
    assert ScreeningRun.objects.get().finished_at is not None
