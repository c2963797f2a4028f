"""Idle 30 minutes (administrators 15), absolute 12 hours, one desktop session a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bailiwick.org import sessions as rules
from bailiwick.org.models import Account, LoginSession, Post
from bailiwick.org.services import accounts, sessions
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
PAGE = "/account/"


def age(account: Account, **columns: timedelta) -> None:
    """Set ``active_at``/``started_at`` of the open session back by a time."""
    now = timezone.now()
    LoginSession.objects.filter(account=account, ended_at=None).update(
        **{name: now - ago for name, ago in columns.items()}
    )


def reason_shown(client: Client, response) -> str:
    assert response.status_code == 302, response.status_code
    return client.get(response["Location"]).content.decode()


def test_idle_for_thirty_minutes_ends_the_session(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    age(li, active_at=timedelta(minutes=29))
    assert browser.get(PAGE).status_code == 200
    age(li, active_at=timedelta(minutes=30, seconds=1))
    assert "长时间没有操作，会话已结束" in reason_shown(browser, browser.get(PAGE))
    assert LoginSession.objects.get(account=li).end_reason == "idle"


def test_administrators_have_fifteen_minutes(sign_in: SignIn, system_admin: Account) -> None:
    browser = sign_in(system_admin)
    age(system_admin, active_at=timedelta(minutes=14))
    assert browser.get(PAGE).status_code == 200
    age(system_admin, active_at=timedelta(minutes=15, seconds=1))
    assert browser.get(PAGE).status_code == 302


def test_twelve_hours_end_even_a_busy_session(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    age(li, started_at=timedelta(hours=11, minutes=59))
    assert browser.get(PAGE).status_code == 200
    age(li, started_at=timedelta(hours=12, seconds=1))
    assert "登录已满 12 小时" in reason_shown(browser, browser.get(PAGE))


def test_pages_a_person_opens_prolong_the_session(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    age(li, active_at=timedelta(minutes=20))
    browser.get(PAGE)
    left = LoginSession.objects.get(account=li)
    assert timezone.now() - left.active_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param(PAGE, {"X-Bailiwick-Auto": "1"}, id="polling"),
        pytest.param("/session/left", {}, id="countdown"),
    ],
)
def test_what_a_page_asks_by_itself_does_not(
    sign_in: SignIn, li: Account, path: str, headers: dict[str, str]
) -> None:
    browser = sign_in(li)
    age(li, active_at=timedelta(minutes=20))
    before = LoginSession.objects.get(account=li).active_at
    assert browser.get(path, headers=headers).status_code == 200
    assert LoginSession.objects.get(account=li).active_at == before


def test_live_hints_do_not_prolong_and_end_with_the_session(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    age(li, active_at=timedelta(minutes=31))
    assert browser.get("/live/stream").status_code == 401


def test_seconds_left_are_told_without_prolonging(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    age(li, active_at=timedelta(minutes=28))
    answer = browser.get(reverse("org:session_left")).json()
    assert 115 <= answer["seconds"] <= 120
    assert answer["reason"] == "idle"


def test_staying_prolongs(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    age(li, active_at=timedelta(minutes=28))
    assert browser.post(reverse("org:session_left")).json()["seconds"] > 1790


def test_countdown_of_nobody_is_zero(client: Client, db: None) -> None:
    assert client.get(reverse("org:session_left")).json()["seconds"] == 0


def test_second_login_replaces_the_first_and_the_first_is_told(
    sign_in: SignIn, li: Account
) -> None:
    first = sign_in(li)
    assert first.get(PAGE).status_code == 200
    second = Client(REMOTE_ADDR="10.1.2.3")
    second.post(reverse("org:login"), {"username": "li", "password": PASSWORD})
    page = reason_shown(first, first.get(PAGE))
    assert "此账号已在另一处登录" in page
    assert "10.1.2.3" in page
    assert second.get(PAGE).status_code == 200


def test_ended_page_leads_back_after_login(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    age(li, active_at=timedelta(hours=1))
    response = browser.get("/calendar/?year=2026")
    query = parse_qs(urlsplit(response["Location"]).query)
    assert query["next"] == ["/calendar/?year=2026"]


def test_ended_part_sends_the_whole_page_to_the_door(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    age(li, active_at=timedelta(hours=1))
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/organisation/?q=li"}
    response = browser.get(PAGE, headers=headers)
    assert response.status_code == 401
    assert "next=%2Forganisation%2F%3Fq%3Dli" in response["HX-Redirect"]


def test_forged_reason_says_nothing(client: Client, db: None) -> None:
    page = client.get("/login/?ended=1:forged").content.decode()
    assert "会话已结束" not in page


def test_own_sessions_are_listed_and_ended(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    assert "本窗口" in browser.get(reverse("org:my_sessions")).content.decode()
    browser.post(reverse("org:my_sessions_end_all"))
    assert not LoginSession.objects.filter(account=li, ended_at=None).exists()
    assert browser.get(PAGE).status_code == 302


def test_nobody_ends_somebody_elses_session(sign_in: SignIn, li: Account, chen: Account) -> None:
    sign_in(chen)
    hers = LoginSession.objects.get(account=chen)
    response = sign_in(li).post(reverse("org:my_session_end", args=[hers.pk]))
    assert response.status_code == 409
    assert LoginSession.objects.get(pk=hers.pk).ended_at is None


def test_administrator_ends_a_session(
    sign_in: SignIn, li: Account, security_admin: Account
) -> None:
    browser = sign_in(li)
    row = LoginSession.objects.get(account=li)
    sign_in(security_admin).post(reverse("org:session_end", args=[row.pk]))
    assert "管理员结束了此会话" in reason_shown(browser, browser.get(PAGE))


def test_disabling_an_account_ends_it_at_once(
    sign_in: SignIn, li: Account, system_admin: Account
) -> None:
    browser = sign_in(li)
    accounts.disable(li, reason="调离", by=system_admin, at=timezone.now())
    assert "账号已停用" in reason_shown(browser, browser.get(PAGE))


def test_ending_the_posts_ends_the_rights_at_the_next_request(
    sign_in: SignIn, wang: Account
) -> None:
    browser = sign_in(wang)
    assert browser.get("/organisation/").status_code == 200
    Post.objects.filter(person=wang.person).update(ends_on=timezone.localdate() - timedelta(1))
    assert browser.get("/organisation/").status_code == 403


def test_session_that_no_login_opened_is_refused(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    LoginSession.objects.filter(account=li).delete()
    assert browser.get(PAGE).status_code == 302
    assert "_auth_user_id" not in browser.session


def test_ending_twice_is_recorded_once(sign_in: SignIn, li: Account) -> None:
    sign_in(li)
    row = LoginSession.objects.get(account=li)
    for _ in range(2):
        sessions.end(row, "logout", by=li, at=timezone.now())
    from bailiwick.audit.models import JournalRecord

    assert JournalRecord.objects.filter(event="SessionEnded").count() == 1


def test_sweep_ends_sessions_nobody_asks_for(
    sign_in: SignIn, li: Account, chen: Account, system_admin: Account
) -> None:
    for account in (li, chen, system_admin):
        sign_in(account)
    age(li, active_at=timedelta(minutes=31))
    age(chen, active_at=timedelta(minutes=20))
    age(system_admin, active_at=timedelta(minutes=20))
    assert rules.sweep(timezone.now()) == 2
    assert LoginSession.objects.get(account=chen).ended_at is None
    assert LoginSession.objects.get(account=system_admin).end_reason == "idle"
