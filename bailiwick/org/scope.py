"""Which rows an account sees: own, group, own court, own and below. Used by every selector.

A row table names its court as ``court``, its responsible person as ``officer``/``clerk`` and its
team as ``group``; selectors pass the prefix when they reach it through a relation. A court that was
abolished goes with its successor: who sees 孟津区 today sees the old cases of 孟津县 and 吉利区.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    sensitive: bool = False  # 安全管理员 granted a post of today the right to labelled cases
    everywhere: bool = False  # every court there is: no row needs to be asked for its court

    @property
    def nothing(self) -> bool:
        return not (self.courts or self.groups or self.own_courts)

    def rows(self, prefix: str = "") -> Q:
        """Return the filter for a table with ``court``, ``officer``, ``clerk`` and ``group``."""
        if self.everywhere:
            return Q()
        if self.nothing:
            return Q(pk__in=[])
        condition = Q(pk__in=[])
        if self.courts:
            condition |= Q(**{f"{prefix}court__in": self.courts})
        if self.groups:
            condition |= Q(**{f"{prefix}group__in": self.groups})
        if self.own_courts:
            condition |= self.own(prefix) & Q(**{f"{prefix}court__in": self.own_courts})
        return condition

    def own(self, prefix: str = "") -> Q:
        """Return the filter for rows the person is named in, as officer or clerk."""
        return Q(**{f"{prefix}officer": self.person_id}) | Q(**{f"{prefix}clerk": self.person_id})

    def labelled(self, prefix: str = "") -> Q:
        """Return the filter that hides rows with a sensitive label from people without the right.

        The officer and the clerk of a case always see it. ``sensitive`` is '' for a plain case.
        """
        if self.sensitive:
            return Q()
        return Q(**{f"{prefix}sensitive": ""}) | self.own(prefix)


def scope_of(account: Account) -> Scope:
    """Return what the account reaches by today's posts (kept for the request).

    Costs at most two queries: the posts of today and, where a whole court is reached, the tree.
    """
    kept: Scope | None = getattr(account, "_scope", None)
    if kept is not None:
        return kept
    posts = posts_today(account) if account.is_active else []
    courts: set[int] = set()
    below: set[int] = set()
    groups: set[int] = set()
    own: set[int] = set()
    for post in posts:
        match reach(post.role, intermediate=post.court.level == CourtLevel.INTERMEDIATE):
            case Reach.BELOW:
                below.add(post.court_id)
            case Reach.COURT:
                courts.add(post.court_id)
            case Reach.GROUP:
                if post.group_id:
                    groups.add(post.group_id)
                own.add(post.court_id)
            case Reach.OWN:
                own.add(post.court_id)
    everywhere = False
    if courts or below or own:
        tree = list(Court.objects.order_by().values_list("pk", "parent_id", "successor_id"))
        courts |= below | {pk for pk, parent, _ in tree if parent in below}
        courts, own = _with_predecessors(courts, tree), _with_predecessors(own, tree)
        everywhere = courts >= {pk for pk, _, _ in tree}
    scope = Scope(
        account.person_id,
        frozenset(courts),
        frozenset(groups),
        frozenset(own),
        sensitive=any(post.sees_sensitive for post in posts),
        everywhere=everywhere,
    )
    account._scope = scope  # type: ignore[attr-defined]
    return scope


def _with_predecessors(
    courts: set[int], tree: Sequence[tuple[int, int | None, int | None]]
) -> set[int]:
    found = set(courts)
    while more := {pk for pk, _, successor in tree if successor in found} - found:
        found |= more
    return found
