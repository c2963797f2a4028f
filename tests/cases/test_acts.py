"""The acts on a case: what they do, each refusal with its article, one journal record each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bailiwick.audit.models import JournalRecord
from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case, CaseClock, CaseKeys, Fact
from bailiwick.cases.services import (
    corrections,
    deductions,
    labels,
    measures,
    nodes,
    officers,
    parties,
    payments,
    register,
)
from bailiwick.cases.services.parties import PartyData
from bailiwick.cases.services.register import CaseData
from bailiwick.errors import Refusal, RuleBroken, Stale, WrongState
from bailiwick.org.models import Account
from tests.cast import City
from tests.make import add_facts, make_case, moment

FILED = date(2026, 11, 2)
TODAY = date(2026, 11, 25)
AT = moment(TODAY)


@pytest.fixture
def case(li: Account) -> Case:
    return make_case(officer=li, filed_on=FILED)


def refused(
    kind: type[Refusal], words: str, act: Callable[..., Any], *args: Any, **kw: Any
) -> None:
    """The act is refused with these words, and nothing is written, not even in the journal."""
    before = (Fact.objects.count(), JournalRecord.objects.count())
    with pytest.raises(kind) as caught:
        act(*args, **kw)
    assert words in str(caught.value)
    assert (Fact.objects.count(), JournalRecord.objects.count()) == before


def last_record() -> JournalRecord:
    return JournalRecord.objects.latest("id")


# ------------------------------------------------------------------------------- nodes


def test_a_node_is_recorded(case: Case, li: Account) -> None:
    fact = nodes.record_node(case, "N07", on=TODAY, document="通知书", by=li, at=AT)
    assert (fact.kind, fact.what, fact.on, fact.origin) == ("node", "N07", TODAY, "here")
    record = last_record()
    assert (record.event, record.case, record.actor) == ("NodeRecorded", case.pk, li.pk)
    assert record.data["on"] == "2026-11-25"
    case.refresh_from_db()
    assert (case.node, case.version) == ("N07", 2)


@pytest.mark.parametrize(
    ("code", "on", "kind", "words"),
    [
        ("N07", date(2026, 11, 26), RuleBroken, "晚于今天"),
        ("N07", date(2026, 11, 1), RuleBroken, "早于立案日期"),
        ("N99", TODAY, RuleBroken, "没有节点"),
        ("N03", TODAY, WrongState, "更正"),
        ("N36", TODAY, WrongState, "结案"),
    ],
)
def test_nodes_that_cannot_be(
    case: Case, li: Account, code: str, on: date, kind: type[Refusal], words: str
) -> None:
    refused(kind, words, nodes.record_node, case, code, on=on, by=li, at=AT)


def test_the_same_node_on_the_same_day_only_once(case: Case, li: Account) -> None:
    nodes.record_node(case, "N07", on=TODAY, by=li, at=AT)
    refused(WrongState, "已登记", nodes.record_node, case, "N07", on=TODAY, by=li, at=AT)


def test_receipt_may_lie_before_the_filing(case: Case, li: Account) -> None:
    nodes.record_node(case, "N01", on=date(2026, 10, 28), by=li, at=AT)


def test_an_old_page_is_told_who_was_first(case: Case, li: Account, wang: Account) -> None:
    nodes.record_node(case, "N07", on=TODAY, by=wang, at=AT, version=1)
    refused(
        Stale, "已被 王局长 于 10:00 修改", nodes.record_node, case, "N08", on=TODAY, by=li, at=AT,
        version=1,
    )  # fmt: skip


def test_events_come_in(case: Case, li: Account) -> None:
    fact = nodes.record_event(case, "线索", on=TODAY, detail="车辆", urgent=True, by=li, at=AT)
    assert (fact.ref, fact.urgent) == ("线索1", True)
    # INV-01: a clear clue is verified in 7 days, an urgent one in 3: 2026-11-28 is a Saturday,
    # rolled to Monday the 30th
    clock = CaseClock.objects.get(case=case, rule="INV-01")
    assert clock.due_on == date(2026, 11, 30)
    refused(WrongState, "已登记", nodes.record_event, case, "线索", on=TODAY, detail="车辆",
            by=li, at=AT)  # fmt: skip
    refused(RuleBroken, "没有事项", nodes.record_event, case, "结案", on=TODAY, by=li, at=AT)


# -------------------------------------------------------------------------- deductions


def test_a_documented_deduction_moves_the_execution_period(case: Case, li: Account) -> None:
    before = CaseClock.objects.get(case=case, rule="EXEC").due_on
    deductions.record_deduction(
        case,
        "评估",
        on=date(2026, 11, 10),
        until=date(2026, 11, 19),
        document="委托书",
        by=li,
        at=AT,
    )
    after = CaseClock.objects.get(case=case, rule="EXEC").due_on
    # due 2027-05-02 unrolled; ten days later 2027-05-12, a Wednesday
    assert after == date(2027, 5, 12)
    assert before < after
    assert last_record().event == "DeductionRecorded"


def test_a_deduction_without_document_moves_nothing(case: Case, li: Account) -> None:
    before = CaseClock.objects.get(case=case, rule="EXEC").due_on
    fact = deductions.record_deduction(
        case, "评估", on=date(2026, 11, 10), until=date(2026, 11, 19), document=" ", by=li, at=AT
    )
    assert not deductions.counts(fact)
    assert CaseClock.objects.get(case=case, rule="EXEC").due_on == before


def test_a_running_deduction_pauses_until_its_end_is_stated(case: Case, li: Account) -> None:
    fact = deductions.record_deduction(
        case, "中止", on=date(2026, 11, 10), until=None, document="裁定", by=li, at=AT
    )
    clock = CaseClock.objects.get(case=case, rule="EXEC")
    assert (clock.state, clock.due_on) == ("paused", None)
    case.refresh_from_db()
    assert case.is_paused
    deductions.end_deduction(fact, until=date(2026, 11, 19), by=li, at=AT)
    assert CaseClock.objects.get(case=case, rule="EXEC").due_on == date(2027, 5, 12)
    refused(WrongState, "已有截止日期", deductions.end_deduction, fact, until=TODAY, by=li, at=AT)


@pytest.mark.parametrize(
    ("what", "on", "until", "kind", "words"),
    [
        ("出差", TODAY, None, RuleBroken, "法发〔2006〕35号第十四条"),
        ("评估", TODAY, date(2026, 11, 24), RuleBroken, "早于起始日期"),
        ("评估", date(2026, 11, 1), None, RuleBroken, "早于立案日期"),
        ("评估", date(2026, 11, 26), None, RuleBroken, "晚于今天"),
    ],
)
def test_deductions_that_cannot_be(
    case: Case,
    li: Account,
    what: str,
    on: date,
    until: date | None,
    kind: type[Refusal],
    words: str,
) -> None:
    refused(kind, words, deductions.record_deduction, case, what, on=on, until=until,
            document="x", by=li, at=AT)  # fmt: skip


def test_a_case_without_execution_period_knows_only_stays(li: Account) -> None:
    case = make_case(officer=li, filed_on=FILED, type_code="执异")
    refused(RuleBroken, "法释〔2000〕29号第九条第八项", deductions.record_deduction, case, "评估",
            on=TODAY, until=None, document="x", by=li, at=AT)  # fmt: skip
    deductions.record_deduction(case, "中止", on=TODAY, until=None, document="x", by=li, at=AT)


# ---------------------------------------------------------------------------- measures


def test_a_freeze_lasts_at_most_one_year(case: Case, li: Account) -> None:
    too_long = date(2027, 11, 26)
    refused(RuleBroken, "期限不得超过1年，最迟至2027-11-25", measures.impose, case, "冻结存款",
            on=TODAY, until=too_long, document="裁定", by=li, at=AT)  # fmt: skip
    fact = measures.impose(case, "冻结存款", on=TODAY, until=date(2027, 11, 24), document="裁定",
                           by=li, at=AT)  # fmt: skip
    assert fact.ref == "m1"
    assert CaseClock.objects.get(case=case, rule="CTL-01", subject="m1").due_on == date(
        2027, 11, 24
    )


def test_terms_of_an_earlier_day_are_those_of_that_day(li: Account) -> None:
    case = make_case(officer=li, filed_on=date(2014, 3, 3), number="（2014）洛执字第9号")
    refused(RuleBroken, "期限不得超过6个月", measures.impose, case, "冻结存款", on=date(2014, 4, 1),
            until=date(2015, 3, 31), document="裁定", by=li, at=AT)  # fmt: skip


def test_a_measure_needs_its_papers(case: Case, li: Account) -> None:
    refused(RuleBroken, "查封扣押冻结规定（2020年修正）第一条", measures.impose, case, "冻结存款", on=TODAY,
            until=None, document="", by=li, at=AT)  # fmt: skip
    refused(RuleBroken, "不是查封、扣押、冻结措施", measures.impose, case, "口头告知", on=TODAY,
            until=None, document="x", by=li, at=AT)  # fmt: skip


def test_renewal_before_the_last_day_has_passed(case: Case, li: Account) -> None:
    ends = date(2026, 11, 24)
    measures.impose(
        case, "冻结存款", on=date(2026, 11, 3), until=ends, document="裁定", by=li, at=AT
    )
    refused(WrongState, "已于2026-11-24届满失效", measures.renew, case, "m1", on=TODAY,
            until=date(2027, 11, 1), document="续", by=li, at=AT)  # fmt: skip
    measures.renew(case, "m1", on=ends, until=date(2027, 11, 1), document="续", by=li, at=AT)
    assert CaseClock.objects.get(case=case, rule="CTL-01").due_on == date(2027, 11, 1)
    refused(WrongState, "没有标识为m9", measures.renew, case, "m9", on=TODAY,
            until=date(2027, 11, 1), document="续", by=li, at=AT)  # fmt: skip


def test_release_ends_the_alert(case: Case, li: Account) -> None:
    measures.impose(case, "查封房产", on=TODAY, until=None, document="裁定", by=li, at=AT)
    measures.release(case, "m1", on=TODAY, document="解除裁定", by=li, at=AT)
    assert not CaseClock.objects.filter(case=case, rule="CTL-03", state="running").exists()
    refused(
        WrongState, "已解除", measures.release, case, "m1", on=TODAY, document="x", by=li, at=AT
    )
    assert last_record().event == "MeasureReleased"


# ---------------------------------------------------------------------------- payments


def pay(case: Case, li: Account, what: str, amount: str, **kw: Any) -> Fact:
    return payments.record_payment(
        case, what, amount=Decimal(amount), on=kw.pop("on", TODAY), by=li, at=AT, **kw
    )


def test_money_comes_in_and_goes_out(case: Case, li: Account) -> None:
    pay(case, li, "到账", "5000")
    assert CaseClock.objects.get(case=case, rule="MNY-06").subject == "p1"
    pay(case, li, "发放", "5000", holder="周海燕")
    case.refresh_from_db()
    assert (case.amount_received, case.amount_paid) == (Decimal(5000), Decimal(5000))
    assert payments.waiting(case) == []


def test_no_more_goes_out_than_came_in(case: Case, li: Account) -> None:
    pay(case, li, "到账", "5000")
    refused(RuleBroken, "尚余 5,000.00 元", pay, case, li, "发放", "5000.01", holder="周海燕")
    refused(WrongState, "哪一笔到账", pay, case, li, "发放", "1", holder="周海燕", ref="p7")
    refused(RuleBroken, "法发〔2017〕6号第十一条", pay, case, li, "发放", "1", holder="路人")
    refused(RuleBroken, "大于零", pay, case, li, "到账", "0")
    pay(case, li, "发放", "1", holder="路人", document="合议庭笔录")


def correct(fact: Fact, li: Account, **changes: Any) -> Fact:
    return corrections.correct(fact, changes, reason="录入有误", by=li, at=AT)


def test_a_correction_leaves_each_sum_covered(case: Case, li: Account) -> None:
    """The other arrival does not make up for the one that was paid out."""
    first = pay(case, li, "到账", "1000", on=date(2026, 11, 10))
    pay(case, li, "到账", "5000")
    out = pay(case, li, "发放", "800", holder="周海燕", ref="p1", on=date(2026, 11, 20))
    refused(RuleBroken, "已发放 800.00 元", correct, first, li, amount=Decimal("799.99"))
    refused(RuleBroken, "已发放 1,000.01 元", correct, out, li, amount=Decimal("1000.01"))
    refused(RuleBroken, "早于该笔到账", correct, first, li, on=date(2026, 11, 21))
    refused(RuleBroken, "早于该笔到账", correct, out, li, on=date(2026, 11, 9))
    refused(
        RuleBroken, "已发放 800.00 元", corrections.void_fact, first, reason="未到", by=li, at=AT
    )
    correct(first, li, amount=Decimal("800"))
    corrections.void_fact(out, reason="退回", by=li, at=AT)
    case.refresh_from_db()
    assert (case.amount_received, case.amount_paid) == (Decimal(5800), Decimal(0))


def test_a_correction_is_no_way_round_an_approval(case: Case, li: Account) -> None:
    granted = add_facts(
        case, NewFact("extension", "院长", date(2026, 11, 20), months=3, document="批件")
    )[0]
    refused(RuleBroken, "重新报批", correct, granted, li, months=24)
    refused(RuleBroken, "重新报批", correct, granted, li, days=1)
    refused(RuleBroken, "重新报批", correct, granted, li, on=date(2026, 11, 19))
    assert correct(granted, li, months=2).months == 2


def test_a_correction_keeps_the_longest_term(case: Case, li: Account) -> None:
    held = measures.impose(
        case,
        "冻结存款",
        on=date(2026, 11, 3),
        until=date(2027, 11, 3),
        document="裁定",
        by=li,
        at=AT,
    )
    refused(RuleBroken, "不得超过1年", correct, held, li, until=date(2027, 11, 4))
    assert correct(held, li, until=date(2027, 11, 2)).until == date(2027, 11, 2)


# ------------------------------------------------------------------- officer, label, party


def test_first_assignment_is_node_n04(
    case: Case, li: Account, chen: Account, wang: Account
) -> None:
    assert CaseClock.objects.get(case=case, rule="NTC-01").state == "running"
    refused(RuleBroken, "没有承办岗位", officers.assign, case, _stranger(wang), on=TODAY, by=wang,
            at=AT, reason="x")  # fmt: skip
    refused(Refusal, "变更承办人须写明理由", officers.assign, case, chen.person, on=TODAY, by=wang,
            at=AT)  # fmt: skip
    officers.assign(case, chen.person, on=TODAY, reason="李执行员调离", by=wang, at=AT)
    case.refresh_from_db()
    assert case.officer == chen.person
    assert [(o.name, o.ends_on) for o in case.officers.all()] == [
        ("李执行员", TODAY), ("陈执行员", None),
    ]  # fmt: skip
    assert case.facts.filter(kind="node", what="N04").count() == 1


def _stranger(wang: Account) -> Any:
    from bailiwick.org.models import Person

    return Person.objects.create(name="外院人员", staff_no="x1", court=wang.person.court)


def test_label_needs_a_reason(case: Case, wang: Account) -> None:
    refused(Refusal, "须写明理由", labels.set_label, case, "涉密", reason=" ", by=wang, at=AT)
    refused(RuleBroken, "不在规定之列", labels.set_label, case, "其他", reason="x", by=wang, at=AT)
    labels.set_label(case, "涉未成年", reason="被执行人未满十八周岁", by=wang, at=AT)
    assert last_record().data["after"] == "涉未成年"


def test_party_data_is_sealed_masked_and_findable(case: Case, li: Account) -> None:
    data = PartyData("被执行人", "孙大海", "自然人", id_number="410305199003071230",
                     phone="13812345678", address="洛阳市洛龙区开元大道1号")  # fmt: skip
    party = parties.add_party(case, data, by=li, at=AT)
    party.refresh_from_db()
    assert b"410305" not in bytes(party.id_number)
    assert (party.id_mask, party.phone_mask, party.district) == (
        "410305************", "138****5678", "洛龙区",
    )  # fmt: skip
    assert "孙大" in CaseKeys.objects.get(case=case).keys
    case.refresh_from_db()
    assert case.debtors_text.endswith("孙大海")
    assert "4103" not in str(last_record().data)
    refused(RuleBroken, "校验不通过", parties.add_party, case,
            PartyData("被执行人", "孙小海", id_number="410305199003071231"),
            by=li, at=AT)  # fmt: skip


def test_looking_at_identity_data_needs_a_reason_and_leaves_a_trace(
    case: Case, li: Account
) -> None:
    data = PartyData("被执行人", "孙大海", phone="13812345678")
    party = parties.add_party(case, data, by=li, at=AT)
    refused(
        Refusal,
        "个人信息保护法第六条",
        parties.reveal,
        party,
        ["phone"],
        reason="看看",
        by=li,
        at=AT,
    )
    assert parties.reveal(party, ["phone"], reason="联系被执行人谈话", by=li, at=AT) == {
        "phone": "13812345678"
    }
    record = last_record()
    assert (record.event, record.kind) == ("IdentityRevealed", "look")
    assert record.data["fields"] == ["联系电话"]
    assert "138" not in str(record.data)


def test_a_party_leaves(case: Case, li: Account) -> None:
    party = case.parties.get(role="被执行人")
    parties.remove_party(party, on=TODAY, reason="（2026）豫0311执异3号裁定", by=li, at=AT)
    case.refresh_from_db()
    assert case.debtors_text == ""


# ---------------------------------------------------------------------------- register


def test_a_case_is_registered_by_hand(city: City, filing: Account) -> None:
    case = register.register_case(
        city.luolong,
        CaseData("(2026)豫0311执88号", TODAY, amount_claimed=Decimal(600000)),
        people=[PartyData("申请执行人", "周海燕"), PartyData("被执行人", "孙大海")],
        by=filing,
        at=AT,
    )
    assert (case.number, case.type_code, case.serial) == ("（2026）豫0311执88号", "执", 88)
    assert case.facts.get().what == "N03"
    assert CaseClock.objects.filter(case=case, rule="EXEC").exists()
    assert (case.applicants_text, case.debtors_text) == ("周海燕", "孙大海")
    assert JournalRecord.objects.filter(event="CaseRegistered", case=case.pk).count() == 1


@pytest.mark.parametrize(
    ("number", "filed_on", "original", "words"),
    [
        ("2026豫0311执88号", TODAY, "", "法〔2015〕137号"),
        ("（2026）豫0305执88号", TODAY, "", "不是洛龙法院"),
        ("（2026）豫0311民初88号", TODAY, "", "不是执行工作的案件类型"),
        ("（2026）豫0311执088号", TODAY, "", "编号不能以 0 开头"),
        ("（2026）豫0311执88号之一", TODAY, "", "不带此后缀"),
        ("（2024）豫0311执88号", TODAY, "", "与收案年度2024不符"),
        ("（2026）豫0311执88号", date(2026, 11, 26), "", "晚于今天"),
        ("（2026）豫0311执恢8号", TODAY, "", "恢复执行案件须写明原执行案号"),
        ("（2026）豫0311执恢8号", TODAY, "（2025）豫0311执异3号", "不是执行案件"),
    ],
)
def test_numbers_that_cannot_be_registered(
    city: City, filing: Account, number: str, filed_on: date, original: str, words: str
) -> None:
    data = CaseData(number, filed_on, original_number=original)
    refused(RuleBroken, words, register.register_case, city.luolong, data, by=filing, at=AT)


def test_a_number_is_registered_once(city: City, filing: Account) -> None:
    data = CaseData("（2026）豫0311执88号", TODAY)
    register.register_case(city.luolong, data, by=filing, at=AT)
    refused(WrongState, "已登记", register.register_case, city.luolong, data, by=filing, at=AT)


def test_a_resumed_case_knows_its_first(city: City, filing: Account, li: Account) -> None:
    first = make_case(officer=li, filed_on=date(2025, 3, 3), number="（2025）豫0311执7号")
    data = CaseData("（2026）豫0311执恢8号", TODAY, original_number="(2025)豫0311执7号")
    refused(WrongState, "尚未结案", register.register_case, city.luolong, data, by=filing, at=AT)
    Case.objects.filter(pk=first.pk).update(
        closed_on=date(2025, 9, 1), closing_mode="终结本次执行程序"
    )
    case = register.register_case(city.luolong, data, by=filing, at=AT)
    assert case.original == first
