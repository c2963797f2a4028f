"""移交案件: a member who moves hands over what is in hand; history stays, and nothing out of reach
is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.cases.models import Case
from bailiwick.notices.models import Notice
from bailiwick.org.models import Account, Role
from tests.cast import City, member
from tests.make import make_case

SignIn = Callable[[Account], Client]
FILED = date(2026, 11, 2)


@pytest.fixture
def leader(city: City) -> Account:
    return member("leader", "姜法官", city.luolong, Role.LEAD, team=city.team)


def _page(person: Account) -> str:
    return reverse("cases:person_cases", args=[person.person_id])


def _post(*cases: Case, to: Account, reason: str = "临时调配") -> dict[str, object]:
    return {
        "pick": [str(case.pk) for case in cases],
        "taker": str(to.person_id),
        "on": f"{timezone.localdate()}",
        "reason": reason,
    }


def test_the_leader_hands_over_and_the_history_stays(
    li: Account, chen: Account, leader: Account, sign_in: SignIn
) -> None:
    first, second = make_case(officer=li, filed_on=FILED), make_case(officer=li, filed_on=FILED)
    kept = make_case(officer=li, filed_on=FILED)
    answer = sign_in(leader).post(_page(li), _post(first, second, to=chen))
    assert answer.status_code == 302, answer.content.decode()
    for case in (first, second):
        case.refresh_from_db()
        assert case.officer == chen.person
        rows = [(row.person, row.reason) for row in case.officers.all()]
        assert rows == [(li.person, ""), (chen.person, "临时调配")]
    kept.refresh_from_db()
    assert kept.officer == li.person
    assert JournalRecord.objects.filter(event="OfficerAssigned").count() == 2
    told = Notice.objects.get(person=chen.person)
    assert told.title == "接收移交案件 2 件"


def test_what_was_given_away_can_be_given_back(
    li: Account, chen: Account, leader: Account, sign_in: SignIn
) -> None:
    case = make_case(officer=li, filed_on=FILED)
    browser = sign_in(leader)
    browser.post(_page(li), _post(case, to=chen))
    assert "名下没有在办案件" in browser.get(_page(li)).content.decode()
    back = _page(li) + "?view=given"
    assert case.number in browser.get(back).content.decode()
    browser.post(back, _post(case, to=li, reason="调配期满"))
    case.refresh_from_db()
    assert case.officer == li.person
    assert [row.person for row in case.officers.all()] == [li.person, chen.person, li.person]


def test_nothing_is_handed_over_without_a_choice_a_reason_or_a_post(
    li: Account, chen: Account, zhao: Account, leader: Account, sign_in: SignIn
) -> None:
    case = make_case(officer=li, filed_on=FILED)
    browser = sign_in(leader)
    for data in (_post(to=chen), _post(case, to=chen, reason=""), _post(case, to=zhao)):
        assert browser.post(_page(li), data).status_code == 422
    case.refresh_from_db()
    assert case.officer == li.person
    assert case.officers.count() == 1


def test_cases_out_of_reach_are_neither_shown_nor_moved(
    li: Account, zhao: Account, leader: Account, sign_in: SignIn
) -> None:
    far = make_case(officer=zhao, filed_on=FILED)
    browser = sign_in(leader)
    assert far.number not in browser.get(_page(zhao)).content.decode()
    assert browser.post(_page(zhao), _post(far, to=li)).status_code == 422
    far.refresh_from_db()
    assert far.officer == zhao.person
    assert sign_in(li).get(_page(zhao)).status_code == 403


def test_the_page_of_the_person_names_the_cases_only_to_who_may_see_them(
    li: Account, leader: Account, system_admin: Account, sign_in: SignIn
) -> None:
    make_case(officer=li, filed_on=FILED)
    url = reverse("org:person_detail", args=[li.person_id])
    shown = sign_in(leader).get(url).content.decode()
    assert "1 件" in shown
    assert _page(li) in shown
    assert "在办案件" not in sign_in(system_admin).get(url).content.decode()


def test_re_assignment_leads_to_the_cases_in_hand(
    city: City, li: Account, leader: Account, sign_in: SignIn
) -> None:
    make_case(officer=li, filed_on=FILED)
    today = timezone.localdate()
    post = li.person.posts.get()
    answer = sign_in(leader).post(
        reverse("org:person_reassign", args=[li.person_id]),
        {
            "post": post.pk, "court": city.luolong.pk, "group": "", "starts_on": f"{today}",
            "ends_on": f"{today}", "reason": "专项行动",
        },
    )  # fmt: skip
    assert answer["Location"] == _page(li)
    assert "专项行动" in sign_in(leader).get(_page(li)).content.decode()
