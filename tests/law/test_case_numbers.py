"""The grammar of case numbers (法〔2015〕137号), case types and closing modes."""

from __future__ import annotations

import pytest

from bailiwick.law.approval_matrix import APPROVALS
from bailiwick.law.case_numbers import (
    CASE_TYPES,
    CLOSING_MODES,
    GUARDS,
    BadCaseNumber,
    closing_mode,
    is_court_code,
    normalise,
    parse,
)

READ = [
    # written, stored, year, court, type, serial, suffix
    ("（2026）豫0311执1207号", "（2026）豫0311执1207号", 2026, "豫0311", "执", 1207, ""),
    ("(2026)豫0311执1207号", "（2026）豫0311执1207号", 2026, "豫0311", "执", 1207, ""),
    ("（2026)豫0311执1207号", "（2026）豫0311执1207号", 2026, "豫0311", "执", 1207, ""),
    (
        "（２０２６）豫０３１１执１２０７号",
        "（2026）豫0311执1207号",
        2026,
        "豫0311",
        "执",
        1207,
        "",
    ),
    (" (2026) 豫0311 执 1207 号 ", "（2026）豫0311执1207号", 2026, "豫0311", "执", 1207, ""),
    ("（2026）豫0311执\u200b1207号", "（2026）豫0311执1207号", 2026, "豫0311", "执", 1207, ""),
    ("（2016）豫03执恢1号", "（2016）豫03执恢1号", 2016, "豫03", "执恢", 1, ""),
    ("（2019）最高法执监45号", "（2019）最高法执监45号", 2019, "最高法", "执监", 45, ""),
    ("（2019）豫执复7号", "（2019）豫执复7号", 2019, "豫", "执复", 7, ""),
    ("（2021）豫0391财保3号之一", "（2021）豫0391财保3号之一", 2021, "豫0391", "财保", 3, "之一"),
    ("（2021）豫03执异3号之十二", "（2021）豫03执异3号之十二", 2021, "豫03", "执异", 3, "之十二"),
    ("（2021）豫03司惩复3号", "（2021）豫03司惩复3号", 2021, "豫03", "司惩复", 3, ""),
    ("（2020）豫0302诉前调确8号", "（2020）豫0302诉前调确8号", 2020, "豫0302", "诉前调确", 8, ""),
]


@pytest.mark.parametrize(
    ("written", "stored", "year", "court", "code", "serial", "suffix"), READ,
    ids=[row[0] for row in READ],
)  # fmt: skip
def test_modern_numbers(
    written: str, stored: str, year: int, court: str, code: str, serial: int, suffix: str
) -> None:
    number = parse(written)
    assert number.text == str(number) == stored
    assert (number.year, number.court_code, number.type_code) == (year, court, code)
    assert (number.serial, number.suffix, number.legacy) == (serial, suffix, False)
    assert parse(number.text) == number
    assert number.base == stored.removesuffix(suffix)


@pytest.mark.parametrize(
    ("written", "stored", "code", "serial"),
    [
        ("（2014）洛执字第12号", "（2014）洛执字第12号", "执", 12),
        ("(2014)洛执字第012号", "（2014）洛执字第012号", "执", 12),
        ("（2013）洛民执字第8-1号", "（2013）洛民执字第8-1号", "执", 8),
        ("（2013）涧执恢字第8号", "（2013）涧执恢字第8号", "执恢", 8),
        ("（2013）洛民初字第8号", "（2013）洛民初字第8号", "", 8),
    ],
)
def test_legacy_numbers_are_kept_as_text(written: str, stored: str, code: str, serial: int) -> None:
    number = parse(written)
    assert (number.text, number.type_code, number.serial) == (stored, code, serial)
    assert number.legacy
    assert number.court_code == ""


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "案号为空"),
        ("   ", "案号为空"),
        ("豫0311执1207号", "四位收案年度"),
        ("2026豫0311执1207号", "四位收案年度"),
        ("〔2026〕豫0311执1207号", "四位收案年度"),
        ("（26）豫0311执1207号", "四位收案年度"),
        ("（2015）豫0311执1207号", "2016年以前的案号应含“字第”"),
        ("（2016）洛执字第12号", "2016年起的案号不含“字第”"),
        ("（2026）沩0311执1207号", "法院代字不存在"),
        ("（2026）豫031执1207号", "两位或四位数字"),
        ("（2026）豫03111执1207号", "两位或四位数字"),
        ("（2026）豫0311执1207", "以“号”结尾"),
        ("（2026）豫0311执号", "缺少编号"),
        ("（2026）豫0311执0号", "编号不能以 0 开头"),
        ("（2026）豫0311执012号", "编号不能以 0 开头"),
        ("（2026）豫0311执行案件一1号", "一至四个汉字"),
        ("（2026）豫0311ZX1号", "一至四个汉字"),
        ("（2026）豫0311执1号之1", "以“号”结尾"),
        ("（2014）洛执字12号", "2016年以前的案号应含“字第”"),
    ],
)
def test_refusals_say_why(written: str, reason: str) -> None:
    with pytest.raises(BadCaseNumber, match=reason):
        parse(written)


def test_a_year_later_than_this_one_is_refused_where_the_year_is_known() -> None:
    assert parse("（2027）豫0311执1号").year == 2027
    with pytest.raises(BadCaseNumber, match="晚于今年"):
        parse("（2027）豫0311执1号", 2026)


def test_normalise_touches_only_brackets_digits_and_blanks() -> None:
    assert normalise(" (２０２６) 豫03 执1号 ") == "（2026）豫03执1号"
    assert normalise("无号") == "无号"


@pytest.mark.parametrize("code", ["最高法", "豫", "豫03", "豫0311", "兵0101"])
def test_court_codes(code: str) -> None:
    assert is_court_code(code)


@pytest.mark.parametrize("code", ["", "豫031", "03", "洛03", "豫03112", "豫03\n", "豫０３"])
def test_not_court_codes(code: str) -> None:
    assert not is_court_code(code)


def test_exec_runs_only_in_first_and_resumed_enforcement() -> None:
    assert {code for code, row in CASE_TYPES.items() if row.has_exec} == {"执", "执恢"}
    assert {row.group for row in CASE_TYPES.values()} == {"实施", "审查", "其他"}


def test_every_type_has_closing_modes_whose_guards_are_known() -> None:
    assert CLOSING_MODES.keys() == CASE_TYPES.keys()
    for modes in CLOSING_MODES.values():
        assert len({mode.name for mode in modes}) == len(modes)
        for mode in modes:
            assert mode.article
            assert set(mode.needs) <= GUARDS.keys(), mode.name
    assert all(row.approvers and row.article for row in APPROVALS.values())


def test_closing_modes_of_the_law() -> None:
    assert [mode.name for mode in CLOSING_MODES["执"]] == [
        "执行完毕", "终结本次执行程序", "终结执行", "销案", "不予执行", "驳回申请",
    ]  # fmt: skip
    assert [mode.name for mode in CLOSING_MODES["执恢"]] == [
        "执行完毕", "终结本次执行程序", "终结执行",
    ]  # fmt: skip
    zhongben = closing_mode("执", "终本")
    assert zhongben is not None
    assert {"three_months", "consumption_limited", "talk_held", "queried_recently"} <= set(
        zhongben.needs
    )
    assert closing_mode("执恢", "销案") is None
    assert closing_mode("执保", "保全完毕") is not None
    assert closing_mode("民初", "执行完毕") is None
