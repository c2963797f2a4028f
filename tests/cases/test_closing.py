"""结案: each mode's conditions; a refusal names what is missing. 更正 and 撤销 bring the case
along.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bailiwick.audit.models import JournalRecord
from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case, CaseClock
from bailiwick.cases.services import closing, corrections, deductions, nodes, payments
from bailiwick.cases.services.closing import CannotClose, Grounds
from bailiwick.errors import Refusal, RuleBroken, WrongState
from bailiwick.law.case_numbers import CLOSING_MODES, GUARDS
from bailiwick.org.models import Account
from tests.make import add_facts, make_case, moment, node

FILED = date(2026, 6, 1)
TODAY = date(2026, 11, 25)
AT = moment(TODAY)
ZHONGBEN = "终结本次执行程序"
PAPERS = Grounds(document="裁定", consent="申请执行人同意书")


@pytest.fixture
def case(li: Account) -> Case:
    return make_case(officer=li, filed_on=FILED)


def missing(case: Case, li: Account, mode: str, grounds: Grounds, on: date = TODAY) -> list[str]:
    with pytest.raises(CannotClose) as caught:
        closing.close_case(case, mode, on=on, grounds=grounds, by=li, at=AT)
    return caught.value.missing


def ready_for_zhongben(case: Case) -> None:
    for code, day in (
        ("N07", date(2026, 6, 3)), ("N08", date(2026, 6, 3)), ("N11", date(2026, 10, 12)),
        ("N27", date(2026, 7, 1)), ("N35", date(2026, 11, 20)),
    ):  # fmt: skip
        node(case, code, day)


def test_the_page_knows_what_stands_before_anybody_closes(case: Case) -> None:
    """Conditions met, missing, and those a paper fulfils only with the closing itself."""
    ready_for_zhongben(case)
    deductions_free = {check.mode.name: check for check in closing.checklist(case, TODAY)}
    zhongben = deductions_free[ZHONGBEN]
    assert zhongben.open_count == 0
    papers = [c.text for c in zhongben.conditions if c.state == "paper"]
    assert papers == [GUARDS["consent_or_panel"], GUARDS["document"]]
    early = {check.mode.name: check for check in closing.checklist(case, date(2026, 6, 2))}
    assert early[ZHONGBEN].open_count == 6  # three months, notice, order, query, limit, talk


def test_every_guard_of_the_law_is_checked_here() -> None:
    named = {name for modes in CLOSING_MODES.values() for mode in modes for name in mode.needs}
    assert named <= set(closing._CHECKS)
    assert named <= set(GUARDS)


def test_zhongben_lists_everything_that_is_missing(case: Case, li: Account) -> None:
    with pytest.raises(CannotClose) as caught:
        closing.close_case(case, ZHONGBEN, on=TODAY, grounds=Grounds(), by=li, at=AT)
    assert "法〔2016〕373号" in str(caught.value)
    assert caught.value.missing == [
        GUARDS[name]
        for name in ("notice_sent", "report_ordered", "queried_recently", "consumption_limited",
                     "talk_held", "consent_or_panel", "document")
    ]  # fmt: skip
    case.refresh_from_db()
    assert case.closed_on is None


def test_zhongben_with_everything(case: Case, li: Account) -> None:
    ready_for_zhongben(case)
    closing.close_case(case, ZHONGBEN, on=TODAY, grounds=PAPERS, by=li, at=AT)
    case.refresh_from_db()
    assert (case.closed_on, case.closing_mode, case.node) == (TODAY, ZHONGBEN, "N36")
    assert CaseClock.objects.get(case=case, rule="EXEC").state == "met"
    assert JournalRecord.objects.filter(event="CaseClosed", case=case.pk).count() == 1
    with pytest.raises(WrongState, match="已于2026-11-25"):
        nodes.record_node(case, "N07", on=TODAY, by=li, at=AT)
    nodes.record_node(case, "N37", on=TODAY, by=li, at=AT)


@pytest.mark.parametrize(
    ("on", "too_early"),
    [
        pytest.param(date(2026, 9, 1), True, id="three months to the day are not more than three"),
        pytest.param(date(2026, 9, 2), False, id="the day after"),
    ],
)
def test_zhongben_after_more_than_three_months(
    case: Case, li: Account, on: date, too_early: bool
) -> None:
    found = missing(case, li, ZHONGBEN, Grounds(), on=on)
    assert (GUARDS["three_months"] in found) is too_early


@pytest.mark.parametrize(
    ("queried", "stale"),
    [(date(2026, 8, 25), False), (date(2026, 8, 24), True)],
    ids=["three months back to the day", "a day more"],
)
def test_the_last_query_lies_within_three_months(
    case: Case, li: Account, queried: date, stale: bool
) -> None:
    node(case, "N11", queried)
    found = missing(case, li, ZHONGBEN, Grounds())
    assert (GUARDS["queried_recently"] in found) is stale


def test_an_open_clue_stops_zhongben(case: Case, li: Account) -> None:
    nodes.record_event(case, "线索", on=date(2026, 11, 1), detail="车辆", by=li, at=AT)
    assert GUARDS["no_open_clue"] in missing(case, li, ZHONGBEN, Grounds())
    nodes.record_node(case, "N13", on=date(2026, 11, 5), by=li, at=AT)
    assert GUARDS["no_open_clue"] not in missing(case, li, ZHONGBEN, Grounds())


@pytest.mark.parametrize("mode", ["执行完毕", ZHONGBEN])
def test_never_while_a_stay_runs(case: Case, li: Account, mode: str) -> None:
    deductions.record_deduction(case, "中止", on=TODAY, until=None, document="裁定", by=li, at=AT)
    assert GUARDS["not_stayed"] in missing(case, li, mode, Grounds())


def test_full_performance_needs_the_money_or_a_paper(case: Case, li: Account) -> None:
    notice = Grounds(closing_notice="结案通知书")
    assert missing(case, li, "执行完毕", notice) == [GUARDS["paid_or_settled"]]
    settled = Grounds(closing_notice="结案通知书", settlement="和解履行完毕笔录")
    closing.close_case(case, "执行完毕", on=TODAY, grounds=settled, by=li, at=AT)


def test_full_performance_by_money(case: Case, li: Account) -> None:
    payments.record_payment(case, "到账", amount=Decimal(100000), on=TODAY, by=li, at=AT)
    assert missing(case, li, "执行完毕", Grounds()) == [GUARDS["closing_notice"]]
    assert GUARDS["unpaid"] in missing(case, li, ZHONGBEN, Grounds())


def test_modes_belong_to_types(li: Account) -> None:
    case = make_case(officer=li, filed_on=FILED, type_code="执保")
    with pytest.raises(RuleBroken, match="没有“执行完毕”的结案方式"):
        closing.close_case(case, "执行完毕", on=TODAY, grounds=Grounds(), by=li, at=AT)
    closing.close_case(case, "保全完毕", on=TODAY, grounds=Grounds(), by=li, at=AT)


@pytest.mark.parametrize("on", [date(2026, 11, 26), date(2026, 5, 31)])
def test_days_of_closing(case: Case, li: Account, on: date) -> None:
    with pytest.raises(RuleBroken, match="结案日期"):
        closing.close_case(case, "执行完毕", on=on, grounds=Grounds(), by=li, at=AT)


# --------------------------------------------------------------------------- corrections


def test_each_clue_needs_its_own_check(case: Case, li: Account) -> None:
    """A check that names one clue (ref) answers no other."""
    day = date(2026, 11, 1)
    for ref in ("c1", "c2"):
        add_facts(case, NewFact("event", "线索", day, ref=ref, detail="车辆"))
    node(case, "N13", date(2026, 11, 3), ref="c1")
    assert GUARDS["no_open_clue"] in missing(case, li, ZHONGBEN, Grounds())
    node(case, "N13", date(2026, 11, 4), ref="c2")
    assert GUARDS["no_open_clue"] not in missing(case, li, ZHONGBEN, Grounds())


@pytest.mark.parametrize(
    ("last", "stayed"),
    [(date(2026, 11, 24), False), (TODAY, True), (date(2026, 11, 30), True), (None, True)],
)
def test_a_stay_ends_with_its_last_day(
    case: Case, li: Account, last: date | None, stayed: bool
) -> None:
    first = date(2026, 11, 10)
    add_facts(case, NewFact("deduction", "中止", first, until=last, document="裁定"), at=AT)
    found = missing(case, li, ZHONGBEN, Grounds())
    assert (GUARDS["not_stayed"] in found) is stayed


def test_a_correction_supersedes_and_the_old_fact_stays(case: Case, li: Account) -> None:
    old = node(case, "N05", date(2026, 6, 5))
    new = corrections.correct(old, {"on": date(2026, 6, 4)}, reason="录入有误", by=li, at=AT)
    assert new.supersedes_id == old.pk
    assert case.facts.filter(what="N05").count() == 2
    record = JournalRecord.objects.latest("id")
    assert record.data["changes"] == {"发生日期": ["2026-06-05", "2026-06-04"]}
    with pytest.raises(WrongState, match="已被更正或撤销"):
        corrections.correct(old, {"on": date(2026, 6, 3)}, reason="x", by=li, at=AT)


def test_corrections_that_cannot_be(case: Case, li: Account) -> None:
    fact = node(case, "N05", date(2026, 6, 5))
    for changes, reason, kind, words in (
        ({"on": date(2026, 6, 4)}, " ", Refusal, "须写明理由"),
        ({"on": fact.on}, "x", WrongState, "相同"),
        ({"on": date(2026, 11, 26)}, "x", RuleBroken, "晚于今天"),
        ({"what": "N07"}, "x", RuleBroken, "不能更正"),
    ):
        with pytest.raises(kind, match=words):
            corrections.correct(fact, changes, reason=reason, by=li, at=AT)


def test_a_corrected_filing_moves_the_case(case: Case, li: Account) -> None:
    filing = case.facts.get(what="N03")
    corrections.correct(filing, {"on": date(2026, 6, 2)}, reason="以流程系统为准", by=li, at=AT)
    case.refresh_from_db()
    assert case.filed_on == date(2026, 6, 2)
    assert CaseClock.objects.get(case=case, rule="EXEC").start_on == date(2026, 6, 3)
    with pytest.raises(WrongState, match="不能撤销"):
        corrections.void_fact(case.facts.last(), reason="x", by=li, at=AT)


def test_money_taken_back_must_not_be_paid_out_already(case: Case, li: Account) -> None:
    came = payments.record_payment(case, "到账", amount=Decimal(500), on=TODAY, by=li, at=AT)
    went = payments.record_payment(
        case, "发放", amount=Decimal(500), on=TODAY, holder="周海燕", by=li, at=AT
    )
    with pytest.raises(RuleBroken, match="先更正或撤销发放"):
        corrections.void_fact(came, reason="误记", by=li, at=AT)
    corrections.void_fact(went, reason="误记", by=li, at=AT)
    corrections.correct(came, {"amount": Decimal(400)}, reason="误记", by=li, at=AT)
    case.refresh_from_db()
    assert (case.amount_received, case.amount_paid) == (Decimal(400), Decimal(0))


def test_a_voided_closing_opens_the_case_again(case: Case, li: Account) -> None:
    settled = Grounds(closing_notice="结案通知书", settlement="笔录")
    fact = closing.close_case(case, "执行完毕", on=TODAY, grounds=settled, by=li, at=AT)
    corrections.void_fact(fact, reason="和解未履行", by=li, at=AT)
    case.refresh_from_db()
    assert (case.closed_on, case.closing_mode) == (None, "")
    assert case.node == "N03"
    assert CaseClock.objects.get(case=case, rule="EXEC").state == "running"
