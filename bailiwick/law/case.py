"""One derivation: the case with its facts by word, the rules of its court, calendar and day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bailiwick.law.calendar import Calendar
from bailiwick.law.clocks import Frame
from bailiwick.law.fact_index import FactIndex
from bailiwick.law.facts import Fact
from bailiwick.law.reckon import (
    OPEN,
    Span,
    spans_of,
)
from bailiwick.law.rules import Compiled, Plan, RuleBook


class Opened(NamedTuple):
    """A clock that a fact has opened: from which day it counts and what answered it."""

    version: Compiled
    subject: str
    fact: Fact
    event: int
    answer: Fact | None


class Case:
    """One derivation: the case, its facts by word, the court's rules, calendar and day."""

    __slots__ = (
        "as_of", "book", "calendar", "closed", "facts", "frame", "index", "kept", "plan",
    )  # fmt: skip

    def __init__(
        self,
        frame: Frame,
        facts: Sequence[Fact],
        book: RuleBook,
        calendar: Calendar,
        as_of: int,
    ) -> None:
        self.frame = frame
        self.facts = facts
        self.book = book
        self.calendar = calendar
        self.as_of = as_of
        self.index = FactIndex(facts, frame.type_code)
        self.plan: Plan = book.plan(frame.type_code, frame.kind)
        closing = self.index.closing
        self.closed = closing.on.toordinal() if closing is not None else OPEN
        self.kept: dict[frozenset[str], list[Span]] = {}

    def spans(self, version: Compiled) -> Sequence[Span]:
        """Return the days that stop a clock of this version; worked out once per list of words."""
        if not self.index.deductions:
            return ()
        found = self.kept.get(version.pauses)
        if found is None:
            found = self.kept[version.pauses] = spans_of(self.index.deductions, version, self.as_of)
        return found

    def source_missing(self, version: Compiled) -> bool:
        complete = self.frame.complete
        if "*" in complete:
            return False
        return any(key not in complete for key in version.rule.complete_key)


def version_on(family: Sequence[Compiled], day: int) -> Compiled | None:
    """Return the version in force on a day."""
    for version in reversed(family):
        if version.first <= day:
            return version if day <= version.last else None
    return None


def earliest(facts: Sequence[Fact]) -> Fact:
    return facts[0] if len(facts) == 1 else min(facts, key=lambda fact: (fact.on, fact.id))


def is_grey(case: Case, version: Compiled, due: int | None) -> bool:
    """Whether what is missing may only be missing from our data (缺数据)."""
    if case.source_missing(version):
        return True
    go_live = case.frame.go_live_on
    return go_live is not None and due is not None and due < go_live.toordinal()
