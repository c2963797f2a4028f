"""搁置: put a case of today aside until a day, with a reason. No light changes by it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from bailiwick.audit import journal
from bailiwick.cases.models import Case
from bailiwick.cases.models.snoozes import Snooze
from bailiwick.cases.selectors.case_rows import by_urgency, live_clocks
from bailiwick.cases.selectors.clocks import SEVERITY, is_measure, level_of
from bailiwick.errors import RuleBroken
from bailiwick.events.snoozes import CaseSnoozed, SnoozeEnded
from bailiwick.org.models import Account

LONGEST_DAYS = 14


@transaction.atomic
def snooze(case: Case, *, until: date, reason: str, by: Account, on: date, at: datetime) -> Snooze:
    """Put a case aside on the person's own workbench until a day.

    A habit of work, no legal act: no light changes, and others see the case as before.

    Raises:
        RuleBroken: no reason, a day that is not within the next 14, or a measure about to lapse.
    """
    reason = reason.strip()
    if len(reason) < 2:
        raise RuleBroken("搁置须写明事由")
    if not on < until <= on + timedelta(days=LONGEST_DAYS):
        raise RuleBroken(f"搁置日期须在明日至 {LONGEST_DAYS} 日以内")
    clocks = by_urgency(live_clocks([case.pk]).get(case.pk, []), on)
    if any(is_measure(one.rule) and level_of(one, on) in ("red", "orange") for one in clocks):
        raise RuleBroken("查封、扣押、冻结即将失效的案件不能搁置")
    level = level_of(clocks[0], on) if clocks else None
    kept, _ = Snooze.objects.update_or_create(
        account=by,
        case=case,
        defaults={
            "until": until,
            "reason": reason[:100],
            "rank": SEVERITY.get(level or "green", len(SEVERITY)),
            "created_at": at,
        },
    )
    journal.record(
        CaseSnoozed(case.number, until, reason[:100]),
        by=by,
        court=case.court_id,
        case=case.pk,
        at=at,
    )
    return kept


@transaction.atomic
def end_snooze(case: Case, *, by: Account, at: datetime) -> None:
    """Take a case back among what must be done today (a habit of work, no legal act)."""
    gone, _ = Snooze.objects.filter(account=by, case=case).delete()
    if gone:
        journal.record(SnoozeEnded(case.number), by=by, court=case.court_id, case=case.pk, at=at)
