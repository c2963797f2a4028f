"""Single values as clerks write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bailiwick.cases.importing import values
from bailiwick.cases.importing.values import BadValue


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23", "2026/11/23", "2026.11.23", "2026年11月23日", "20261123", "2026/11/23 08:30:00",
        "２０２６－１１－２３", "2026-11-23 00:00:00",
        "46349",  # Excel counts from 1899-12-30: 46349 days later
        "46349.0",
    ],
)  # fmt: skip
def test_a_day_in_any_of_its_spellings(text: str) -> None:
    assert values.day(text) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-02-30", "没有“2026-02-30”这一天"),
        ("去年底", "“去年底”不是日期，写成 2026-11-23"),
        ("26-11-23", "“26-11-23”不是日期，写成 2026-11-23"),
        ("1926-11-23", "1926-11-23 不在 1980 年至 2100 年之间"),
        ("2026年11月", "“2026年11月”不是日期，写成 2026-11-23"),
    ],
)
def test_a_day_that_is_none(text: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        values.day(text)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("128000", "128000"), ("128,000.50", "128000.50"), ("￥128，000", "128000"), ("12.8万元", "128000"),
        ("1.2亿", "120000000"), ("128000元", "128000"), ("0", "0"), ("１２８", "128"),
    ],
)  # fmt: skip
def test_an_amount_in_yuan(text: str, yuan: str) -> None:
    assert values.amount(text) == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12,34", "千分位不成三位一组"),
        ("-5", "金额不能为负数"),
        ("1.005", "小数多于两位"),
        ("1.2E+05", "科学计数"),
        ("约三万", "不是金额"),
        ("41030319900101123", "超过十万亿元"),
    ],
)
def test_an_amount_that_is_none(text: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        values.amount(text)


def test_identity_numbers_of_18_and_15_digits() -> None:
    # 410303 1990-01-01 001: 28+9+15+12+2+9+54+9+5+2 = 145, 145 mod 11 = 2, check digit X
    assert values.identity("41030319900101001x", "自然人") == (
        "41030319900101001X", date(1990, 1, 1), ""
    )  # fmt: skip
    number, born, remark = values.identity("410303 900101 001", "自然人")
    assert (number, born) == ("410303900101001", date(1990, 1, 1))
    assert remark == "15 位旧身份证号，已按原样导入"


def test_a_wrong_check_digit_is_remarked_not_refused() -> None:
    assert (
        values.identity("410303199001010010", "自然人")[2] == "证件号码校验位不符，已导入，核对原件"
    )


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("4.10303E+17", "科学计数"),
        ("410303199002300010", "出生日期 1990-02-\\*\\* 不存在"),
        ("000303199001010010", "前两位 00 不是省级代码"),
        ("41030319900101001", "应为 18 位或 15 位，这里有 17 位"),
    ],
)
def test_an_impossible_identity_number(number: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        values.identity(number, "自然人")


def test_a_credit_code_belongs_to_a_firm() -> None:
    assert values.identity("91410300MA3X1234X5", "法人")[0] == "91410300MA3X1234X5"
