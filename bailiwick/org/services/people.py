"""People of the staff list: entered, corrected, marked as gone (系统管理员)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from pypinyin import Style, lazy_pinyin

from bailiwick.audit import journal
from bailiwick.errors import WrongState
from bailiwick.events.org import PersonAdded, PersonChanged
from bailiwick.org.models import Account, Court, Person, Post
from bailiwick.org.services import accounts

FIELDS = ("name", "aliases", "title", "court", "office_phone", "left_on")


def spelling(name: str) -> tuple[str, str]:
    """Return full pinyin and initials of a name, for search and order."""
    sounds = lazy_pinyin(name, style=Style.NORMAL)
    return " ".join(sounds)[:120], "".join(sound[0] for sound in sounds if sound)[:30].lower()


@transaction.atomic
def add(
    staff_no: str,
    name: str,
    title: str,
    court: Court,
    *,
    aliases: list[str] | None = None,
    office_phone: str = "",
    by: Account | None,
    at: datetime,
) -> Person:
    """Enter a member of staff.

    Raises:
        WrongState: the staff number is taken.
    """
    if Person.objects.filter(staff_no=staff_no).exists():
        raise WrongState(f"工号 {staff_no} 已存在")
    pinyin, initials = spelling(name)
    person = Person.objects.create(
        staff_no=staff_no,
        name=name,
        title=title,
        court=court,
        aliases=aliases or [],
        office_phone=office_phone,
        pinyin=pinyin,
        initials=initials,
    )
    journal.record(
        PersonAdded(person.pk, staff_no),
        by=by,
        court=court.pk,
        subject=("person", person.pk),
        at=at,
    )
    return person


@transaction.atomic
def change(person: Person, *, by: Account, at: datetime, **values: Any) -> list[str]:
    """Correct what is known of a person; return the names of the columns that changed.

    Raises:
        WrongState: a column that is not changed this way.
    """
    if unknown := set(values) - set(FIELDS):
        raise WrongState(f"不能修改 {'、'.join(sorted(unknown))}")
    person = Person.objects.select_for_update().get(pk=person.pk)
    before = {name: getattr(person, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if not changed:
        return []
    for name in changed:
        setattr(person, name, values[name])
    person.pinyin, person.initials = spelling(person.name)
    person.save()
    journal.record(
        PersonChanged(
            person.pk, {name: [word(before[name]), word(values[name])] for name in changed}
        ),
        by=by,
        court=person.court_id,
        subject=("person", person.pk),
        at=at,
    )
    return changed


@transaction.atomic
def leave(person: Person, *, on: date, reason: str, by: Account, at: datetime) -> None:
    """Note a person's last day: posts end with it and the account closes at once.

    Raises:
        WrongState: it is one's own person.
    """
    if person.pk == by.person_id:
        raise WrongState("不能为本人办理离职")
    change(person, left_on=on, by=by, at=at)
    running = Post.objects.filter(person=person, ends_on=None)
    running.filter(starts_on__gt=on).delete()
    running.update(ends_on=on)
    account = Account.objects.filter(person=person, is_active=True).first()
    if account is not None:
        accounts.disable(account, reason=reason, by=by, at=at)


def word(value: Any) -> str:
    """Return a column's value as the journal keeps it."""
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(value)
