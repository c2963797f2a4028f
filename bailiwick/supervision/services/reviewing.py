"""核查: a hit is found true (属实) or false (误报). A confirmed false positive counts for the rule."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bailiwick.audit import journal
from bailiwick.errors import RuleBroken, WrongState
from bailiwick.events.supervision import HitReviewed
from bailiwick.org.models import Account
from bailiwick.supervision.models import ScreeningHit
from bailiwick.web.live import hint

Review = ScreeningHit.Review


@transaction.atomic
def confirm(
    hit: ScreeningHit, *, reason: str, document: str, by: Account, at: datetime
) -> ScreeningHit:
    """Find a hit true (属实). The reason is optional; the case stays where it is.

    Source: legal_rules §12, false-positive rule [design].

    Raises:
        WrongState: it no longer stands, or somebody reviewed it.
    """
    return _review(hit, Review.TRUE, reason, document, by=by, at=at)


@transaction.atomic
def refute(
    hit: ScreeningHit, *, reason: str, document: str, by: Account, at: datetime
) -> ScreeningHit:
    """Find a hit false (误报): needs a reason and a document; it stays away for the same facts.

    Source: legal_rules §12, false-positive rule [design].

    Raises:
        RuleBroken: reason or document is missing.
        WrongState: it no longer stands, or somebody reviewed it.
    """
    if not reason.strip() or not document.strip():
        raise RuleBroken("认定误报须写明理由和文书")
    return _review(hit, Review.FALSE, reason, document, by=by, at=at)


def _review(
    hit: ScreeningHit,
    outcome: ScreeningHit.Review,
    reason: str,
    document: str,
    *,
    by: Account,
    at: datetime,
) -> ScreeningHit:
    locked = ScreeningHit.objects.select_for_update(of=("self",)).select_related("case")
    hit = locked.get(pk=hit.pk)
    if hit.cleared_on is not None:
        raise WrongState("该命中已消除，无需核查")
    if hit.review != Review.OPEN:
        raise WrongState(f"该命中已核查为{hit.get_review_display()}")
    hit.review, hit.reason, hit.document = outcome, reason.strip(), document.strip()
    hit.reviewed_by, hit.reviewed_at = by, at
    hit.save(update_fields=["review", "reason", "document", "reviewed_by", "reviewed_at"])
    journal.record(
        HitReviewed(
            hit.pk, hit.rule, hit.case.number, outcome.label, hit.reason, hit.document, hit.facts
        ),
        by=by,
        court=hit.court_id,
        case=hit.case_id,
        subject=("supervision.screeninghit", hit.pk),
        at=at,
    )
    hint("screening", hit.pk, court=hit.court_id)
    return hit
