"""延长: asked by the officer, granted by the president's post; only then the period is longer."""

from __future__ import annotations

from datetime import date

import pytest

from bailiwick.approvals import services as approvals
from bailiwick.approvals.models import Approval
from bailiwick.cases.models import Case, CaseClock
from bailiwick.cases.services import extensions
from bailiwick.errors import Refusal, RuleBroken, WrongState
from bailiwick.org.models import Account, Role
from tests.make import make_case, moment

FILED = date(2026, 6, 1)
TODAY = date(2026, 11, 27)
AT = moment(TODAY)


@pytest.fixture
def case(li: Account, he: Account) -> Case:
    return make_case(officer=li, filed_on=FILED)


def ask(case: Case, li: Account, **kw: object) -> Approval:
    values = {"months": 3, "reason": "正在拍卖房产", "role": Role.PRES} | kw
    return extensions.ask_extension(case, by=li, at=AT, **values)


def test_granted_months_lengthen_the_limit_itself(case: Case, li: Account, he: Account) -> None:
    # 2026-06-01 + 6 months = 2026-12-01, a Tuesday; + 9 months = 2027-03-01, a Monday
    assert CaseClock.objects.get(case=case, rule="EXEC").due_on == date(2026, 12, 1)
    approval = ask(case, li)
    assert CaseClock.objects.get(case=case, rule="EXEC").due_on == date(2026, 12, 1)
    approvals.decide(approval.steps.get(), "agreed", "同意", by=he, at=AT)
    assert CaseClock.objects.get(case=case, rule="EXEC").due_on == date(2027, 3, 1)
    fact = case.facts.get(kind="extension")
    assert (fact.what, fact.months, fact.on, fact.handler) == ("院长", 3, TODAY, "何院长")


def test_refused_it_moves_nothing(case: Case, li: Account, he: Account) -> None:
    approval = ask(case, li)
    approvals.decide(approval.steps.get(), "refused", "理由不足", by=he, at=AT)
    assert not case.facts.filter(kind="extension").exists()


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"months": 0}, RuleBroken, "法释〔2000〕29号第五条"),
        ({"months": 4}, RuleBroken, "一次延长不超过3个月"),
        ({"months": 3, "days": 1}, RuleBroken, "一次延长不超过3个月"),
        ({"reason": " "}, Refusal, "须写明理由"),
        ({"role": Role.DIR}, RuleBroken, "由院长或副院长批准"),
    ],
)
def test_requests_that_cannot_be(
    case: Case, li: Account, changes: dict[str, object], kind: type[Refusal], words: str
) -> None:
    with pytest.raises(kind, match=words):
        ask(case, li, **changes)


def test_no_second_request_while_one_is_open(case: Case, li: Account) -> None:
    ask(case, li)
    with pytest.raises(WrongState, match="已在审批中"):
        ask(case, li)


def test_objection_cases_have_no_period_to_extend(li: Account, he: Account) -> None:
    case = make_case(officer=li, filed_on=FILED, type_code="执异")
    with pytest.raises(RuleBroken, match="法发〔2006〕35号第一条"):
        ask(case, li)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 12, 2), "逾期补批"),
        (date(2026, 11, 25), "早于届满前5日"),
        (date(2026, 11, 26), ""),
    ],
)
def test_what_the_timing_of_a_request_means(case: Case, on: date, words: str) -> None:
    notes = " ".join(extensions.request_notes(case, on))
    assert words in notes
    assert bool(notes) == bool(words)
