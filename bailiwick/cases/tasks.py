"""Jobs of the register. Each may run twice: it looks for what is due and does only that."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from bailiwick.cases.importing import tasks as imports


@app.periodic(cron="*/5 * * * *")
@app.task(queue="derivation", lock="cases.wake", queueing_lock="cases.wake")
def wake_cases(timestamp: int) -> None:
    """Derive the cases whose day has come; at midnight that is the night's work, later almost
    nothing.
    """
    from bailiwick.cases import rederivation  # the law tables are large: only workers read them

    rederivation.wake(timezone.localdate())


@app.periodic(cron="* * * * *")
@app.task(queue="derivation", lock="cases.catch_up", queueing_lock="cases.catch_up")
def follow_law_tables(timestamp: int) -> None:
    """Derive the register again after the calendar, a setting or a statement changed."""
    from bailiwick.cases import rederivation

    rederivation.catch_up(timezone.localdate(), timezone.now)


run_import, continue_interrupted = imports.run_import, imports.continue_interrupted
