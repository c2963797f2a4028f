"""Case numbers (案号), case types (类型代字) and closing modes (结案方式).

Grammar: 法〔2015〕137号, in force 2016-01-01. Older numbers are kept as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新军兵"
COURT_CODE = re.compile(rf"^(?:最高法|[{PROVINCES}](?:\d{{4}}|\d{{2}})?)$", re.ASCII)

_MODERN = re.compile(
    rf"^（(20\d{{2}})）(最高法|[{PROVINCES}](?:\d{{4}}|\d{{2}})?)"
    r"([\u4e00-\u9fa5]{1,4}?)([1-9]\d*)号(之[一二三四五六七八九十]+)?$",
    re.ASCII,
)
_LEGACY = re.compile(r"^（(\d{4})）(\S+?)字第([0-9]+)(-\d+)?号$", re.ASCII)
_TO_PLAIN = str.maketrans("０１２３４５６７８９(﹙)﹚－—", "0123456789（（））--")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
FIRST_MODERN_YEAR = 2016


class BadCaseNumber(ValueError):
    """The text is no case number. The message says why, for the clerk who typed it."""


@dataclass(frozen=True, slots=True)
class CaseType:
    """A type code (类型代字). ``group``: 实施, 审查 or 其他."""

    code: str
    name: str
    group: str
    has_exec: bool = False
    has_c226: bool = False
    certain: bool = True


CASE_TYPES: dict[str, CaseType] = {
    row.code: row
    for row in (
        CaseType("执", "首次执行", "实施", has_exec=True, has_c226=True),
        CaseType("执恢", "恢复执行", "实施", has_exec=True, has_c226=True),
        CaseType("执保", "财产保全执行", "实施"),
        CaseType("财保", "财产保全审查", "审查"),
        CaseType("行保", "行为保全审查", "审查", certain=False),
        CaseType("证保", "证据保全审查", "审查", certain=False),
        CaseType("执异", "执行异议", "审查"),
        CaseType("执复", "执行复议", "审查"),
        CaseType("执监", "执行监督", "审查"),
        CaseType("执协", "执行协调", "审查"),
        CaseType("执他", "其他执行", "审查", certain=False),
        CaseType("司惩", "司法制裁", "其他", certain=False),
        CaseType("司惩复", "司法制裁复议", "其他", certain=False),
        CaseType("司救执", "执行司法救助", "其他", certain=False),
    )
}
_LEGACY_TYPES = sorted((code for code in CASE_TYPES if "执" in code), key=len, reverse=True)
LATER_TYPES = frozenset({"诉前调确"})  # four characters, added after 2015


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number. ``text``, full-width brackets and half-width digits, is what is stored."""

    text: str
    year: int
    court_code: str
    type_code: str
    serial: int | None
    legacy: bool = False
    suffix: str = ""

    def __str__(self) -> str:
        return self.text

    @property
    def is_enforcement(self) -> bool:
        """Whether the type belongs to enforcement work (legal_rules §1.2)."""
        return self.type_code in CASE_TYPES

    @property
    def base(self) -> str:
        """The number without 之一, 之二: successive rulings belong to one case."""
        return self.text.removesuffix(self.suffix) if not self.legacy else self.text


def normalise(text: str) -> str:
    """Return the text with full-width brackets, half-width digits and no blanks. Checks nothing."""
    return re.sub(r"\s+", "", text.translate(_INVISIBLE)).translate(_TO_PLAIN)


@lru_cache(maxsize=65536)
def parse(text: str, latest_year: int | None = None) -> CaseNumber:
    """Read a case number.

    ``latest_year`` refuses years after it (the present year, where the caller knows the day).

    Raises:
        BadCaseNumber: the text is no case number; the message says what is wrong.
    """
    plain = normalise(text)
    if not plain:
        raise BadCaseNumber("案号为空")
    modern = _MODERN.match(plain)
    if modern and int(modern[1]) >= FIRST_MODERN_YEAR:
        return _modern(plain, modern, latest_year)
    legacy = _LEGACY.match(plain)
    if legacy:
        if int(legacy[1]) >= FIRST_MODERN_YEAR:
            raise BadCaseNumber(f"“{plain}”：2016年起的案号不含“字第”")
        return CaseNumber(
            plain,
            int(legacy[1]),
            "",
            _legacy_type(legacy[2]),
            int(legacy[3]),
            True,
            legacy[4] or "",
        )
    raise BadCaseNumber(_reason(plain))


def _modern(plain: str, found: re.Match[str], latest_year: int | None) -> CaseNumber:
    year, court, code, serial, suffix = found.groups()
    if latest_year is not None and int(year) > latest_year:
        raise BadCaseNumber(f"“{plain}”：收案年度 {year} 晚于今年")
    return CaseNumber(plain, int(year), court, code, int(serial), False, suffix or "")


def _legacy_type(prefix: str) -> str:
    """Return the type an old number speaks of: 洛执恢 → 执恢, 洛民执 → 执."""
    return next((code for code in _LEGACY_TYPES if prefix.endswith(code)), "")


def _reason(plain: str) -> str:
    if not re.match(r"^（\d{4}）", plain, re.ASCII):
        return f"“{plain}”：应以（四位收案年度）开头，如（2026）豫0311执1207号"
    year = int(plain[1:5])
    rest = plain[6:]
    if "字第" in rest:
        return f"“{plain}”：旧案号应为（年度）××字第×号"
    if year < FIRST_MODERN_YEAR:
        return f"“{plain}”：2016年以前的案号应含“字第”"
    if not re.match(rf"^(?:最高法|[{PROVINCES}])", rest):
        return f"“{plain}”：法院代字不存在"
    court = re.match(rf"^(?:最高法|[{PROVINCES}])(\d*)", rest, re.ASCII)
    if court and len(court[1]) not in (0, 2, 4):
        return f"“{plain}”：法院代字后应为两位或四位数字"
    if not re.search(r"号(?:之[一二三四五六七八九十]+)?$", rest):
        return f"“{plain}”：应以“号”结尾"
    if re.search(r"[\u4e00-\u9fa5]0\d*号", rest):
        return f"“{plain}”：编号不能以 0 开头"
    if not re.search(r"[1-9]\d*号", rest, re.ASCII):
        return f"“{plain}”：缺少编号"
    return f"“{plain}”：类型代字应为一至四个汉字"


def is_court_code(text: str) -> bool:
    """Whether a text has the form of a court code (法院代字)."""
    return COURT_CODE.fullmatch(text) is not None


# ------------------------------------------------------------------------------ closing modes


@dataclass(frozen=True, slots=True)
class ClosingMode:
    """A closing mode (结案方式) with its guards: what must be on record, said as data.

    ``needs`` names conditions the closing service checks (``GUARDS``); ``article`` is their source.
    ``needs_unpaid``: only with an unpaid rest (终本); ``needs_paid``: nothing may be unpaid.
    """

    name: str
    article: str
    needs: tuple[str, ...] = ()
    certain: bool = True
    short: str = ""


#: What the guards mean. A closing service refuses with this text and the mode's article.
GUARDS: dict[str, str] = {
    "paid_or_settled": "标的额全部到位，或和解协议已履行完毕，或申请执行人书面放弃余额",
    "closing_notice": "已发结案通知书，或双方书面确认",
    "notice_sent": "已发出执行通知书",
    "report_ordered": "已发出报告财产令",
    "queried": "已进行网络查控",
    "queried_recently": "结案前三个月内进行过网络查控",
    "consumption_limited": "已发出限制消费令",
    "three_months": "自立案之日起已超过三个月",
    "talk_held": "已进行终本约谈并记录意见",
    "consent_or_panel": "申请执行人书面同意，或合议庭合议并报院长批准",
    "unpaid": "尚有未履行金额",
    "no_open_clue": "没有核实中的线索",
    "cause_named": "写明终结执行的事由",
    "document": "有裁定书或法律规定的文书",
    "filed_elsewhere": "管辖异议成立、他院立案在先或退回委托经高级人民法院批准",
    "not_stayed": "未裁定中止、未决定暂缓",
    "settlement_performed": "和解协议未履行完毕的不得结案",
}

_ALWAYS = ("not_stayed",)
_ZHONGBEN = ClosingMode(
    "终结本次执行程序",
    "法〔2016〕373号第一条、第五条",
    (
        *_ALWAYS, "notice_sent", "report_ordered", "queried_recently", "consumption_limited",
        "three_months", "talk_held", "consent_or_panel", "unpaid", "no_open_clue", "document",
    ),
    short="终本",
)  # fmt: skip
_PAID = ClosingMode(
    "执行完毕", "法发〔2014〕26号第十五条", (*_ALWAYS, "paid_or_settled", "closing_notice")
)
_TERMINATED = ClosingMode("终结执行", "法发〔2014〕26号第十七条", ("cause_named", "document"))
_REVIEW = "法发〔2014〕26号第二十四条"


def _review(article: str, *names: str, certain: bool = True) -> tuple[ClosingMode, ...]:
    return tuple(ClosingMode(name, article, ("document",), certain) for name in names)


CLOSING_MODES: dict[str, tuple[ClosingMode, ...]] = {
    "执": (
        _PAID,
        _ZHONGBEN,
        _TERMINATED,
        ClosingMode("销案", "法发〔2014〕26号第十八条", ("filed_elsewhere",)),
        ClosingMode("不予执行", "法发〔2014〕26号第十九条", ("document",)),
        ClosingMode("驳回申请", "法发〔2014〕26号第二十条", ("document",)),
    ),
    "执恢": (_PAID, _ZHONGBEN, _TERMINATED),
    "执保": (
        ClosingMode("保全完毕", "法发〔2014〕26号第二十一条"),
        ClosingMode("部分保全", "法发〔2014〕26号第二十一条"),
        ClosingMode("无标的物可实施保全", "法发〔2014〕26号第二十一条"),
    ),
    "执异": _review(
        _REVIEW, "准予撤回", "驳回", "撤销、中止、不予执行、变更追加", "部分撤销变更",
        "异议成立但无可撤销", "移送管辖", certain=False,
    ),
    "执复": _review(
        "法释〔2015〕10号第二十三条", "准许撤回", "驳回维持", "撤销或变更", "查清后裁定", "撤销发回"
    ),
    "执监": _review(
        "法发〔2014〕26号第二十六条", "准许撤回", "驳回", "限期改正", "撤销并改正", "提级执行",
        "指定执行", "其他", certain=False,
    ),
    "财保": _review("法释〔2016〕22号第四条", "裁定保全", "驳回申请", "准予撤回", certain=False),
    "行保": _review("法释〔2016〕22号第四条", "裁定保全", "驳回申请", "准予撤回", certain=False),
    "证保": _review("法释〔2016〕22号第四条", "裁定保全", "驳回申请", "准予撤回", certain=False),
    "执协": _review("法发〔2014〕26号第二十七条", "撤回", "协调达成一致", "裁决", certain=False),
    "执他": _review("法发〔2014〕26号", "已处理", "退回", certain=False),
    "司惩": _review("法释〔2015〕5号", "作出决定", "不予处罚", certain=False),
    "司惩复": _review("法释〔2015〕5号", "维持", "撤销或变更", certain=False),
    "司救执": _review("法发〔2016〕16号", "给予救助", "不予救助", certain=False),
}  # fmt: skip

_MODE_WORDS = {
    "终本": "终结本次执行程序", "终结本次": "终结本次执行程序", "完毕": "执行完毕",
    "履行完毕": "执行完毕",
    "终结": "终结执行", "保全": "保全完毕", "驳回执行申请": "驳回申请", "撤回": "准予撤回",
}  # fmt: skip

#: No case may be closed for these reasons (法发〔2014〕26号第二十三条).
NEVER_CLOSES = ("中止执行", "暂缓执行", "和解未履行完毕", "中止", "暂缓")


def closing_mode(type_code: str, text: str) -> ClosingMode | None:
    """Return the closing mode a text names for a case type; None if that type has no such mode."""
    text = text.strip()
    wanted = {text, _MODE_WORDS.get(text, text), text.removeprefix("以").removesuffix("结案")}
    return next((mode for mode in CLOSING_MODES.get(type_code, ()) if mode.name in wanted), None)
