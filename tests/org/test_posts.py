"""Posts: given inside a reach, never to oneself; the three administrators stand apart (8.1.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from bailiwick.audit.models import JournalRecord
from bailiwick.errors import NotYours, Refusal, WrongState
from bailiwick.org.models import Account, Person, Post, Role
from bailiwick.org.scope import scope_of
from bailiwick.org.services import people, posts
from tests.cast import City

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
START = date(2026, 1, 5)


def give(account: Account, role: str, by: Account, city: City, **changes: Any) -> Post:
    values: dict[str, Any] = {"starts_on": START, "reason": "党组会议决定"} | changes
    place = values.pop("court", city.luolong)
    return posts.assign(account.person, role, place, **values, by=by, at=timezone.now())


# --- three administrators ---------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUD_ADMIN])
def test_staff_with_cases_never_become_administrators(
    role: Role, city: City, li: Account, security_admin: Account
) -> None:
    with pytest.raises(Refusal, match="管理员不能兼任办案岗位"):
        give(li, role, security_admin, city)


def test_administrators_get_no_business_post(
    city: City, system_admin: Account, security_admin: Account
) -> None:
    with pytest.raises(Refusal, match="管理员不能兼任办案岗位"):
        give(system_admin, Role.OFF, security_admin, city)


def test_one_person_is_one_of_the_three(
    city: City, system_admin: Account, security_admin: Account
) -> None:
    with pytest.raises(Refusal, match="一人只能担任三员之一"):
        give(system_admin, Role.AUD_ADMIN, security_admin, city)


def test_the_database_refuses_it_too(city: City, li: Account) -> None:
    with pytest.raises(IntegrityError, match="administrators stand apart"), transaction.atomic():
        Post.objects.create(
            person=li.person, role=Role.SEC_ADMIN, court=city.centre, starts_on=START
        )


def test_the_database_refuses_a_change_of_days_that_overlaps(city: City, li: Account) -> None:
    Post.objects.filter(person=li.person).update(ends_on=START)
    later = Post.objects.create(
        person=li.person, role=Role.AUD_ADMIN, court=city.centre, starts_on=START + timedelta(1)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=later.pk).update(starts_on=START)


def test_after_the_last_business_post_one_may_become_an_administrator(
    city: City, li: Account, security_admin: Account
) -> None:
    Post.objects.filter(person=li.person).update(ends_on=START - timedelta(days=1))
    assert give(li, Role.AUD_ADMIN, security_admin, city).pk


# --- reach ------------------------------------------------------------------------------


def test_director_appoints_at_the_own_court(city: City, wang: Account, chen: Account) -> None:
    post = give(chen, Role.CLK_MONEY, wang, city)
    record = JournalRecord.objects.get(event="PostAssigned")
    assert (record.actor, record.court) == (wang.pk, city.luolong.pk)
    assert record.data["post_id"] == post.pk


def test_director_does_not_appoint_at_another_court(
    city: City, wang: Account, zhao: Account
) -> None:
    with pytest.raises(NotYours, match="不在任免范围内"):
        give(zhao, Role.CLK_MONEY, wang, city, court=city.jianxi)


def test_centre_appoints_below(city: City, sun: Account, zhao: Account) -> None:
    assert give(zhao, Role.CLK_MONEY, sun, city, court=city.jianxi).pk


@pytest.mark.parametrize("role", [Role.PRES, Role.VP, Role.DIR, Role.HEAD, Role.AUD_ADMIN])
def test_leaders_are_appointed_by_the_security_administrator_only(
    role: Role, city: City, sun: Account, li: Account
) -> None:
    with pytest.raises(NotYours, match="由安全管理员任免"):
        give(li, role, sun, city)


@pytest.mark.parametrize("who", ["li", "system_admin", "audit_admin", "he"])
def test_others_appoint_nobody(
    who: str, city: City, chen: Account, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotYours):
        give(chen, Role.CLK_MONEY, request.getfixturevalue(who), city)


@pytest.mark.parametrize("who", ["wang", "security_admin"])
def test_nobody_appoints_oneself(who: str, city: City, request: pytest.FixtureRequest) -> None:
    account: Account = request.getfixturevalue(who)
    with pytest.raises(NotYours, match="不能任免本人岗位"):
        give(account, Role.CLK_MONEY, account, city)


def test_same_post_twice_is_refused(city: City, security_admin: Account, chen: Account) -> None:
    give(chen, Role.CLK_MONEY, security_admin, city)
    with pytest.raises(WrongState, match="该期间已有同一岗位"):
        give(chen, Role.CLK_MONEY, security_admin, city)


def test_ending_a_post_yesterday_ends_its_rights_now(
    city: City, security_admin: Account, wang: Account
) -> None:
    today = localdate()
    for post in Post.objects.filter(person=wang.person):
        posts.end(
            post,
            ends_on=today - timedelta(days=1),
            reason="调离",
            by=security_admin,
            on=today,
            at=timezone.now(),
        )
    assert scope_of(Account.objects.get(pk=wang.pk)).nothing
    assert JournalRecord.objects.filter(event="PostEnded").count() == 2


def test_ending_today_leaves_the_rights_until_midnight(
    city: City, security_admin: Account, wang: Account
) -> None:
    today = localdate()
    for post in Post.objects.filter(person=wang.person):
        posts.end(post, ends_on=today, reason="x", by=security_admin, on=today, at=timezone.now())
    assert not scope_of(Account.objects.get(pk=wang.pk)).nothing


def test_history_stays_when_a_post_ends(city: City, security_admin: Account, li: Account) -> None:
    post = Post.objects.get(person=li.person)
    today = localdate()
    posts.end(post, ends_on=today, reason="x", by=security_admin, on=today, at=timezone.now())
    with pytest.raises(WrongState, match="该任职已结束"):
        posts.end(
            post,
            ends_on=today,
            reason="x",
            by=security_admin,
            on=today + timedelta(days=1),
            at=timezone.now(),
        )
    assert Post.objects.filter(pk=post.pk, ends_on=today).exists()


# --- temporary re-assignment (work rule F2) ----------------------------------------------


def move(account: Account, by: Account, city: City, **changes: Any) -> Post:
    post = Post.objects.filter(person=account.person, temporary=False).first()
    assert post is not None
    values: dict[str, Any] = {
        "court": city.luolong,
        "group": None,
        "starts_on": START,
        "ends_on": START + timedelta(days=13),
        "reason": "集中执行",
    } | changes
    return posts.reassign(post, **values, by=by, at=timezone.now())


def test_reassignment_keeps_the_former_post_and_ends_by_itself(
    city: City, sun: Account, li: Account
) -> None:
    moved = move(li, sun, city, court=city.jianxi, group=city.other_team)
    assert moved.temporary
    assert moved.ends_on == date(2026, 1, 18)
    assert moved.replaces is not None
    assert moved.replaces.ends_on is None
    assert JournalRecord.objects.filter(event="PersonReassigned").count() == 1


def test_reassignment_names_its_reason(city: City, sun: Account, li: Account) -> None:
    with pytest.raises(WrongState, match="须写明事由"):
        move(li, sun, city, reason="  ")


def test_reassignment_stays_inside_the_reach(city: City, wang: Account, li: Account) -> None:
    with pytest.raises(NotYours, match="不在管理范围内"):
        move(li, wang, city, court=city.jianxi)


def test_team_leader_moves_members_of_the_own_team_only(
    city: City, wang: Account, li: Account, zhao: Account
) -> None:
    Post.objects.filter(person=wang.person, role=Role.DIR).delete()
    leader = Account.objects.get(pk=wang.pk)
    assert move(li, leader, city).temporary
    with pytest.raises(NotYours):
        move(zhao, leader, city, court=city.jianxi)


def test_temporary_post_without_end_is_impossible(city: City, li: Account) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            person=li.person,
            role=Role.OFF,
            court=city.jianxi,
            starts_on=START,
            temporary=True,
        )


# --- sensitive right, absence, leaving ----------------------------------------------------


def test_sensitive_right_is_given_by_the_security_administrator(
    city: City, security_admin: Account, wang: Account
) -> None:
    post = Post.objects.get(person=wang.person, role=Role.DIR)
    with pytest.raises(NotYours):
        posts.set_sensitive_right(post, True, reason="x", by=wang, at=timezone.now())
    posts.set_sensitive_right(post, True, reason="审批", by=security_admin, at=timezone.now())
    assert scope_of(Account.objects.get(pk=wang.pk)).sensitive


def test_absence_stays_inside_the_reach(
    city: City, wang: Account, li: Account, zhao: Account
) -> None:
    days = {"kind": "请假", "starts_on": START, "ends_on": START, "substitute": None}
    assert posts.record_absence(li.person, **days, by=wang, at=timezone.now()).pk
    with pytest.raises(NotYours):
        posts.record_absence(zhao.person, **days, by=wang, at=timezone.now())


def test_nobody_takes_over_anothers_duties_himself(
    city: City, wang: Account, he: Account, li: Account, zhao: Account, system_admin: Account
) -> None:
    """Who stands in signs for the absent one: a head who names himself would sign as president."""
    days = {"kind": "请假", "starts_on": START, "ends_on": START}

    def stand_in(substitute: Account, by: Account) -> None:
        posts.record_absence(
            he.person, **days, substitute=substitute.person, by=by, at=timezone.now()
        )

    with pytest.raises(NotYours, match="本人以外"):
        stand_in(wang, by=wang)
    with pytest.raises(WrongState, match="同一法院"):
        stand_in(zhao, by=wang)
    Person.objects.filter(pk=system_admin.person_id).update(court=city.luolong)
    system_admin.person.refresh_from_db()
    with pytest.raises(Refusal, match="管理员不能代行"):
        stand_in(system_admin, by=wang)
    assert not he.person.absences.exists()
    stand_in(wang, by=he)
    assert he.person.absences.get().substitute == wang.person


def test_why_somebody_is_away_is_shown_to_those_who_arrange_it(
    sign_in: SignIn, city: City, wang: Account, li: Account, he: Account, security_admin: Account
) -> None:
    days = {"kind": "请假", "starts_on": START, "ends_on": START, "substitute": None}
    posts.record_absence(li.person, **days, by=wang, at=timezone.now())
    url = reverse("org:person_detail", args=[li.person_id])
    assert '<span class="bw-tag">请假</span>' in sign_in(wang).get(url).content.decode()
    for other in (he, security_admin):
        page = sign_in(other).get(url).content.decode()
        assert '<span class="bw-tag">外出</span>' in page
        assert "请假" not in page


def test_leaving_ends_posts_and_account(
    sign_in: SignIn, li: Account, system_admin: Account
) -> None:
    browser = sign_in(li)
    people.leave(li.person, on=localdate(), reason="退休", by=system_admin, at=timezone.now())
    assert not Post.objects.filter(person=li.person, ends_on=None).exists()
    assert browser.get("/account/").status_code == 302


# --- pages ------------------------------------------------------------------------------


def test_page_gives_a_post_and_shows_a_refusal(
    sign_in: SignIn, city: City, security_admin: Account, li: Account
) -> None:
    browser = sign_in(security_admin)
    url = reverse("org:post_assign", args=[li.person_id])
    data = {"court": city.luolong.pk, "starts_on": "2026-01-05", "reason": "文件"}
    assert browser.post(url, data | {"role": Role.CLK_MONEY}).status_code == 302
    page = browser.post(url, data | {"role": Role.AUD_ADMIN}).content.decode()
    assert "管理员不能兼任办案岗位（GB/T 22239-2019 8.1.5）" in page


def test_person_page_offers_only_what_the_viewer_may_do(
    sign_in: SignIn, wang: Account, li: Account, zhao: Account
) -> None:
    browser = sign_in(wang)
    own = browser.get(reverse("org:person_detail", args=[li.person_id])).content.decode()
    other = browser.get(reverse("org:person_detail", args=[zhao.person_id])).content.decode()
    assert "临时调配" in own
    assert reverse("org:post_assign", args=[li.person_id]) in own
    assert reverse("org:post_assign", args=[zhao.person_id]) not in other
    assert reverse("org:person_reassign", args=[zhao.person_id]) not in other


def test_people_are_found_by_pinyin_initials_alias_and_number(
    city: City, system_admin: Account
) -> None:
    from bailiwick.org import selectors

    person = people.add(
        "LY9001", "欧阳执行员", "officer", city.luolong,
        aliases=["欧阳执行官"], by=system_admin, at=timezone.now(),
    )  # fmt: skip
    for query in ("欧阳", "oyzx", "ou yang", "欧阳执行官", "ly9001"):
        assert person in selectors.people(query=query, on=localdate()), query
    assert person not in selectors.people(query="王", on=localdate())
