"""Articles and limits of the law's rules, as of a day: what refusals and pages print."""

from __future__ import annotations

from datetime import date

from bailiwick.law import rules
from bailiwick.law.rules import Unit


def article(rule_id: str, on: date) -> str:
    """Return the article of a rule with the number in force on a day."""
    return rules.rule(rule_id, on).source.on(on)


def limit_months(rule_id: str, on: date) -> int:
    """Return the limit of a rule in months on a day (the terms of control measures)."""
    row = rules.rule(rule_id, on)
    if row.unit is Unit.YEARS:
        return row.limit * 12
    if row.unit is Unit.MONTHS:
        return row.limit
    raise ValueError(f"{rule_id} is not limited in months")
