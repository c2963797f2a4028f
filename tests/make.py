"""Plain functions with lawful defaults: a case filed, an officer, facts as they happen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from bailiwick.cases import facts, search
from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case, CaseOfficer, Fact, Origin, Party, PartyKind, PartyRole
from bailiwick.org.models import Account, Court

_serial = count(1)


def moment(day: date, hour: int = 2) -> datetime:
    """Ten in the morning at the court (02:00 UTC) of a day."""
    return datetime.combine(day, time(hour), UTC)


def make_case(
    court: Court | None = None,
    *,
    officer: Account | None = None,
    filed_on: date = date(2026, 11, 2),
    type_code: str = "执",
    applicants: tuple[str, ...] = ("周海燕",),
    debtors: tuple[str, ...] = ("洛阳某某商贸有限公司",),
    as_of: date | None = None,
    **changes: Any,
) -> Case:
    """A civil case of 100,000 yuan, filed and derived as of its filing day (or ``as_of``).

    ``officer`` is an account; court and team follow from its person's first post unless given.
    """
    post = officer.person.posts.first() if officer else None
    court = court or (post.court if post else Court.objects.get(code="豫0311"))
    values: dict[str, Any] = {
        "number": f"（{filed_on.year}）{court.code}{type_code}{next(_serial)}号",
        "type_code": type_code,
        "year": filed_on.year,
        "serial": 1,
        "filed_on": filed_on,
        "amount_claimed": Decimal("100000.00"),
        "cause": "买卖合同纠纷",
        "basis": f"（{filed_on.year}）{court.code}民初1号民事判决书",
        "officer": officer.person if officer else None,
        "officer_name": officer.person.name if officer else "",
        "group": post.group if post else None,
        "applicants_text": "、".join(applicants),
        "debtors_text": "、".join(debtors),
    } | changes
    case = Case.objects.create(court=court, **values)
    search.index(case, [*applicants, *debtors])
    for position, (role, name) in enumerate(
        [(PartyRole.APPLICANT, n) for n in applicants] + [(PartyRole.DEBTOR, n) for n in debtors]
    ):
        kind = PartyKind.LEGAL if name.endswith("公司") else PartyKind.NATURAL
        Party.objects.create(
            case=case, court=court, role=role, name=name, kind=kind, position=position
        )
    if officer:
        CaseOfficer.objects.create(
            case=case,
            court=court,
            person=officer.person,
            name=officer.person.name,
            starts_on=filed_on,
        )
    add_facts(case, NewFact("node", "N03", filed_on), at=moment(as_of or filed_on))
    return case


def add_facts(
    case: Case,
    *new: NewFact,
    by: Account | None = None,
    at: datetime | None = None,
    origin: str = Origin.HERE,
) -> list[Fact]:
    """Add facts as of a moment (default: ten o'clock on the day of the last of them)."""
    at = at or moment(max(fact.on for fact in new))
    return facts.add(case, new, by=by, at=at, origin=origin)


def node(case: Case, code: str, on: date, **changes: Any) -> Fact:
    return add_facts(case, NewFact("node", code, on, **changes))[0]


def payment(case: Case, what: str, on: date, amount: str, ref: str = "p1") -> Fact:
    return add_facts(case, NewFact("payment", what, on, ref=ref, amount=Decimal(amount)))[0]


def measure(case: Case, what: str, on: date, until: date, ref: str = "m1") -> Fact:
    return add_facts(case, NewFact("measure", what, on, until=until, ref=ref))[0]


def days_before(day: date, days: int) -> date:
    return day - timedelta(days=days)
