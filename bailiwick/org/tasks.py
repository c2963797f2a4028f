"""Jobs of the door. Each may run twice."""

from __future__ import annotations

from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="*/5 * * * *")
@app.task(queue="default", lock="org.sweep", queueing_lock="org.sweep")
def sweep_sessions(timestamp: int) -> None:
    """End sessions whose idle or absolute time is over."""
    from bailiwick.org import sessions  # models are ready only now

    sessions.sweep(timezone.now())


@app.periodic(cron="20 3 * * *")
@app.task(queue="default", lock="org.clear", queueing_lock="org.clear")
def clear_sessions(timestamp: int) -> None:
    """Delete the rows of browser sessions that ran out."""
    call_command("clearsessions")
