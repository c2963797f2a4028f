"""What the page shell needs on every page: menu by permission, counts, warnings, preferences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from bailiwick.org.backend import permissions_today, posts_today
from bailiwick.org.models import Account
from bailiwick.web.preferences import Preferences

Count = Callable[[Any], int]


@dataclass(frozen=True)
class MenuItem:
    """An entry of the left menu; shown only to people with one of the permissions."""

    label: str
    url_name: str
    icon: str = ""
    permissions: tuple[str, ...] = ()
    section: str = ""  # label of the section it stands under; empty for a top entry
    order: int = 100
    also: tuple[str, ...] = ()  # other pages on which this entry is the current one


@dataclass(frozen=True)
class BarCount:
    """A count of the bar with its list: 待办 (as a badge), 消息, 下载中心."""

    key: str
    label: str
    url_name: str
    count: Count | None
    icon: str = ""
    badge: bool = False
    order: int = 100
    permissions: tuple[str, ...] = ()  # who lacks them sees the entry only while something waits


_items: list[MenuItem] = []
_sections: dict[str, tuple[str, int]] = {}
_badges: dict[str, Count] = {}
_bar: dict[str, BarCount] = {}
_warnings: list[Callable[[Account], str | None]] = []


def add_section(label: str, icon: str, *, order: int) -> None:
    """Declare a folding section of the menu."""
    _sections[label] = (icon, order)


def add_item(item: MenuItem, *, count: Count | None = None) -> None:
    """Add a menu entry; called by each context in ``AppConfig.ready``."""
    if item not in _items:
        _items.append(item)
    if count:
        _badges[item.url_name] = count


def add_bar_count(
    key: str,
    label: str,
    url_name: str,
    count: Count | None = None,
    *,
    icon: str = "",
    badge: bool = False,
    order: int = 100,
    permissions: tuple[str, ...] = (),
) -> None:
    """Add an entry of the bar; ``count`` is asked on every page and must be one indexed query.

    With ``permissions``, people without any of them see it only while their count is not zero
    (a substitute, say).
    """
    _bar[key] = BarCount(key, label, url_name, count, icon, badge, order, permissions)


def add_warning(warning: Callable[[Account], str | None]) -> None:
    """Add a sentence shown under the bar while ``warning`` returns one (放假安排尚未录入 …)."""
    if warning not in _warnings:
        _warnings.append(warning)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: who is here, where, the menu and what to warn of."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "preferences": Preferences()}
    posts = posts_today(user)
    return {
        "demo": settings.DEMO,
        "my_court": posts[0].court if posts else None,
        "my_roles": "、".join(dict.fromkeys(post.get_role_display() for post in posts)),
        "menu": _Once(lambda: _menu(request, permissions_today(user))),
        "bar": _Once(lambda: _bar_counts(user, permissions_today(user))),
        "warnings": _Once(lambda: [said for ask in _warnings if (said := ask(user))]),
        "preferences": Preferences.of(user),
        "now": timezone.localtime(),
        "second_factor_off": settings.DEMO and not settings.SECOND_FACTOR_REQUIRED,
    }


class _Once:
    """Asked only by a page that shows it: a part for htmx pays for no counts."""

    def __init__(self, ask: Callable[[], list[Any]]) -> None:
        self._ask = ask
        self._answer: list[Any] | None = None

    def __call__(self) -> list[Any]:
        if self._answer is None:
            self._answer = self._ask()
        return self._answer


def _bar_counts(user: Account, allowed: frozenset[str]) -> list[dict[str, Any]]:
    found = []
    for entry in sorted(_bar.values(), key=lambda entry: entry.order):
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        count = entry.count(user) if entry.count else None
        if entry.permissions and not allowed.intersection(entry.permissions) and not count:
            continue
        found.append({"entry": entry, "url": url, "count": count})
    return found


def _menu(request: HttpRequest, allowed: frozenset[str]) -> list[dict[str, Any]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    sections: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for item in sorted(_items, key=lambda item: item.order):
        if item.permissions and not any(name in allowed for name in item.permissions):
            continue
        entry = _entry(request, item, here)
        if not item.section:
            top.append(entry)
            continue
        if item.section not in sections:
            icon, order = _sections[item.section]
            sections[item.section] = {
                "label": item.section, "icon": icon, "order": order, "children": [],
            }  # fmt: skip
            top.append(sections[item.section])
        sections[item.section]["children"].append(entry)
    return sorted(top, key=lambda entry: entry["order"])


def _entry(request: HttpRequest, item: MenuItem, here: str) -> dict[str, Any]:
    count = _badges.get(item.url_name)
    return {
        "label": item.label,
        "url": reverse(item.url_name),
        "icon": item.icon,
        "current": here == item.url_name or here in item.also,
        "count": count(request.user) if count else None,
        "order": item.order,
    }
