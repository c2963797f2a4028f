"""Which act clears which clock, and the address of its page, where that page exists."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from bailiwick.cases.models import Case, CaseClock
from bailiwick.cases.selectors.clocks import is_measure, rule_on
from bailiwick.law.nodes import node_of


def address(name: str, *args: object, **query: str) -> str:
    """Return an address, or '' when no page of that name exists."""
    try:
        found = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    asked = urlencode({key: value for key, value in query.items() if value})
    return f"{found}?{asked}" if asked else found


def for_clock(
    case: Case, clock: CaseClock, *, asked: bool = False, bare: bool = False, back: str = "/"
) -> tuple[str, str]:
    """Return (label, address) of the first act for a clock; ('', '') when there is none here.

    ``asked``: a request of the case waits for its decision. What another post must do without a
    request is recorded like one's own, as soon as it is done.
    """
    if asked:
        return ("看审批", address("cases:case_approvals", case.pk))
    if bare:
        return ("补录文书", address("cases:case_facts", case.pk, facts="term"))
    if is_measure(clock.rule):
        return ("续行", address("cases:measure_renew", case.pk, ref=clock.subject, next=back))
    if clock.rule.startswith("MNY"):
        return ("登记发放", address("cases:payment_record", case.pk, ref=clock.subject, next=back))
    if clock.rule == "EXEC":
        return ("办理结案", address("cases:case_close", case.pk, next=back))
    rule = rule_on(clock.rule, case.filed_on)
    node = node_of(rule.node) if rule and rule.node else None
    if node:
        label = f"补录{node.short or node.name}"
        return (label, address("cases:node_record", case.pk, node=node.code, next=back))
    return ("", "")
