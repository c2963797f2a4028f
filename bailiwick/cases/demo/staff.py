"""Fills the posts of the city: one person for each role, officers and clerks at every court.

Everybody is surname + post (李执行员). All demo accounts share one password that is known to all, so
they exist only where the demo was built (``Account.demo``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from pypinyin import Style, lazy_pinyin

from bailiwick.cases.demo.plan import COURTS
from bailiwick.law.nodes import NODES
from bailiwick.org.models import (
    Account,
    Bureau,
    CompleteSource,
    Court,
    CourtLevel,
    Group,
    GroupKind,
    Person,
    Post,
    Role,
    Title,
)

PASSWORD = "Luoshui-2026-Ban"  # noqa: S105  (of the demo only, printed for everybody)
SINCE = date(2015, 1, 1)
GO_LIVE = date(2017, 8, 9)
MAIN_COURT = "豫0311"  # its officers have the plain account names
INCOMPLETE = ("豫0325", "豫0328")  # these courts do not vouch for their talks (约谈): greys
COMPLETE_BUT_TALKS = (*(code for code in NODES if code != "N09"), "措施", "案款", "扣除")
OFFICERS_AT_BASIC = 2
OPEN_PER_SHARE = 20  # open cases of 20,000 for one point of a court's share
OPEN_PER_OFFICER = 65
_SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊"
)


@dataclass(frozen=True)
class _Seat:
    username: str
    role: Role
    title: Title
    call: str  # how the person is called: 李 + call
    team: GroupKind | None = None


_CENTRE = (
    _Seat("pres", Role.PRES, Title.JUDGE, "院长"),
    _Seat("vp", Role.VP, Title.JUDGE, "副院长"),
    _Seat("dir", Role.DIR, Title.JUDGE, "局长"),
    _Seat("head", Role.HEAD, Title.JUDGE, "主任", GroupKind.COMMAND),
    _Seat("dh_gen", Role.DH_GEN, Title.JUDGE, "副主任", GroupKind.GENERAL),
    _Seat("dh_proc", Role.DH_PROC, Title.JUDGE, "副主任", GroupKind.PROCESS),
    _Seat("pub", Role.PUB, Title.STAFF, "干事", GroupKind.GENERAL),
    _Seat("info", Role.INFO, Title.STAFF, "干事", GroupKind.COMMAND),
    _Seat("sec", Role.SEC, Title.POLICE, "法警", GroupKind.PROCESS),
    _Seat("clk_cc", Role.CLK_CC, Title.CLERK, "书记员", GroupKind.COMMAND),
    _Seat("clk_plat", Role.CLK_PLAT, Title.CLERK, "书记员", GroupKind.PROCESS),
    _Seat("clk_money", Role.CLK_MONEY, Title.CLERK, "书记员", GroupKind.GENERAL),
    _Seat("clk_gov", Role.CLK_GOV, Title.CLERK, "书记员", GroupKind.GENERAL),
    _Seat("clk_sup", Role.CLK_SUP, Title.CLERK, "书记员", GroupKind.GENERAL),
    _Seat("clk_pet", Role.CLK_PET, Title.CLERK, "书记员", GroupKind.PETITION),
    _Seat("pet_l", Role.PET_L, Title.JUDGE, "组长", GroupKind.PETITION),
    _Seat("pet_d", Role.PET_D, Title.JUDGE, "副组长", GroupKind.PETITION),
    _Seat("pres_off", Role.PRES_OFF, Title.OFFICER, "执行员", GroupKind.PRESERVATION),
    _Seat("fin", Role.FIN, Title.STAFF, "会计"),
    _Seat("filing", Role.FILING, Title.STAFF, "立案员"),
    _Seat("superior", Role.SUPERIOR, Title.JUDGE, "督导员"),
    _Seat("sys_admin", Role.SYS_ADMIN, Title.STAFF, "系统管理员"),
    _Seat("sec_admin", Role.SEC_ADMIN, Title.STAFF, "安全管理员"),
    _Seat("aud_admin", Role.AUD_ADMIN, Title.STAFF, "审计管理员"),
)
_BASIC = (
    _Seat("director", Role.DIR, Title.JUDGE, "局长"),
    _Seat("lead", Role.LEAD, Title.JUDGE, "法官", GroupKind.TEAM),
    _Seat("off", Role.OFF, Title.OFFICER, "执行员", GroupKind.TEAM),
    _Seat("off2", Role.OFF, Title.OFFICER, "执行员", GroupKind.TEAM),
    _Seat("clerk", Role.CLERK, Title.CLERK, "书记员", GroupKind.TEAM),
    _Seat("president", Role.PRES, Title.JUDGE, "院长"),
    _Seat("file", Role.FILING, Title.STAFF, "立案员"),
)
_AT_CENTRE_TOO = (
    *(_Seat(f"off_c{n}", Role.OFF, Title.JUDGE, "法官", GroupKind.TEAM) for n in (1, 2, 3)),
    _Seat("clerk_c", Role.CLERK, Title.CLERK, "书记员", GroupKind.TEAM),
)


@transaction.atomic
def build(*, at: datetime) -> None:
    """Make what is missing: teams, persons, posts, accounts, declarations of the courts."""
    courts = list(Court.objects.filter(valid_to=None).order_by("order"))
    Court.objects.filter(go_live_on=None).update(go_live_on=GO_LIVE)
    for court in Court.objects.all():
        for source in COMPLETE_BUT_TALKS if court.code in INCOMPLETE else ("*",):
            CompleteSource.objects.get_or_create(
                court=court, source=source, defaults={"declared_on": GO_LIVE}
            )
    password = make_password(PASSWORD)
    known = set(Account.objects.values_list("username", flat=True))
    surnames = iter(_SURNAMES * 3)
    for court in courts:
        centre = court.level == CourtLevel.INTERMEDIATE
        for number, seat in enumerate(_CENTRE + _AT_CENTRE_TOO if centre else _BASIC, start=1):
            surname = next(surnames)
            username = seat.username if centre or court.code == MAIN_COURT else (
                f"{seat.username}{court.code[1:]}"
            )  # fmt: skip
            if username not in known:
                _take_seat(court, seat, username, surname, number, password, at)
    shares = dict(COURTS)
    for court in courts:  # after everybody else, so that no other name moves
        if court.level == CourtLevel.INTERMEDIATE:
            continue
        for n in range(OFFICERS_AT_BASIC + 1, officers_at(shares.get(court.code, 0)) + 1):
            seat = _Seat(f"off{n}", Role.OFF, Title.OFFICER, "执行员", GroupKind.TEAM)
            username = seat.username if court.code == MAIN_COURT else f"off{n}{court.code[1:]}"
            surname = next(surnames)
            if username not in known:
                _take_seat(court, seat, username, surname, len(_BASIC) + n, password, at)


def officers_at(share: int) -> int:
    """Return how many officers a basic court of this share has: about sixty open cases each."""
    return max(OFFICERS_AT_BASIC, math.ceil(share * OPEN_PER_SHARE / OPEN_PER_OFFICER))


def _take_seat(
    court: Court, seat: _Seat, username: str, surname: str, number: int, password: str, at: datetime
) -> None:
    name = surname + seat.call
    person = Person.objects.create(
        name=name,
        aliases=[f"{surname}某"] if seat.role == Role.OFF else [],
        staff_no=f"{court.code[1:]}{number:03d}",
        title=seat.title,
        court=court,
        pinyin=" ".join(lazy_pinyin(name)),
        initials="".join(lazy_pinyin(name, style=Style.FIRST_LETTER)),
        office_phone=f"0379-0000{int(court.code[1:]) % 100:02d}{number:02d}",
    )
    Post.objects.create(
        person=person, role=seat.role, court=court, group=_group(court, seat.team), starts_on=SINCE,
        sees_sensitive=seat.role in {Role.DIR, Role.HEAD, Role.PRES},
    )  # fmt: skip
    Account.objects.create(
        username=username, person=person, password=password, password_changed_at=at, demo=True
    )


def _group(court: Court, kind: GroupKind | None) -> Group | None:
    if kind is None:
        return None
    if kind != GroupKind.TEAM:
        return Group.objects.filter(court=court, kind=kind).first()
    return Group.objects.get_or_create(
        court=court,
        name="执行一团队",
        defaults={
            "kind": kind,
            "bureau": Bureau.objects.filter(court=court).first(),
            "valid_from": SINCE,
        },
    )[0]


def accounts_text() -> str:
    """Return the demo accounts as ``bin/run`` prints them; '' where there is no demo."""
    accounts = Account.objects.filter(demo=True, is_active=True).select_related("person__court")
    by_role: dict[str, list[str]] = {}
    for account in accounts.order_by("person__court__order", "pk"):
        post = account.person.posts.first()
        if post is None:
            continue
        rows = by_role.setdefault(post.get_role_display(), [])
        if not rows or (account.person.court.code == MAIN_COURT and len(rows) < 2):
            rows.append(
                f"{account.username:<12} {account.person.name}（{account.person.court.short_name}）"
            )
    if not by_role:
        return ""
    lines = [f"  口令均为  {PASSWORD}"]
    for role, rows in by_role.items():
        lines += [f"  {_wide(role, 24)}{row}" for row in rows]
    return "\n".join(lines)


def _wide(text: str, columns: int) -> str:
    """Pad by columns of a terminal: a Chinese character takes two."""
    return text + " " * max(columns - sum(2 if ord(ch) > 255 else 1 for ch in text), 1)
