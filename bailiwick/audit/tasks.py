"""Jobs of the journal."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from bailiwick.audit import verification


@app.task(queueing_lock="verify_journal")
def verify_journal(account_id: int | None = None) -> None:
    """Check the whole journal; the result is a record of it."""
    verification.verify_now(account_id=account_id, at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="verify_journal_nightly")
def verify_journal_nightly(timestamp: int) -> None:
    """Check the journal every night."""
    verification.verify_now(account_id=None, at=timezone.now())
