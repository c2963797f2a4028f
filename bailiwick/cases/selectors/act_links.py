"""Which act clears which clock, and the address of its page, where that page exists."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.urls import NoReverseMatch, resolve, reverse

from bailiwick.cases.models import Case, CaseClock
from bailiwick.cases.selectors.clocks import is_measure, rule_on
from bailiwick.law.facts import EVENTS, PAYMENTS
from bailiwick.law.nodes import node_of
from bailiwick.org.models import Account
from bailiwick.web.policy import declared


def address(name: str, *args: object, **query: str) -> str:
    """Return an address, or '' when no page of that name exists."""
    try:
        found = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    asked = urlencode({key: value for key, value in query.items() if value})
    return f"{found}?{asked}" if asked else found


def open_to(account: Account, url: str) -> str:
    """Return the address when the account's posts may use its page, else ''."""
    if not url:
        return ""
    policy = declared(resolve(urlsplit(url).path).func)
    if policy is None:
        return ""
    needed = policy.permissions
    return url if not needed or any(account.has_perm(one) for one in needed) else ""


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
    rule = rule_on(clock.rule, case.filed_on)
    answer = rule.satisfied_by[0] if rule and rule.satisfied_by else ""
    if answer == "结案":
        return ("办理结案", address("cases:case_close", case.pk, next=back))
    if answer in PAYMENTS:
        query = {"what": answer, "ref": clock.subject, "next": back}
        return (f"登记{answer}", address("cases:payment_record", case.pk, **query))
    if answer in EVENTS:
        query = {"what": answer, "ref": clock.subject, "next": back}
        return (f"登记{answer}", address("cases:event_record", case.pk, **query))
    if answer == "measure":
        return ("登记措施", address("cases:measure_impose", case.pk, next=back))
    if answer == "release":
        return ("解除措施", address("cases:measure_release", case.pk, next=back))
    node = node_of(answer) if answer else None
    if node:
        label = f"补录{node.short or node.name}"
        return (label, address("cases:node_record", case.pk, node=node.code, next=back))
    return ("", "")
