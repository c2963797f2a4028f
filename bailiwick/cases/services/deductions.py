"""扣除: days that do not count. One without a document is kept and shown, and moves no deadline."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from bailiwick.cases.facts import NewFact, standing_rows
from bailiwick.cases.models import Case, Fact
from bailiwick.cases.services import holding
from bailiwick.errors import RuleBroken, WrongState
from bailiwick.events.cases import DeductionEnded, DeductionRecorded
from bailiwick.law import acts as law_acts
from bailiwick.law.case_numbers import CASE_TYPES
from bailiwick.law.facts import DEDUCTIONS
from bailiwick.org.models import Account

#: Node clocks stop only for these; a case without EXEC clock knows no other deduction.
OF_EVERY_CLOCK = ("中止", "暂缓", "提级指定委托")


@transaction.atomic
def record_deduction(
    case: Case,
    what: str,
    *,
    on: date,
    until: date | None,
    document: str,
    by: Account,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> Fact:
    """Record days that are not counted, both ends included; without end it runs on.

    Legal source: 法发〔2006〕35号第十四条; 法释〔2000〕29号第九条.

    Raises:
        RuleBroken: no such deduction, not lawful for any clock of this type of case, its end
            before its start, its start before the filing or in the future.
        WrongState: the case is closed, or the same deduction from the same day stands.
    """
    row = DEDUCTIONS.get(what)
    if row is None:
        raise RuleBroken(f"“{what}”不是法定的扣除事由", article=law_acts.DEDUCTION.on(on))
    case = holding.take(case, version=version)
    holding.must_be_open(case)
    kind = CASE_TYPES.get(case.type_code)
    if what not in OF_EVERY_CLOCK and not (kind and kind.has_exec):
        raise RuleBroken(
            f"{case.type_code}案件没有执行期限，{what}不停止任何期限", article=row.clause
        )
    holding.not_future(on, at, "起始日期")
    holding.not_before_filing(case, on, "起始日期")
    if until is not None and until < on:
        raise RuleBroken(f"截止日期{until}早于起始日期{on}")
    for fact in standing_rows(case.pk):
        if fact.kind == "deduction" and fact.what == what and fact.on == on:
            raise WrongState(f"自{on}起的{what}已登记（{fact.get_origin_display()}）")
    fact = holding.add_fact(
        case,
        NewFact("deduction", what, on, until=until, document=document.strip(),
                detail=reason.strip()),
        by=by,
        at=at,
    )  # fmt: skip
    holding.finish(
        case,
        DeductionRecorded(case.number, fact.pk, what, on, until, document.strip()),
        by=by,
        at=at,
    )
    return fact


@transaction.atomic
def end_deduction(
    fact: Fact, *, until: date, by: Account, at: datetime, document: str = "",
    version: int | None = None,
) -> Fact:  # fmt: skip
    """State the last day of a deduction that was running (中止、暂缓 的事由消失).

    Legal source: 法释〔2000〕29号第九条第九项 (from stay to resumption).

    Raises:
        WrongState: it has an end already. RuleBroken: the end lies before its start or in the
            future.
    """
    case = holding.take(fact.case_id, version=version)
    standing = {row.pk for row in standing_rows(case.pk)}
    if fact.pk not in standing or fact.kind != "deduction" or fact.until is not None:
        raise WrongState("此项扣除已有截止日期或已不存在")
    if until < fact.on:
        raise RuleBroken(f"截止日期{until}早于起始日期{fact.on}")
    holding.not_future(until, at, "截止日期")
    new = holding.add_fact(
        case,
        NewFact("deduction", fact.what, fact.on, until=until,
                document=document.strip() or fact.document, detail=fact.detail,
                supersedes=fact.pk),
        by=by,
        at=at,
    )  # fmt: skip
    holding.finish(case, DeductionEnded(case.number, new.pk, fact.what, until), by=by, at=at)
    return new


def counts(fact: Fact) -> bool:
    """Whether a deduction moves a deadline: only with a document (不附文书的不计入)."""
    return bool(fact.document.strip())
