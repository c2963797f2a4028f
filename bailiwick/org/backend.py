"""Rights come from posts: the authentication backend that answers ``has_perm``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from bailiwick.org.models import Account, Post, Role
from bailiwick.org.roles import PERMISSIONS


def posts_on(account: Account, on: date) -> QuerySet[Post]:
    """Return the posts the account's person holds on a day."""
    return (
        Post.objects.filter(person_id=account.person_id, starts_on__lte=on, confirmed=True)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .select_related("court", "group")
    )


def posts_today(account: Account) -> list[Post]:
    """Return today's posts, read once a request (kept on the account object)."""
    today = localdate()
    kept = getattr(account, "_posts", None)
    if kept is None or kept[0] != today:
        kept = (today, list(posts_on(account, today)))
        account._posts = kept  # type: ignore[attr-defined]
    return kept[1]


def posts_text(account: Account) -> str:
    """Return today's posts as the journal keeps them: 承办人（涧西法院）、…"""
    return "、".join(
        f"{post.get_role_display()}（{post.court.short_name}）" for post in posts_today(account)
    )


def permissions_today(account: Account) -> frozenset[str]:
    """Return the union of what today's posts allow; nothing for a closed account."""
    if not account.is_active:
        return frozenset()
    allowed: set[str] = set()
    for post in posts_today(account):
        allowed |= PERMISSIONS[Role(post.role)]
    return frozenset(allowed)


class PostBackend(ModelBackend):
    """Checks passwords like Django's own, and permissions by today's posts."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return isinstance(user_obj, Account) and perm in permissions_today(user_obj)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set(permissions_today(user_obj)) if isinstance(user_obj, Account) else set()

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False
