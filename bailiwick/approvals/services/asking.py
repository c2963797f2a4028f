"""报批: a request, its being sent again, its withdrawal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bailiwick.approvals.models import Approval, Step
from bailiwick.approvals.services import deciding, routing
from bailiwick.approvals.services.kinds import kind_of
from bailiwick.audit import journal
from bailiwick.errors import NotYours, WrongState
from bailiwick.events.approvals import ApprovalAsked, ApprovalSentAgain, ApprovalWithdrawn
from bailiwick.org.models import Account, Court, Role
from bailiwick.web.live import hint


@transaction.atomic
def ask(
    kind: str,
    *,
    subject: tuple[str, int],
    court: Court,
    title: str,
    data: dict[str, Any] | None = None,
    steps: Sequence[tuple[str, Court]],
    by: Account,
    at: datetime,
    url: str = "",
    case: int | None = None,
) -> Approval:
    """Ask the posts of ``steps`` in order, each within 7 days (法发〔2006〕35号 第十三条).

    ``data["lines"]`` may hold [label, text] pairs for the page of the request; ``url`` is the
    page of the subject; ``case`` goes to the journal only.

    Raises:
        WrongState: no step was named, nobody else can decide it, or the same request is still open.
    """
    if not steps:
        raise WrongState("没有指定签批岗位")
    open_states = [Approval.State.OPEN, Approval.State.RETURNED]
    same = Approval.objects.filter(
        kind=kind, subject_type=subject[0], subject_id=subject[1], state__in=open_states
    )
    if same.filter(title=title[:120]).exists():
        raise WrongState("同一事项已在审批中")
    approval = Approval.objects.create(
        kind=kind,
        court=court,
        subject_type=subject[0],
        subject_id=subject[1],
        title=title[:120],
        data=data or {},
        route=[[str(role), place.pk] for role, place in steps],
        url=url,
        case=case,
        asked_by=by,
        asked_at=at,
    )
    route = [f"{place.short_name}{Role(role).label}" for role, place in steps]
    journal.record(
        ApprovalAsked(approval.pk, kind, approval.title, route),
        by=by, court=court.pk, case=case, subject=subject, at=at,
    )  # fmt: skip
    _start(approval, first_position=1, at=at)
    return approval


@transaction.atomic
def send_again(
    approval: Approval,
    *,
    by: Account,
    at: datetime,
    data: dict[str, Any] | None = None,
) -> Approval:
    """Send a returned request again from its first step; the old trail stays.

    Raises:
        NotYours: somebody else asked.
        WrongState: it was not returned.
    """
    approval = _locked(approval)
    if approval.asked_by_id != by.pk:
        raise NotYours("只有报批人可以重新报批")
    if approval.state != Approval.State.RETURNED:
        raise WrongState(f"此件{approval.get_state_display()}，不能重新报批")
    approval.state = Approval.State.OPEN
    approval.data = data if data is not None else approval.data
    approval.save(update_fields=["state", "data"])
    journal.record(
        ApprovalSentAgain(approval.pk, approval.kind, approval.title),
        by=by, court=approval.court_id, case=approval.case, subject=_subject(approval), at=at,
    )  # fmt: skip
    last = approval.steps.order_by("-position").first()
    _start(approval, first_position=(last.position if last else 0) + 1, at=at)
    return approval


@transaction.atomic
def withdraw(approval: Approval, *, by: Account, at: datetime, reason: str = "") -> Approval:
    """Take an own request back before it is decided.

    Raises:
        NotYours: somebody else asked.
        WrongState: already decided or withdrawn.
    """
    approval = _locked(approval)
    if approval.asked_by_id != by.pk:
        raise NotYours("只有报批人可以撤回")
    if approval.state not in {Approval.State.OPEN, Approval.State.RETURNED}:
        raise WrongState(f"此件{approval.get_state_display()}，不能撤回")
    approval.steps.filter(outcome=Step.Outcome.COMING).delete()
    approval.steps.filter(outcome=Step.Outcome.WAITING).update(
        outcome=Step.Outcome.SKIPPED, decided_at=at, opinion="报批人撤回"
    )
    approval.state = Approval.State.WITHDRAWN
    approval.decided_at = at
    approval.save(update_fields=["state", "decided_at"])
    journal.record(
        ApprovalWithdrawn(approval.pk, approval.kind, approval.title, reason),
        by=by, court=approval.court_id, case=approval.case, subject=_subject(approval), at=at,
    )  # fmt: skip
    kind_of(approval.kind).on_withdrawn(approval, by=by, at=at)
    hint("approval", approval.pk, court=approval.court_id)
    return approval


def _start(approval: Approval, *, first_position: int, at: datetime) -> None:
    due = timezone.localdate(at) + timedelta(days=routing.DAYS_A_STEP)
    Step.objects.bulk_create(
        Step(
            approval=approval,
            position=position,
            role=role,
            court_id=court_id,
            outcome=Step.Outcome.COMING,
            due_on=due,
        )
        for position, (role, court_id) in enumerate(approval.route, start=first_position)
    )
    if routing.open_next(approval, at=at) is None:
        raise WrongState("没有他人可以签批此件")
    hint("approval", approval.pk, court=approval.court_id)


def _locked(approval: Approval) -> Approval:
    return deciding.locked(approval.pk)


def _subject(approval: Approval) -> tuple[str, int]:
    return (approval.subject_type, approval.subject_id)
