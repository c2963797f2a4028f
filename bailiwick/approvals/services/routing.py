"""Who can decide a step today, and what happens to a step nobody may decide.

A person may not decide an own request: where the only holder of the post is the one who asks, or
the post is vacant, the step is skipped upward to the next post of the ladder that somebody else
holds. A holder who is absent today is stood in for by the substitute named in the absence (代签).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from bailiwick.approvals.models import Approval, Step
from bailiwick.approvals.services.kinds import kind_of
from bailiwick.errors import WrongState
from bailiwick.notices.services import messages
from bailiwick.org.models import Absence, Account, Person, Post, Role

DAYS_A_STEP = 7  # 法发〔2006〕35号 第十三条
LADDER = (Role.LEAD, Role.HEAD, Role.DIR, Role.VP, Role.PRES)


def holders(role: str, court_id: int, on: date) -> list[Person]:
    """Return the persons with an open account who hold the post on a day."""
    posts = (
        Post.objects.filter(role=role, court_id=court_id, starts_on__lte=on, confirmed=True)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .filter(person__left_on__isnull=True, person__account__is_active=True)
    )
    return list(Person.objects.filter(pk__in=posts.values("person_id")).order_by("pk"))


def substitutes(persons: list[Person], on: date) -> dict[int, Person]:
    """Return {substitute's person id: the absent person} for those absent on a day."""
    absences = Absence.objects.filter(
        person__in=persons, starts_on__lte=on, ends_on__gte=on, substitute__isnull=False
    ).select_related("person")
    return {absence.substitute_id: absence.person for absence in absences if absence.substitute_id}


def may_decide(step: Step, account: Account, on: date) -> tuple[bool, Person | None]:
    """Return whether the account may decide the step, and for whom it would stand in."""
    if step.approval.asked_by_id == account.pk:
        return False, None
    people = holders(step.role, step.court_id, on)
    if any(person.pk == account.person_id for person in people):
        return True, None
    absent = substitutes(people, on).get(account.person_id)
    return absent is not None, absent


def open_next(approval: Approval, *, at: datetime) -> Step | None:
    """Let the next coming step wait, skipping upward those nobody else can decide.

    Returns None when no step is left: the request is granted.

    Raises:
        WrongState: nobody above can decide it.
    """
    today = timezone.localdate(at)
    for step in approval.steps.filter(outcome=Step.Outcome.COMING).order_by("position", "pk"):
        if _others(step, approval, today):
            return _let_wait(step, approval, at=at)
        higher = _next_higher(step, approval, today)
        step.outcome = Step.Outcome.SKIPPED
        step.decided_at = at
        if higher is None:
            if not approval.steps.filter(outcome=Step.Outcome.COMING).exclude(pk=step.pk).exists():
                raise WrongState(
                    f"{step.court.short_name}没有他人任{step.get_role_display()}或更高岗位，不能报批"
                )
            step.opinion = "该岗位无他人任职，略过"
            step.save(update_fields=["outcome", "decided_at", "opinion"])
            continue
        step.opinion = f"该岗位无他人任职，由{Role(higher).label}签批"
        step.save(update_fields=["outcome", "decided_at", "opinion"])
        coming = approval.steps.filter(
            outcome=Step.Outcome.COMING, role=higher, court_id=step.court_id
        )
        if coming.exists():
            continue  # the higher post decides anyhow
        raised = Step.objects.create(
            approval=approval,
            position=step.position,
            role=higher,
            court_id=step.court_id,
            outcome=Step.Outcome.COMING,
            due_on=today + timedelta(days=DAYS_A_STEP),
        )
        return _let_wait(raised, approval, at=at)
    return None


def _others(step: Step, approval: Approval, on: date) -> list[Person]:
    asker = approval.asked_by.person_id
    return [person for person in holders(step.role, step.court_id, on) if person.pk != asker]


def _next_higher(step: Step, approval: Approval, on: date) -> str | None:
    if step.role not in LADDER:
        return None
    for role in LADDER[LADDER.index(Role(step.role)) + 1 :]:
        people = holders(role, step.court_id, on)
        if any(person.pk != approval.asked_by.person_id for person in people):
            return role
    return None


def _let_wait(step: Step, approval: Approval, *, at: datetime) -> Step:
    today = timezone.localdate(at)
    step.outcome = Step.Outcome.WAITING
    step.due_on = today + timedelta(days=DAYS_A_STEP)
    step.save(update_fields=["outcome", "due_on"])
    people = _others(step, approval, today)
    standing_in = substitutes(people, today)
    told = {person.pk: person for person in people}
    told |= {person.pk: person for person in Person.objects.filter(pk__in=standing_in)}
    for person in told.values():
        if person.pk == approval.asked_by.person_id:
            continue
        messages.tell(
            person,
            f"待签批：{approval.title}",
            at=at,
            body=f"{kind_of(approval.kind).label}，{approval.asked_by.person.name}报送，"
            f"{step.due_on:%m-%d} 前签批",
            url=f"/approvals/{approval.pk}/",
            subject=("approvals.approval", approval.pk),
            key=f"approval-step-{step.pk}-{person.pk}",
        )
    return step
