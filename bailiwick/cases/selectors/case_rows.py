"""Rows of case lists: each case with its worst clock, read for a whole page in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from bailiwick.cases.models import Case, CaseClock
from bailiwick.cases.selectors.clocks import (
    LIVE_STATES,
    SEVERITY,
    level_of,
    light_of,
    rule_name,
    why_url,
)
from bailiwick.cases.selectors.register import SENSITIVE_TEXT
from bailiwick.law.nodes import NODES
from bailiwick.web.lights import Light

COUNT_LIMIT = 100_000
PAGES_LIMIT = 10_000  # rows that can be paged to; beyond, narrowing helps more than turning pages


@dataclass(frozen=True)
class CaseRow:
    """A case of a list with what its worst clock says."""

    case: Case
    light: Light | None
    rule: str
    subject: str
    matter: str
    due_on: date | None
    more: int
    share: int | None
    node: str

    @property
    def veiled(self) -> bool:
        """Whether the reader only learns that there is a labelled case (敏感案件)."""
        return bool(getattr(self.case, "veiled", False))

    @property
    def number(self) -> str:
        return SENSITIVE_TEXT if self.veiled else self.case.number

    @property
    def applicants(self) -> str:
        return "—" if self.veiled else self.case.applicants_text or "—"

    @property
    def debtors(self) -> str:
        return "—" if self.veiled else self.case.debtors_text or "—"

    @property
    def cause(self) -> str:
        return "—" if self.veiled else self.case.cause or "—"

    @property
    def why_url(self) -> str:
        return why_url(self.case.pk, self.rule, self.subject) if self.rule else ""


@dataclass(frozen=True)
class Total:
    """How many rows a filter has; ``capped`` when counting stopped at the limit."""

    count: int
    capped: bool

    @property
    def text(self) -> str:
        return f"{self.count:,} 以上" if self.capped else f"{self.count:,}"


def total_of(rows: QuerySet[Any], limit: int = COUNT_LIMIT) -> Total:
    """Count a filter, but no further than ``limit``: a page of a million need not be counted."""
    found = rows.order_by().values("pk")[: limit + 1].count()
    return Total(min(found, limit), found > limit)


def live_clocks(case_ids: Iterable[int]) -> dict[int, list[CaseClock]]:
    """Return the live clocks of several cases, by case."""
    found: dict[int, list[CaseClock]] = {}
    rows = CaseClock.objects.filter(case_id__in=list(case_ids), state__in=LIVE_STATES)
    for clock in rows:
        found.setdefault(clock.case_id, []).append(clock)
    return found


def by_urgency(clocks: Iterable[CaseClock], on: date) -> list[CaseClock]:
    """Order clocks: official before internal, then by severity, then by days left."""

    def key(clock: CaseClock) -> tuple[Any, ...]:
        level = level_of(clock, on)
        paused = clock.state == "paused"
        rank = SEVERITY[level] if level else SEVERITY["green"]
        return (clock.internal, rank, not paused, clock.due_on or date.max, clock.rule)

    return sorted(clocks, key=key)


def row_of(case: Case, clocks: Sequence[CaseClock], on: date) -> CaseRow:
    """Return one row; ``clocks`` are the case's live clocks."""
    ordered = by_urgency(clocks, on)
    worst = ordered[0] if ordered else None
    urgent = {"black", "red", "orange", "yellow"}
    more = sum(1 for clock in ordered[1:] if level_of(clock, on) in urgent and not clock.internal)
    share = None
    if case.amount_claimed:
        share = int(case.amount_received * 100 / case.amount_claimed)
    node = NODES.get(case.node)
    return CaseRow(
        case=case,
        light=light_of(worst, on) if worst else None,
        rule=worst.rule if worst else "",
        subject=worst.subject if worst else "",
        matter=_matter(worst, on),
        due_on=worst.due_on if worst else None,
        more=more,
        share=share,
        node=node.name if node else "—",
    )


def rows_of(cases: Sequence[Case], on: date) -> list[CaseRow]:
    """Return the rows of one page."""
    clocks = live_clocks(case.pk for case in cases)
    return [row_of(case, clocks.get(case.pk, []), on) for case in cases]


def _matter(clock: CaseClock | None, on: date) -> str:
    if clock is None:
        return "没有在计期限"
    name = rule_name(clock.rule, on)
    if clock.state == "paused":
        return f"{name}　暂停中"
    if clock.state == "grey":
        return f"{name}　缺起算事实"
    return name


def levels_of(clocks: Iterable[CaseClock], on: date) -> dict[str, int]:
    """Count clocks by level."""
    counts: dict[str, int] = {}
    for clock in clocks:
        level = level_of(clock, on)
        if level:
            counts[level] = counts.get(level, 0) + 1
    return counts


__all__ = [
    "CaseRow", "Total", "by_urgency", "levels_of", "live_clocks", "row_of", "rows_of",
    "total_of",
]  # fmt: skip
