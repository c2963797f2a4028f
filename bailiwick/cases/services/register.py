"""手工登记: a case that the national system's import has not brought yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case, CaseKind, CaseOfficer
from bailiwick.cases.services import holding, parties
from bailiwick.cases.services.parties import PartyData
from bailiwick.errors import RuleBroken, WrongState
from bailiwick.events.cases import CaseRegistered
from bailiwick.law import acts as law_acts
from bailiwick.law import case_numbers
from bailiwick.law.case_numbers import CASE_TYPES, BadCaseNumber, CaseNumber
from bailiwick.org.models import Account, Court, Person


@dataclass(frozen=True)
class CaseData:
    """A case as typed. Amount in yuan."""

    number: str
    filed_on: date
    kind: str = CaseKind.CIVIL
    cause: str = ""
    basis: str = ""
    amount_claimed: Decimal = Decimal(0)
    original_number: str = ""


@transaction.atomic
def register_case(
    court: Court,
    data: CaseData,
    *,
    by: Account,
    at: datetime,
    people: Sequence[PartyData] = (),
    officer: Person | None = None,
) -> Case:
    """Register a case by hand, with its parties; its filing is the first fact.

    Legal source: 法〔2015〕137号 (number), 法发〔2014〕26号第三至六条 (types, nothing outside
    the system).

    Raises:
        RuleBroken: the number is none, of another court or of a type that is none of enforcement; a
            filing in the future; a 执恢 that does not name its 执; a party that cannot be.
        WrongState: the number is registered.
    """
    number = checked_number(data.number, court, data.filed_on, at)
    if Case.objects.filter(number=number.text).exists():
        raise WrongState(f"案号{number.text}已登记")
    case = Case(
        court=court,
        number=number.text,
        legacy_number=number.legacy,
        year=number.year,
        type_code=number.type_code,
        serial=number.serial,
        kind=data.kind,
        cause=data.cause.strip(),
        basis=data.basis.strip(),
        filed_on=data.filed_on,
        amount_claimed=data.amount_claimed,
    )
    holding.not_future(data.filed_on, at, "立案日期")
    _link_original(case, data.original_number)
    if officer:
        case.officer, case.officer_name = officer, officer.name
    case.save()
    if officer:
        CaseOfficer.objects.create(
            case=case, court=court, person=officer, name=officer.name, starts_on=data.filed_on,
            by=by,
        )  # fmt: skip
    for position, person in enumerate(people):
        parties.check(person)
        parties.build(case, person, position=position).save()
    parties.refresh_texts(case)
    holding.add_fact(case, NewFact("node", "N03", data.filed_on), by=by, at=at)
    holding.finish(case, CaseRegistered(case.number, case.filed_on, case.type_code), by=by, at=at)
    return case


def checked_number(text: str, court: Court, filed_on: date, at: datetime) -> CaseNumber:
    """Return the number. Raises RuleBroken with what is wrong about it for this court."""
    grammar = law_acts.NUMBER_GRAMMAR.on(filed_on)
    try:
        number = case_numbers.parse(text, at.year + 1)
    except BadCaseNumber as error:
        raise RuleBroken(str(error), article=grammar) from error
    if number.suffix:
        raise RuleBroken("“之一”“之二”是同一案件的文书编号，登记不带此后缀", article=grammar)
    if number.type_code not in CASE_TYPES:
        raise RuleBroken(
            f"类型代字“{number.type_code}”不是执行工作的案件类型",
            article=law_acts.CASE_TYPES.on(filed_on),
        )
    if not number.legacy and number.court_code != court.code:
        raise RuleBroken(
            f"案号中的法院代字{number.court_code}不是{court.short_name}（{court.code}）",
            article=grammar,
        )
    if not number.year <= filed_on.year <= number.year + 1:
        raise RuleBroken(f"立案日期{filed_on}与收案年度{number.year}不符", article=grammar)
    return number


def _link_original(case: Case, text: str) -> None:
    """A resumed case (执恢) names the first case (执) it resumes."""
    if case.type_code != "执恢":
        case.original_number = text.strip()
        return
    resumed = law_acts.RESUMED.on(case.filed_on)
    if not text.strip():
        raise RuleBroken("恢复执行案件须写明原执行案号", article=resumed)
    try:
        original = case_numbers.parse(text.strip())
    except BadCaseNumber as error:
        raise RuleBroken(
            f"原案号：{error}", article=law_acts.NUMBER_GRAMMAR.on(case.filed_on)
        ) from error
    if original.type_code not in ("执", "执恢"):
        raise RuleBroken(f"原案号{original.text}不是执行案件", article=resumed)
    case.original_number = original.text
    case.original = Case.objects.filter(number=original.text).first()
    if case.original and case.original.closed_on is None:
        raise WrongState(f"原案{original.text}尚未结案，不能恢复执行", article=resumed)
