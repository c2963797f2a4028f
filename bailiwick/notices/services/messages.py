"""站内消息: tell a person something once, and mark it read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from bailiwick.notices.models import Notice
from bailiwick.org.models import Account, Person
from bailiwick.web.live import hint


@transaction.atomic
def tell(
    person: Person,
    title: str,
    *,
    at: datetime,
    body: str = "",
    url: str = "",
    subject: tuple[str, int] | None = None,
    key: str = "",
    by: Account | None = None,
) -> Notice | None:
    """Leave a message for one person; the same ``key`` is told once.

    ``url`` is a path of this platform. ``by`` is who causes it; nobody is told of their own act.
    Returns None when nothing was told.
    """
    if by is not None and by.person_id == person.pk:
        return None
    content = {
        "title": title[:120],
        "body": body[:400],
        "url": url,
        "subject_type": subject[0] if subject else "",
        "subject_id": subject[1] if subject else None,
        "created_at": at,
    }
    if key:
        notice, new = Notice.objects.get_or_create(person=person, key=key, defaults=content)
        if not new:
            return None
    else:
        notice = Notice.objects.create(person=person, **content)
    hint("notice", notice.pk, person=person.pk)
    return notice


@transaction.atomic
def mark_read(notice_ids: Iterable[int], *, by: Account, at: datetime) -> int:
    """Mark the reader's own unread messages as read; returns how many were new."""
    own = Notice.objects.filter(person_id=by.person_id, pk__in=list(notice_ids))
    return _read(own, by=by, at=at)


@transaction.atomic
def mark_all_read(*, by: Account, at: datetime) -> int:
    """Mark all of the reader's own messages that arrived up to ``at`` as read."""
    own = Notice.objects.filter(person_id=by.person_id, created_at__lte=at)
    return _read(own, by=by, at=at)


@transaction.atomic
def mark_unread(notice_id: int, *, by: Account) -> int:
    """Put one of the reader's own messages back among the unread."""
    own = Notice.objects.filter(person_id=by.person_id, pk=notice_id)
    changed = own.filter(read_at__isnull=False).update(read_at=None)
    if changed:
        hint("notice", notice_id, person=by.person_id)
    return changed


def _read(own: models.QuerySet[Notice], *, by: Account, at: datetime) -> int:
    changed = own.filter(read_at__isnull=True).update(read_at=at)
    if changed:
        hint("notice", 0, person=by.person_id)
    return changed
