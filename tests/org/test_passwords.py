"""Password rules and the forced change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.errors import Refusal
from bailiwick.org.models import Account, LoginSession, Person
from bailiwick.org.passwords import one_time_password
from bailiwick.org.services import accounts, people
from tests.cast import PASSWORD, City

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
NEW = "Yi-river-2026"


def change(browser: Client, old: str, new: str, again: str | None = None):
    data = {"old": old, "new": new, "again": new if again is None else again}
    return browser.post(reverse("org:password_change"), data)


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("Ab1-efghi", id="nine characters"),
        pytest.param("abcdefghij12", id="two classes"),
        pytest.param("abcdefghijkl", id="one class"),
        pytest.param("Password123", id="a common one"),
        pytest.param("李执行员李执行员a1", id="no case in Han characters: two classes"),
    ],
)
def test_weak_passwords_are_refused(password: str, li: Account) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, li)


@pytest.mark.parametrize("password", ["Yi-river-26", "yi-river-2026", "YIRIVER-2026"])
def test_ten_characters_of_three_classes_pass(password: str, li: Account) -> None:
    validate_password(password, li)


def test_one_time_passwords_keep_the_rules_and_differ(db: None) -> None:
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password)


def test_none_of_the_last_five_returns(li: Account) -> None:
    at = timezone.now()
    with pytest.raises(ValidationError):
        validate_password(PASSWORD, li)  # the present one
    for number in range(5):
        at += timedelta(minutes=1)
        accounts.change_password(f"Yi-river-{number}", kept_key=None, by=li, at=at)
    for number in range(5):
        with pytest.raises(ValidationError):
            validate_password(f"Yi-river-{number}", li)
    accounts.change_password("Yi-river-5", kept_key=None, by=li, at=at + timedelta(minutes=1))
    validate_password("Yi-river-0", li)  # the sixth before may return


def test_first_password_must_be_changed_before_anything_else(
    city: City, system_admin: Account
) -> None:
    at = timezone.now()
    person = people.add("N1", "新来的", "clerk", city.luolong, by=system_admin, at=at)
    account, password = accounts.open_account(person, "newcomer", by=system_admin, at=at)
    browser = Client()
    browser.post(reverse("org:login"), {"username": "newcomer", "password": password})
    assert browser.get("/account/")["Location"] == reverse("org:password_change")
    assert browser.get(reverse("org:password_change")).status_code == 200
    change(browser, password, NEW)
    assert browser.get("/account/").status_code == 200
    account.refresh_from_db()
    assert not account.must_change_password


def test_password_older_than_ninety_days_must_be_changed(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    then = timezone.now() - timedelta(days=89)
    Account.objects.filter(pk=li.pk).update(password_changed_at=then)
    assert browser.get("/account/").status_code == 200
    Account.objects.filter(pk=li.pk).update(password_changed_at=then - timedelta(days=2))
    assert browser.get("/account/")["Location"] == reverse("org:password_change")


def test_change_needs_the_old_password_and_two_equal_new_ones(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    assert "现密码不符" in change(browser, "wrong", NEW).content.decode()
    assert "两次输入的新密码不一致" in change(browser, PASSWORD, NEW, "x").content.decode()
    assert "最近 5 次" in change(browser, PASSWORD, PASSWORD).content.decode()


def test_change_keeps_this_session_and_ends_the_others(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    LoginSession.objects.create(
        account=li, session_key="other", started_at=timezone.now(), active_at=timezone.now()
    )
    change(browser, PASSWORD, NEW)
    assert browser.get("/account/").status_code == 200
    assert LoginSession.objects.get(session_key="other").end_reason == "password"
    assert JournalRecord.objects.filter(event="PasswordChanged").count() == 1


def test_reset_shows_the_password_once_and_ends_sessions(
    sign_in: SignIn, li: Account, system_admin: Account
) -> None:
    browser = sign_in(li)
    admin = sign_in(system_admin)
    page = admin.post(reverse("org:account_reset", args=[li.pk]), {"reason": "本人申请"})
    assert page["Cache-Control"].startswith("max-age=0")
    assert "只显示这一次" in page.content.decode()
    assert browser.get("/account/").status_code == 302
    assert not Account.objects.get(pk=li.pk).check_password(PASSWORD)


def test_no_administrator_takes_over_another(
    system_admin: Account, security_admin: Account
) -> None:
    with pytest.raises(Refusal, match="bin/bailiwick administrators"):
        accounts.reset_password(security_admin, by=system_admin, at=timezone.now())


def test_account_needs_a_free_name_and_a_person_without_one(
    city: City, li: Account, system_admin: Account
) -> None:
    at = timezone.now()
    with pytest.raises(Refusal, match="该人员已有账号"):
        accounts.open_account(li.person, "li2", by=system_admin, at=at)
    person = Person.objects.create(name="新来的", staff_no="N2", title="clerk", court=city.luolong)
    with pytest.raises(Refusal, match="用户名 LI 已被使用"):
        accounts.open_account(person, "LI", by=system_admin, at=at)


def test_nobody_disables_the_own_account(system_admin: Account) -> None:
    with pytest.raises(Refusal, match="不能停用本人账号"):
        accounts.disable(system_admin, reason="x", by=system_admin, at=timezone.now())
