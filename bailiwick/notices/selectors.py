"""Questions about messages: whose, how many unread."""

from __future__ import annotations

from django.db.models import QuerySet

from bailiwick.notices.models import Notice
from bailiwick.org.models import Account


def messages_of(account: Account) -> QuerySet[Notice]:
    """Return the messages to the account's person, newest first."""
    return Notice.objects.filter(person_id=account.person_id).order_by("-created_at", "-pk")


def unread_count(account: Account) -> int:
    """Return how many messages the person has not read (read by the bar on every page)."""
    return Notice.objects.filter(person_id=account.person_id, read_at__isnull=True).count()
