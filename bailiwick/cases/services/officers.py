"""承办人: who is responsible, from when, and why it changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case, CaseOfficer
from bailiwick.cases.services import holding
from bailiwick.errors import Refusal, RuleBroken, WrongState
from bailiwick.events.cases import OfficerAssigned
from bailiwick.law import acts as law_acts
from bailiwick.org.models import Account, Person, Post, Role

HANDLING_ROLES = (Role.OFF, Role.LEAD, Role.DIR, Role.HEAD, Role.PRES_OFF, Role.SEC)


@transaction.atomic
def assign(
    case: Case,
    person: Person,
    *,
    on: date,
    by: Account,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> CaseOfficer:
    """Fix or change the responsible officer; the first assignment is node N04 (分案).

    Legal source: 法发〔2006〕35号第二条 (within 7 days of filing).

    Raises:
        RuleBroken: the person holds no handling post at the case's court on that day, or the day is
            in the future or before the filing.
        Refusal: a change without a reason.
        WrongState: the case is closed, or the person is its officer already.
    """
    case = holding.take(case, version=version)
    holding.must_be_open(case)
    holding.not_future(on, at, "分案日期")
    holding.not_before_filing(case, on, "分案日期")
    if case.officer_id == person.pk:
        raise WrongState(f"{person.name}已是本案承办人")
    post = _handling_post(person, case.court_id, on)
    if post is None:
        raise RuleBroken(
            f"{person.name}于{on}在{case.court.short_name}没有承办岗位",
            article=law_acts.ASSIGNMENT.on(on),
        )
    current = case.officers.filter(ends_on__isnull=True).last()
    if (current or case.officer_id) and not reason.strip():
        raise Refusal("变更承办人须写明理由", article=law_acts.ASSIGNMENT.on(on))
    if current:
        current.ends_on = max(on, current.starts_on)
        current.save(update_fields=["ends_on"])
    before = case.officer_name
    case.officer, case.officer_name, case.group = person, person.name, post.group or case.group
    case.save(update_fields=["officer", "officer_name", "group"])
    row = CaseOfficer.objects.create(
        case=case, court_id=case.court_id, person=person, name=person.name, starts_on=on,
        reason=reason.strip(), by=by,
    )  # fmt: skip
    if not case.facts.filter(kind="node", what="N04").exists():
        holding.add_fact(case, NewFact("node", "N04", on, handler=person.name), by=by, at=at)
    holding.finish(
        case, OfficerAssigned(case.number, before, person.name, on, reason.strip()), by=by, at=at
    )
    return row


def _handling_post(person: Person, court_id: int, on: date) -> Post | None:
    posts = person.posts.filter(court_id=court_id, role__in=HANDLING_ROLES, starts_on__lte=on)
    return posts.exclude(ends_on__lt=on).select_related("group").order_by("role").first()
