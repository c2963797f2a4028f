"""Second factor: a code of the authenticator app after the password, each code once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.errors import NotYours
from bailiwick.org.models import Account, LoginSession
from bailiwick.org.services import factors
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = 1_790_000_010.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time the authenticator reckons with; tests move it."""
    at = [NOW]
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: at[0])
    return at


def code_at(moment: float) -> str:
    return format_hotp_value(hotp_value(SECRET, int(moment) // 30))


def enrol(account: Account) -> list[str]:
    return factors.set_up(
        SECRET, code_at(time.time()), kept_key=None, by=account, at=timezone.now()
    )


def password(client: Client) -> Any:
    return client.post(reverse("org:login"), {"username": "li", "password": PASSWORD})


def code(client: Client, value: str) -> Any:
    return client.post(reverse("org:second_factor"), {"code": value})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_known_code_of_the_standard() -> None:
    """RFC 4226 appendix D: secret 12345678901234567890, counters 0 and 1."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert format_hotp_value(hotp_value(secret, 0)) == "755224"
    assert format_hotp_value(hotp_value(secret, 1)) == "287082"


def test_password_alone_is_only_halfway(client: Client, li: Account, clock: list[float]) -> None:
    enrol(li)
    assert password(client)["Location"] == reverse("org:second_factor")
    assert not is_in(client)
    assert client.get("/account/").status_code == 302


def test_right_code_opens(client: Client, li: Account, clock: list[float]) -> None:
    enrol(li)
    password(client)
    clock[0] += 60
    assert code(client, code_at(clock[0])).status_code == 302
    assert is_in(client)
    assert LoginSession.objects.filter(account=li, ended_at=None).count() == 1


def test_a_code_counts_once(client: Client, li: Account, clock: list[float]) -> None:
    enrol(li)
    password(client)
    assert "已使用过" in code(client, code_at(NOW)).content.decode(), "used at set-up"
    clock[0] += 60
    code(client, code_at(clock[0]))
    other = Client()
    password(other)
    assert "已使用过" in code(other, code_at(clock[0])).content.decode()
    assert not is_in(other)


@pytest.mark.parametrize(("steps", "opens"), [(1, True), (2, False)])
def test_a_phone_may_lag_one_step(
    steps: int, opens: bool, client: Client, li: Account, clock: list[float]
) -> None:
    enrol(li)
    password(client)
    clock[0] += 300
    code(client, code_at(clock[0] - 30 * steps))
    assert is_in(client) is opens


def test_recovery_code_opens_once(client: Client, li: Account, clock: list[float]) -> None:
    recovery = enrol(li)[0]
    password(client)
    code(client, recovery)
    assert is_in(client)
    other = Client()
    password(other)
    code(other, recovery)
    assert not is_in(other)


def test_five_wrong_codes_lock_the_account(client: Client, li: Account, clock: list[float]) -> None:
    enrol(li)
    password(client)
    for _ in range(5):
        answer = code(client, "000000")
    assert answer.status_code == 429
    clock[0] += 60
    code(client, code_at(clock[0]))
    assert not is_in(client)


def test_code_without_the_password_before_leads_to_the_door(client: Client, db: None) -> None:
    assert client.get(reverse("org:second_factor"))["Location"] == reverse("org:login")


def test_secret_is_sealed_in_the_database(li: Account, clock: list[float]) -> None:
    enrol(li)
    stored = Authenticator.objects.get(user=li, type="totp").data
    assert SECRET not in str(stored)


def test_required_place_leads_to_the_set_up_first(
    sign_in: SignIn, li: Account, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    browser = sign_in(li)
    assert browser.get("/account/")["Location"] == reverse("org:factor_setup")
    assert "二维码" in browser.get(reverse("org:factor_setup")).content.decode()


def test_page_sets_it_up_and_shows_recovery_codes(
    sign_in: SignIn, li: Account, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    browser = sign_in(li)
    secret = browser.get(reverse("org:factor_setup")).context["secret"]
    wrong = browser.post(reverse("org:factor_setup"), {"code": "abc"})
    assert "验证码不符" in wrong.content.decode()
    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = browser.post(reverse("org:factor_setup"), {"code": right})
    assert len(done.context["codes"]) == 10
    assert browser.get("/account/").status_code == 200
    assert JournalRecord.objects.filter(event="FactorSet").count() == 1


def test_security_administrator_takes_a_lost_factor_away(
    li: Account, security_admin: Account, system_admin: Account, clock: list[float]
) -> None:
    enrol(li)
    with pytest.raises(NotYours):
        factors.remove(li, reason="x", by=system_admin, at=timezone.now())
    factors.remove(li, reason="手机遗失", by=security_admin, at=timezone.now())
    assert not factors.has_factor(li)
