"""Read only: the tree as of a day, people pickers, accounts, sessions, the calendar."""

from __future__ import annotations

import calendar as weeks
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Prefetch, Q, QuerySet

from bailiwick.org.backend import permissions_today
from bailiwick.org.models import (
    Account,
    CalendarChange,
    CalendarDay,
    CalendarYear,
    Court,
    CourtLevel,
    Group,
    GroupKind,
    LoginSession,
    Person,
    Post,
    Role,
)
from bailiwick.org.roles import LABELS, PERMISSIONS, REACH_WORDS, reach
from bailiwick.org.scope import Scope, scope_of


def on_day(day: date, prefix: str = "") -> Q:
    """Return the filter for rows with ``starts_on``/``ends_on`` that hold on a day."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def valid_on(day: date) -> Q:
    """Return the filter for courts, bureaus and groups that exist on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


# --- courts and people ------------------------------------------------------------------


@dataclass
class CourtRow:
    """A court in the tree of a day, with its groups and how many people work there."""

    court: Court
    depth: int
    people: int
    groups: list[Group] = field(default_factory=list)
    predecessors: list[Court] = field(default_factory=list)


def court_tree(day: date) -> list[CourtRow]:
    """Return the courts that exist on a day, each intermediate court before its basic ones."""
    courts = list(Court.objects.filter(valid_on(day)).select_related("successor"))
    people: dict[int, int] = defaultdict(int)
    posts = Post.objects.filter(on_day(day), confirmed=True).values_list("court", "person")
    for court_id, _ in posts.order_by().distinct():
        people[court_id] += 1
    groups: dict[int, list[Group]] = defaultdict(list)
    plan = list(GroupKind)
    for group in sorted(
        Group.objects.filter(valid_on(day)),
        key=lambda one: (plan.index(GroupKind(one.kind)), one.name),
    ):
        groups[group.court_id].append(group)
    earlier: dict[int, list[Court]] = defaultdict(list)
    for court in Court.objects.filter(successor__isnull=False, valid_to__lt=day):
        earlier[court.successor_id or 0].append(court)
    tops = [court for court in courts if court.parent_id is None]
    ordered = [one for top in tops for one in (top, *(c for c in courts if c.parent_id == top.pk))]
    return [
        CourtRow(
            court,
            int(court.parent_id is not None),
            people[court.pk],
            groups[court.pk],
            earlier[court.pk],
        )
        for court in ordered
    ]


def people(
    *, query: str = "", court_id: int | None = None, group_id: int | None = None, on: date
) -> QuerySet[Person]:
    """Return people by name, alias, pinyin, initials or staff number, with the posts of a day."""
    found = Person.objects.select_related("court", "account").prefetch_related(
        Prefetch(
            "posts",
            Post.objects.filter(on_day(on)).select_related("court", "group"),
            to_attr="posts_on_day",
        )
    )
    if query := query.strip():
        plain = query.lower().replace(" ", "")
        found = found.filter(
            Q(name__contains=query)
            | Q(aliases__contains=[query])
            | Q(initials__startswith=plain)
            | Q(pinyin__startswith=query.lower())
            | Q(staff_no__istartswith=query)
        )
    if group_id:
        found = found.filter(on_day(on, "posts__"), posts__group=group_id, posts__confirmed=True)
    elif court_id:
        holds = on_day(on, "posts__") & Q(posts__court=court_id, posts__confirmed=True)
        found = found.filter(holds | Q(court=court_id))
    return found.distinct()


def people_at(scope: Scope, *, roles: tuple[str, ...] = (), on: date) -> QuerySet[Person]:
    """Return who may be picked inside a scope: people with a confirmed post there on a day."""
    posts = Post.objects.filter(on_day(on), confirmed=True, court__in=scope.courts)
    if scope.groups:
        posts |= Post.objects.filter(on_day(on), confirmed=True, group__in=scope.groups)
    if roles:
        posts = posts.filter(role__in=roles)
    return Person.objects.filter(left_on__isnull=True, pk__in=posts.values("person"))


def courts_of(account: Account, on: date) -> QuerySet[Court]:
    """Return the courts the account may give posts at: all for 安全管理员, else its reach."""
    courts = Court.objects.filter(valid_on(on))
    if "org.manage_posts" in permissions_today(account):
        return courts
    scope = scope_of(account)
    return courts.filter(pk__in=scope.courts | scope.own_courts)


def posts_waiting() -> QuerySet[Post]:
    """Return posts from staff lists that 安全管理员 has not confirmed yet."""
    return Post.objects.filter(confirmed=False).select_related("person", "court", "group")


@dataclass(frozen=True)
class RightsRow:
    """One role of the page 权限表: what it may do and which rows it reaches."""

    role: Role
    cells: tuple[bool, ...]
    reach_basic: str
    reach_intermediate: str


def rights_table() -> tuple[list[tuple[str, str]], list[RightsRow]]:
    """Return the permissions (code, words) and one row a role."""
    columns = list(LABELS.items())
    rows = [
        RightsRow(
            role,
            tuple(code in PERMISSIONS[role] for code, _ in columns),
            REACH_WORDS[reach(role, intermediate=False)],
            REACH_WORDS[reach(role, intermediate=True)],
        )
        for role in Role
    ]
    return columns, rows


# --- accounts and sessions --------------------------------------------------------------


def accounts(query: str = "", state: str = "") -> QuerySet[Account]:
    """Return accounts with their people; ``state`` is "" or active, disabled, locked, demo."""
    found = Account.objects.select_related("person__court").order_by("person__pinyin", "username")
    if query := query.strip():
        found = found.filter(
            Q(username__istartswith=query)
            | Q(person__name__contains=query)
            | Q(person__initials__startswith=query.lower())
            | Q(person__staff_no__istartswith=query)
        )
    if state == "active":
        return found.filter(is_active=True)
    if state == "disabled":
        return found.filter(is_active=False)
    if state == "locked":
        return found.filter(username__in=locked_names())
    return found


def _locks() -> dict[str, datetime]:
    limit = settings.AXES_FAILURE_LIMIT
    cool_off = timedelta(hours=settings.AXES_COOLOFF_TIME)
    totals: dict[str, tuple[int, datetime]] = {}
    rows = AccessAttempt.objects.values_list("username", "failures_since_start", "attempt_time")
    for username, failures, at in rows.exclude(username=None):
        count, last = totals.get(username, (0, at))
        totals[username] = (count + failures, max(last, at))
    return {name: last + cool_off for name, (count, last) in totals.items() if count >= limit}


def locked_until(username: str, at: datetime) -> datetime | None:
    """Return when the lock of a name ends, or None when it is not locked."""
    end = _locks().get(username)
    return end if end is not None and end > at else None


def locked_names() -> set[str]:
    """Return the names that failed too often and have not been unlocked."""
    return set(_locks())


def open_sessions(account: Account | None = None) -> QuerySet[LoginSession]:
    """Return running sessions, of one account or of all, the latest active first."""
    found = LoginSession.objects.filter(ended_at=None).select_related("account__person__court")
    if account is not None:
        found = found.filter(account=account)
    return found.order_by("-active_at")


def last_sessions(account: Account, number: int = 10) -> QuerySet[LoginSession]:
    """Return a person's latest sessions, running ones first."""
    return LoginSession.objects.filter(account=account).order_by("-started_at")[:number]


# --- calendar ---------------------------------------------------------------------------


def calendar_version() -> int:
    """Return a number that grows with every change of the calendar (key of caches)."""
    return CalendarChange.objects.aggregate(newest=Max("pk"))["newest"] or 0


def official_years() -> frozenset[int]:
    """Return the years whose arrangement has been checked."""
    return frozenset(CalendarYear.objects.filter(official=True).values_list("year", flat=True))


@dataclass(frozen=True)
class DayCell:
    """A day of the year view."""

    day: date
    is_off: bool
    name: str = ""
    changed: bool = False  # differs from the plain week

    @property
    def word(self) -> str:
        """休 or 班 where the day differs from the plain week."""
        return ("休" if self.is_off else "班") if self.changed else ""


def year_view(year: int) -> list[tuple[int, list[list[DayCell | None]]]]:
    """Return the months of a year as weeks from Monday to Sunday; None outside the month."""
    entries = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}

    def cell(day: date) -> DayCell:
        row = entries.get(day)
        if row is None:
            return DayCell(day, day.weekday() >= 5)
        return DayCell(day, row.is_off, row.name, changed=True)

    return [
        (
            month,
            [
                [cell(day) if day.month == month else None for day in week]
                for week in weeks.Calendar().monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def calendar_warning(today: date) -> str | None:
    """Return a warning while a year that near terms reach has no official calendar."""
    official = official_years()
    missing = [year for year in (today.year, today.year + 1) if year not in official]
    if not missing or (today.year in official and today.month < 7):
        return None
    return f"{missing[0]} 年工作日历尚未核对，该年届满日只按周末推算"


def menu_count_waiting(_: Any) -> int:
    """Return how many posts wait for 安全管理员."""
    return posts_waiting().count()


def is_basic(court: Court) -> bool:
    """Whether a court is a basic one."""
    return court.level == CourtLevel.BASIC
