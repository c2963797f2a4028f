"""Verification as an act: asked for by the auditor, done by the worker, recorded in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from bailiwick.audit import chain, journal
from bailiwick.events.audit import JournalVerified

_who: list[Callable[[int], object]] = []  # account id → account, declared by org


def name_accounts_by(find: Callable[[int], object]) -> None:
    """Declare how an account id becomes the account the journal names as actor."""
    _who[:] = [find]


def verify_now(*, account_id: int | None, at: datetime) -> chain.Report:
    """Check everything and record the result under the name of whoever asked."""
    report = chain.verify()
    by = _who[0](account_id) if _who and account_id is not None else None
    with transaction.atomic():
        journal.record(
            JournalVerified(report.whole, report.words(), report.head_seq, report.head_seal),
            by=by,
            at=at,
        )
    return report


def ask_for_verification(*, by: object, account_id: int) -> bool:
    """Let the worker verify; returns False if it is about to already."""
    from procrastinate.exceptions import AlreadyEnqueued

    from bailiwick.audit import tasks

    try:
        with transaction.atomic():
            tasks.verify_journal.defer(account_id=account_id)
    except AlreadyEnqueued:
        return False
    return True


def is_running() -> bool:
    """Whether a verification waits for the worker or is under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            " AND task_name = 'bailiwick.audit.tasks.verify_journal')"
        )
        return bool(cursor.fetchone()[0])
