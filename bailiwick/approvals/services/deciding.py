"""签批: agree, return (驳回) to the one who asked or to the step before, refuse."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bailiwick.approvals.models import Approval, Step
from bailiwick.approvals.services import routing
from bailiwick.approvals.services.kinds import kind_of
from bailiwick.audit import journal
from bailiwick.errors import NotYours, Refusal, Stale, WrongState
from bailiwick.events.approvals import ApprovalDecided
from bailiwick.notices.services import messages
from bailiwick.org.models import Account, Person
from bailiwick.web.live import hint

STATES = {
    Step.Outcome.RETURNED: Approval.State.RETURNED,
    Step.Outcome.REFUSED: Approval.State.REFUSED,
}


@transaction.atomic
def decide(step: Step, outcome: str, opinion: str = "", *, by: Account, at: datetime) -> Approval:
    """Decide the waiting step: agreed, returned (to the one who asked) or refused.

    Legal source: 法发〔2006〕35号 第十三条 (within 7 days; a later decision still counts).

    Raises:
        Stale: somebody else decided it meanwhile.
        NotYours: the account does not hold the post today, or asked for it.
        Refusal: no reason was given for a return or a refusal; or the kind's reaction refuses.
    """
    outcome = Step.Outcome(outcome)
    if outcome not in {Step.Outcome.AGREED, *STATES}:
        raise WrongState("不能这样签批")
    approval, step, absent = _take(step, outcome, opinion, by=by, at=at)
    kind = kind_of(approval.kind)
    if outcome == Step.Outcome.AGREED:
        if routing.open_next(approval, at=at) is None:
            approval.state = Approval.State.GRANTED
    else:
        approval.steps.filter(outcome=Step.Outcome.COMING).delete()
        approval.state = STATES[outcome]
    if approval.state != Approval.State.OPEN:
        approval.decided_at = at
        approval.save(update_fields=["state", "decided_at"])
    _record(approval, step, absent, by=by, at=at)
    match approval.state:
        case Approval.State.GRANTED:
            kind.on_granted(approval, by=by, at=at)
        case Approval.State.REFUSED:
            kind.on_refused(approval, by=by, at=at)
        case Approval.State.RETURNED:
            kind.on_returned(approval, by=by, at=at)
    _tell_asker(approval, step, by=by, at=at)
    hint("approval", approval.pk, court=approval.court_id)
    return approval


@transaction.atomic
def send_back(step: Step, reason: str, *, by: Account, at: datetime) -> Approval:
    """Return it to the step before (驳回到上一步); then the deciding post is asked again.

    Raises:
        Stale, NotYours, Refusal: as ``decide``.
        WrongState: there is no step before.
    """
    approval, step, absent = _take(step, Step.Outcome.RETURNED, reason, by=by, at=at)
    before = (
        approval.steps.filter(outcome=Step.Outcome.AGREED, position__lt=step.position)
        .order_by("-position", "-pk")
        .first()
    )
    if before is None:
        raise WrongState("这是第一步，只能驳回到报批人")
    coming = approval.steps.filter(outcome=Step.Outcome.COMING)
    coming.update(position=F("position") + 2)
    due = timezone.localdate(at) + timedelta(days=routing.DAYS_A_STEP)
    for offset, model in enumerate((before, step), start=1):
        Step.objects.create(
            approval=approval,
            position=step.position + offset,
            role=model.role,
            court_id=model.court_id,
            outcome=Step.Outcome.COMING,
            due_on=due,
        )
    routing.open_next(approval, at=at)
    _record(approval, step, absent, by=by, at=at)
    hint("approval", approval.pk, court=approval.court_id)
    return approval


def locked(approval_id: int) -> Approval:
    """Return the request under a row lock."""
    return (
        Approval.objects.select_for_update(of=("self",))
        .select_related("asked_by__person", "court")
        .get(pk=approval_id)
    )


def _take(
    step: Step, outcome: Step.Outcome, opinion: str, *, by: Account, at: datetime
) -> tuple[Approval, Step, Person | None]:
    """Write the decision on the step, if it still waits and is this account's to decide."""
    approval = locked(step.approval_id)
    step = approval.steps.select_related("decided_by__person", "court").get(pk=step.pk)
    if step.outcome != Step.Outcome.WAITING or approval.state != Approval.State.OPEN:
        raise Stale(_who_was_first(step, approval))
    step.approval = approval
    allowed, absent = routing.may_decide(step, by, timezone.localdate(at))
    if not allowed:
        own = approval.asked_by_id == by.pk
        raise NotYours("不能签批自己报送的事项" if own else "此步不由当前岗位签批")
    if outcome != Step.Outcome.AGREED and not opinion.strip():
        raise Refusal("驳回或不同意须写明理由")
    step.outcome = outcome
    step.opinion = opinion.strip()[:400]
    step.decided_by = by
    step.decided_at = at
    step.for_person = absent
    step.save()
    return approval, step, absent


def _who_was_first(step: Step, approval: Approval) -> str:
    if step.decided_by is None or step.decided_at is None:
        return f"此件{approval.get_state_display()}，已不待签批"
    moment = timezone.localtime(step.decided_at)
    return f"已被 {step.decided_by.person.name} 于 {moment:%m-%d %H:%M} 签批"


def _record(
    approval: Approval, step: Step, absent: Person | None, *, by: Account, at: datetime
) -> None:
    event = ApprovalDecided(
        approval.pk,
        approval.kind,
        approval.title,
        step.pk,
        step.get_role_display(),
        step.get_outcome_display(),
        step.opinion,
        approval.get_state_display(),
        absent.name if absent else "",
    )
    journal.record(
        event,
        by=by,
        court=approval.court_id,
        case=approval.case,
        subject=(approval.subject_type, approval.subject_id),
        at=at,
    )


def _tell_asker(approval: Approval, step: Step, *, by: Account, at: datetime) -> None:
    if approval.state == Approval.State.OPEN:
        return
    messages.tell(
        approval.asked_by.person,
        f"{approval.get_state_display()}：{approval.title}",
        at=at,
        body=step.opinion,
        url=f"/approvals/{approval.pk}/",
        subject=("approvals.approval", approval.pk),
        key=f"approval-step-{step.pk}-{step.outcome}",
        by=by,
    )
