"""Questions about messages and prepared files: whose, how many unread."""

from __future__ import annotations

from django.db.models import F, QuerySet

from bailiwick.notices.models import Download, Notice
from bailiwick.org.models import Account


def messages_of(account: Account) -> QuerySet[Notice]:
    """Return the messages to the account's person, newest first."""
    return Notice.objects.filter(person_id=account.person_id).order_by("-created_at", "-pk")


def inbox_of(account: Account, *, only_unread: bool = False) -> QuerySet[Notice]:
    """Return the messages as the inbox shows them: unread first, then newest first."""
    found = messages_of(account)
    if only_unread:
        found = found.filter(read_at__isnull=True)
    return found.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk")


def unread_count(account: Account) -> int:
    """Return how many messages the person has not read (read by the bar on every page)."""
    return Notice.objects.filter(person_id=account.person_id, read_at__isnull=True).count()


def downloads_of(account: Account) -> QuerySet[Download]:
    """Return the account's own files, newest first."""
    return Download.objects.filter(account=account).order_by("-created_at", "-pk")
