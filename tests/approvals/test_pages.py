"""The inbox and the page of one request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from bailiwick.approvals import selectors, services
from bailiwick.approvals.models import Approval, Step
from bailiwick.org.models import Account, Role
from bailiwick.web.lights import Light
from tests.cast import City

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SignIn = Callable[[Account], Client]


@pytest.fixture
def approval(city: City, li: Account, wang: Account, he: Account) -> Approval:
    services.register_kind("tests.extension", "延长执行期限")
    return services.ask(
        "tests.extension",
        subject=("tests.case", 7),
        court=city.luolong,
        title="（2026）豫0311执1号延长3个月",
        data={"lines": [["理由", "评估未完成"]]},
        steps=[(Role.DIR, city.luolong), (Role.PRES, city.luolong)],
        by=li,
        at=AT,
        url="/cases/7/",
    )


def decide(browser: Client, approval: Approval, **fields: str) -> int:
    step = approval.steps.get(outcome=Step.Outcome.WAITING)
    return browser.post(f"/approvals/{approval.pk}/steps/{step.pk}/", fields).status_code


def test_inbox_counts_equal_its_lists(
    sign_in: SignIn, approval: Approval, wang: Account, li: Account
) -> None:
    page = sign_in(wang).get("/approvals/").content.decode()
    assert approval.title in page
    assert "待我签批<b>1</b>" in page
    assert approval.title in sign_in(li).get("/approvals/?tab=asked").content.decode()
    assert decide(sign_in(wang), approval, outcome="agreed") == 302
    assert approval.title in sign_in(wang).get("/approvals/?tab=done").content.decode()
    assert "待我签批<b>0</b>" in sign_in(wang).get("/approvals/").content.decode()
    assert sign_in(wang).get("/approvals/?tab=odd").status_code == 404


def test_page_shows_what_is_asked_and_who_decides(
    sign_in: SignIn, approval: Approval, wang: Account, li: Account, he: Account
) -> None:
    address = f"/approvals/{approval.pk}/"
    page = sign_in(wang).get(address).content.decode()
    assert "评估未完成" in page
    assert 'name="outcome"' in page
    for other in (li, he):
        assert 'name="outcome"' not in sign_in(other).get(address).content.decode()


def test_stranger_gets_404(sign_in: SignIn, approval: Approval, zhao: Account) -> None:
    browser = sign_in(zhao)
    assert browser.get(f"/approvals/{approval.pk}/").status_code == 404
    assert decide(browser, approval, outcome="agreed") == 404


def test_a_no_without_reason_keeps_what_was_typed(
    sign_in: SignIn, approval: Approval, wang: Account
) -> None:
    step = approval.steps.get(outcome=Step.Outcome.WAITING)
    answer = sign_in(wang).post(
        f"/approvals/{approval.pk}/steps/{step.pk}/", {"outcome": "refused", "opinion": ""}
    )
    assert answer.status_code == 422
    assert "须写明理由" in answer.content.decode()
    step.refresh_from_db()
    assert step.outcome == Step.Outcome.WAITING


def test_double_click_is_told_it_was_done(
    sign_in: SignIn, approval: Approval, wang: Account
) -> None:
    step = approval.steps.get(outcome=Step.Outcome.WAITING)
    browser = sign_in(wang)
    address = f"/approvals/{approval.pk}/steps/{step.pk}/"
    assert browser.post(address, {"outcome": "agreed"}).status_code == 302
    again = browser.post(address, {"outcome": "agreed"})
    assert again.status_code == 422
    assert "已被 王局长" in again.content.decode()


def test_returned_and_sent_again_from_the_page(
    sign_in: SignIn, approval: Approval, wang: Account, li: Account
) -> None:
    assert decide(sign_in(wang), approval, outcome="returned", opinion="缺文书") == 302
    browser = sign_in(li)
    assert "缺文书" in browser.get(f"/approvals/{approval.pk}/").content.decode()
    assert browser.post(f"/approvals/{approval.pk}/send-again/").status_code == 302
    assert browser.post(f"/approvals/{approval.pk}/send-again/").status_code == 422
    assert browser.post(f"/approvals/{approval.pk}/withdraw/", {"reason": ""}).status_code == 422
    answer = browser.post(f"/approvals/{approval.pk}/withdraw/", {"reason": "当事人撤回"})
    assert answer.status_code == 302
    approval.refresh_from_db()
    assert approval.state == Approval.State.WITHDRAWN


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 11, 20), Light("green", 7)),
        (date(2026, 11, 25), Light("green", 2)),
        (date(2026, 11, 26), Light("orange", 1)),
        (date(2026, 11, 27), Light("orange", 0)),
        (date(2026, 11, 28), Light("red", -1)),
        (date(2026, 12, 4), Light("red", -7)),
        (date(2026, 12, 5), Light("black", -8)),
    ],
)
def test_light_of_a_step_by_its_seven_days(approval: Approval, on: date, expected: Light) -> None:
    """Reached the head on 11-20: last day 11-27; black once late by more than the 7 days."""
    assert selectors.light_of(approval.steps.get(outcome="waiting"), on) == expected


def test_inbox_asks_few_questions(
    sign_in: SignIn,
    approval: Approval,
    wang: Account,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    browser = sign_in(wang)
    browser.get("/approvals/")
    with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
        browser.get("/approvals/")
