"""The first three administrators are appointed on the server, with passwords shown once."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.http import HttpRequest

from bailiwick.audit.models import JournalRecord
from bailiwick.org import reference
from bailiwick.org.models import Account, Post, Role
from tests.cast import City

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> dict[str, str]:
    out = StringIO()
    call_command("administrators", *arguments, stdout=out)
    return dict(line.split("\t") for line in out.getvalue().splitlines() if "\t" in line)


def test_three_accounts_with_one_post_each() -> None:
    reference.load()
    printed = run()
    assert set(printed) == {"sysadmin", "secadmin", "audadmin"}
    assert set(Post.objects.values_list("role", flat=True)) == {
        Role.SYS_ADMIN,
        Role.SEC_ADMIN,
        Role.AUD_ADMIN,
    }
    account = Account.objects.get(username="secadmin")
    assert account.must_change_password
    assert authenticate(HttpRequest(), username="secadmin", password=printed["secadmin"])
    assert JournalRecord.objects.filter(event="PostAssigned").count() == 3


def test_second_run_appoints_nobody() -> None:
    reference.load()
    run()
    assert run() == {}


def test_reset_is_for_administrators_only(city: City, li: Account) -> None:
    with pytest.raises(CommandError):
        run("--reset", "li")


def test_reset_gives_a_new_password(security_admin: Account) -> None:
    printed = run("--reset", "secadmin")
    assert Account.objects.get(pk=security_admin.pk).check_password(printed["secadmin"])
