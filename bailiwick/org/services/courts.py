"""What a court says of its own data (go-live day, complete sources), and its groups."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from bailiwick.audit import journal
from bailiwick.errors import NotYours, WrongState
from bailiwick.events.org import (
    GoLiveSet,
    GroupAdded,
    GroupChanged,
    SourceDeclared,
    SourceWithdrawn,
)
from bailiwick.law.nodes import NODES
from bailiwick.org.models import Account, CompleteSource, Court, Group
from bailiwick.org.scope import scope_of

#: What can be declared complete: all, the 37 nodes, and the kinds of rows of the national system.
OTHER_SOURCES = {"*": "全部来源", "措施": "措施", "案款": "案款", "扣除": "扣除", "延长": "延长"}
NODE_SOURCES = tuple(f"N{number:02}" for number in range(1, 38))
SOURCES = (*OTHER_SOURCES, *NODE_SOURCES)


def source_words(source: str) -> str:
    """Return how a source is named on pages."""
    node = NODES.get(source)
    return OTHER_SOURCES.get(source, f"节点 {source}　{node.name}" if node else source)


@transaction.atomic
def set_go_live(court: Court, day: date | None, *, reason: str, by: Account, at: datetime) -> None:
    """Set the day from which a missing fact of this court may be red (legal_rules §0, grey).

    Raises:
        NotYours: the court is out of reach.
        WrongState: no reason.
    """
    _in_reach(court, by)
    if not reason.strip():
        raise WrongState("须写明事由")
    court = Court.objects.select_for_update().get(pk=court.pk)
    was, court.go_live_on = court.go_live_on, day
    court.save(update_fields=["go_live_on"])
    journal.record(
        GoLiveSet(court.pk, was, day, reason),
        by=by,
        court=court.pk,
        subject=("court", court.pk),
        at=at,
    )


@transaction.atomic
def declare_source(court: Court, source: str, *, by: Account, on: date, at: datetime) -> None:
    """Declare that all facts of a source are in the platform from now on.

    Raises:
        NotYours: the court is out of reach.
        WrongState: unknown source, or declared before.
    """
    _in_reach(court, by)
    if source not in SOURCES:
        raise WrongState(f"没有名为 {source} 的来源")
    _, made = CompleteSource.objects.get_or_create(
        court=court, source=source, defaults={"declared_on": on, "declared_by": by}
    )
    if not made:
        raise WrongState("该来源已声明完整")
    journal.record(
        SourceDeclared(court.pk, source, on),
        by=by,
        court=court.pk,
        subject=("court", court.pk),
        at=at,
    )


@transaction.atomic
def withdraw_source(court: Court, source: str, *, reason: str, by: Account, at: datetime) -> None:
    """Take a declaration back: what is missing turns grey again.

    Raises:
        NotYours: the court is out of reach.
        WrongState: it was not declared, or no reason.
    """
    _in_reach(court, by)
    if not reason.strip():
        raise WrongState("须写明事由")
    gone, _ = CompleteSource.objects.filter(court=court, source=source).delete()
    if not gone:
        raise WrongState("该来源未声明完整")
    journal.record(
        SourceWithdrawn(court.pk, source, reason),
        by=by,
        court=court.pk,
        subject=("court", court.pk),
        at=at,
    )


@transaction.atomic
def add_group(court: Court, *, by: Account, at: datetime, **values: Any) -> Group:
    """Set up a group or an enforcement team at a court (系统管理员).

    Raises:
        WrongState: the court has one of that name.
    """
    if Group.objects.filter(court=court, name=values["name"]).exists():
        raise WrongState(f"{court.short_name}已有名为 {values['name']} 的组")
    group = Group.objects.create(court=court, bureau=court.bureaus.first(), **values)
    journal.record(
        GroupAdded(group.pk, court.pk, group.name),
        by=by,
        court=court.pk,
        subject=("group", group.pk),
        at=at,
    )
    return group


@transaction.atomic
def change_group(group: Group, *, by: Account, at: datetime, **values: Any) -> list[str]:
    """Change name, days or duties of a group; return the columns that changed.

    Raises:
        WrongState: another group of the court has that name.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    twin = Group.objects.filter(court=group.court_id, name=values.get("name", group.name))
    if twin.exclude(pk=group.pk).exists():
        raise WrongState(f"本院已有名为 {values['name']} 的组")
    before = {name: getattr(group, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if changed:
        for name in changed:
            setattr(group, name, values[name])
        group.save(update_fields=changed)
        words = {name: [str(before[name] or ""), str(values[name] or "")] for name in changed}
        journal.record(
            GroupChanged(group.pk, words),
            by=by,
            court=group.court_id,
            subject=("group", group.pk),
            at=at,
        )
    return changed


def _in_reach(court: Court, by: Account) -> None:
    if court.pk not in scope_of(by).courts:
        raise NotYours("该法院不在管理范围内")
