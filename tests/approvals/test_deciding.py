"""Requests and their decisions: in order, never one's own, never twice, with a reason for a no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from bailiwick.approvals import selectors, services
from bailiwick.approvals.models import Approval, Step
from bailiwick.audit.models import JournalRecord
from bailiwick.errors import NotYours, Refusal, Stale, WrongState
from bailiwick.notices.models import Notice
from bailiwick.org.models import Absence, Account, Post, Role
from tests.cast import City

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in Luoyang
LATER = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
heard: list[tuple[str, int]] = []


@pytest.fixture(autouse=True)
def a_kind_of_request() -> Iterator[None]:
    """Declares the kind the tests ask with; remembers which reaction was called."""

    def hear(word: str) -> Callable[..., None]:
        return lambda approval, *, by, at: heard.append((word, by.pk))

    heard.clear()
    services.register_kind(
        "tests.extension",
        "延长执行期限",
        on_granted=hear("granted"),
        on_refused=hear("refused"),
        on_returned=hear("returned"),
        on_withdrawn=hear("withdrawn"),
    )
    yield
    heard.clear()


def ask(by: Account, city: City, *roles: Role, title: str = "延长3个月") -> Approval:
    return services.ask(
        "tests.extension",
        subject=("tests.case", 7),
        court=city.luolong,
        title=title,
        steps=[(role, city.luolong) for role in roles],
        by=by,
        at=AT,
        case=7,
    )


def waiting(approval: Approval) -> Step:
    return approval.steps.get(outcome=Step.Outcome.WAITING)


def test_each_step_in_turn_then_granted(
    city: City, li: Account, wang: Account, he: Account
) -> None:
    approval = ask(li, city, Role.DIR, Role.PRES)
    first = waiting(approval)
    assert first.role == Role.DIR
    assert first.due_on == date(2026, 11, 27)  # 7 days after 11-20
    assert [step.pk for step in selectors.waiting_for(wang)] == [first.pk]
    assert not selectors.waiting_for(he)

    services.decide(first, "agreed", "同意延长", by=wang, at=LATER)
    second = waiting(approval)
    assert second.role == Role.PRES
    assert second.due_on == date(2026, 11, 28)  # counted from the day it reached the president
    assert heard == []

    granted = services.decide(second, "agreed", by=he, at=LATER)
    assert granted.state == Approval.State.GRANTED
    assert heard == [("granted", he.pk)]
    told = Notice.objects.filter(person=li.person, title__startswith="已同意")
    assert told.count() == 1


def test_every_act_leaves_one_record_with_its_case(
    city: City, li: Account, wang: Account, he: Account
) -> None:
    approval = ask(li, city, Role.DIR, Role.PRES)
    services.decide(waiting(approval), "agreed", by=wang, at=LATER)
    services.decide(waiting(approval), "refused", "理由不足", by=he, at=LATER)
    assert list(JournalRecord.objects.order_by("id").values_list("event", "actor", "case")) == [
        ("ApprovalAsked", li.pk, 7),
        ("ApprovalDecided", wang.pk, 7),
        ("ApprovalDecided", he.pk, 7),
    ]
    assert heard == [("refused", he.pk)]


def test_a_post_nobody_confirmed_decides_nothing(
    city: City, li: Account, chen: Account, he: Account
) -> None:
    """系统管理员 brings posts by a list; before 安全管理员 confirms them they are worth nothing."""
    Post.objects.create(
        person=chen.person,
        role=Role.PRES,
        court=city.luolong,
        starts_on=date(2026, 1, 1),
        confirmed=False,
    )
    step = waiting(ask(li, city, Role.PRES))
    with pytest.raises(NotYours):
        services.decide(step, "agreed", by=chen, at=LATER)
    assert not selectors.waiting_for(chen)
    assert not Notice.objects.filter(person=chen.person).exists()


def test_who_stands_in_takes_over_confirmed_posts_only(
    city: City, li: Account, chen: Account, clerk: Account, he: Account
) -> None:
    Post.objects.create(
        person=chen.person,
        role=Role.PRES,
        court=city.luolong,
        starts_on=date(2026, 1, 1),
        confirmed=False,
    )
    day = date(2026, 11, 21)
    Absence.objects.create(
        person=chen.person, kind="请假", starts_on=day, ends_on=day, substitute=clerk.person
    )
    ask(li, city, Role.PRES)
    assert not selectors.steps_waiting_for(clerk, day)


def test_a_no_needs_a_reason(city: City, li: Account, wang: Account) -> None:
    approval = ask(li, city, Role.DIR)
    for outcome in ("returned", "refused"):
        with pytest.raises(Refusal, match="理由"):
            services.decide(waiting(approval), outcome, "  ", by=wang, at=LATER)
    assert waiting(approval).decided_by is None


def test_second_decision_is_told_who_was_first(city: City, li: Account, wang: Account) -> None:
    step = waiting(ask(li, city, Role.DIR))
    services.decide(step, "agreed", by=wang, at=LATER)
    with pytest.raises(Stale, match="已被 王局长 于 11-21 10:00 签批"):
        services.decide(step, "refused", "不", by=wang, at=LATER)


def test_others_may_not_decide(city: City, li: Account, zhao: Account, he: Account) -> None:
    ask_approval = ask(li, city, Role.PRES)
    step = waiting(ask_approval)
    with pytest.raises(NotYours):
        services.decide(step, "agreed", by=zhao, at=LATER)
    with pytest.raises(NotYours, match="自己报送"):
        services.decide(step, "agreed", by=li, at=LATER)
    assert not selectors.visible_to(zhao).exists()
    assert selectors.visible_to(he).get() == ask_approval


def test_own_step_is_skipped_upward(city: City, wang: Account, he: Account) -> None:
    """王局长 is the only 执行局长: his own request goes to the 院长 (no 主管院领导 is posted)."""
    approval = ask(wang, city, Role.DIR)
    trail = list(approval.steps.values_list("role", "outcome"))
    assert trail == [(Role.DIR, "skipped"), (Role.PRES, "waiting")]
    services.decide(waiting(approval), "agreed", by=he, at=LATER)
    approval.refresh_from_db()
    assert approval.state == Approval.State.GRANTED


def test_own_step_followed_by_the_higher_one_asks_once(
    city: City, wang: Account, he: Account
) -> None:
    approval = ask(wang, city, Role.DIR, Role.PRES)
    assert list(approval.steps.values_list("role", "outcome")) == [
        (Role.DIR, "skipped"),
        (Role.PRES, "waiting"),
    ]


def test_nobody_above_is_refused(city: City, he: Account) -> None:
    with pytest.raises(WrongState, match="院长"), transaction.atomic():
        ask(he, city, Role.PRES)
    assert not Approval.objects.exists()


def test_returned_to_the_asker_and_sent_again(
    city: City, li: Account, wang: Account, he: Account
) -> None:
    approval = ask(li, city, Role.DIR, Role.PRES)
    services.decide(waiting(approval), "returned", "缺文书", by=wang, at=LATER)
    approval.refresh_from_db()
    assert approval.state == Approval.State.RETURNED
    assert heard == [("returned", wang.pk)]
    with pytest.raises(NotYours):
        services.send_again(approval, by=wang, at=LATER)
    services.send_again(approval, by=li, at=LATER)
    assert waiting(approval).role == Role.DIR
    assert list(approval.steps.values_list("outcome", flat=True)) == [
        "returned",
        "waiting",
        "coming",
    ]


def test_sent_back_one_step(city: City, li: Account, wang: Account, he: Account) -> None:
    approval = ask(li, city, Role.DIR, Role.PRES)
    services.decide(waiting(approval), "agreed", by=wang, at=LATER)
    services.send_back(waiting(approval), "请核实标的额", by=he, at=LATER)
    assert waiting(approval).role == Role.DIR
    services.decide(waiting(approval), "agreed", "已核实", by=wang, at=LATER)
    services.decide(waiting(approval), "agreed", by=he, at=LATER)
    approval.refresh_from_db()
    assert approval.state == Approval.State.GRANTED
    assert [step.get_outcome_display() for step in approval.steps.all()] == [
        "同意", "驳回", "同意", "同意",
    ]  # fmt: skip


def test_first_step_cannot_be_sent_back(city: City, li: Account, wang: Account) -> None:
    approval = ask(li, city, Role.DIR)
    with pytest.raises(WrongState, match="第一步"), transaction.atomic():
        services.send_back(waiting(approval), "理由", by=wang, at=LATER)


def test_withdrawn_before_it_is_decided(city: City, li: Account, wang: Account) -> None:
    approval = ask(li, city, Role.DIR)
    with pytest.raises(NotYours):
        services.withdraw(approval, by=wang, at=LATER)
    services.withdraw(approval, by=li, at=LATER)
    assert heard == [("withdrawn", li.pk)]
    with pytest.raises(WrongState):
        services.withdraw(approval, by=li, at=LATER)
    assert not selectors.waiting_for(wang)


def test_substitute_signs_for_the_absent(
    city: City, li: Account, he: Account, sun: Account
) -> None:
    approval = ask(li, city, Role.PRES)
    assert not selectors.steps_waiting_for(sun, on=date(2026, 11, 21))
    Absence.objects.create(
        person=he.person,
        kind="出差",
        starts_on=date(2026, 11, 21),
        ends_on=date(2026, 11, 22),
        substitute=sun.person,
    )
    assert selectors.steps_waiting_for(sun, on=date(2026, 11, 21)).count() == 1
    services.decide(waiting(approval), "agreed", by=sun, at=LATER)
    step = approval.steps.get()
    assert (step.decided_by, step.for_person) == (sun, he.person)


def test_same_request_is_not_asked_twice(city: City, li: Account, wang: Account) -> None:
    ask(li, city, Role.DIR)
    with pytest.raises(WrongState, match="已在审批中"):
        ask(li, city, Role.DIR)


def test_reaction_that_refuses_undoes_the_decision(city: City, li: Account, wang: Account) -> None:
    def refuse(approval: Approval, *, by: Account, at: datetime) -> None:
        raise WrongState("案件已结案")

    services.register_kind("tests.extension", "延长执行期限", on_granted=refuse)
    approval = ask(li, city, Role.DIR)
    with pytest.raises(WrongState, match="已结案"):
        services.decide(waiting(approval), "agreed", by=wang, at=LATER)
    assert waiting(approval).decided_by is None
    assert not JournalRecord.objects.filter(event="ApprovalDecided").exists()


def test_only_one_step_can_wait(city: City, li: Account, wang: Account, he: Account) -> None:
    approval = ask(li, city, Role.DIR, Role.PRES)
    with pytest.raises(IntegrityError), transaction.atomic():
        approval.steps.filter(outcome="coming").update(outcome="waiting")


def test_a_closed_account_decides_nothing(city: City, li: Account, he: Account) -> None:
    """A session or job may still hold the account; the post runs on, the account does not."""
    step = waiting(ask(li, city, Role.PRES))
    Account.objects.filter(pk=he.pk).update(is_active=False)
    with pytest.raises(NotYours):
        services.decide(step, "agreed", by=Account.objects.get(pk=he.pk), at=LATER)
    services.withdraw(step.approval, by=li, at=LATER)
    with pytest.raises(WrongState, match="没有他人任"), transaction.atomic():
        ask(li, city, Role.PRES)
