"""A screening run asked for by a person: written down, journalled, carried out by the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bailiwick.audit import journal
from bailiwick.errors import WrongState
from bailiwick.events.supervision import ScreeningAsked
from bailiwick.org.models import Account
from bailiwick.supervision.models import ScreeningRun

GIVEN_UP_AFTER = timedelta(hours=1)


@transaction.atomic
def ask(*, by: Account, at: datetime) -> ScreeningRun:
    """Ask for a run over the whole register as of today.

    Source: none; the nightly run does the same [design].

    Raises:
        WrongState: one is running.
    """
    from bailiwick.supervision import tasks

    running = ScreeningRun.objects.filter(
        finished_at__isnull=True, message="", started_at__gt=at - GIVEN_UP_AFTER
    )
    if running.select_for_update().exists():
        raise WrongState("筛查正在运行，完成后可再次运行")
    run = ScreeningRun.objects.create(as_of=timezone.localdate(at), started_at=at, asked_by=by)
    journal.record(
        ScreeningAsked(run.pk, run.as_of),
        by=by,
        subject=("supervision.screeningrun", run.pk),
        at=at,
    )
    tasks.carry_out_run.defer(run_id=run.pk)
    return run
