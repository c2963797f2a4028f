"""Articles and limits of the law's rules, as of a day: what refusals and pages print."""

from __future__ import annotations

from datetime import date

from bailiwick.law import rules


def article(rule_id: str, on: date) -> str:
    """Return the article of a rule with the number in force on a day."""
    return rules.rule(rule_id, on).source.on(on)


def limit_months(rule_id: str, on: date) -> int:
    """Return the limit of a rule in months on a day (the terms of control measures)."""
    row = rules.rule(rule_id, on)
    return int(row.limit) * (12 if str(row.unit).startswith("year") else 1)
