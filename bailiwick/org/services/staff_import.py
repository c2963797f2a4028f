"""Staff import: each row of a list is checked alone; good rows land, refused ones say why.

Idempotent by 工号. People land at once; their posts wait for 安全管理员, because who enters people
gives no rights (三员分立).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from bailiwick.audit import journal
from bailiwick.audit.models import JournalRecord
from bailiwick.errors import Refusal
from bailiwick.events import Event
from bailiwick.events.org import PersonAdded, PersonChanged, StaffImported
from bailiwick.org.models import Account, Court, Group, Person, Post, Role, Title
from bailiwick.org.roles import ADMINISTRATORS
from bailiwick.org.selectors import valid_on
from bailiwick.org.services import people, posts
from bailiwick.org.staff_file import MAX_CELL, StaffRow

CHANGEABLE = ("name", "aliases", "title", "court", "office_phone", "pinyin", "initials")
KEPT_IF_EMPTY = {"aliases", "office_phone"}  # an empty cell does not erase what is known
_STAFF_NO = re.compile(r"[A-Za-z0-9-]{1,20}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_PHONE = re.compile(r"[0-9+()（）\- 转]{3,20}")
_SERIAL = re.compile(r"[1-9]\d{4}")  # a day as Excel counts, 1900 system
_FIRST_OF_EXCEL = date(1899, 12, 30)


class Outcome(StrEnum):
    ADDED = "新增"
    CHANGED = "更正"
    UNCHANGED = "无改动"
    REFUSED = "退回"


@dataclass
class Line:
    """What a row becomes, or why it is refused."""

    row: StaffRow
    outcome: Outcome = Outcome.UNCHANGED
    reasons: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    post: str = ""


@dataclass(frozen=True)
class Report:
    """All rows with their outcomes; ``stored`` is False for a preview."""

    lines: list[Line]
    stored: bool

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(line.outcome for line in self.lines)

    @property
    def summary(self) -> list[tuple[str, int]]:
        """Outcome words with their number of rows, for the page."""
        return [(outcome.value, self.counts[outcome]) for outcome in Outcome]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.outcome is Outcome.REFUSED]


def preview(rows: list[StaffRow], *, on: date) -> Report:
    """Return what an import would do, and change nothing."""
    return Report(_Roll(on).read(rows), stored=False)


@transaction.atomic
def store(rows: list[StaffRow], file_name: str, *, by: Account, on: date, at: datetime) -> Report:
    """Import the good rows; the journal keeps the file, each person and each post.

    Posts land unconfirmed: they give no right before 安全管理员 confirms them.
    """
    roll = _Roll(on, locked=True)
    report = Report(roll.read(rows), stored=True)
    entries = roll.write(by=by, at=at)
    count = report.counts
    event = StaffImported(
        file_name[:120],
        count[Outcome.ADDED],
        count[Outcome.CHANGED],
        count[Outcome.UNCHANGED],
        count[Outcome.REFUSED],
    )
    journal.record(event, by=by, at=at)
    journal.record_many(entries)
    return report


class _Bad(Exception):
    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons


@dataclass(frozen=True)
class _Known:
    courts: dict[str, Court]
    groups: dict[tuple[int, str], Group]
    titles: dict[str, str]
    roles: dict[str, Role]

    @classmethod
    def of(cls, on: date) -> _Known:
        courts: dict[str, Court] = {}
        for court in Court.objects.filter(valid_on(on)):
            courts |= {court.code: court, court.name: court, court.short_name: court}
        groups = {(group.court_id, group.name): group for group in Group.objects.all()}
        titles = {label: value for value, label in Title.choices}
        roles = {role.label: role for role in Role} | {role.value: role for role in Role}
        return cls(courts, groups, titles, roles)


def _values(row: StaffRow, known: _Known, on: date) -> dict[str, Any]:
    """Return the checked values of a row; all its faults at once."""
    bad: list[str] = []
    for column, text in row.cells.items():
        if len(text) > MAX_CELL:
            bad.append(f"{column}超过 {MAX_CELL} 字")
        if text.startswith("="):
            bad.append(f"{column}是公式，须填写文字")
    if not _STAFF_NO.fullmatch(row.of("工号")):
        bad.append("工号须为 1 至 20 位字母、数字、横线" if row.of("工号") else "缺工号")
    if not 1 < len(row.of("姓名")) <= 30 or any(char.isdigit() for char in row.of("姓名")):
        bad.append("姓名须为 2 至 30 字，不含数字" if row.of("姓名") else "缺姓名")
    court = known.courts.get(row.of("法院"))
    if court is None:
        bad.append(f"没有名为 {row.of('法院')[:40]} 的法院" if row.of("法院") else "缺法院")
    title = known.titles.get(row.of("职务"))
    if title is None:
        bad.append(f"职务须为{'、'.join(known.titles)}之一")
    if row.of("办公电话") and not _PHONE.fullmatch(row.of("办公电话")):
        bad.append("办公电话含有其他字符")
    group = None
    if row.of("部门/组") and court is not None:
        group = known.groups.get((court.pk, row.of("部门/组")))
        if group is None:
            bad.append(f"{court.short_name}没有名为 {row.of('部门/组')[:40]} 的组")
    post = _post_of(row, known, on, bad)
    if bad:
        raise _Bad(bad)
    aliases = [part.strip() for part in re.split("[、,，;；]", row.of("别名")) if part.strip()]
    return {
        "staff_no": row.of("工号"),
        "name": row.of("姓名"),
        "title": title,
        "court": court,
        "aliases": aliases,
        "office_phone": row.of("办公电话"),
        "group": group,
        "post": post,
    }


def _post_of(
    row: StaffRow, known: _Known, on: date, bad: list[str]
) -> tuple[Role, date, date | None] | None:
    if not row.of("岗位"):
        return None
    role = known.roles.get(row.of("岗位"))
    if role is None:
        bad.append(f"没有名为 {row.of('岗位')[:40]} 的岗位")
        return None
    if role in ADMINISTRATORS:
        bad.append("管理员岗位不能由名册导入")
        return None
    starts_on = _day_of(row.of("起"), "起", bad) or on
    ends_on = _day_of(row.of("止"), "止", bad)
    if ends_on is not None and ends_on < starts_on:
        bad.append("止早于起")
        return None
    return role, starts_on, ends_on


def _day_of(text: str, column: str, bad: list[str]) -> date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
        if _SERIAL.fullmatch(text):
            return _FIRST_OF_EXCEL + timedelta(days=int(text))
    except ValueError:
        pass
    bad.append(f"{column}不是日期：{text[:20]}")
    return None


class _Roll:
    """The staff as it stands, read once; rows are laid on it one by one and written at the end."""

    def __init__(self, on: date, *, locked: bool = False) -> None:
        self.on = on
        self.known = _Known.of(on)
        people = Person.objects.select_for_update() if locked else Person.objects.all()
        self.people = {person.staff_no: person for person in people}
        self.posts: dict[str, list[Post]] = defaultdict(list)
        for post in Post.objects.select_related("person"):
            self.posts[post.person.staff_no].append(post)
        self.added: list[Person] = []
        self.changed: dict[str, dict[str, list[str]]] = {}
        self.proposed: list[Post] = []

    def read(self, rows: list[StaffRow]) -> list[Line]:
        """Lay rows on the roll; a refused row leaves it as it was."""
        names: dict[str, str] = {}
        return [self._line(row, names) for row in rows]

    def _line(self, row: StaffRow, names: dict[str, str]) -> Line:
        line = Line(row)
        try:
            values = _values(row, self.known, self.on)
            earlier = names.setdefault(row.of("工号"), row.of("姓名"))
            if earlier != row.of("姓名"):
                raise _Bad([f"同一工号在本文件中已写作 {earlier}"])
            self._lay(values, line)
        except _Bad as bad:
            line.outcome, line.reasons = Outcome.REFUSED, bad.reasons
        except Refusal as refusal:
            line.outcome, line.reasons = Outcome.REFUSED, [str(refusal)]
        return line

    def _lay(self, values: dict[str, Any], line: Line) -> None:
        staff_no, group, term = values.pop("staff_no"), values.pop("group"), values.pop("post")
        standing = self.people.get(staff_no)
        person = standing or Person(staff_no=staff_no, **values)
        post = self._post(person, values["court"], group, term) if term else None
        if standing is None:  # from here on nothing is refused
            person.pinyin, person.initials = people.spelling(person.name)
            self.people[staff_no] = person
            self.added.append(person)
            line.outcome = Outcome.ADDED
        elif changes := self._change(person, values):
            line.changes, line.outcome = changes, Outcome.CHANGED
        if post is not None:
            self.posts[staff_no].append(post)
            self.proposed.append(post)
            line.post = post.get_role_display()
            if line.outcome is Outcome.UNCHANGED:
                line.outcome = Outcome.CHANGED

    def _post(
        self,
        person: Person,
        court: Court,
        group: Group | None,
        term: tuple[Role, date, date | None],
    ) -> Post | None:
        role, starts_on, ends_on = term
        held = self.posts[person.staff_no]
        for other in held:
            same = (other.role, other.court_id, other.group_id, other.starts_on)
            if same == (role, court.pk, group.pk if group else None, starts_on):
                if other.ends_on == ends_on:
                    return None
                raise Refusal(f"已有同日起任的{role.label}岗位，止日不同；由安全管理员变更")
        post = Post(
            person=person,
            role=role,
            court=court,
            group=group,
            starts_on=starts_on,
            ends_on=ends_on,
            reason="人员名册导入",
            confirmed=False,
        )
        posts.must_fit(person, post, held)
        return post

    def _change(self, person: Person, values: dict[str, Any]) -> list[str]:
        kept = {key: value for key, value in values.items() if value or key not in KEPT_IF_EMPTY}
        changed = [key for key, value in kept.items() if getattr(person, key) != value]
        if changed and person.pk:
            record = self.changed.setdefault(person.staff_no, {})
            for key in changed:
                before = record.get(key, [people.word(getattr(person, key))])[0]
                record[key] = [before, people.word(kept[key])]
        for key in changed:
            setattr(person, key, kept[key])
        return changed

    def write(self, *, by: Account, at: datetime) -> list[JournalRecord]:
        """Write people and posts in a few statements; return their journal records."""
        Person.objects.bulk_create(self.added, batch_size=500)
        altered = [self.people[staff_no] for staff_no in self.changed]
        for person in altered:
            person.pinyin, person.initials = people.spelling(person.name)
        Person.objects.bulk_update(altered, CHANGEABLE, batch_size=500)
        Post.objects.bulk_create(self.proposed, batch_size=500)
        found: list[tuple[Event, Person]] = [
            (PersonAdded(person.pk, person.staff_no), person) for person in self.added
        ]
        found += [(PersonChanged(p.pk, self.changed[p.staff_no]), p) for p in altered]
        found += [(posts.assigned(post), post.person) for post in self.proposed]
        return [
            journal.build(event, by=by, court=person.court_id, subject=("person", person.pk), at=at)
            for event, person in found
        ]
