"""Which rows an account reaches by today's posts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from bailiwick.org.backend import permissions_today
from bailiwick.org.models import Account, Post, Role
from bailiwick.org.scope import Scope, scope_of
from tests.cast import City, court

pytestmark = pytest.mark.django_db


def reach_of(account: Account) -> Scope:
    return scope_of(Account.objects.get(pk=account.pk))


def test_officer_reaches_own_cases_at_the_own_court_only(city: City, li: Account) -> None:
    scope = reach_of(li)
    assert scope.courts == frozenset()
    assert scope.own_courts == {city.luolong.pk}


def test_centre_reaches_its_own_court_and_those_below(city: City, sun: Account) -> None:
    assert reach_of(sun).courts == {city.centre.pk, city.luolong.pk, city.jianxi.pk}


def test_director_of_a_basic_court_reaches_that_court_only(city: City, wang: Account) -> None:
    assert reach_of(wang).courts == {city.luolong.pk}


def test_successor_court_reaches_the_cases_of_the_abolished_one(city: City, wang: Account) -> None:
    old = court("豫0322", "孟津县人民法院", "孟津县法院", city.centre)
    old.successor, old.valid_to = city.luolong, date(2021, 3, 17)
    old.save()
    assert reach_of(wang).courts == {city.luolong.pk, old.pk}


def test_ended_post_ends_its_rights(city: City, wang: Account) -> None:
    Post.objects.filter(person=wang.person).update(ends_on=localdate() - timedelta(days=1))
    fresh = Account.objects.get(pk=wang.pk)
    assert scope_of(fresh).nothing
    assert not fresh.has_perm("cases.view_case")


def test_future_post_gives_no_right_yet(city: City, li: Account) -> None:
    Post.objects.create(
        person=li.person,
        role=Role.DIR,
        court=city.luolong,
        starts_on=localdate() + timedelta(days=1),
    )
    assert reach_of(li).courts == frozenset()


def test_temporary_post_counts_only_on_its_days(city: City, li: Account) -> None:
    days: dict[str, Any] = {
        "starts_on": localdate() - timedelta(days=2),
        "ends_on": localdate(),
        "temporary": True,
        "reason": "支援",
    }
    post = Post.objects.create(person=li.person, role=Role.LEAD, court=city.jianxi,
                               group=city.other_team, **days)  # fmt: skip
    assert reach_of(li).groups == {city.other_team.pk}
    Post.objects.filter(pk=post.pk).update(ends_on=localdate() - timedelta(days=1))
    assert reach_of(li).groups == frozenset()


def test_unconfirmed_post_gives_nothing(city: City, li: Account) -> None:
    Post.objects.create(
        person=li.person,
        role=Role.DIR,
        court=city.luolong,
        starts_on=date(2020, 1, 1),
        confirmed=False,
    )
    assert reach_of(li).courts == frozenset()


def test_disabled_account_reaches_nothing(wang: Account) -> None:
    Account.objects.filter(pk=wang.pk).update(is_active=False)
    assert reach_of(wang).nothing


@pytest.mark.parametrize("admin", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_reach_no_case(admin: str, request: pytest.FixtureRequest) -> None:
    account: Account = request.getfixturevalue(admin)
    assert reach_of(account).nothing
    assert not account.has_perm("cases.view_case")


def test_sensitive_label_needs_a_granted_right(wang: Account) -> None:
    assert not reach_of(wang).sensitive
    Post.objects.filter(person=wang.person, role=Role.DIR).update(sees_sensitive=True)
    assert reach_of(wang).sensitive


def test_scope_costs_two_queries(sun: Account, django_assert_max_num_queries: Any) -> None:
    account = Account.objects.get(pk=sun.pk)
    with django_assert_max_num_queries(2):
        scope_of(account)
        scope_of(account)


def test_a_closed_account_may_nothing_though_its_posts_run(city: City, wang: Account) -> None:
    """Rights are asked of the account object a session or a job holds, not of the login alone."""
    Account.objects.filter(pk=wang.pk).update(is_active=False)
    closed = Account.objects.get(pk=wang.pk)
    assert not closed.has_perm("cases.view_case")
    assert permissions_today(closed) == frozenset()
    assert scope_of(closed).nothing
