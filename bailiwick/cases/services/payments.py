"""案款: money that came in, the notice to pay out, money paid out. Amounts are yuan."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bailiwick.cases.facts import NewFact, standing_rows
from bailiwick.cases.models import Case, Fact
from bailiwick.cases.services import holding
from bailiwick.cases.services.parties import APPLICANT_ROLES
from bailiwick.errors import RuleBroken, WrongState
from bailiwick.events.cases import PaymentRecorded
from bailiwick.law import acts as law_acts
from bailiwick.law.facts import PAYMENTS
from bailiwick.org.models import Account


@transaction.atomic
def record_payment(
    case: Case,
    what: str,
    *,
    amount: Decimal,
    on: date,
    by: Account,
    at: datetime,
    holder: str = "",
    document: str = "",
    ref: str = "",
    version: int | None = None,
) -> Fact:
    """Record money 到账, the 发放通知 to finance, or money 发放; also after closing.

    ``ref`` names the sum: a pay-out names the arrival it comes from. Legal source: 法发〔2017〕6号.

    Raises:
        RuleBroken: unknown word, no amount, a day in the future, more paid out than came in (of
            this sum or of the case), or paid to somebody other than an applicant without a panel's
            paper.
        WrongState: the reference is in use, or there is no such arrival.
    """
    if what not in PAYMENTS:
        raise RuleBroken(f"案款类型只能是{'、'.join(PAYMENTS)}")
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise RuleBroken("金额应大于零，最多两位小数")
    case = holding.take(case, version=version)
    holding.not_future(on, at, "日期")
    sums = [fact for fact in standing_rows(case.pk) if fact.kind == "payment"]
    arrivals = {fact.ref: fact for fact in sums if fact.what == "到账"}
    if what == "到账":
        ref = _free_ref(ref.strip(), arrivals)
    else:
        ref = _arrival(ref.strip(), arrivals, on)
        _check_pay_out(case, what, ref, sums, amount, holder.strip(), document.strip(), on)
    fact = holding.add_fact(
        case,
        NewFact("payment", what, on, ref=ref, amount=amount, holder=holder.strip()[:120],
                document=document.strip()),
        by=by,
        at=at,
    )  # fmt: skip
    add_amounts(case, what, amount, on)
    holding.finish(case, PaymentRecorded(case.number, fact.pk, what, amount, on), by=by, at=at)
    return fact


def add_amounts(case: Case, what: str, amount: Decimal, on: date) -> None:
    """Carry a sum (negative when taken back) into the columns of the case.

    Raises:
        RuleBroken: the case would have paid out more than came in.
    """
    if what == "到账":
        case.amount_received += amount
    elif what == "发放":
        case.amount_paid += amount
    if case.amount_paid > case.amount_received or case.amount_received < 0:
        raise RuleBroken(
            f"发放合计{case.amount_paid}元，超过到账合计{case.amount_received}元",
            article=law_acts.MONEY_OUT.on(on),
        )
    case.save(update_fields=["amount_received", "amount_paid"])


def must_stay_covered(case: Case, old: Fact, amount: Decimal, on: date) -> None:
    """Check a sum about to become ``amount`` on another day (zero: it is taken back).

    Raises:
        RuleBroken: more would have gone out of an arrival than came in, or before it came.
    """
    sums = [fact for fact in standing_rows(case.pk) if fact.kind == "payment"]
    amounts = {fact.pk: fact.amount or Decimal(0) for fact in sums} | {old.pk: amount}
    came = sum((amounts[f.pk] for f in sums if f.what == "到账" and f.ref == old.ref), Decimal(0))
    gone = sum((amounts[f.pk] for f in sums if f.what == "发放" and f.ref == old.ref), Decimal(0))
    if gone > came:
        raise RuleBroken(
            f"该笔到账 {came:,.2f} 元，已发放 {gone:,.2f} 元，先更正或撤销发放",
            article=law_acts.MONEY_OUT.on(on),
        )
    days = {fact.pk: fact.on for fact in sums} | {old.pk: on}
    arrived = [days[f.pk] for f in sums if f.what == "到账" and f.ref == old.ref and amounts[f.pk]]
    paid = [days[f.pk] for f in sums if f.what == "发放" and f.ref == old.ref and amounts[f.pk]]
    if arrived and paid and min(paid) < max(arrived):
        raise RuleBroken(f"发放日期{min(paid)}早于该笔到账日期{max(arrived)}")


def waiting(case: Case) -> list[tuple[Fact, Decimal]]:
    """Return the arrivals not yet wholly paid out, with the rest of each."""
    sums = [fact for fact in standing_rows(case.pk) if fact.kind == "payment"]
    rests = [(f, (f.amount or Decimal(0)) - _paid(sums, f.ref)) for f in sums if f.what == "到账"]
    return [(fact, rest) for fact, rest in rests if rest > 0]


def _paid(sums: list[Fact], ref: str) -> Decimal:
    return sum(
        (f.amount or Decimal(0) for f in sums if f.what == "发放" and f.ref == ref), Decimal(0)
    )


def _free_ref(ref: str, arrivals: dict[str, Fact]) -> str:
    if ref and ref in arrivals:
        raise WrongState(f"标识{ref}已用于{arrivals[ref].on}的到账")
    number = len(arrivals) + 1
    while f"p{number}" in arrivals:
        number += 1
    return ref or f"p{number}"


def _arrival(ref: str, arrivals: dict[str, Fact], on: date) -> str:
    if not ref and len(arrivals) == 1:
        ref = next(iter(arrivals))
    if ref not in arrivals:
        raise WrongState("写明发放的是哪一笔到账", article=law_acts.MONEY_BY_CASE.on(on))
    if on < arrivals[ref].on:
        raise RuleBroken(f"日期{on}早于该笔到账日期{arrivals[ref].on}")
    return ref


def _check_pay_out(
    case: Case,
    what: str,
    ref: str,
    sums: list[Fact],
    amount: Decimal,
    holder: str,
    document: str,
    on: date,
) -> None:
    if what != "发放":
        return
    came = next(f.amount or Decimal(0) for f in sums if f.what == "到账" and f.ref == ref)
    rest = came - _paid(sums, ref)
    if amount > rest:
        raise RuleBroken(
            f"该笔到账尚余 {rest:,.2f} 元，不能发放 {amount:,.2f} 元",
            article=law_acts.MONEY_OUT.on(on),
        )
    if not holder:
        raise RuleBroken("写明收款人", article=law_acts.MONEY_TO_STRANGERS.on(on))
    applicants = set(
        case.parties.filter(role__in=APPLICANT_ROLES, removed_on__isnull=True).values_list(
            "name", flat=True
        )
    )
    if holder not in applicants and not document:
        raise RuleBroken(
            f"收款人{holder}不是申请执行人，须有合议庭意见，写明文号",
            article=law_acts.MONEY_TO_STRANGERS.on(on),
        )
