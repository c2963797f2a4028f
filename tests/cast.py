"""The people of the tests: invented, with the posts they hold since 2015.

Li is a responsible officer (承办人) at 豫0311 and Chen his colleague in the same team; Wang
leads the team and the bureau; Zhao is an officer of another basic court and must see nothing;
Sun heads the centre at the intermediate court and sees everything below; He is the president
who approves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from bailiwick.org.models import (
    Account,
    Bureau,
    Court,
    CourtLevel,
    Group,
    GroupKind,
    Person,
    Post,
    Role,
    Title,
)

SINCE = date(2015, 1, 1)
PASSWORD = "Luo-river-2017"

__all__ = [
    "City", "audit_admin", "chen", "city", "clerk", "filing", "finance", "he", "li",
    "security_admin", "sun", "system_admin", "wang", "zhao",
]  # fmt: skip


@dataclass(frozen=True)
class City:
    """An intermediate court with two of its basic courts, and one team in each of those."""

    centre: Court  # 豫03
    luolong: Court  # 豫0311
    jianxi: Court  # 豫0305
    process: Group  # 流程管控组 at the intermediate court
    team: Group  # 执行一团队 at 豫0311
    other_team: Group  # 执行一团队 at 豫0305


def court(code: str, name: str, short: str, parent: Court | None = None) -> Court:
    """Return the court, made on first use: live since 2015, so nothing is grey by its go-live
    day.
    """
    found, _ = Court.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": short,
            "level": CourtLevel.BASIC if parent else CourtLevel.INTERMEDIATE,
            "parent": parent,
            "valid_from": date(1990, 1, 1),
            "go_live_on": SINCE,
        },
    )
    found.complete_sources.get_or_create(source="*", defaults={"declared_on": SINCE})
    return found


def group(place: Court, name: str, kind: GroupKind) -> Group:
    bureau, _ = Bureau.objects.get_or_create(
        court=place, name=f"{place.short_name}执行局", defaults={"valid_from": SINCE}
    )
    return Group.objects.get_or_create(
        court=place, name=name, defaults={"bureau": bureau, "kind": kind, "valid_from": SINCE}
    )[0]


def member(
    staff_no: str,
    name: str,
    place: Court,
    *posts: Role,
    title: Title = Title.OFFICER,
    team: Group | None = None,
) -> Account:
    """Return the account of a person who has held the posts since 2015."""
    known = Account.objects.filter(username=staff_no).first()
    if known:
        return known
    person = Person.objects.create(name=name, staff_no=staff_no, title=title, court=place)
    for role in posts:
        Post.objects.create(person=person, role=role, court=place, group=team, starts_on=SINCE)
    return Account.objects.create_user(staff_no, PASSWORD, person=person)


@pytest.fixture
def city(db: None) -> City:
    centre = court("豫03", "洛阳市中级人民法院", "洛阳中院")
    luolong = court("豫0311", "洛阳市洛龙区人民法院", "洛龙法院", centre)
    jianxi = court("豫0305", "洛阳市涧西区人民法院", "涧西法院", centre)
    return City(
        centre=centre,
        luolong=luolong,
        jianxi=jianxi,
        process=group(centre, "流程管控组", GroupKind.PROCESS),
        team=group(luolong, "执行一团队", GroupKind.TEAM),
        other_team=group(jianxi, "执行一团队", GroupKind.TEAM),
    )


@pytest.fixture
def li(city: City) -> Account:
    """李执行员: responsible officer at 豫0311."""
    return member("li", "李执行员", city.luolong, Role.OFF, team=city.team)


@pytest.fixture
def chen(city: City) -> Account:
    """陈执行员: Li's colleague, with cases of her own."""
    return member("chen", "陈执行员", city.luolong, Role.OFF, team=city.team)


@pytest.fixture
def wang(city: City) -> Account:
    """王局长: leads Li's team and the bureau of 豫0311."""
    return member(
        "wang", "王局长", city.luolong, Role.LEAD, Role.DIR, title=Title.JUDGE, team=city.team
    )


@pytest.fixture
def he(city: City) -> Account:
    """何院长: president of 豫0311."""
    return member("he", "何院长", city.luolong, Role.PRES, title=Title.JUDGE)


@pytest.fixture
def clerk(city: City) -> Account:
    """郑书记员: clerk at 豫0311."""
    return member("zheng", "郑书记员", city.luolong, Role.CLERK, title=Title.CLERK, team=city.team)


@pytest.fixture
def filing(city: City) -> Account:
    """冯立案员: filing office of 豫0311."""
    return member("feng", "冯立案员", city.luolong, Role.FILING, title=Title.STAFF)


@pytest.fixture
def finance(city: City) -> Account:
    """钱会计: finance of 豫0311."""
    return member("qian", "钱会计", city.luolong, Role.FIN, title=Title.STAFF)


@pytest.fixture
def zhao(city: City) -> Account:
    """赵执行员: officer at 豫0305, a stranger to the cases of 豫0311."""
    return member("zhao", "赵执行员", city.jianxi, Role.OFF, team=city.other_team)


@pytest.fixture
def sun(city: City) -> Account:
    """孙主任: head of the centre at 豫03; sees the courts below."""
    return member("sun", "孙主任", city.centre, Role.HEAD, title=Title.JUDGE)


@pytest.fixture
def system_admin(city: City) -> Account:
    return member("sysadmin", "系统管理员", city.centre, Role.SYS_ADMIN, title=Title.STAFF)


@pytest.fixture
def security_admin(city: City) -> Account:
    return member("secadmin", "安全管理员", city.centre, Role.SEC_ADMIN, title=Title.STAFF)


@pytest.fixture
def audit_admin(city: City) -> Account:
    return member("audadmin", "审计管理员", city.centre, Role.AUD_ADMIN, title=Title.STAFF)
