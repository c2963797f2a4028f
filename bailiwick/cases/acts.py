"""Which acts the page of a case offers: registered by whoever brings them, shown by permission.

An act that cannot be done now stays visible with the reason and its article (design §1.6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from bailiwick.cases.models import Case
from bailiwick.org.backend import permissions_today
from bailiwick.org.models import Account

Obstacle = Callable[[Case, date], str]


def _free(case: Case, on: date) -> str:
    return ""


@dataclass(frozen=True)
class Act:
    """An act: what its button says, where it leads, who may, and why it may not be possible now."""

    key: str
    label: str
    url_name: str
    permission: str
    order: int = 100
    obstacle: Obstacle = _free


@dataclass(frozen=True)
class Offered:
    """An act for one case and one person; ``reason`` says why it is not possible."""

    key: str
    label: str
    url: str
    reason: str

    @property
    def allowed(self) -> bool:
        return not self.reason


_acts: dict[str, Act] = {}


def register(
    key: str,
    label: str,
    url_name: str,
    permission: str,
    *,
    order: int = 100,
    obstacle: Obstacle = _free,
) -> None:
    """Offer an act on the page of a case; its view takes the case's id."""
    _acts[key] = Act(key, label, url_name, permission, order, obstacle)


def obstacle(key: str, case: Case, on: date) -> str:
    """Return why an act is not possible now, with its article; empty when it is."""
    known = _acts.get(key)
    return known.obstacle(case, on) if known else ""


def offered(case: Case, account: Account, on: date) -> list[Offered]:
    """Return the acts the account's posts allow, in order, possible or not."""
    allowed = permissions_today(account)
    return [
        Offered(act.key, act.label, reverse(act.url_name, args=[case.pk]), act.obstacle(case, on))
        for act in sorted(_acts.values(), key=lambda act: act.order)
        if act.permission in allowed
    ]
