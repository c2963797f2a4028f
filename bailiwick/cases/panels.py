"""Which tabs the page of a case has: registered by whoever brings them, each with its own
address.
"""

from __future__ import annotations

from dataclasses import dataclass

from bailiwick.org.backend import permissions_today
from bailiwick.org.models import Account


@dataclass(frozen=True)
class Panel:
    """A tab of the case page; its view takes the case's id and answers htmx with the panel
    alone.
    """

    key: str
    label: str
    url_name: str
    permission: str
    order: int = 100


_panels: dict[str, Panel] = {}


def register(key: str, label: str, url_name: str, permission: str, *, order: int = 100) -> None:
    """Add a tab to the page of a case."""
    _panels[key] = Panel(key, label, url_name, permission, order)


def shown_to(account: Account) -> list[Panel]:
    """Return the tabs the account's posts allow, in order."""
    allowed = permissions_today(account)
    found = [panel for panel in _panels.values() if panel.permission in allowed]
    return sorted(found, key=lambda panel: panel.order)
