"""Posts: who may do what where. Given by 安全管理员, or by a head inside the own reach.

No one changes the own posts, and only 安全管理员 appoints leaders and administrators. A person who
holds one of the three administrators' posts holds no other kind of post (三员分立); the database
refuses it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from bailiwick.audit import journal
from bailiwick.errors import NotYours, Refusal, WrongState
from bailiwick.events.org import (
    AbsenceRecorded,
    PersonReassigned,
    PostAssigned,
    PostConfirmed,
    PostEnded,
    SensitiveRightSet,
)
from bailiwick.org.backend import permissions_today
from bailiwick.org.models import Absence, Account, Court, Group, Person, Post, Role
from bailiwick.org.roles import ADMINISTRATORS, APPOINTED_ABOVE
from bailiwick.org.scope import scope_of

SEPARATION = "GB/T 22239-2019 8.1.5"


@transaction.atomic
def assign(
    person: Person,
    role: str,
    court: Court,
    *,
    group: Group | None = None,
    starts_on: date,
    ends_on: date | None = None,
    reason: str = "",
    by: Account,
    at: datetime,
) -> Post:
    """Give a person a post from a day on.

    Raises:
        NotYours: role or court is beyond the actor's reach, or it is the actor's own person.
        Refusal: the post would join an administrator's duty with another (三员分立).
        WrongState: the person holds this very post on these days, or has left.
    """
    _may_appoint(by, person, Role(role), court.pk)
    post = _new_post(
        Post(
            person=person,
            role=role,
            court=court,
            group=group,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
        )
    )
    journal.record(assigned(post), by=by, court=post.court_id, subject=_of(post), at=at)
    return post


@transaction.atomic
def confirm(post: Post, *, by: Account, at: datetime) -> None:
    """Let a post from a staff list take effect (安全管理员).

    Raises:
        NotYours: the actor is no 安全管理员, or it is the own post.
    """
    if "org.manage_posts" not in permissions_today(by) or post.person_id == by.person_id:
        raise NotYours("任职由安全管理员确认，且不能确认本人任职")
    Post.objects.filter(pk=post.pk).update(confirmed=True)
    journal.record(
        PostConfirmed(post.pk, post.person_id), by=by, court=post.court_id, subject=_of(post), at=at
    )


@transaction.atomic
def end(post: Post, *, ends_on: date, reason: str, by: Account, on: date, at: datetime) -> None:
    """End a post; ``ends_on`` is its last day. A day before today ends its rights at once.

    Raises:
        NotYours: beyond the actor's reach.
        WrongState: the day lies before the post began, or the post has ended earlier.
    """
    _may_appoint(by, post.person, Role(post.role), post.court_id)
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.ends_on is not None and post.ends_on < on:
        raise WrongState("该任职已结束")
    if ends_on < post.starts_on - timedelta(days=1):
        raise WrongState("止日不能早于起日")
    if ends_on < post.starts_on:  # given today by mistake and taken back today: never in force
        post.delete()
    else:
        Post.objects.filter(pk=post.pk).update(ends_on=ends_on)
    journal.record(
        PostEnded(post.pk or 0, post.person_id, ends_on, reason),
        by=by,
        court=post.court_id,
        subject=("person", post.person_id),
        at=at,
    )


@transaction.atomic
def reassign(
    post: Post,
    *,
    court: Court,
    group: Group | None,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: Account,
    at: datetime,
) -> Post:
    """Let a member work elsewhere from–to (work rule F2); the former post stays as it is.

    Raises:
        NotYours: beyond the actor's reach; a team leader moves members of the own team only.
        WrongState: no reason, or days out of order.
    """
    if not reason.strip():
        raise WrongState("临时调配须写明事由")
    if ends_on < starts_on:
        raise WrongState("止日不能早于起日")
    _may_reassign(by, post, court.pk)
    temporary = _new_post(
        Post(
            person=post.person,
            role=post.role,
            court=court,
            group=group,
            starts_on=starts_on,
            ends_on=ends_on,
            temporary=True,
            reason=reason,
            replaces=post,
        )
    )
    group_id = group.pk if group else None
    event = PersonReassigned(temporary.pk, post.person_id, group_id, starts_on, ends_on, reason)
    journal.record(event, by=by, court=court.pk, subject=_of(temporary), at=at)
    return temporary


@transaction.atomic
def set_sensitive_right(
    post: Post, allowed: bool, *, reason: str, by: Account, at: datetime
) -> None:
    """Let a post see cases with a sensitive label, or take that back (安全管理员).

    Raises:
        NotYours: the actor is no 安全管理员.
        Refusal: an administrator's post never sees cases.
    """
    if "org.grant_label" not in permissions_today(by):
        raise NotYours("敏感案件权限由安全管理员授予")
    if post.role in ADMINISTRATORS:
        raise Refusal("管理员不接触案件", article=SEPARATION)
    Post.objects.filter(pk=post.pk).update(sees_sensitive=allowed)
    event = SensitiveRightSet(post.pk, post.person_id, allowed, reason)
    journal.record(event, by=by, court=post.court_id, subject=_of(post), at=at)


@transaction.atomic
def record_absence(
    person: Person,
    *,
    kind: str,
    starts_on: date,
    ends_on: date,
    substitute: Person | None,
    by: Account,
    at: datetime,
) -> Absence:
    """Note that a person is away; allocation and the workbench read it.

    Raises:
        NotYours: a person of a court out of reach, or an attempt to take over another's duties
            oneself: who stands in signs for the absent one, so nobody names himself.
        WrongState: days out of order, or the substitute is the person or no business member.
    """
    if person.pk != by.person_id and person.court_id not in _reach_of(by):
        raise NotYours("该人员不在管理范围内")
    if ends_on < starts_on:
        raise WrongState("止日不能早于起日")
    if substitute is not None and substitute.pk == person.pk:
        raise WrongState("代班人不能是本人")
    if substitute is not None:
        _may_stand_in(person, substitute, by)
    absence = Absence.objects.create(
        person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, substitute=substitute
    )
    journal.record(
        AbsenceRecorded(absence.pk, person.pk, starts_on, ends_on),
        by=by,
        court=person.court_id,
        subject=("person", person.pk),
        at=at,
    )
    return absence


def _may_stand_in(person: Person, substitute: Person, by: Account) -> None:
    """Who stands in signs for the absent one (代签): the choice is the absent one's, or a third
    person's; never the substitute's own, and never an administrator.
    """
    if substitute.pk == by.person_id:
        raise NotYours("不能将他人职责交由本人代行，由本人以外的人登记")
    if substitute.court_id != person.court_id or substitute.left_on is not None:
        raise WrongState("代班人须为同一法院在职人员")
    if substitute.posts.filter(role__in=ADMINISTRATORS).exists():
        raise Refusal("管理员不能代行办案岗位", article=SEPARATION)


def may_appoint_at(by: Account, court_id: int) -> bool:
    """Whether the account may give and end posts at a court."""
    allowed = permissions_today(by)
    return "org.manage_posts" in allowed or (
        "org.assign_post" in allowed and court_id in _reach_of(by)
    )


def may_end(by: Account, post: Post) -> bool:
    """Whether the account may end a post: its own reach, its rank, and never the own post."""
    try:
        _may_appoint(by, post.person, Role(post.role), post.court_id)
    except NotYours:
        return False
    return True


def may_appoint_somewhere(by: Account, person: Person) -> bool:
    """Whether the account may give the person a post at the person's court."""
    return person.pk != by.person_id and may_appoint_at(by, person.court_id)


def may_see_absence(by: Account, person: Person) -> bool:
    """Whether the kind of an absence (请假, 培训 …) is shown: to oneself and those who arrange it."""
    if person.pk == by.person_id:
        return True
    return "org.reassign" in permissions_today(by) and person.court_id in _reach_of(by)


def may_reassign(by: Account, post: Post) -> bool:
    """Whether the account may move the holder of a post for a time."""
    try:
        _may_reassign(by, post, post.court_id)
    except NotYours:
        return False
    return True


def _reach_of(by: Account) -> set[int]:
    scope = scope_of(by)
    return set(scope.courts) | set(scope.own_courts if scope.groups else ())


def _may_appoint(by: Account, person: Person, role: Role, court_id: int) -> None:
    if person.pk == by.person_id:
        raise NotYours("不能任免本人岗位", article=SEPARATION)
    allowed = permissions_today(by)
    if "org.manage_posts" in allowed:
        return
    if "org.assign_post" not in allowed or court_id not in _reach_of(by):
        raise NotYours("该法院的岗位不在任免范围内")
    if role in APPOINTED_ABOVE:
        raise NotYours(f"{role.label}由安全管理员任免")


def _may_reassign(by: Account, post: Post, court_id: int) -> None:
    allowed = permissions_today(by)
    if "org.reassign" not in allowed or post.role in APPOINTED_ABOVE:
        raise NotYours("该岗位不能由你调配")
    if post.person_id == by.person_id:
        raise NotYours("不能调配本人")
    if "org.assign_post" in allowed:
        if {post.court_id, court_id} <= _reach_of(by):
            return
    elif post.group_id in scope_of(by).groups and court_id == post.court_id:
        return
    raise NotYours("该人员或去处不在管理范围内")


def _new_post(post: Post) -> Post:
    person = Person.objects.select_for_update().get(pk=post.person_id)
    must_fit(person, post, Post.objects.filter(person=person))
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError as error:
        if "administrators stand apart" in str(error):
            raise Refusal("管理员不能兼任其他岗位", article=SEPARATION) from error
        raise
    return post


def must_fit(person: Person, post: Post, others: Iterable[Post]) -> None:
    """Check a new post against the person and the posts held besides.

    Raises:
        WrongState: the person has left, days out of order, or this very post is held already.
        Refusal: it would join an administrator's duty with another (三员分立).
    """
    if person.left_on is not None and person.left_on < post.starts_on:
        raise WrongState("该人员已离职")
    if post.ends_on is not None and post.ends_on < post.starts_on:
        raise WrongState("止日不能早于起日")
    for other in others:
        if _overlap(other, post):
            _must_stand_together(other, post)


def _overlap(one: Post, other: Post) -> bool:
    return (one.ends_on is None or one.ends_on >= other.starts_on) and (
        other.ends_on is None or other.ends_on >= one.starts_on
    )


def _must_stand_together(other: Post, new: Post) -> None:
    kinds = [post.role if post.role in ADMINISTRATORS else "" for post in (other, new)]
    if kinds[0] != kinds[1]:
        if kinds[0] and kinds[1]:
            raise Refusal("一人只能担任三员之一", article=SEPARATION)
        raise Refusal("管理员不能兼任办案岗位", article=SEPARATION)
    same = (other.role, other.court_id, other.group_id) == (new.role, new.court_id, new.group_id)
    if same and other.temporary == new.temporary:
        raise WrongState("该期间已有同一岗位")


def assigned(post: Post) -> PostAssigned:
    """Return what the journal keeps of a new post."""
    return PostAssigned(
        post.pk,
        post.person_id,
        post.role,
        post.court_id,
        post.starts_on,
        post.ends_on,
        post.temporary,
        post.reason,
    )


def _of(post: Post) -> tuple[str, int]:
    return ("person", post.person_id)
