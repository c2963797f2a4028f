"""Questions about requests: what waits for an account, what it asked, what it decided."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from bailiwick.approvals.models import Approval, Step
from bailiwick.approvals.services.routing import DAYS_A_STEP, holders, substitutes
from bailiwick.notices.digest import Line
from bailiwick.org.backend import posts_on
from bailiwick.org.models import Absence, Account
from bailiwick.web.lights import Light


def posts_acted_for(account: Account, on: date) -> set[tuple[str, int]]:
    """Return (role, court) of the account's own posts and of those it stands in for on a day."""
    found = {(post.role, post.court_id) for post in posts_on(account, on)}
    absent = Absence.objects.filter(
        substitute_id=account.person_id, starts_on__lte=on, ends_on__gte=on
    ).select_related("person")
    for absence in absent:
        posts = absence.person.posts.filter(starts_on__lte=on, confirmed=True).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )
        found |= {(post.role, post.court_id) for post in posts}
    return found


def steps_waiting_for(account: Account, on: date | None = None) -> QuerySet[Step]:
    """Return the waiting steps the account may decide, those due first in front."""
    on = on or timezone.localdate()
    mine = Q(pk__in=[])
    for role, court_id in posts_acted_for(account, on):
        mine |= Q(role=role, court_id=court_id)
    return (
        Step.objects.filter(mine, outcome=Step.Outcome.WAITING, approval__state=Approval.State.OPEN)
        .exclude(approval__asked_by=account)
        .select_related("approval__asked_by__person", "approval__court", "court")
        .order_by("due_on", "pk")
    )


def waiting_for(account: Account) -> QuerySet[Step]:
    """Return what waits for the account's decision today (待我签批)."""
    return steps_waiting_for(account)


def waiting_count(account: Account) -> int:
    """Return how many requests wait for the account (the menu's count equals the list)."""
    return steps_waiting_for(account).count()


def asked_by(account: Account) -> QuerySet[Approval]:
    """Return the account's own requests, newest first (我发起)."""
    return (
        Approval.objects.filter(asked_by=account)
        .select_related("court", "asked_by__person")
        .prefetch_related("steps__court")
        .order_by("-asked_at", "-pk")
    )


def decided_by(account: Account) -> QuerySet[Step]:
    """Return the steps the account decided, newest first (已办)."""
    return (
        Step.objects.filter(decided_by=account)
        .select_related("approval__asked_by__person", "approval__court", "court", "for_person")
        .order_by("-decided_at", "-pk")
    )


def visible_to(account: Account) -> QuerySet[Approval]:
    """Return the requests an account may open: asked, decided, or waiting for one of its posts."""
    steps = Step.objects.filter(approval=OuterRef("pk"))
    mine = Q(decided_by=account)
    for role, court_id in posts_acted_for(account, timezone.localdate()):
        mine |= Q(role=role, court_id=court_id)
    return Approval.objects.filter(Q(asked_by=account) | Exists(steps.filter(mine)))


def of_subject(subject_type: str, subject_id: int) -> QuerySet[Approval]:
    """Return the requests about one thing, newest first, with their trails."""
    return (
        Approval.objects.filter(subject_type=subject_type, subject_id=subject_id)
        .select_related("asked_by__person")
        .prefetch_related("steps__decided_by__person", "steps__court", "steps__for_person")
        .order_by("-asked_at")
    )


def light_of(step: Step, on: date) -> Light:
    """Return the step's own light by its 7 days (法发〔2006〕35号 第十三条).

    No yellow (limits of 10 days or fewer have none); orange on the last day and the one before,
    red when late, black when late by more than the limit itself.
    """
    match step.outcome:
        case Step.Outcome.WAITING:
            left = (step.due_on - on).days
            if left < -DAYS_A_STEP:
                return Light("black", left)
            if left < 0:
                return Light("red", left)
            return Light("orange" if left <= 1 else "green", left)
        case Step.Outcome.COMING | Step.Outcome.SKIPPED:
            return Light(None)
    decided = timezone.localdate(step.decided_at) if step.decided_at else on
    late = (decided - step.due_on).days
    return Light(None, -late, "met_late") if late > 0 else Light(None, None, "met")


def digest_lines(on: date) -> list[Line]:
    """Return one line a person about the requests that wait for them."""
    counts: Counter[int] = Counter()
    steps = Step.objects.filter(outcome=Step.Outcome.WAITING, approval__state=Approval.State.OPEN)
    for step in steps.select_related("approval__asked_by"):
        people = holders(step.role, step.court_id, on)
        ids = {person.pk for person in people} | set(substitutes(people, on))
        counts.update(ids - {step.approval.asked_by.person_id})
    return [Line(person, f"待签批 {count} 件", order=10) for person, count in counts.items()]
