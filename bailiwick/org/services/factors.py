"""The second factor of an account: set up, checked once a login, taken away.

A code of the app counts once: the counter of the last accepted code is kept, so that a code
seen over a shoulder is worth nothing. Recovery codes count once by themselves.
"""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction

from bailiwick.audit import journal
from bailiwick.errors import NotYours, WrongState
from bailiwick.events.org import FactorRemoved, FactorSet
from bailiwick.org.backend import permissions_today
from bailiwick.org.models import Account, LoginSession
from bailiwick.org.services import sessions

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def has_factor(account: Account) -> bool:
    """Whether the account has set up an authenticator app."""
    found = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP)
    return bool(found.exists())


def new_secret() -> str:
    """Return a fresh secret for an authenticator app (base32)."""
    return str(generate_totp_secret())


def picture(account: Account, secret: str) -> str:
    """Return the QR picture of a secret as an SVG document."""
    adapter = get_adapter()
    return str(adapter.build_totp_svg(adapter.build_totp_url(account, secret)))


@transaction.atomic
def set_up(secret: str, code: str, *, kept_key: str | None, by: Account, at: datetime) -> list[str]:
    """Keep the secret once its first code proves it; return the recovery codes (shown once).

    Raises:
        WrongState: the code does not fit, or there is a factor already.
    """
    if has_factor(by):
        raise WrongState("已启用第二因素")
    counter = _counter_of(secret, code)
    if counter is None:
        raise WrongState("验证码不符，核对手机时间后再试")
    totp = TOTP.activate(by, secret).instance
    totp.data["last"] = counter
    totp.save(update_fields=["data"])
    codes: list[str] = RecoveryCodes.activate(by).get_unused_codes()
    sessions.end_others(kept_key, "password", by=by, at=at)
    journal.record(FactorSet(by.pk), by=by, subject=("account", by.pk), at=at)
    return codes


@transaction.atomic
def check(code: str, *, by: Account) -> bool:
    """Whether a code of the app, or an unused recovery code, fits now. Each counts once.

    ``by`` is who stands at the door, with the right password but not yet inside.
    """
    code = code.replace(" ", "").replace("-", "")
    rows = Authenticator.objects.select_for_update().filter(user=by, type__in=KINDS)
    for row in rows:
        if row.type == Authenticator.Type.RECOVERY_CODES:
            fits = RecoveryCodes(row).validate_code(code)
        else:
            fits = _accept(row, code)
        if fits:
            row.refresh_from_db()
            row.record_usage()
            return True
    return False


@transaction.atomic
def remove(account: Account, *, reason: str, by: Account, at: datetime) -> None:
    """Take a lost factor away (安全管理员; the password stays with 系统管理员, so neither alone
    can take an account over).

    Raises:
        NotYours: the actor is no 安全管理员, or it is the own account.
        WrongState: there is none.
    """
    if "org.reset_factor" not in permissions_today(by) or account.pk == by.pk:
        raise NotYours("第二因素由安全管理员解除，且不能解除本人的")
    gone, _ = Authenticator.objects.filter(user=account).delete()
    if not gone:
        raise WrongState("该账号未启用第二因素")
    running = LoginSession.objects.filter(account=account, ended_at=None)
    sessions.end_all(running, "admin", by=by, at=at)
    journal.record(FactorRemoved(account.pk, reason), by=by, subject=("account", account.pk), at=at)


def _accept(row: Authenticator, code: str) -> bool:
    counter = _counter_of(get_adapter().decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("last", 0):
        return False
    row.data["last"] = counter
    row.save(update_fields=["data"])
    return True


def _counter_of(secret: str, code: str) -> int | None:
    """Return which thirty seconds a code belongs to, one step of clock error allowed."""
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=expected):
            return int(counter)
    return None
