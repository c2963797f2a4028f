"""The tables as wholes: ids, sources, words, versions."""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bailiwick.law import acts, citations
from bailiwick.law.basis import Citation, article
from bailiwick.law.case_numbers import CASE_TYPES
from bailiwick.law.citations import CONTROL_TERM, NOTICE_TEN_DAYS, PERIODS, SIX_MONTHS
from bailiwick.law.fact_index import event_keys
from bailiwick.law.facts import DEDUCTIONS, EVENTS, MEASURES, PAYMENTS, measure_rule
from bailiwick.law.instruments import SOURCES
from bailiwick.law.nodes import NODES, STAGES, node_of
from bailiwick.law.rules import RULES, SETTING_KEYS, Rule, RuleBook, Unit, rule, versions
from bailiwick.law.screening import SCREENING
from bailiwick.law.table import RULE_ROWS

ROWS = [pytest.param(row, id=f"{row.id} v{row.version}") for row in RULE_ROWS]
SPECIAL_WORDS = {"measure", "release", "renew", "冻结存款", "N08:until"}


def known_word(word: str) -> bool:
    head, _, _ = word.partition(":")
    return word in SPECIAL_WORDS or head in NODES or head in EVENTS or head in PAYMENTS


@pytest.mark.parametrize("row", ROWS)
def test_each_row_is_whole(row: Rule) -> None:
    assert len(row.id) <= 12
    assert row.node in NODES
    assert row.limit > 0
    assert row.name
    assert row.text
    assert row.text.endswith("。")
    assert row.types <= CASE_TYPES.keys()
    assert row.pauses <= DEDUCTIONS.keys()
    assert row.severity in ("yellow", "orange", "red")
    assert all(known_word(word) for word in (*row.triggers, *row.satisfied_by)), row.triggers
    assert all(key in NODES or key in ("措施", "案款") for key in row.complete_key)
    assert row.internal is (row.source.source.key == "own") or row.id == "N10"


@pytest.mark.parametrize("row", ROWS)
def test_every_source_resolves_on_every_day_the_rule_is_in_force(row: Rule) -> None:
    first, last = row.in_force
    turns = {wording.from_on for wording in row.source.wordings} | {
        edition.from_on for edition in row.source.source.editions
    }
    days = {first, last or date(2026, 11, 25), *turns, *(d - timedelta(1) for d in turns)}
    for day in days:
        if first <= day and (last is None or day <= last):
            assert row.source.resolves(day), (row.id, day)
            for citation in (row.source, *row.also):
                assert citation.on(day)
                assert citation.text_on(day)
            assert rule(row.id, day) is row


def test_versions_follow_each_other_without_gap() -> None:
    assert len({(row.id, row.version) for row in RULE_ROWS}) == len(RULE_ROWS)
    for rows in RULES.values():
        for older, newer in pairwise(rows):
            assert older.in_force[1] is not None
            assert older.in_force[1] + timedelta(1) == newer.in_force[0]
            assert older.version + 1 == newer.version
        assert rows[-1].in_force[1] is None


def test_a_rule_is_asked_for_by_day() -> None:
    assert rule("INV-01", date(2017, 4, 30)).limit == 5
    assert rule("INV-01", date(2017, 5, 1)).limit == 7
    assert rule("INV-04", date(2021, 12, 6)).unit is Unit.WORKING_DAYS
    assert rule("CTL-01", date(2015, 2, 3)).limit == 6
    assert rule("CTL-01", date(2015, 2, 4)).limit == 12
    assert versions("nothing") == ()
    with pytest.raises(LookupError):
        rule("MNY-06", date(2017, 4, 30))


@pytest.mark.parametrize(
    ("citation", "day", "printed"),
    [
        (PERIODS, date(2016, 1, 1), "民事诉讼法（2012年修正）第八十二条"),
        (PERIODS, date(2017, 7, 1), "民事诉讼法（2017年修正）第八十二条"),
        (PERIODS, date(2021, 12, 31), "民事诉讼法（2017年修正）第八十二条"),
        (PERIODS, date(2022, 1, 1), "民事诉讼法（2021年修正）第八十五条"),
        (PERIODS, date(2024, 1, 1), "民事诉讼法（2023年修正）第八十五条"),
        (SIX_MONTHS, date(2017, 6, 30), "民事诉讼法（2012年修正）第二百二十六条"),
        (SIX_MONTHS, date(2023, 12, 31), "民事诉讼法（2021年修正）第二百三十三条"),
        (SIX_MONTHS, date(2024, 1, 1), "民事诉讼法（2023年修正）第二百三十七条"),
        (CONTROL_TERM, date(2022, 4, 9), "民诉法解释（2020年修正）第四百八十七条"),
        (CONTROL_TERM, date(2022, 4, 10), "民诉法解释（2022年修正）第四百八十五条"),
        (NOTICE_TEN_DAYS, date(2026, 1, 1), "民诉法解释（2022年修正）第四百八十条"),
    ],
)
def test_the_number_in_force_on_the_day_is_printed(
    citation: Citation, day: date, printed: str
) -> None:
    assert citation.on(day) == printed


def test_texts_that_are_not_quoted_say_so() -> None:
    assert not PERIODS.text_on(date(2026, 1, 1)).startswith("要旨")
    assert "节假日" in PERIODS.text_on(date(2016, 1, 1))
    assert "法定休假日" in PERIODS.text_on(date(2024, 1, 1))
    assert CONTROL_TERM.text_on(date(2026, 1, 1)).startswith("要旨：")


def test_no_citation_stands_unused_in_an_unknown_instrument() -> None:
    found = [one for one in vars(citations).values() if isinstance(one, Citation)]
    assert found
    assert {one.source.key for one in found} <= SOURCES.keys()


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "第一条"), (10, "第十条"), (19, "第十九条"), (20, "第二十条"), (85, "第八十五条"),
     (100, "第一百条"), (107, "第一百零七条"), (110, "第一百一十条"), (232, "第二百三十二条")],
)  # fmt: skip
def test_article_numbers_in_words(number: int, words: str) -> None:
    assert article(number) == words


def test_there_are_37_nodes_in_order() -> None:
    assert list(NODES) == [f"N{place:02}" for place in range(1, 38)]
    assert STAGES[0] == "立案"
    assert {node.code for node in NODES.values() if node.automatic} == {
        "N03", "N04", "N05", "N07", "N08", "N10", "N11", "N19", "N20", "N21", "N23", "N24", "N27",
        "N32", "N33", "N36", "N37",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [("N03", "N03"), ("n3", "N03"), ("Ｎ０３", "N03"), ("分案", "N04"), (" 执行通知 ", "N07"),
     ("移送·接收案件", "N05"), ("网络查控", "N11"), ("续行查封冻结", "N20"), ("归档", "N37")],
)  # fmt: skip
def test_nodes_by_code_or_name(text: str, code: str) -> None:
    found = node_of(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "N00", "N38", "N", "N3a", "没有"])
def test_unknown_nodes(text: str) -> None:
    assert node_of(text) is None


@pytest.mark.parametrize(
    ("what", "asset", "rule_id"),
    [("冻结存款", "", "CTL-01"), ("冻结", "工商银行账户", "CTL-01"), ("冻结", "", "CTL-01"),
     ("冻结股权", "", "CTL-03"), ("冻结", "某公司股权", "CTL-03"), ("扣押", "小型轿车", "CTL-02"),
     ("查封", "机器设备", "CTL-02"), ("查封", "住宅房屋", "CTL-03"), ("查封", "地下车库", "CTL-03"),
     ("轮候查封房产", "", "CTL-03"), ("限制消费", "", None), ("", "", None)],
)  # fmt: skip
def test_measures_as_courts_write_them(what: str, asset: str, rule_id: str | None) -> None:
    assert measure_rule(what, asset) == rule_id


def test_words_of_measures_agree_with_their_rule() -> None:
    assert {row.rule for row in MEASURES.values()} == {"CTL-01", "CTL-02", "CTL-03"}


@pytest.mark.parametrize(
    ("event", "keys"),
    [(("申请", "", ""), ("申请",)), (("申请", "强制执行", ""), ("申请",)),
     (("申请", "不予执行", ""), ("申请:不予执行",)), (("申请", "司法审计", ""), ("申请:审计",)),
     (("反馈", "", ""), ("反馈:有",)), (("反馈", "无财产", ""), ("反馈:无",)),
     (("异议", "", ""), ("异议:执行行为",)), (("异议", "案外人异议", ""), ("异议:案外人",)),
     (("裁定送达", "", "终本"), ("裁定送达:终本",)),
     (("裁定送达", "案外人", "异议成立"), ("裁定送达", "裁定送达:异议成立", "裁定送达:案外人"))],
)  # fmt: skip
def test_events_by_what_they_say(event: tuple[str, str, str], keys: tuple[str, ...]) -> None:
    assert event_keys(*event) == keys


def test_screening_is_complete_and_says_what_it_waits_for() -> None:
    passive = [f"P{place:02}" for place in range(1, 35)]
    irregular = [f"R{place:02}" for place in range(1, 21)]
    assert sorted(SCREENING) == passive + irregular
    for row in SCREENING.values():
        assert row.text
        assert row.severity in ("yellow", "orange", "red", "black")
        assert row.basis_on(date(2026, 11, 25)), row.id
        assert not row.clock or row.clock in RULES
        assert row.needs
    assert SCREENING["P01"].limit_text == "7日"
    assert SCREENING["P10"].waiting_for
    assert not SCREENING["P18"].waiting_for


def test_every_rule_compiles_for_every_type_and_kind() -> None:
    book = RuleBook()
    for code in CASE_TYPES:
        for kind in ("民事", "行政非诉", "刑事涉财"):
            plan = book.plan(code, kind)
            assert all(family for families in plan.by_trigger.values() for family in families)
    assert all(key.label for key in SETTING_KEYS.values())


# --- what acts cite ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("citation", "day", "printed"),
    [
        # 查封扣押冻结规定: 第三十条 became 第二十七条 when the text was amended for 2021
        (acts.MEASURE_LAPSE, date(2020, 12, 31), "法释〔2004〕15号第三十条"),
        (acts.MEASURE_LAPSE, date(2021, 1, 1), "查封扣押冻结规定（2020年修正）第二十七条"),
        (acts.NUMBER_GRAMMAR, date(2026, 11, 25), "法〔2015〕137号"),
        (acts.CLOSING_MODES, date(2026, 11, 25), "法发〔2014〕26号第十四条"),
        (acts.REVEAL, date(2026, 11, 25), "个人信息保护法第六条"),
    ],
)
def test_acts_cite_the_number_in_force_on_their_day(
    citation: Citation, day: date, printed: str
) -> None:
    assert citation.on(day) == printed


def test_articles_stand_in_law_only() -> None:
    """An article in quotes elsewhere is printed for every day, whatever was in force then."""
    article_named = re.compile(r"[号〕）规定法意见]第[一二三四五六七八九十百]+条")
    assert article_named.search("法发〔2014〕26号第三条")
    package = Path(acts.__file__).parents[1]
    found = []
    for source in package.rglob("*.py"):
        if package / "law" in source.parents:
            continue
        tree = ast.parse(source.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in docstrings:
                continue
            if isinstance(node.value, str) and article_named.search(node.value):
                found.append(f"{source.relative_to(package)}:{node.lineno} {node.value[:40]}")
    assert not found, "cite bailiwick.law.acts instead:\n" + "\n".join(found)
