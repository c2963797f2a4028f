"""预警说明 as data: the page of the design, and what it says of the odd cases."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from bailiwick.law.calendar import seeded
from bailiwick.law.derive import Explanation, Frame, Level, State, explain, explain_all
from bailiwick.law.facts import Fact, FactKind
from bailiwick.law.rules import RuleBook

CALENDAR = seeded()
FRAME = Frame("（2026）豫0311执1207号", "豫0311", "执", complete=frozenset({"*"}))
TODAY = date(2026, 11, 23)
FILED = Fact(1, FactKind.NODE, "N03", date(2026, 3, 16))
AUDIT = Fact(
    2, FactKind.DEDUCTION, "审计", date(2026, 6, 8), date(2026, 6, 29),
    document="审计委托书〔2026〕86号",
)  # fmt: skip
NOTICE = Fact(
    3, FactKind.DEDUCTION, "公告送达", date(2026, 7, 20), date(2026, 8, 18),
    document="送达公告〔2026〕41号",
)  # fmt: skip
STAY = Fact(4, FactKind.DEDUCTION, "和解或担保暂缓", date(2026, 9, 1), date(2026, 9, 20))
DESIGN = [FILED, AUDIT, NOTICE, STAY]


def told(
    facts: list[Fact], rule: str = "EXEC", subject: str = "", as_of: date = TODAY,
    frame: Frame = FRAME, settings: dict[tuple[str, str], str] | None = None,
) -> Explanation:  # fmt: skip
    return explain(frame, facts, RuleBook(settings), CALENDAR, as_of, rule, subject)


def test_the_steps_of_the_design() -> None:
    """09-16 + 22 + 30 = 11-07 (Sat) → 11-09; on 11-23 that is 14 days ago."""
    shown = told(DESIGN)
    assert [(step.title, step.on) for step in shown.steps] == [
        ("起算", date(2026, 3, 17)),
        ("期限 6个月", date(2026, 9, 16)),
        ("扣除 52 日", date(2026, 11, 7)),
        ("末日为法定休假日，顺延", date(2026, 11, 9)),
        ("超期 14日", date(2026, 11, 9)),
    ]
    assert shown.steps[3].note == "星期一，届满日"
    assert shown.steps[4].note == "12-10 起为严重超期"
    assert (shown.level, shown.days_left) == (Level.RED, -14)


def test_pauses_with_documents_and_days_used_and_refused() -> None:
    shown = told(DESIGN)
    assert [(line.word, line.days, line.document) for line in shown.pauses_used] == [
        ("审计", 22, "审计委托书〔2026〕86号"),
        ("公告送达", 30, "送达公告〔2026〕41号"),
    ]
    assert [(line.word, line.reason) for line in shown.pauses_refused] == [
        ("和解或担保暂缓", "缺文书，不扣除")
    ]


def test_what_would_clear_it_with_the_light_it_would_give() -> None:
    """With the paper 72 days: 09-16 + 72 = 11-27 (Fri), four days left, yellow."""
    paper, close, ask = told(DESIGN).clears
    assert (paper.act, paper.fact_id) == ("supply_document", 4)
    assert (paper.due, paper.level, paper.days_left) == (date(2026, 11, 27), Level.YELLOW, 4)
    assert "R17" in paper.text
    assert (close.act, close.state, close.level) == ("close_case", State.MET_LATE, None)
    assert (ask.act, ask.works, ask.level) == ("ask_extension", False, Level.RED)
    assert ask.text == "逾期补批，不消除批准前的超期日数。"


def test_an_extension_in_time_would_help() -> None:
    ask = told([FILED], as_of=date(2026, 9, 14)).clears[-1]
    assert (ask.works, ask.due, ask.level) == (True, date(2026, 12, 16), Level.GREEN)


def test_the_axis() -> None:
    assert [(s.kind, s.first, s.last) for s in told(DESIGN).segments] == [
        ("running", date(2026, 3, 17), date(2026, 6, 7)),
        ("paused", date(2026, 6, 8), date(2026, 6, 29)),
        ("running", date(2026, 6, 30), date(2026, 7, 19)),
        ("paused", date(2026, 7, 20), date(2026, 8, 18)),
        ("running", date(2026, 8, 19), date(2026, 11, 9)),
        ("overdue", date(2026, 11, 10), date(2026, 11, 23)),
        ("refused", date(2026, 9, 1), date(2026, 9, 20)),
    ]


def test_the_days_the_colour_changed() -> None:
    """183 × 0.3 = 54.9 → 55 days before 11-09: 09-15; black 31 days after it."""
    assert [(change.level, change.on) for change in told(DESIGN).changes] == [
        (Level.YELLOW, date(2026, 9, 15)),
        (Level.ORANGE, date(2026, 11, 8)),
        (Level.RED, date(2026, 11, 10)),
        (Level.BLACK, date(2026, 12, 10)),
    ]


def test_articles_by_the_numbers_of_the_day() -> None:
    labels = [article.label for article in told(DESIGN).articles]
    assert labels[:2] == ["法发〔2006〕35号第一条", "民事诉讼法（2023年修正）第八十五条"]
    then = told([FILED._replace(on=date(2017, 3, 15))], as_of=date(2017, 6, 1))
    assert then.articles[1].label == "民事诉讼法（2012年修正）第八十二条"
    assert "节假日" in then.articles[1].text


def test_criminal_property_cites_its_own_rule() -> None:
    assert told([FILED], frame=FRAME._replace(kind="刑事涉财")).article == "法释〔2014〕13号第三条"
    old = FILED._replace(on=date(2013, 3, 15))
    assert told([old], frame=FRAME._replace(kind="刑事涉财")).article == "法发〔2006〕35号第一条"


def test_the_foot_of_the_page() -> None:
    shown = told(DESIGN)
    assert (shown.version, shown.in_force[0]) == (3, date(2007, 1, 1))
    assert shown.calendar_official
    assert shown.facts_used == (1, 2, 3, 4)
    assert (shown.internal, shown.certain, shown.who) == (False, True, "承办人")


def test_a_year_without_calendar_is_said() -> None:
    assert not told([FILED._replace(on=date(2026, 9, 1))]).calendar_official


def test_words_that_do_not_pause_this_clock_are_shown_as_refused() -> None:
    asked = Fact(9, FactKind.EVENT, "申请", date(2026, 3, 10))
    shown = told([*DESIGN, asked], "C226")
    assert [(line.word, line.days) for line in shown.pauses_used] == [("公告送达", 30)]
    assert ("审计", "不属于本期限的扣除事由") in [
        (line.word, line.reason) for line in shown.pauses_refused
    ]


def test_overlapping_days_are_counted_once_and_said() -> None:
    twice = AUDIT._replace(id=9, what="评估", on=date(2026, 6, 10), until=date(2026, 6, 20))
    shown = told([FILED, AUDIT, twice])
    assert [(line.word, line.days, line.reason) for line in shown.pauses] == [
        ("审计", 22, ""),
        ("评估", 0, "与其他扣除重合，不重复计算"),
    ]


def test_an_open_pause_has_no_due_day_and_says_how_to_end_it() -> None:
    shown = told([FILED, STAY._replace(until=None, document="暂缓决定书")], as_of=date(2026, 9, 10))
    assert (shown.clock.state, shown.level, shown.days_left) == (State.PAUSED, Level.GREEN, None)
    assert [step.title for step in shown.steps] == ["起算", "期限 6个月", "暂停计算", "暂停中"]
    resume = shown.clears[0]
    # ten days, 09-01…09-10: 09-26 → 09-28
    assert (resume.act, resume.due) == ("end_deduction", date(2026, 9, 28))


def test_extensions_granted_and_refused() -> None:
    good = Fact(8, FactKind.EXTENSION, "院长", date(2026, 9, 10), months=3, document="审批表")
    bad = Fact(9, FactKind.EXTENSION, "庭长", date(2026, 9, 11), months=3, document="审批表")
    shown = told([FILED, good, bad])
    assert shown.steps[1].title == "期限 6个月，延长3个月"
    assert [(line.approver, line.used) for line in shown.grants] == [
        ("院长", True),
        ("庭长", False),
    ]
    assert shown.grants[1].reason == "庭长无权批准延长"


def test_internal_limits_and_the_paper_that_adopts_them() -> None:
    received = Fact(2, FactKind.NODE, "N05", date(2026, 11, 20))
    shown = told([received], "N06")
    assert shown.internal
    assert "本院未发文采用" in shown.steps[1].text
    adopted = told([received], "N06", settings={("N06", "adopted"): "洛龙法〔2026〕8号"})
    assert (adopted.internal, adopted.paper) == (False, "洛龙法〔2026〕8号")
    assert "洛龙法〔2026〕8号" in adopted.steps[1].text


def test_a_missing_node_says_what_supplying_it_gives() -> None:
    clear = told([FILED], "NTC-01").clears[0]
    assert (clear.act, clear.node, clear.state) == ("record_node", "N04", State.MET_LATE)
    assert "实际日期" in clear.text


def test_missing_data_is_not_called_overdue() -> None:
    shown = told([FILED], "NTC-01", frame=FRAME._replace(complete=frozenset()))
    assert shown.level is Level.GREY
    assert shown.steps[-1].title == "缺数据"
    assert "overdue" not in [segment.kind for segment in shown.segments]


def test_a_control_measure() -> None:
    frozen = Fact(5, FactKind.MEASURE, "冻结存款", date(2025, 10, 6), None, "m1")
    shown = told([frozen], "CTL-01", "m1", as_of=date(2026, 9, 30))
    assert shown.inferred
    assert (shown.clock.due, shown.act_by) == (date(2026, 10, 5), date(2026, 9, 30))
    assert shown.level is Level.RED
    renew, release = shown.clears
    # a year from 2026-09-30, that day counted
    assert (renew.act, renew.due, renew.level) == ("renew", date(2027, 9, 29), Level.GREEN)
    assert (release.act, release.state) == ("release", State.MET)


def test_a_lapsed_measure_can_only_be_taken_anew() -> None:
    frozen = Fact(5, FactKind.MEASURE, "冻结存款", date(2025, 1, 6), date(2026, 1, 5), "m1")
    shown = told([frozen], "CTL-01", "m1")
    assert shown.steps[-1].title == "已失效 322日"
    assert shown.clears[0].title == "重新采取措施"
    assert "顺位不保留" in shown.clears[0].text


def test_a_renewal_after_the_lapse_says_so() -> None:
    frozen = Fact(5, FactKind.MEASURE, "冻结存款", date(2025, 1, 6), date(2026, 1, 5), "m1")
    renewed = Fact(6, FactKind.RENEW, "", date(2026, 1, 9), date(2027, 1, 8), "m1")
    shown = told([frozen, renewed], "CTL-01", "m1")
    assert any("其间措施失效" in step.text for step in shown.steps)


def test_queries_after_zhongben_name_the_run_and_what_was_missed() -> None:
    ruling = Fact(5, FactKind.EVENT, "裁定送达", date(2025, 3, 10), mode="终本")
    late = Fact(6, FactKind.NODE, "N11", date(2025, 9, 20))
    shown = told([ruling, late], "ZB-02", as_of=date(2026, 2, 1))
    assert [step.title for step in shown.steps[:3]] == ["起算", "第2次查询", "漏查"]
    assert shown.clears[0].node == "N11"


def test_no_such_clock() -> None:
    with pytest.raises(LookupError):
        told([FILED], "MNY-06")


def test_every_explanation_is_quick() -> None:
    facts = [
        *DESIGN,
        *(Fact(20 + n, FactKind.NODE, f"N{n:02}", date(2026, 3, 16)) for n in range(4, 12)),
        Fact(50, FactKind.MEASURE, "冻结存款", date(2026, 4, 1), None, "m1"),
        Fact(51, FactKind.PAYMENT, "到账", date(2026, 5, 1), None, "p1"),
        Fact(52, FactKind.EVENT, "申请", date(2026, 3, 10)),
    ]
    book = RuleBook()
    list(explain_all(FRAME, facts, book, CALENDAR, TODAY))
    started = perf_counter()
    shown = list(explain_all(FRAME, facts, book, CALENDAR, TODAY))
    assert len(shown) >= 12
    assert (perf_counter() - started) / len(shown) < 0.020  # seconds a clock


def test_each_kind_of_objection_and_request_cites_its_own_article() -> None:
    frame = FRAME._replace(type_code="执异")
    plain = Fact(5, FactKind.EVENT, "异议", date(2026, 3, 18))
    third = plain._replace(detail="案外人")
    assert told([plain], "OBJ-02", frame=frame).article == "民事诉讼法（2023年修正）第二百三十六条"
    assert told([third], "OBJ-02", frame=frame).article == "民事诉讼法（2023年修正）第二百三十八条"
    reward = Fact(5, FactKind.EVENT, "申请", date(2026, 3, 18), detail="悬赏公告")
    assert told([reward], "INV-08").article == "财产调查规定（2020年修正）第二十一条"
