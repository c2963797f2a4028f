"""What the page shell needs on every page: menu by permission, counts, warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bailiwick.org.backend import permissions_today, posts_today


@dataclass(frozen=True)
class MenuItem:
    """An entry of the left menu; shown only to people with one of the permissions."""

    label: str
    url_name: str
    icon: str = ""
    permissions: tuple[str, ...] = ()
    section: str = ""  # label of the section it stands under; empty for a top entry
    order: int = 100


_items: list[MenuItem] = []
_sections: dict[str, tuple[str, int]] = {}
_badges: dict[str, Callable[[Any], int]] = {}


def add_section(label: str, icon: str, *, order: int) -> None:
    """Declare a folding section of the menu."""
    _sections[label] = (icon, order)


def add_item(item: MenuItem, *, count: Callable[[Any], int] | None = None) -> None:
    """Add a menu entry; called by each context in ``AppConfig.ready``."""
    if item not in _items:
        _items.append(item)
    if count:
        _badges[item.url_name] = count


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: who is here, where, the menu and what to warn of."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO}
    posts = posts_today(user)
    return {
        "demo": settings.DEMO,
        "my_court": posts[0].court if posts else None,
        "my_roles": "、".join(dict.fromkeys(post.get_role_display() for post in posts)),
        "menu": _menu(request, permissions_today(user)),
        "now": timezone.localtime(),
        "second_factor_off": settings.DEMO and not settings.SECOND_FACTOR_REQUIRED,
    }


def _menu(request: HttpRequest, allowed: frozenset[str]) -> list[dict[str, Any]]:
    here = getattr(request.resolver_match, "view_name", "") if request.resolver_match else ""
    entries: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for item in sorted(_items, key=lambda item: item.order):
        if item.permissions and not any(name in allowed for name in item.permissions):
            continue
        count = _badges.get(item.url_name)
        entry = {
            "label": item.label,
            "url": reverse(item.url_name),
            "icon": item.icon,
            "current": item.url_name == here,
            "count": count(request.user) if count else None,
            "order": item.order,
        }
        if not item.section:
            top.append(entry)
            continue
        if item.section not in entries:
            icon, order = _sections[item.section]
            entries[item.section] = {
                "label": item.section, "icon": icon, "order": order, "children": [],
            }  # fmt: skip
            top.append(entries[item.section])
        entries[item.section]["children"].append(entry)
    for section in entries.values():
        section["open"] = any(child["current"] for child in section["children"])
    return sorted(top, key=lambda entry: entry["order"])
