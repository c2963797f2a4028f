"""Jobs of the notices engine: files in the background, news of the day, cleaning up."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bailiwick.notices import digest
from bailiwick.notices.services import exports


@app.task(queue="exports", retry=RetryStrategy(max_attempts=3, wait=5))
def make_download(download_id: int) -> None:
    """Make one background export."""
    exports.make(download_id, at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="purge_downloads")
def purge_downloads(timestamp: int) -> None:
    """Remove files kept for seven days (hourly)."""
    exports.purge(at=timezone.now())


@app.periodic(cron="30 8 * * *")
@app.task(queueing_lock="daily_digest")
def daily_digest(timestamp: int) -> None:
    """One message a person at 08:30 about everything that waits (interface: no flood of alerts)."""
    digest.send(on=timezone.localdate(), at=timezone.now())


@app.periodic(cron="5 4 * * *")
@app.task(queueing_lock="clean_up")
def clean_up(timestamp: int) -> None:
    """Forget sessions that have ended and, after 30 days, jobs that failed (daily)."""
    call_command("clearsessions")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs j WHERE j.status IN ('failed', 'cancelled', 'aborted')"
            " AND NOT EXISTS (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id"
            " AND e.at > now() - interval '30 days')"
        )
