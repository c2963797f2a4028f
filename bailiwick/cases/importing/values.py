"""Reads single values as clerks write them. Each refusal is a sentence the clerk understands."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from bailiwick.cases.importing.reading import BROKEN, FORMULA
from bailiwick.cases.privacy import plain

EARLIEST = date(1980, 1, 1)
LATEST = date(2100, 12, 31)
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = (29221, 73415)  # 1980-01-01 … 2100-12-31
_PARTS = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_EIGHT = re.compile(r"\d{8}")
_NUMERIC = re.compile(r"\d{4,6}(?:\.\d+)?")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
MAX_AMOUNT = Decimal(10) ** 13
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)


class BadValue(ValueError):
    """A value that cannot be used; the message is the reason the clerk reads."""


def refuse_marks(text: str) -> None:
    """Refuse formulas, error values and control characters.

    Raises:
        BadValue: the cell holds one of them.
    """
    if text[:1] == "\x01":
        if text.startswith(FORMULA):
            raise BadValue("单元格是公式，不计算；把公式结果粘贴为数值后再导入")
        if text.startswith(BROKEN):
            raise BadValue(f"单元格是错误值 {text[len(BROKEN) :][:12]}，改正后再导入")
    if any(ord(ch) < 32 and ch not in "\t\n\r" for ch in text):
        raise BadValue("含有不可见的控制字符，删去后再导入")


def text(value: str, limit: int) -> str:
    """Return free text on one line. Characters stay as they are: 𠮷 and 䶮 are names.

    Raises:
        BadValue: longer than ``limit`` characters.
    """
    line = re.sub(r"\s+", " ", value).strip()
    if len(line) > limit:
        raise BadValue(f"有 {len(line)} 个字，最多 {limit} 个字")
    return line


@lru_cache(maxsize=16384)
def day(value: str) -> date:
    """Read 2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123 or an Excel serial.

    Raises:
        BadValue: no day, or one outside 1980–2100.
    """
    found = unicodedata.normalize("NFKC", value).strip()
    try:
        if _EIGHT.fullmatch(found):
            read = date(int(found[:4]), int(found[4:6]), int(found[6:]))
        elif parts := _PARTS.fullmatch(found):
            read = date(int(parts[1]), int(parts[2]), int(parts[3]))
        elif _NUMERIC.fullmatch(found) and _SERIALS[0] <= float(found) <= _SERIALS[1]:
            read = _SERIAL_ZERO + timedelta(days=int(float(found)))
        else:
            raise BadValue(f"“{value[:20]}”不是日期，写成 2026-11-23")
    except ValueError as error:
        if isinstance(error, BadValue):
            raise
        raise BadValue(f"没有“{value[:20]}”这一天") from error
    if not EARLIEST <= read <= LATEST:
        raise BadValue(f"{read} 不在 1980 年至 2100 年之间")
    return read


def past_day(value: str, today: date) -> date:
    """Read a day that has come.

    Raises:
        BadValue: no day, or one after ``today``.
    """
    read = day(value)
    if read > today:
        raise BadValue(f"{read} 在今天之后")
    return read


@lru_cache(maxsize=8192)
def amount(value: str) -> Decimal:
    """Read an amount in yuan: 1234.5, 1,234.50, ￥1,234.50, 1234元; 12.8万元 is 128,000 yuan.

    Raises:
        BadValue: no amount, negative, more than two decimals, thousands badly grouped.
    """
    found = unicodedata.normalize("NFKC", value).replace(" ", "")
    found = found.removeprefix("¥").removeprefix("人民币")
    factor = Decimal(1)
    if found.endswith(("万元", "万")):
        factor, found = Decimal(10000), found.rstrip("元").removesuffix("万")
    elif found.endswith(("亿元", "亿")):
        factor, found = Decimal(100000000), found.rstrip("元").removesuffix("亿")
    found = found.removesuffix("元")
    if "," in found:
        if not re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", found):
            raise BadValue(f"“{value[:24]}”的千分位不成三位一组，无法判断金额")
        found = found.replace(",", "")
    if re.search(r"[eE]", found):
        raise BadValue(f"“{value[:24]}”是科学计数，写成完整数字")
    try:
        read = Decimal(found) * factor
    except InvalidOperation as error:
        raise BadValue(f"“{value[:24]}”不是金额，写成 128000.00") from error
    if not read.is_finite() or read < 0:
        raise BadValue("金额不能为负数")
    if read >= MAX_AMOUNT:
        raise BadValue("金额超过十万亿元，疑似把号码填进了金额栏")
    cents = read.quantize(Decimal("0.01"))
    if abs(cents - read) > Decimal("0.000001"):
        raise BadValue(f"“{value[:24]}”的小数多于两位")
    return cents


def count(value: str) -> int:
    """Read months or days: 3, 3个月, 30日.

    Raises:
        BadValue: no whole number from 1 to 3650.
    """
    found = re.fullmatch(
        r"(\d{1,4})(?:\.0+)?(?:个?月|[天日])?", unicodedata.normalize("NFKC", value).strip()
    )
    if not found or not 1 <= int(found[1]) <= 3650:
        raise BadValue(f"“{value[:20]}”不是 1 至 3650 的整数")
    return int(found[1])


def identity(value: str, kind: str) -> tuple[str, date | None, str]:
    """Read an identity number; return it half-width, the birthday it holds, and a remark (or '').

    15 and 18 digits of persons, 18 characters of the unified credit code, 9 of the older organisation
    code, other papers as they are. A wrong check digit is only remarked: old cards have some.

    Raises:
        BadValue: impossible — digits lost to Excel, a birthday that does not exist, wrong length.
    """
    number = plain(value)
    if re.search(r"\d\.\d+E\+?\d+$|^\d+E\+?\d+$", number):
        raise BadValue("证件号码已被表格软件改成科学计数，末几位丢失；把该列设为文本后重新填写")
    if re.search(r"[^0-9A-Z()]", number) or not 5 <= len(number) <= 24:
        raise BadValue(f"证件号码有 {len(number)} 位或含有号码以外的字符，无法识别")
    if kind != "自然人" and _CREDIT.fullmatch(number) and (kind or not _is_person(number)):
        return number, None, ""
    if re.fullmatch(r"\d{17}[\dX]", number):
        if number[:2] not in PROVINCES:
            raise BadValue(f"身份证号前两位 {number[:2]} 不是省级代码")
        born = _birthday(number[6:14])
        wrong = _CHECKS[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11]
        return number, born, "" if wrong == number[17] else "证件号码校验位不符，已导入，核对原件"
    if re.fullmatch(r"\d{15}", number) and kind != "法人":
        return number, _birthday("19" + number[6:12]), "15 位旧身份证号，已按原样导入"
    if number.isdigit() and len(number) in (14, 16, 17, 19, 20) and kind == "自然人":
        raise BadValue(f"身份证号应为 18 位或 15 位，这里有 {len(number)} 位")
    return number, None, ""


def _is_person(number: str) -> bool:
    """Whether 18 characters are a person's number (region, birthday) rather than a credit code."""
    if not re.fullmatch(r"\d{17}[\dX]", number) or number[:2] not in PROVINCES:
        return False
    try:
        _birthday(number[6:14])
    except BadValue:
        return False
    return True


def _birthday(digits: str) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise BadValue(f"身份证号中的出生日期 {digits[:4]}-{digits[4:6]}-** 不存在") from error
    if born.year < 1870 or born > LATEST:
        raise BadValue(f"身份证号中的出生年份 {born.year} 不可能")
    return born


def phone(value: str) -> str:
    """Read a telephone number; several are kept together.

    Raises:
        BadValue: no digits, or longer than 40 characters.
    """
    found = unicodedata.normalize("NFKC", value).strip()
    if "E+" in found.upper():
        raise BadValue("电话已被表格软件改成科学计数；把该列设为文本后重新填写")
    if not re.search(r"\d{5}", re.sub(r"[\s\-]", "", found)) or len(found) > 40:
        raise BadValue("联系电话栏的内容不是电话号码")
    return found
