"""Two people act at the same moment: the database lets one of two contradicting acts win."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from bailiwick.errors import Refusal
from bailiwick.org.models import Account, Post, Role
from bailiwick.org.services import posts
from tests.cast import City

START = date(2026, 1, 5)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; return each one's result or exception."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            results[number] = act()
        except Exception as error:  # noqa: BLE001 - the outcome is what is looked at
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_one_person_appointed_to_two_duties_at_once_gets_one(
    city: City, li: Account, security_admin: Account, system_admin: Account
) -> None:
    Post.objects.filter(person=li.person).delete()

    def appoint(role: Role) -> Callable[[], object]:
        return lambda: posts.assign(
            li.person,
            role,
            city.centre,
            starts_on=START,
            reason="任命",
            by=Account.objects.get(pk=security_admin.pk),
            at=timezone.now(),
        )

    results = at_once(appoint(Role.AUD_ADMIN), appoint(Role.SYS_ADMIN))
    assert Post.objects.filter(person=li.person).count() == 1
    assert sum(isinstance(result, Refusal) for result in results) == 1
    assert sum(isinstance(result, Post) for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_the_trigger_alone_holds_against_two_raw_inserts(city: City, li: Account) -> None:
    Post.objects.filter(person=li.person).delete()

    def insert(role: Role) -> Callable[[], object]:
        return lambda: Post.objects.create(
            person=li.person, role=role, court=city.centre, starts_on=START
        )

    at_once(insert(Role.AUD_ADMIN), insert(Role.OFF))
    assert Post.objects.filter(person=li.person).count() == 1
