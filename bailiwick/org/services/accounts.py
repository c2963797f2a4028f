"""Accounts: opened, closed, unlocked, reset by 系统管理员; passwords changed by their owners."""

from __future__ import annotations

from datetime import datetime

from axes.utils import reset as forget_failures
from django.db import transaction

from bailiwick.audit import journal
from bailiwick.errors import Refusal, WrongState
from bailiwick.events.org import (
    AccountCreated,
    AccountDisabled,
    AccountEnabled,
    AccountUnlocked,
    PasswordChanged,
    PasswordReset,
)
from bailiwick.org.models import Account, LoginSession, Person, Post
from bailiwick.org.passwords import one_time_password
from bailiwick.org.roles import ADMINISTRATORS
from bailiwick.org.services import sessions


@transaction.atomic
def open_account(
    person: Person, username: str, *, by: Account | None, at: datetime
) -> tuple[Account, str]:
    """Open the account of a person; return it with its one-time password (shown once).

    Raises:
        WrongState: the person has one, has left, or the name is taken.
    """
    if person.left_on is not None:
        raise WrongState("该人员已离职，不能开通账号")
    if Account.objects.filter(person=person).exists():
        raise WrongState("该人员已有账号")
    if Account.objects.filter(username__iexact=username).exists():
        raise WrongState(f"用户名 {username} 已被使用")
    password = one_time_password()
    account = Account(username=username, person=person)
    _set_password(account, password, must_change=True, at=at)
    journal.record(
        AccountCreated(account.pk, person.pk, username),
        by=by,
        court=person.court_id,
        subject=("account", account.pk),
    )
    return account, password


@transaction.atomic
def disable(account: Account, *, reason: str, by: Account, at: datetime) -> None:
    """Close an account at once; its sessions end.

    Raises:
        WrongState: it is one's own account.
    """
    if account.pk == by.pk:
        raise WrongState("不能停用本人账号")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    sessions.end_all(_open(account), "disabled", by=by, at=at)
    journal.record(AccountDisabled(account.pk, reason), by=by, subject=("account", account.pk))


@transaction.atomic
def enable(account: Account, *, reason: str, by: Account, at: datetime) -> None:
    """Open a closed account again.

    Raises:
        WrongState: the person has left.
    """
    if account.person.left_on is not None:
        raise WrongState("该人员已离职，不能启用账号")
    Account.objects.filter(pk=account.pk).update(is_active=True)
    journal.record(
        AccountEnabled(account.pk, reason), by=by, subject=("account", account.pk), at=at
    )


@transaction.atomic
def unlock(account: Account, *, by: Account, at: datetime) -> None:
    """Forget the failed logins of an account, so that its lock ends now."""
    forget_failures(username=account.username)
    journal.record(AccountUnlocked(account.pk), by=by, subject=("account", account.pk), at=at)


@transaction.atomic
def reset_password(account: Account, *, by: Account, at: datetime) -> str:
    """Give an account a new one-time password and end its sessions; return it, to be shown once.

    Raises:
        Refusal: an administrator's account. Who resets it could take over the other duty
            (三员分立, GB/T 22239-2019 §8.1.5), so that is done on the server.
    """
    if is_administrator(account):
        raise Refusal(
            "管理员账号不在页面上重置，须在服务器上运行 bin/bailiwick administrators",
            article="GB/T 22239-2019 8.1.5",
        )
    return renew_password(account, by=by, at=at)


@transaction.atomic
def renew_password(account: Account, *, by: Account | None, at: datetime) -> str:
    """Set a new one-time password, whoever's account it is (by None: from the server)."""
    password = one_time_password()
    _set_password(account, password, must_change=True, at=at)
    forget_failures(username=account.username)
    sessions.end_all(_open(account), "password", by=by, at=at)
    journal.record(PasswordReset(account.pk), by=by, subject=("account", account.pk))
    return password


@transaction.atomic
def change_password(password: str, *, kept_key: str | None, by: Account, at: datetime) -> None:
    """Set the person's own new password (already checked by the rules); other sessions end."""
    _set_password(by, password, must_change=False, at=at)
    sessions.end_others(kept_key, "password", by=by, at=at)
    journal.record(PasswordChanged(by.pk), by=by, subject=("account", by.pk))


def is_administrator(account: Account) -> bool:
    """Whether the person holds or held one of the three administrators' posts."""
    return Post.objects.filter(person_id=account.person_id, role__in=ADMINISTRATORS).exists()


def _open(account: Account) -> list[LoginSession]:
    return list(LoginSession.objects.filter(account=account, ended_at=None))


def _set_password(account: Account, password: str, *, must_change: bool, at: datetime) -> None:
    account.set_password(password)
    account.must_change_password = must_change
    account.password_changed_at = at
    account.save()
    account.old_passwords.create(password=account.password, set_at=at)
