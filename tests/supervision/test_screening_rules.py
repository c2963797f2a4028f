"""Each rule that runs: a case that hits, a near miss by one day, and one whose data is incomplete.

Days are worked by hand from the rule's text. 2026-11-25 is a Wednesday; unless said otherwise the
periods below end on working days, so nothing rolls.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case
from bailiwick.org.models import Account
from bailiwick.supervision import screening
from tests.make import add_facts, make_case, moment
from tests.supervision.facts import deduction, event, measure, node, paid, release

D = date
TODAY = D(2026, 11, 25)
FILED, RECEIVED = D(2026, 11, 2), D(2026, 11, 3)
ZB = "终结本次执行程序"


@dataclass
class Row:
    """A case, the rule asked for, and whether it hits on a day."""

    rule: str
    what: str
    hit: bool
    facts: list[NewFact] = field(default_factory=list)
    filed: date = FILED
    on: date = TODAY
    case: dict[str, Any] = field(default_factory=dict)
    incomplete: bool = False
    severity: str = ""


def started(received: date = RECEIVED) -> list[NewFact]:
    """Allocated and received, with notice and report order on the day of receipt."""
    return [node(code, received) for code in ("N04", "N05", "N07", "N08")]


def closed(on: date, mode: str = ZB, **more: Any) -> dict[str, Any]:
    return {"closed_on": on, "closing_mode": mode, **more}


#: Money that came in Mon 2026-10-12, held back by a stay from the 13th to Fri the 30th.
HELD_BACK = [paid("到账", D(2026, 10, 12)), deduction("暂缓", D(2026, 10, 13), D(2026, 10, 30))]

ROWS = [
    # P01: filed Mon 2026-11-02, 7 days -> Mon 11-09; the 10th is the first day too late
    Row("P01", "no officer on the 8th day", True, on=D(2026, 11, 10)),
    Row("P01", "still the last day", False, on=D(2026, 11, 9)),
    Row("P01", "allocated on the last day", False, [node("N04", D(2026, 11, 9))]),
    Row("P01", "source not complete", False, on=D(2026, 11, 10), incomplete=True),
    # P02, P03: received Tue 11-03, 3 days -> Fri 11-06
    Row("P02", "no notice", True, [node("N05", D(2026, 11, 3))], on=D(2026, 11, 7)),
    Row("P02", "last day", False, [node("N05", D(2026, 11, 3))], on=D(2026, 11, 6)),
    Row("P02", "incomplete", False, [node("N05", D(2026, 11, 3))], incomplete=True),
    Row("P03", "no report order", True, [node("N05", D(2026, 11, 3))], on=D(2026, 11, 7)),
    Row("P03", "ordered", False, [node("N05", D(2026, 11, 3)), node("N08", D(2026, 11, 6))]),
    Row("P03", "incomplete", False, [node("N05", D(2026, 11, 3))], incomplete=True),
    # P04: received Tue 11-03, 5 working days -> Tue 11-10
    Row("P04", "no query", True, started(), on=D(2026, 11, 11)),
    Row("P04", "last day", False, started(), on=D(2026, 11, 10)),
    Row("P04", "incomplete", False, started(), incomplete=True),
    # P05: last query Thu 2026-08-27, 90 days -> Wed 11-25
    Row("P05", "91 days", True, [node("N11", D(2026, 8, 26))], D(2026, 8, 3)),
    Row("P05", "90 days", False, [node("N11", D(2026, 8, 27))], D(2026, 8, 3)),
    Row("P05", "incomplete", False, [node("N11", D(2026, 8, 3))], D(2026, 8, 3), incomplete=True),
    # P06: feedback Wed 11-18, 3 working days -> Mon 11-23
    Row("P06", "property, no control", True, [event("反馈", D(2026, 11, 18), detail="存款")], on=D(2026, 11, 24)),
    Row("P06", "last day", False, [event("反馈", D(2026, 11, 18), detail="存款")], on=D(2026, 11, 23)),
    Row("P06", "no property", False, [event("反馈", D(2026, 11, 18), detail="无财产")]),
    Row("P06", "incomplete", False, [event("反馈", D(2026, 11, 18), detail="存款")], incomplete=True),
    # P07: frozen Mon 2026-10-26, 30 days -> Wed 11-25
    Row("P07", "31 days", True, [measure("冻结存款", D(2026, 10, 25), D(2027, 10, 24))], D(2026, 9, 1)),
    Row("P07", "30 days", False, [measure("冻结存款", D(2026, 10, 26), D(2027, 10, 25))], D(2026, 9, 1)),
    Row("P07", "objection pending", False, [
        measure("冻结存款", D(2026, 10, 20), D(2027, 10, 19)),
        event("异议", D(2026, 11, 20), ref="o1", detail="执行行为"),
    ], D(2026, 9, 1)),
    Row("P07", "transferred", False, [
        measure("冻结存款", D(2026, 10, 20), D(2027, 10, 19)), node("N21", D(2026, 11, 2)),
    ], D(2026, 9, 1)),
    Row("P07", "incomplete", False, [measure("冻结存款", D(2026, 10, 20), D(2027, 10, 19))], D(2026, 9, 1), incomplete=True),
    # P08: sealed Mon 2026-10-26, 30 days -> Wed 11-25
    Row("P08", "31 days", True, [measure("查封房产", D(2026, 10, 25), D(2029, 10, 24))], D(2026, 9, 1)),
    Row("P08", "30 days", False, [measure("查封房产", D(2026, 10, 26), D(2029, 10, 25))], D(2026, 9, 1)),
    Row("P08", "valuation under way", False, [
        measure("查封房产", D(2026, 10, 20), D(2029, 10, 19)), node("N22", D(2026, 11, 2)),
    ], D(2026, 9, 1)),
    Row("P08", "released", False, [
        measure("查封房产", D(2026, 10, 20), D(2029, 10, 19)), release(D(2026, 11, 3)),
    ], D(2026, 9, 1)),
    Row("P08", "incomplete", False, [measure("查封房产", D(2026, 10, 20), D(2029, 10, 19))], D(2026, 9, 1), incomplete=True),
    # P09: price fixed Fri 11-13, 10 days -> Mon 11-23
    Row("P09", "not started", True, [node("N22", D(2026, 11, 13))], D(2026, 9, 1), on=D(2026, 11, 24)),
    Row("P09", "last day", False, [node("N22", D(2026, 11, 13))], D(2026, 9, 1), on=D(2026, 11, 23)),
    Row("P09", "auction started", False, [node("N22", D(2026, 11, 13)), node("N23", D(2026, 11, 20))], D(2026, 9, 1)),
    Row("P09", "incomplete", False, [node("N22", D(2026, 11, 2))], D(2026, 9, 1), incomplete=True),
    # P13: the ladder of §0: yellow from 30 days left, black once lapsed
    Row("P13", "30 days left", True, [measure("冻结存款", D(2025, 12, 26), D(2026, 12, 25))], D(2025, 12, 1), severity="yellow"),
    Row("P13", "31 days left", False, [measure("冻结存款", D(2025, 12, 27), D(2026, 12, 26))], D(2025, 12, 1)),
    Row("P13", "lapsed yesterday", True, [measure("冻结存款", D(2025, 11, 25), D(2026, 11, 24))], D(2025, 11, 3), severity="black"),
    Row("P13", "released", False, [
        measure("冻结存款", D(2025, 12, 1), D(2026, 11, 30)), release(D(2026, 11, 20)),
    ], D(2025, 11, 3)),
    # P14: arrived Mon 10-26, 30 days -> Wed 11-25
    Row("P14", "31 days", True, [paid("到账", D(2026, 10, 25))], D(2026, 9, 1)),
    Row("P14", "30 days", False, [paid("到账", D(2026, 10, 26))], D(2026, 9, 1)),
    Row("P14", "paid out", False, [paid("到账", D(2026, 10, 20)), paid("发放", D(2026, 11, 20))], D(2026, 9, 1)),
    Row("P14", "incomplete", False, [paid("到账", D(2026, 10, 20))], D(2026, 9, 1), incomplete=True),
    # P15: the stay ended Fri 10-30, ten days -> Mon 11-09; the 10th is the first day too late
    Row("P15", "the cause is gone and the money still here", True, HELD_BACK, D(2026, 9, 1), on=D(2026, 11, 10)),
    Row("P15", "last day", False, HELD_BACK, D(2026, 9, 1), on=D(2026, 11, 9)),
    Row("P15", "paid on the last day", False, [*HELD_BACK, paid("发放", D(2026, 11, 9))], D(2026, 9, 1)),
    Row("P15", "a stay without document holds nothing back", False, [
        paid("到账", D(2026, 10, 12)), deduction("暂缓", D(2026, 10, 13), D(2026, 10, 30), ""),
    ], D(2026, 9, 1), on=D(2026, 11, 10)),
    Row("P15", "incomplete", False, HELD_BACK, D(2026, 9, 1), on=D(2026, 11, 10), incomplete=True),
    # P17: clue Tue 11-10, 7 days -> Tue 11-17; urgent 3 days -> Fri 11-13
    Row("P17", "not verified", True, [event("线索", D(2026, 11, 10), ref="c1")], on=D(2026, 11, 18)),
    Row("P17", "last day", False, [event("线索", D(2026, 11, 10), ref="c1")], on=D(2026, 11, 17)),
    Row("P17", "urgent", True, [event("线索", D(2026, 11, 10), ref="c1", urgent=True)], on=D(2026, 11, 14)),
    Row("P17", "incomplete", False, [event("线索", D(2026, 11, 10), ref="c1")], incomplete=True),
    # P18: filed Wed 2026-05-20, 6 months -> Fri 11-20
    Row("P18", "expired", True, filed=D(2026, 5, 20), on=D(2026, 11, 21)),
    Row("P18", "last day", False, filed=D(2026, 5, 20), on=D(2026, 11, 20)),
    Row("P18", "no 执限 for objections", False, filed=D(2026, 5, 20), case={"type_code": "执异"}),
    # P19: last entry Mon 10-26 -> 30 days Wed 11-25; red after 60 days
    Row("P19", "31 days", True, [node("N11", D(2026, 10, 25))], D(2026, 10, 9), severity="orange"),
    Row("P19", "30 days", False, [node("N11", D(2026, 10, 26))], D(2026, 10, 9)),
    Row("P19", "long silent", True, filed=D(2026, 8, 3), severity="red"),
    Row("P19", "incomplete", False, filed=D(2026, 8, 3), incomplete=True),
    # P20: 暂缓 from Mon 2026-05-25, 6 months -> Wed 11-25
    Row("P20", "over 6 months", True, [deduction("暂缓", D(2026, 5, 24))], D(2026, 4, 1), severity="red"),
    Row("P20", "6 months today", False, [deduction("暂缓", D(2026, 5, 25))], D(2026, 4, 1)),
    Row("P20", "stay ended", False, [deduction("暂缓", D(2026, 4, 24), D(2026, 11, 1))], D(2026, 4, 1)),
    Row("P20", "中止 not reviewed", True, [deduction("中止", D(2026, 5, 20))], D(2026, 4, 1), severity="orange"),
    Row("P20", "guarantee within a year", False, [deduction("和解或担保暂缓", D(2026, 1, 5))], D(2026, 1, 4)),
    # P21: property at 终本
    Row("P21", "sealed house left", True, [measure("查封房产", D(2026, 3, 2), D(2029, 3, 1))], D(2026, 2, 2), case=closed(D(2026, 9, 1))),
    Row("P21", "offered for sale", False, [
        measure("查封房产", D(2026, 3, 2), D(2029, 3, 1)), node("N23", D(2026, 6, 1)),
    ], D(2026, 2, 2), case=closed(D(2026, 9, 1))),
    Row("P21", "frozen cash below 1,000", False, [measure("冻结存款", D(2026, 3, 2), D(2027, 3, 1), "999")], D(2026, 2, 2), case=closed(D(2026, 9, 1))),
    Row("P21", "frozen cash above 1,000 and 5 percent", True, [measure("冻结存款", D(2026, 3, 2), D(2027, 3, 1), "6000")], D(2026, 2, 2), case=closed(D(2026, 9, 1))),
    Row("P21", "incomplete", False, [measure("查封房产", D(2026, 3, 2), D(2029, 3, 1))], D(2026, 2, 2), case=closed(D(2026, 9, 1)), incomplete=True),
    # P22: more than three months since filing
    Row("P22", "three months to the day", True, filed=D(2026, 3, 2), case=closed(D(2026, 6, 2))),
    Row("P22", "a day more", False, filed=D(2026, 3, 2), case=closed(D(2026, 6, 3))),
    Row("P22", "另一种结案方式", False, filed=D(2026, 3, 2), case=closed(D(2026, 4, 2), "终结执行")),
    # P23: talk and panel before closing
    Row("P23", "no talk", True, filed=D(2026, 3, 2), case=closed(D(2026, 9, 2))),
    Row("P23", "talk after closing", True, [node("N35", D(2026, 9, 3))], D(2026, 3, 2), case=closed(D(2026, 9, 2))),
    Row("P23", "talk on the day", False, [node("N35", D(2026, 9, 2))], D(2026, 3, 2), case=closed(D(2026, 9, 2))),
    Row("P23", "incomplete", False, filed=D(2026, 3, 2), case=closed(D(2026, 9, 2)), incomplete=True),
    # P25: found Tue 11-10, 7 days -> Tue 11-17
    Row("P25", "found and nothing decided", True, [event("反馈", D(2026, 11, 10), ref="q1", detail="存款")], D(2026, 2, 2), D(2026, 11, 18), case=closed(D(2026, 9, 1))),
    Row("P25", "7 days", False, [event("反馈", D(2026, 11, 10), ref="q1", detail="存款")], D(2026, 2, 2), D(2026, 11, 17), case=closed(D(2026, 9, 1))),
    Row("P25", "nothing found", False, [event("反馈", D(2026, 11, 1), ref="q1", detail="无财产")], D(2026, 2, 2), case=closed(D(2026, 9, 1))),
    # P26: notice Fri 11-13, 10 days -> Mon 11-23
    Row("P26", "no limit", True, [node("N07", D(2026, 11, 13))], on=D(2026, 11, 24)),
    Row("P26", "10 days", False, [node("N07", D(2026, 11, 13))], on=D(2026, 11, 23)),
    Row("P26", "paid in full", False, [node("N07", D(2026, 11, 3))], case={"amount_received": Decimal(100000)}),
    Row("P26", "incomplete", False, [node("N07", D(2026, 11, 3))], incomplete=True),
    # P32: third-party objection Tue 11-03, 15 days -> Wed 11-18
    Row("P32", "not decided", True, [event("异议", D(2026, 11, 3), ref="o1", detail="案外人")], on=D(2026, 11, 19)),
    Row("P32", "last day", False, [event("异议", D(2026, 11, 3), ref="o1", detail="案外人")], on=D(2026, 11, 18)),
    # P33: closed Tue 2026-08-25, 3 months -> Wed 11-25
    Row("P33", "not archived", True, filed=D(2026, 2, 2), case=closed(D(2026, 8, 24), "终结执行")),
    Row("P33", "3 months today", False, filed=D(2026, 2, 2), case=closed(D(2026, 8, 25), "终结执行")),
    Row("P33", "archived", False, [node("N37", D(2026, 9, 1))], D(2026, 2, 2), case=closed(D(2026, 8, 3), "终结执行")),
    Row("P33", "incomplete", False, filed=D(2026, 2, 2), case=closed(D(2026, 8, 3), "终结执行"), incomplete=True),
    # R01: claim 100,000; 120 % = 120,000, 150 % = 150,000
    Row("R01", "120,001", True, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), "120001")], severity="orange"),
    Row("R01", "120,000", False, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), "120000")]),
    Row("R01", "150,001", True, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), "150001")], severity="red"),
    Row("R01", "released", False, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), "500000"), release(D(2026, 11, 9))]),
    # R02: the debtor is 洛阳某某商贸有限公司
    Row("R02", "a stranger's", True, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), holder="林建国")]),
    Row("R02", "joint owner with the debtor", False, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), holder="洛阳某某商贸有限公司、林建国")]),
    Row("R02", "owner not known", False, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), holder="")]),
    Row("R02", "owner written as a role", False, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), holder="被执行人")]),
    # R10
    Row("R10", "auction during the objection", True, [event("异议", D(2026, 11, 3), ref="o1", detail="案外人"), node("N23", D(2026, 11, 9))]),
    Row("R10", "within 15 days of the ruling", True, [
        event("异议", D(2026, 10, 9), ref="o1", detail="案外人"), event("裁定送达", D(2026, 10, 20), ref="o1"), node("N23", D(2026, 11, 4)),
    ], D(2026, 10, 1)),
    Row("R10", "16 days after the ruling", False, [
        event("异议", D(2026, 10, 9), ref="o1", detail="案外人"), event("裁定送达", D(2026, 10, 20), ref="o1"), node("N23", D(2026, 11, 5)),
    ], D(2026, 10, 1)),
    Row("R10", "objection to an act", False, [event("异议", D(2026, 11, 3), ref="o1", detail="执行行为"), node("N23", D(2026, 11, 9))]),
    # R15
    Row("R15", "typed without document", True, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), document="")]),
    Row("R15", "with document", False, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2))]),
    Row("R15", "incomplete", False, [measure("查封房产", D(2026, 11, 3), D(2029, 11, 2), document="")], incomplete=True),
    # R16
    Row("R16", "one yuan short", True, filed=D(2026, 2, 2), case=closed(D(2026, 6, 2), "执行完毕", amount_received=Decimal(99999))),
    Row("R16", "all received", False, filed=D(2026, 2, 2), case=closed(D(2026, 6, 2), "执行完毕", amount_received=Decimal(100000))),
    Row("R16", "settled", False, [node("N34", D(2026, 5, 6), detail="执行和解")], D(2026, 2, 2), case=closed(D(2026, 6, 2), "执行完毕")),
    Row("R16", "incomplete", False, filed=D(2026, 2, 2), case=closed(D(2026, 6, 2), "执行完毕"), incomplete=True),
    # R17
    Row("R17", "deduction without document", True, [deduction("评估", D(2026, 11, 3), D(2026, 11, 9), "")]),
    Row("R17", "with document", False, [deduction("评估", D(2026, 11, 3), D(2026, 11, 9))]),
    Row("R17", "incomplete", False, [deduction("评估", D(2026, 11, 3), D(2026, 11, 9), "")], incomplete=True),
]  # fmt: skip


def build(row: Row, li: Account) -> Case:
    """The case of a row, derived as of its day."""
    court = li.person.court
    if row.incomplete:
        court.complete_sources.all().delete()
    changes = dict(row.case)
    if "closed_on" not in changes:
        changes.setdefault("officer", li if row.rule != "P01" else None)
    case = make_case(court, filed_on=row.filed, as_of=row.filed, **changes)
    facts = list(row.facts)
    if case.closed_on:
        facts.append(event("结案", case.closed_on, mode=case.closing_mode))
    if facts:
        add_facts(case, *facts, at=moment(row.on))
    return case


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.rule}-{row.what}")
def test_rule(row: Row, li: Account) -> None:
    case = build(row, li)
    screening.derivation.rederive(case, as_of=row.on)

    found = [hit for hit in screening.find(row.on) if hit["rule"] == row.rule]

    assert [hit["case_number"] for hit in found] == ([case.number] if row.hit else [])
    if row.severity:
        assert found[0]["severity"] == row.severity


def test_every_rule_that_runs_has_a_row() -> None:
    elsewhere = {"P24", "P34", "R18"}  # below, and in test_screening
    assert {row.rule for row in ROWS} | elsewhere == {rule.id for rule in screening.active(TODAY)}


def test_before_go_live_nothing_is_screened(li: Account) -> None:
    court = li.person.court
    court.go_live_on = D(2026, 11, 20)
    court.save()
    make_case(court, filed_on=D(2026, 11, 2), as_of=TODAY)

    assert [hit["rule"] for hit in screening.find(TODAY)] == []


def test_an_officer_who_left(li: Account) -> None:
    """P34: left Fri 11-20, 3 days -> Mon 11-23; the 24th is too late."""
    case = make_case(officer=li, filed_on=D(2026, 11, 2))
    li.person.left_on = D(2026, 11, 20)
    li.person.save()

    assert [h["case_number"] for h in screening.find(D(2026, 11, 24), rules=["P34"])] == [
        case.number
    ]
    assert screening.find(D(2026, 11, 23), rules=["P34"]) == []


def test_the_same_officer_decides_the_objection(li: Account, chen: Account) -> None:
    """R18 (OBJ-06)."""
    case = make_case(officer=li)
    objection = make_case(officer=li, type_code="执异", original=case)
    assert [h["case_number"] for h in screening.find(TODAY, rules=["R18"])] == [case.number]

    Case.objects.filter(pk=objection.pk).update(officer=chen.person)
    assert screening.find(TODAY, rules=["R18"]) == []


def test_the_query_after_termination(li: Account) -> None:
    """P24: ruling served Mon 2026-04-13, 6 months -> Tue 10-13, seven days late from 10-21 on."""
    case = make_case(officer=li, filed_on=D(2025, 10, 9), closed_on=D(2026, 4, 13), closing_mode=ZB)
    add_facts(
        case,
        event("结案", D(2026, 4, 13), mode=ZB),
        event("裁定送达", D(2026, 4, 13), mode="终本"),
        at=moment(D(2026, 4, 13)),
    )
    screening.derivation.rederive(case, as_of=D(2026, 10, 21))

    assert [h["case_number"] for h in screening.find(D(2026, 10, 21), rules=["P24"])] == [
        case.number
    ]
    assert screening.find(D(2026, 10, 20), rules=["P24"]) == []
