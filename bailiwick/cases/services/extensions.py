"""延长: asked by the officer, granted by a president or vice-president through the approvals
engine.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bailiwick.approvals import services as approvals
from bailiwick.approvals.models import Approval
from bailiwick.cases.facts import NewFact, standing_rows
from bailiwick.cases.models import Case, CaseClock, Fact
from bailiwick.cases.services import holding
from bailiwick.errors import Refusal, RuleBroken, WrongState
from bailiwick.events.cases import ExtensionAsked, ExtensionGranted
from bailiwick.law import acts as law_acts
from bailiwick.law.case_numbers import CASE_TYPES
from bailiwick.org.models import Account, Role

KIND = "cases.extension"
APPROVERS = {Role.VP: "副院长", Role.PRES: "院长"}


@transaction.atomic
def ask_extension(
    case: Case,
    *,
    months: int,
    days: int = 0,
    reason: str,
    by: Account,
    at: datetime,
    role: str = Role.VP,
    version: int | None = None,
) -> Approval:
    """Ask for more time; nothing moves until it is granted.

    Legal source: 法发〔2006〕35号第一条 (院长、副院长), 法释〔2000〕29号第五条 (three months,
    then the High Court's record).

    Raises:
        RuleBroken: the case has no EXEC clock, the length is none or over three months, or the post
            asked may not grant it.
        Refusal: no reason. WrongState: closed, or a request is open.
    """
    today = timezone.localdate(at)
    article, length_article = law_acts.EXTENSION.on(today), law_acts.EXTENSION_LENGTH.on(today)
    if role not in APPROVERS:
        raise RuleBroken("延长执行期限由院长或副院长批准", article=article)
    if not reason.strip():
        raise Refusal("报批延长须写明理由", article=article)
    if months < 0 or days < 0 or not (months or days):
        raise RuleBroken("写明延长几个月或几日", article=length_article)
    if (
        months > law_acts.EXTENSION_MOST_MONTHS
        or days > law_acts.EXTENSION_MOST_DAYS
        or (months == law_acts.EXTENSION_MOST_MONTHS and days)
    ):
        raise RuleBroken(
            f"一次延长不超过{law_acts.EXTENSION_MOST_MONTHS}个月", article=length_article
        )
    case = holding.take(case, version=version)
    holding.must_be_open(case)
    kind = CASE_TYPES.get(case.type_code)
    if kind is None or not kind.has_exec:
        raise RuleBroken(f"{case.type_code}案件没有执行期限，不适用延长", article=article)
    length = f"{months}个月" if months else f"{days}日"
    notes = request_notes(case, today)
    approval = approvals.ask(
        KIND,
        subject=("case", case.pk),
        court=case.court,
        title=f"延长执行期限{length}：{case.number}",
        data={
            "months": months,
            "days": days,
            "reason": reason.strip(),
            "lines": [["延长", length], ["理由", reason.strip()], *[["提示", n] for n in notes]],
        },
        steps=[(role, case.court)],
        by=by,
        at=at,
        url=reverse("cases:case_detail", args=[case.pk]),
        case=case.pk,
    )
    holding.finish(
        case, ExtensionAsked(case.number, approval.pk, months, days, reason.strip()), by=by, at=at
    )
    return approval


def request_notes(case: Case, on: date) -> list[str]:
    """Return what the one who asks and the one who decides should know about the timing."""
    notes = []
    clock = CaseClock.objects.filter(case=case, rule="EXEC", subject="").first()
    if clock and clock.due_on:
        if on > clock.due_on:
            notes.append(f"期限已于{clock.due_on}届满，此为逾期补批，批准前的日子仍算超期")
        elif on < clock.due_on - timedelta(days=law_acts.EXTENSION_REQUEST_DAYS):
            notes.append(
                f"期限{clock.due_on}届满，早于届满前{law_acts.EXTENSION_REQUEST_DAYS}日提出，可以受理"
            )
    granted = sum(1 for fact in standing_rows(case.pk) if fact.kind == "extension")
    if granted:
        notes.append(f"已延长{granted}次，再次延长须报高级人民法院备案")
    return notes


def on_granted(approval: Approval, *, by: Account, at: datetime) -> None:
    """The reaction of the approvals engine when the request is granted."""
    grant(approval, by=by, at=at)


@transaction.atomic
def grant(approval: Approval, *, by: Account, at: datetime) -> Fact:
    """Write a granted extension as a fact; it counts from the day of the decision.

    Legal source: 法发〔2006〕35号第一条.

    Raises:
        WrongState: the case was closed meanwhile, or this request has been written already.
    """
    case = holding.take(approval.subject_id)
    holding.must_be_open(case)
    document = f"延长执行期限审批表（审批{approval.pk}号）"
    if case.facts.filter(kind="extension", document=document).exists():
        raise WrongState("此项延长已记入案件")
    role = (
        approval.steps.filter(outcome="agreed").order_by("-position").values_list("role", flat=True)
    )
    approver = APPROVERS.get(Role(role[0]) if role else Role.VP, "副院长")
    months, days = int(approval.data["months"]), int(approval.data["days"])
    fact = holding.add_fact(
        case,
        NewFact("extension", approver, timezone.localdate(at), months=months, days=days,
                document=document, detail=str(approval.data["reason"])[:300],
                handler=by.person.name),
        by=by,
        at=at,
    )  # fmt: skip
    holding.finish(
        case,
        ExtensionGranted(case.number, fact.pk, approver, months, days, document),
        by=by,
        at=at,
    )
    return fact
