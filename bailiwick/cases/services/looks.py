"""Looks: opening a case shows its people, and that is recorded once in ten minutes a reader."""

from __future__ import annotations

from datetime import datetime, timedelta

from bailiwick.audit import journal
from bailiwick.audit.models import JournalRecord
from bailiwick.cases.models import Case
from bailiwick.events.cases import CaseViewed
from bailiwick.org.models import Account

ONE_LOOK = timedelta(minutes=10)


def look_at_case(case: Case, *, by: Account, at: datetime) -> None:
    """Record that ``by`` opened a case: its page shows the people in it."""
    again = JournalRecord.objects.filter(
        case=case.pk, event=CaseViewed.__name__, actor=by.pk, at__gte=at - ONE_LOOK
    )
    if again.exists():
        return
    journal.record(CaseViewed(case.number), by=by, court=case.court_id, case=case.pk, at=at)
