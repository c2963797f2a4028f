"""Jobs of supervision: the nightly screening, a run asked for, and one case after an act on it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.periodic(cron="20 1 * * *")
@app.task(queue="screening", lock="screening", queueing_lock="screening.nightly")
def screen_nightly(timestamp: int) -> None:
    """Screen the whole register as of the new day."""
    _screen_register()


@app.task(queue="screening", lock="screening", queueing_lock="screening.import", priority=1)
def screen_after_import() -> None:
    """Screen the whole register: an import has changed what it holds."""
    _screen_register()


def _screen_register() -> None:
    from bailiwick.supervision import screening  # the law tables are large: only workers read them

    now = timezone.now()
    screening.run_recorded(screening.start_run(as_of=timezone.localdate(now), at=now))


@app.task(queue="screening", lock="screening")
def carry_out_run(run_id: int) -> None:
    """Carry out a run a person asked for."""
    from bailiwick.supervision import screening
    from bailiwick.supervision.models import ScreeningRun

    run = ScreeningRun.objects.filter(pk=run_id, finished_at__isnull=True).first()
    if run is not None:
        screening.run_recorded(run)


@app.task(queue="screening", retry=RetryStrategy(max_attempts=3, wait=5))
def screen_case(case_id: int) -> None:
    """Screen one case after an act on it; the same statements as at night."""
    from bailiwick.supervision import screening

    screening.run_for_case(case_id, timezone.localdate())


@app.periodic(cron="50 * * * *")
@app.task(queue="screening", queueing_lock="screening.lost")
def close_lost_runs(timestamp: int) -> None:
    """Say of runs that a killed worker left behind that they did not finish."""
    from bailiwick.supervision.models import ScreeningRun

    ScreeningRun.objects.filter(
        finished_at__isnull=True, message="", started_at__lt=timezone.now() - timedelta(hours=1)
    ).update(message="运行中断，未完成")
