"""Every view declares who may use it; the middleware lets nothing else through.

``@policy("cases.view_case")`` for staff with that permission today, ``@signed_in`` for any
member of staff, ``@public`` for everybody. A test walks the resolver and fails on a view without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """Who may use a view: everybody, any signed-in person, or holders of one of the permissions."""

    public: bool = False
    permissions: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.public:
            return "public"
        return " | ".join(self.permissions) or "signed in"


def policy(*permissions: str) -> Callable[[View], View]:
    """Declare that a view needs one of the permissions."""
    if not permissions:
        raise TypeError("name at least one permission, or use @signed_in")
    return _declare(Policy(permissions=permissions))


def signed_in(view: View) -> View:
    """Declare that any signed-in member of staff may use the view (own things only)."""
    return _declare(Policy())(view)


def public(view: View) -> View:
    """Declare that everybody may use the view."""
    return _declare(Policy(public=True))(view)


def declared(view: Any) -> Policy | None:
    """Return the policy a view declares, looking through class-based views and wrappers."""
    found = getattr(view, "policy", None)
    if isinstance(found, Policy):
        return found
    view_class = getattr(view, "view_class", None)
    found = getattr(view_class, "policy", None)
    return found if isinstance(found, Policy) else FOREIGN.get(_dotted(view))


def _declare(value: Policy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.policy = value  # type: ignore[attr-defined]
        return view

    return mark


def _dotted(view: Any) -> str:
    name = getattr(view, "__qualname__", "") or type(view).__qualname__
    return f"{getattr(view, '__module__', '')}.{name}"


#: Views of libraries that our urls use, each with its policy (filled by the urls that mount them).
FOREIGN: dict[str, Policy] = {}
