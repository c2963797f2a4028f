"""People and accounts as spreadsheets, with the filters of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate

from bailiwick.notices.services.exports import register_exporter
from bailiwick.notices.services.spreadsheets import Column, Export
from bailiwick.org import selectors
from bailiwick.org.models import Account, Court, Group, Person

PEOPLE = [
    Column("姓名", 12),
    Column("别名", 14),
    Column("工号", 12),
    Column("职务", 12),
    Column("法院", 26),
    Column("岗位", 40),
    Column("办公电话", 16),
    Column("离职日", 12, "date"),
]
ACCOUNTS = [
    Column("用户名", 16),
    Column("姓名", 12),
    Column("工号", 12),
    Column("法院", 26),
    Column("状态", 14),
    Column("最近登录", 18, "moment"),
    Column("密码修改于", 18, "moment"),
]
M = TypeVar("M", Court, Group)
STATES = {"active": "启用", "disabled": "停用", "locked": "锁定"}


def register() -> None:
    """Declare both lists; called once by the app."""
    register_exporter("org.people", "人员", people, permission="org.view_people")
    register_exporter("org.accounts", "账号", accounts, permission="org.manage_accounts")


def people(account: Account, query: QueryDict) -> Export:
    """Return the people of the page 组织与人员 with its court, group, day and search."""
    day = _day(query.get("on", "")) or localdate()
    court = _found(Court, query.get("court", ""))
    group = _found(Group, query.get("group", ""))
    text = query.get("q", "")
    rows = selectors.people(
        query=text,
        court_id=court.pk if court else None,
        group_id=group.pk if group else None,
        on=day,
    )
    filters = [("日期", day.isoformat())]
    filters += [("法院", court.name)] if court else []
    filters += [("组", group.name)] if group else []
    filters += [("搜索", text)] if text else []
    return Export("人员", filters, PEOPLE, _people(list(rows)), rows.count())


def accounts(account: Account, query: QueryDict) -> Export:
    """Return the accounts of the page 账号 with its state and search."""
    text, state = query.get("q", ""), query.get("state", "")
    rows = selectors.accounts(text, state)
    filters = [("搜索", text)] if text else []
    filters += [("状态", STATES[state])] if state in STATES else []
    return Export("账号", filters, ACCOUNTS, _accounts(list(rows)), rows.count())


def _people(rows: list[Person]) -> Iterator[tuple[object, ...]]:
    for person in rows:
        posts = "、".join(
            f"{post.get_role_display()}（{post.group.name}）"
            if post.group
            else post.get_role_display()
            for post in person.posts_on_day  # type: ignore[attr-defined]
        )
        yield (
            person.name,
            "、".join(person.aliases),
            person.staff_no,
            person.get_title_display(),
            person.court.name,
            posts,
            person.office_phone,
            person.left_on,
        )


def _accounts(rows: list[Account]) -> Iterator[tuple[object, ...]]:
    locked = selectors.locked_names()
    for one in rows:
        state = "锁定" if one.username in locked else "启用" if one.is_active else "停用"
        yield (
            one.username,
            one.person.name,
            one.person.staff_no,
            one.person.court.name,
            state,
            one.last_login,
            one.password_changed_at,
        )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _found(model: type[M], key: str) -> M | None:
    known = key.isascii() and key.isdigit() and len(key) < 19
    found: M | None = model._default_manager.filter(pk=key).first() if known else None
    return found
