"""Why a clock shows what it shows (预警说明), as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bailiwick.law.calendar import Calendar
from bailiwick.law.clocks import Frame
from bailiwick.law.facts import Fact
from bailiwick.law.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Explanation:
    rule: str


def explain(
    frame: Frame,
    facts: Sequence[Fact],
    book: RuleBook,
    calendar: Calendar,
    as_of: date,
    rule: str,
    subject: str = "",
) -> Explanation:
    return Explanation(rule)
