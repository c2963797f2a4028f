"""The door: twelve ways to arrive at it, and what each gets (GB/T 22239-2019 §8.1.4.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.org import selectors
from bailiwick.org.models import Account, LoginSession
from bailiwick.org.services import accounts
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
NOT_IN = "用户名或密码不符，或账号已停用"


def knock(client: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(reverse("org:login"), {"username": username, "password": password, **more})


def text(response: HttpResponse) -> str:
    return response.content.decode()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_right_password_opens_a_session_and_is_recorded(client: Client, li: Account) -> None:
    response = knock(client, "li")
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert LoginSession.objects.get(account=li, ended_at=None).session_key
    record = JournalRecord.objects.get(event="LoggedIn")
    assert (record.actor, record.kind) == (li.pk, "login")


def test_wrong_password_stays_outside_and_is_recorded_without_it(
    client: Client, li: Account
) -> None:
    response = knock(client, "li", "Wrong-river-2017")
    assert NOT_IN in text(response)
    assert not is_in(client)
    record = JournalRecord.objects.get(event="LoginFailed")
    assert record.data["username"] == "li"
    assert "Wrong-river-2017" not in str(record.data)


def test_unknown_name_gets_the_same_sentence(client: Client, li: Account) -> None:
    assert NOT_IN in text(knock(client, "nobody"))


def test_disabled_account_gets_the_same_sentence(client: Client, li: Account) -> None:
    Account.objects.filter(pk=li.pk).update(is_active=False)
    assert NOT_IN in text(knock(client, "li"))
    assert not is_in(client)


def test_empty_fields_are_named(client: Client, db: None) -> None:
    response = knock(client, "", "")
    assert "有 2 处需要更正" in text(response)


def test_fifth_failure_locks_and_says_until_when(client: Client, li: Account) -> None:
    for _ in range(4):
        assert knock(client, "li", "no").status_code == 200
    response = knock(client, "li", "no")
    assert response.status_code == 429
    until = selectors.locked_until("li", timezone.now())
    assert until is not None
    assert timedelta(minutes=29) < until - timezone.now() <= timedelta(minutes=30)
    assert f"锁定至 {timezone.localtime(until):%H:%M}" in text(response)
    assert JournalRecord.objects.filter(event="LoginLocked").count() == 1


def test_right_password_does_not_open_a_locked_account(client: Client, li: Account) -> None:
    for _ in range(5):
        knock(client, "li", "no")
    before = selectors.locked_until("li", timezone.now())
    response = knock(client, "li")
    assert JournalRecord.objects.filter(event="LoginLocked").count() == 1
    assert response.status_code == 429
    assert not is_in(client)
    assert selectors.locked_until("li", timezone.now()) == before, "a try must not prolong it"


def test_lock_follows_the_name_to_another_address(client: Client, li: Account) -> None:
    for _ in range(5):
        knock(client, "li", "no")
    other = Client(REMOTE_ADDR="10.9.8.7")
    assert knock(other, "li").status_code == 429


def test_lock_of_one_name_leaves_the_others_alone(
    client: Client, li: Account, chen: Account
) -> None:
    for _ in range(5):
        knock(client, "li", "no")
    assert knock(client, "chen").status_code == 302


def test_lock_ends_after_thirty_minutes(client: Client, li: Account) -> None:
    for _ in range(5):
        knock(client, "li", "no")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert knock(client, "li").status_code == 302


def test_administrator_unlocks_at_once(client: Client, li: Account, system_admin: Account) -> None:
    for _ in range(5):
        knock(client, "li", "no")
    accounts.unlock(li, by=system_admin, at=timezone.now())
    assert knock(client, "li").status_code == 302
    assert JournalRecord.objects.filter(event="AccountUnlocked").exists()


def test_success_forgets_the_failures_before(client: Client, li: Account) -> None:
    for _ in range(4):
        knock(client, "li", "no")
    knock(client, "li")
    client.post(reverse("org:logout"))
    for _ in range(4):
        assert knock(client, "li", "no").status_code == 200


def test_next_leads_back_to_the_page_but_never_to_another_host(client: Client, li: Account) -> None:
    assert knock(client, "li", next="/calendar/?year=2026")["Location"] == "/calendar/?year=2026"
    client.post(reverse("org:logout"))
    assert knock(client, "li", next="https://evil.example/")["Location"] == "/"
    client.post(reverse("org:logout"))
    assert knock(client, "li", next="//evil.example/")["Location"] == "/"


def test_login_changes_the_session_key(client: Client, li: Account) -> None:
    session = client.session
    session["before"] = "1"
    session.save()
    knock(client, "li")
    assert client.session.session_key != session.session_key


def test_anonymous_visitor_is_led_to_the_door_and_back(client: Client, db: None) -> None:
    response = client.get("/calendar/?year=2026")
    assert response["Location"] == "/login/?next=/calendar/%3Fyear%3D2026"


def test_logout_clears_the_browser(sign_in: Callable[[Account], Client], li: Account) -> None:
    browser = sign_in(li)
    response = browser.post(reverse("org:logout"))
    assert '"storage"' in response["Clear-Site-Data"]
    assert LoginSession.objects.get(account=li).end_reason == "logout"
    assert browser.get(reverse("org:account")).status_code == 302


def test_logout_by_get_is_refused(sign_in: Callable[[Account], Client], li: Account) -> None:
    assert sign_in(li).get(reverse("org:logout")).status_code == 405
