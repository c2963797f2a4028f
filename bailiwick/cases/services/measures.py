"""查封、扣押、冻结: imposed with a term, renewed before it ends, released. Terms: CTL-01…03 of
the day.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bailiwick.cases.facts import NewFact, standing_rows
from bailiwick.cases.models import Case, Fact
from bailiwick.cases.services import holding
from bailiwick.errors import RuleBroken, WrongState
from bailiwick.events.cases import MeasureImposed, MeasureReleased, MeasureRenewed
from bailiwick.law import acts as law_acts
from bailiwick.law.facts import ZHONGBEN, measure_rule
from bailiwick.org.models import Account


@transaction.atomic
def impose(
    case: Case,
    what: str,
    *,
    on: date,
    until: date | None,
    document: str,
    by: Account,
    at: datetime,
    asset: str = "",
    holder: str = "",
    value: Decimal | None = None,
    ref: str = "",
    version: int | None = None,
) -> Fact:
    """Record a control measure in force from a day; without a last day the longest term is
    presumed.

    Legal source: 民诉法解释 (term by kind of property), 查封扣押冻结规定第一条 (ruling and notice).

    Raises:
        RuleBroken: no control measure, no ruling named, a term over the maximum, a day out of
            order.
        WrongState: the reference is in use, or the case is closed other than by 终结本次执行程序.
    """
    rule_id = measure_rule(what, asset)
    if rule_id is None:
        raise RuleBroken(
            f"“{what}”不是查封、扣押、冻结措施", article=law_acts.MEASURE_PAPERS.on(on)
        )
    if not document.strip():
        raise RuleBroken(
            "采取措施须有裁定书和协助执行通知书，写明文号", article=law_acts.MEASURE_PAPERS.on(on)
        )
    case = holding.take(case, version=version)
    if case.closing_mode != ZHONGBEN:
        holding.must_be_open(case)
    holding.not_future(on, at, "生效日期")
    check_term(rule_id, on, until)
    known = measures_of(case)
    ref = ref.strip() or _next_ref(known)
    if ref in known:
        raise WrongState(f"标识{ref}已用于{known[ref].what}")
    fact = holding.add_fact(
        case,
        NewFact("measure", what, on, until=until, ref=ref, document=document.strip(),
                detail=asset.strip()[:300], holder=holder.strip()[:120], amount=value),
        by=by,
        at=at,
    )  # fmt: skip
    holding.finish(case, MeasureImposed(case.number, fact.pk, ref, what, on, until), by=by, at=at)
    return fact


@transaction.atomic
def renew(
    case: Case,
    ref: str,
    *,
    on: date,
    until: date,
    document: str,
    by: Account,
    at: datetime,
    version: int | None = None,
) -> Fact:
    """Renew a measure before its last day has passed; also after closing (续行查封冻结).

    Legal source: 民诉法解释 (renewal has the same maximum), 查封扣押冻结规定第二十七条 (it
    lapses by itself).

    Raises:
        WrongState: no such measure, released, or lapsed before ``on``.
        RuleBroken: no ruling named, or a term over the maximum.
    """
    if not document.strip():
        raise RuleBroken(
            "续行须有裁定书和协助执行通知书，写明文号", article=law_acts.MEASURE_PAPERS.on(on)
        )
    case = holding.take(case, version=version)
    measure, ends_on = _standing(case, ref)
    holding.not_future(on, at, "续行日期")
    if ends_on and on > ends_on:
        raise WrongState(
            f"{measure.what}已于{ends_on}届满失效，不能续行，须重新采取措施",
            article=law_acts.MEASURE_LAPSE.on(on),
        )
    if ends_on and until <= ends_on:
        raise RuleBroken(f"新的届满日{until}不晚于原届满日{ends_on}")
    check_term(measure_rule(measure.what, measure.detail) or "CTL-03", on, until)
    fact = holding.add_fact(
        case,
        NewFact("renew", measure.what, on, until=until, ref=ref, document=document.strip()),
        by=by,
        at=at,
    )
    holding.finish(case, MeasureRenewed(case.number, fact.pk, ref, until), by=by, at=at)
    return fact


@transaction.atomic
def release(
    case: Case,
    ref: str,
    *,
    on: date,
    document: str,
    by: Account,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> Fact:
    """Release a measure (解除), also after closing.

    Legal source: 查封扣押冻结规定第二十八条 (what must be released).

    Raises:
        WrongState: no such measure, or released already.
        RuleBroken: no ruling named, a day in the future or before the measure.
    """
    if not document.strip():
        raise RuleBroken("解除须有裁定书，写明文号", article=law_acts.MEASURE_PAPERS.on(on))
    case = holding.take(case, version=version)
    measure, _ = _standing(case, ref)
    holding.not_future(on, at, "解除日期")
    if on < measure.on:
        raise RuleBroken(f"解除日期{on}早于生效日期{measure.on}")
    fact = holding.add_fact(
        case,
        NewFact("release", measure.what, on, ref=ref, document=document.strip(),
                detail=reason.strip()),
        by=by,
        at=at,
    )  # fmt: skip
    holding.finish(case, MeasureReleased(case.number, fact.pk, ref, on), by=by, at=at)
    return fact


def measures_of(case: Case) -> dict[str, Fact]:
    """Return the standing measures of a case by their reference, released or not."""
    return {fact.ref: fact for fact in standing_rows(case.pk) if fact.kind == "measure"}


def ends_of(case: Case) -> dict[str, date | None]:
    """Return the last day of each measure not released, renewals counted."""
    ends: dict[str, date | None] = {}
    for fact in standing_rows(case.pk):
        if fact.kind in ("measure", "renew"):
            ends[fact.ref] = fact.until
        elif fact.kind == "release":
            ends.pop(fact.ref, None)
    return ends


def check_term(rule_id: str, on: date, until: date | None) -> None:
    """Raises RuleBroken when a term ends before it starts or is longer than the law of the day
    allows.
    """
    if until is None:
        return
    if until < on:
        raise RuleBroken(f"届满日期{until}早于生效日期{on}")
    months, article = longest(rule_id, on)
    last = months_after(on, months)
    if until > last:
        length = f"{months // 12}年" if months % 12 == 0 else f"{months}个月"
        raise RuleBroken(f"期限不得超过{length}，最迟至{last}", article=article)


def longest(rule_id: str, on: date) -> tuple[int, str]:
    """Return the longest term in months on a day, with the article that says so."""
    from bailiwick.cases.citations import article, limit_months

    return limit_months(rule_id, on), article(rule_id, on)


def months_after(day: date, months: int) -> date:
    """Return the day with the same number ``months`` later, else the month's last (CLK-05)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _standing(case: Case, ref: str) -> tuple[Fact, date | None]:
    measure = measures_of(case).get(ref)
    if measure is None:
        raise WrongState(f"没有标识为{ref}的措施")
    ends = ends_of(case)
    if ref not in ends:
        raise WrongState(f"{measure.what}（{ref}）已解除")
    return measure, ends[ref]


def _next_ref(known: dict[str, Fact]) -> str:
    number = len(known) + 1
    while f"m{number}" in known:
        number += 1
    return f"m{number}"
