"""Facts: what is true of a case from a day on. The words a fact may use stand in the tables here.

A fact is never edited: another one ``supersedes`` it, or a fact of kind ``void`` takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class FactKind(StrEnum):
    NODE = "node"
    DEDUCTION = "deduction"
    EXTENSION = "extension"
    MEASURE = "measure"
    RELEASE = "release"
    RENEW = "renew"
    PAYMENT = "payment"
    EVENT = "event"
    VOID = "void"


class Fact(NamedTuple):
    """One fact. A tuple with names, because a register holds some ten million of them.

    ``on`` is the day it is true, ``until`` its last day (deductions: both days are excluded days;
    measures: the day printed in the notice). ``what`` is a word of the tables below or a node code.
    """

    id: int
    kind: FactKind
    what: str
    on: date
    until: date | None = None
    ref: str = ""  # what several facts speak of: a measure m1, a payment p1, a clue
    document: str = ""
    months: int = 0
    days: int = 0
    urgent: bool = False
    mode: str = ""  # 结案方式 of 结案; otherwise how it happened
    detail: str = ""  # what kind of 申请, 反馈, 异议 it is
    recorded_on: date | None = None
    supersedes: int | None = None


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts that stand: neither superseded nor taken back, in the order given."""
    facts = list(facts)
    gone = {fact.supersedes for fact in facts if fact.supersedes is not None}
    if not gone:
        return [fact for fact in facts if fact.kind is not FactKind.VOID]
    return [fact for fact in facts if fact.id not in gone and fact.kind is not FactKind.VOID]


# ------------------------------------------------------------------------------ deductions


@dataclass(frozen=True, slots=True)
class Deduction:
    """A reason for which days are not counted (扣除事由) and the letter of its source list."""

    word: str
    meaning: str
    clause: str


_2006, _2000 = "法发〔2006〕35号", "法释〔2000〕29号"

DEDUCTIONS: dict[str, Deduction] = {
    row.word: row
    for row in (
        Deduction("公告送达", "公告送达执行法律文书的期间", _2006 + "第十四条第一项"),
        Deduction("暂缓", "暂缓执行的期间", _2006 + "第十四条第二项"),
        Deduction("中止", "中止执行的期间", _2006 + "第十四条第三项"),
        Deduction("请示", "就法律适用问题向上级法院请示的期间", _2006 + "第十四条第四项"),
        Deduction(
            "争议协调",
            "与其他法院的争议报请共同上级法院协调的期间",
            _2006 + "第十四条第五项",
        ),
        Deduction("管辖争议", "审查管辖权异议、处理法院间管辖争议的期间", _2000 + "第九条第七项"),
        Deduction("审计", "由专业机构审计的期间", _2000 + "第九条第八项"),
        Deduction("评估", "由专业机构鉴定、评估的期间", _2000 + "第九条第八项"),
        Deduction("资产清理", "由专业机构清理资产的期间", _2000 + "第九条第八项"),
        Deduction(
            "和解或担保暂缓",
            "达成和解或提供担保后决定暂缓执行的期间",
            _2000 + "第九条第十项",
        ),
        Deduction("上级暂缓", "上级法院通知暂缓执行的期间", _2000 + "第九条第十一项"),
        Deduction("拍卖", "拍卖被查封、扣押财产的期间", _2000 + "第九条第十二项"),
        Deduction("变卖", "变卖被查封、扣押财产的期间", _2000 + "第九条第十二项"),
        Deduction("提级指定委托", "提级、指定、委托执行办理交接的期间", "内部管理规定"),
    )
}

# ------------------------------------------------------------------------------ extensions


@dataclass(frozen=True, slots=True)
class Approver:
    """Who approves an extension (批准人) and whether the law lets that post extend a time limit."""

    word: str
    may_extend: bool
    note: str


APPROVERS: dict[str, Approver] = {
    row.word: row
    for row in (
        Approver("院长", True, "法发〔2006〕35号第一条"),
        Approver("副院长", True, "法发〔2006〕35号第一条"),
        Approver("代院长", True, "履行院长职务"),
        Approver("高级人民法院", True, "法释〔2000〕29号第五条"),
        Approver("执行局长", False, "无权批准延长执行期限"),
        Approver("庭长", False, "无权批准延长执行期限"),
        Approver("承办人", False, "无权批准延长执行期限"),
    )
}

# ------------------------------------------------------------------------------ control measures


@dataclass(frozen=True, slots=True)
class Measure:
    """A control measure (查封、扣押、冻结) and the rule that limits its term."""

    word: str
    rule: str


MEASURES: dict[str, Measure] = {
    word: Measure(word, rule)
    for rule, words in {
        "CTL-01": ("冻结存款", "冻结银行存款", "冻结网络资金"),
        "CTL-02": (
            "查封动产", "扣押动产", "查封车辆", "扣押车辆", "查封设备", "查封船舶", "扣押物品",
        ),
        "CTL-03": (
            "查封不动产", "查封房产", "查封土地", "查封在建工程", "冻结股权", "冻结证券",
            "冻结基金", "冻结理财产品", "冻结保险", "冻结债权", "冻结知识产权", "冻结其他财产权",
        ),
    }.items()
    for word in words
}  # fmt: skip

_MONEY = ("存款", "账户", "帐户", "资金", "余额", "公积金", "现金")
_IMMOVABLE = (
    "不动产", "房", "土地", "在建", "厂区", "车库", "车位", "商铺", "股", "权", "证券", "基金",
    "理财", "保险", "债",
)  # fmt: skip
_MOVABLE = ("动产", "车", "船", "机器", "设备", "航空器", "物品", "货", "机械", "产品", "材料")


@lru_cache(maxsize=4096)
def measure_rule(what: str, asset: str = "") -> str | None:
    """Return CTL-01, 02 or 03 for a measure as courts write it; None if it is no control measure.

    ``asset`` is the description of the property, used where the word itself says only 冻结 or 查封.
    The plain word 冻结 means a deposit, 扣押 a movable, 查封 immovable property.
    """
    known = MEASURES.get(what)
    if known:
        return known.rule
    if not any(verb in what for verb in ("查封", "扣押", "冻结", "轮候", "续封", "续冻")):
        return None
    for text in (what, asset):
        for rule, words in (("CTL-01", _MONEY), ("CTL-03", _IMMOVABLE), ("CTL-02", _MOVABLE)):
            if any(word in text for word in words):
                return rule
    return "CTL-02" if "扣押" in what else "CTL-01" if "冻" in what else "CTL-03"


# ------------------------------------------------------------------------------ money and events

PAYMENTS: dict[str, str] = {
    "到账": "案款到账，财务已通知",
    "发放通知": "承办人已向财务发出发放通知",
    "发放": "案款已发放",
}

EVENTS: dict[str, str] = {
    "申请": "收到申请；kind 写明申请什么，不写即申请执行",
    "线索": "申请执行人提供财产线索；urgent 表示情况紧急",
    "反馈": "收到查控反馈；kind 写明查到的财产，没有的写 无财产",
    "异议": "收到书面异议；kind 写明 执行行为、案外人、变更追加、不予执行、复议、管辖",
    "裁定送达": "裁定送达；mode 写明结果",
    "结案": "结案；mode 为结案方式",
}

NO_PROPERTY = frozenset({"无财产", "无", "未发现", "未发现财产", "未查到", "无可供执行财产"})
STAY_WORDS = frozenset({"中止", "暂缓", "和解或担保暂缓", "上级暂缓"})
ZHONGBEN = "终结本次执行程序"
ZHONGBEN_WORDS = frozenset({ZHONGBEN, "终本"})


def is_queued(fact: Fact) -> bool:
    """Whether a measure only waits in the queue (轮候): its term has not begun."""
    return "轮候" in fact.mode or "轮候" in fact.detail or "轮候" in fact.what


def found_property(fact: Fact) -> bool:
    """Whether a query feedback (反馈) shows property; one that says nothing else does."""
    return fact.detail not in NO_PROPERTY and fact.mode not in NO_PROPERTY
