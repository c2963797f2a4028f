"""Which rows an account sees: own, group, own court, own and below. Used by every selector.

A row table names its court as ``court``, its responsible person as ``officer``/``clerk`` and its team
as ``group``; selectors pass the prefix when they reach it through a relation.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q

from bailiwick.org.backend import posts_today
from bailiwick.org.models import Account, Court, CourtLevel
from bailiwick.org.roles import Reach, reach


@dataclass(frozen=True)
class Scope:
    """What an account reaches today: whole courts, single teams, and its own cases."""

    person_id: int
    courts: frozenset[int] = field(default_factory=frozenset)
    groups: frozenset[int] = field(default_factory=frozenset)
    own_courts: frozenset[int] = field(default_factory=frozenset)  # own cases at these courts
    sensitive: bool = False

    @property
    def nothing(self) -> bool:
        return not (self.courts or self.groups or self.own_courts)

    def rows(self, prefix: str = "") -> Q:
        """Return the filter for a table with ``court``, ``officer``, ``clerk`` and ``group``."""
        if self.nothing:
            return Q(pk__in=[])
        condition = Q(pk__in=[])
        if self.courts:
            condition |= Q(**{f"{prefix}court__in": self.courts})
        if self.groups:
            condition |= Q(**{f"{prefix}group__in": self.groups})
        if self.own_courts:
            own = Q(**{f"{prefix}officer": self.person_id}) | Q(
                **{f"{prefix}clerk": self.person_id}
            )
            condition |= own & Q(**{f"{prefix}court__in": self.own_courts})
        return condition


def scope_of(account: Account) -> Scope:
    """Return what the account reaches by today's posts (kept for the request)."""
    kept: Scope | None = getattr(account, "_scope", None)
    if kept is not None:
        return kept
    courts: set[int] = set()
    groups: set[int] = set()
    own: set[int] = set()
    for post in posts_today(account):
        match reach(post.role, intermediate=post.court.level == CourtLevel.INTERMEDIATE):
            case Reach.BELOW:
                courts |= {post.court_id, *_below(post.court_id)}
            case Reach.COURT:
                courts.add(post.court_id)
            case Reach.GROUP:
                if post.group_id:
                    groups.add(post.group_id)
                own.add(post.court_id)
            case Reach.OWN:
                own.add(post.court_id)
    scope = Scope(account.person_id, frozenset(courts), frozenset(groups), frozenset(own))
    account._scope = scope  # type: ignore[attr-defined]
    return scope


def _below(court_id: int) -> set[int]:
    return set(Court.objects.filter(parent_id=court_id).values_list("pk", flat=True))
