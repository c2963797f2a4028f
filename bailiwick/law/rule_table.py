"""The rows of the rulebook: every limit, what opens it, what answers it, what pauses it, its source.

Triggers and answers are words of the fact index: a node code, 申请, 申请:审计, 线索, 反馈:有,
异议:案外人, 裁定送达, 到账, 发放, 结案. Where a page of the law is silent, docs/decisions says how
we read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bailiwick.law import basis
from bailiwick.law.basis import Citation


class Unit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


UNIT_WORDS = {
    Unit.DAYS: "日",
    Unit.WORKING_DAYS: "个工作日",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. ``in_force``: first and last day, both inclusive.

    ``each``: every opening fact has its own clock. ``party``: a period of the parties, whose end is
    nobody's fault. ``after_closing``: closing the case does not end it. ``offset_days``: the period
    begins that many days after the event (rolled). ``complete_key``: the sources that must be
    complete before a missing answer may be red; empty where only this system records the answer.
    """

    id: str
    name: str
    node: str
    triggers: tuple[str, ...]
    satisfied_by: tuple[str, ...]
    limit: int
    unit: Unit
    source: Citation
    text: str
    in_force: tuple[date, date | None]
    version: int = 1
    urgent_limit: int = 0
    limits_by_kind: Mapping[str, int] = field(default_factory=dict)
    pauses: frozenset[str] = frozenset()
    rolls: bool = True
    severity: str = "red"
    internal: bool = False
    certain: bool = True
    types: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    each: bool = False
    party: bool = False
    backward: bool = False
    extends: bool = False
    longest_extension_days: int = 0
    after_closing: bool = False
    offset_days: int = 0
    who: str = "承办人"
    also: tuple[Citation, ...] = ()
    complete_key: tuple[str, ...] = ()
    late_proves_nothing: tuple[str, ...] = ()  # answers that, when late, leave the act's day unknown
    special: str = ""
    group: str = "NODE"

    @property
    def limit_text(self) -> str:
        """6个月, 7日, 10个工作日."""
        return f"{self.limit}{UNIT_WORDS[self.unit]}"

    def is_in_force(self, on: date) -> bool:
        return self.in_force[0] <= on and (self.in_force[1] is None or on <= self.in_force[1])


D = date
MAIN = frozenset({"执", "执恢"})
WITH_PRESERVATION = MAIN | {"执保"}
OBJECTION_TYPES = MAIN | {"执保", "执异"}
PRESERVATION_TYPES = frozenset({"财保", "行保", "证保", "执保"})
HAS_APPLICANT = frozenset({"民事", "行政非诉"})
CRIMINAL, ADMINISTRATIVE = "刑事涉财", "行政非诉"

STAYS = frozenset({"中止", "暂缓", "和解或担保暂缓", "上级暂缓"})
NODE_PAUSES = STAYS | {"提级指定委托"}
C226_PAUSES = STAYS | {"公告送达", "评估", "管辖争议", "争议协调"}
EXEC_SWITCHED = {
    "exclude_professional": frozenset({"审计", "评估", "资产清理"}),
    "exclude_sale": frozenset({"拍卖", "变卖"}),
}
EXEC_PAUSES_2000 = STAYS | {"公告送达", "管辖争议"} | frozenset().union(*EXEC_SWITCHED.values())
EXEC_PAUSES = EXEC_PAUSES_2000 | {"请示", "争议协调"}

START_2007 = D(2007, 1, 1)
MONEY_FROM = D(2017, 5, 1)
WORKING_DAYS_FROM = D(2021, 12, 6)
CLOSING = ("结案", "N36")


def _until(day: date) -> date:
    return day - timedelta(days=1)


def _node(
    id_: str,
    name: str,
    node: str,
    after: str,
    days: int,
    source: Citation,
    text: str,
    **more: object,
) -> Rule:
    """A node limit in days of the main enforcement types; pauses of node clocks."""
    values: dict[str, object] = {
        "unit": Unit.DAYS,
        "in_force": (START_2007, None),
        "pauses": NODE_PAUSES,
        "types": MAIN,
        "satisfied_by": (node,),
        "complete_key": (node,),
        **more,
    }
    return Rule(id_, name, node, (after,), limit=days, source=source, text=text, **values)  # type: ignore[arg-type]


_EXEC_ROWS = tuple(
    Rule(
        "EXEC", "执行期限", "N36", ("N03",), CLOSING, 6, Unit.MONTHS, source, text,
        (first, last), version,
        limits_by_kind=by_kind, pauses=pauses, types=MAIN, certain=certain, extends=True,
        also=also, complete_key=("N36",), group="EXEC",
    )
    for version, first, last, source, text, by_kind, pauses, certain, also in (
        (
            1, D(1998, 7, 18), _until(D(2000, 9, 28)), basis.EXEC_1998,
            "立案之日起6个月内执行结案，中止执行的期间扣除。",
            {}, frozenset({"中止"}), False, (basis.PERIODS,),
        ),
        (
            2, D(2000, 9, 28), _until(START_2007), basis.EXEC_2000,
            "立案次日起6个月，非诉执行3个月。",
            {ADMINISTRATIVE: 3}, EXEC_PAUSES_2000, False, (basis.PERIODS, basis.EXCLUDED_2000),
        ),
        (
            3, START_2007, None, basis.EXEC_2006,
            "有财产可供执行的案件6个月，非诉执行3个月，刑事裁判涉财产部分6个月；立案次日起算。"
            "2006年的规定未列审计、评估、拍卖，2000年的司法解释列入且效力更高，默认扣除，法院可改。",
            {ADMINISTRATIVE: 3}, EXEC_PAUSES, True,
            (basis.PERIODS, basis.EXCLUDED_2006, basis.EXCLUDED_2000),
        ),
    )
)  # fmt: skip

_C226_ROWS = (
    Rule(
        "C226", "申请上级法院执行", "N36", ("申请", "反馈:有"), CLOSING, 6, Unit.MONTHS,
        basis.C226_START,
        "自收到申请执行书或者发现可供执行的财产之日起6个月未执行完结的，申请执行人可以向上一级法院申请执行。",
        (D(2009, 1, 1), None),
        pauses=C226_PAUSES, types=MAIN, kinds=HAS_APPLICANT, special="c226",
        also=(basis.SIX_MONTHS, basis.C226_EXCLUDED, basis.PERIODS), complete_key=("N36",),
        group="C226",
    ),
)  # fmt: skip

_START_ROWS = (
    _node(
        "FIL-01", "立案审查", "N03", "N01", 7, basis.FILE_OR_REFUSE,
        "收到申请7日内立案或裁定不予受理。", in_force=(D(1998, 7, 18), None),
        types=WITH_PRESERVATION, who="立案庭",
    ),
    _node(
        "NTC-01", "确定承办人", "N04", "N03", 7, basis.OFFICER, "立案后7日内确定承办人。",
        types=WITH_PRESERVATION, who="执行局长",
    ),
    _node(
        "N05", "移送接收案件", "N05", "N04", 3, basis.HAND_OVER, "确定承办人后3日内移交案件材料。",
        certain=False, who="立案庭",
    ),
    _node(
        "N06", "承办人初审", "N06", "N05", 3,
        basis.own("承办人初审", "承办人接收案件后3日内初审并制定执行方案。"),
        "接收案件后3日内初审。", internal=True, certain=False,
    ),
    _node("NTC-02", "执行通知", "N07", "N05", 3, basis.NOTICE, "承办人收到案件材料后3日内发出执行通知书。"),
    _node(
        "NTC-02a", "执行通知（自申请起）", "N07", "申请", 10, basis.NOTICE_TEN_DAYS,
        "收到申请执行书后10日内发出执行通知。", in_force=(D(2015, 2, 4), None), kinds=HAS_APPLICANT,
    ),
    _node(
        "NTC-03", "报告财产令", "N08", "N05", 3, basis.REPORT_ORDER,
        "报告财产令与执行通知同时发出，即接收案件后3日内。", in_force=(MONEY_FROM, None),
        also=(basis.NOTICE,),
    ),
    _node(
        "NTC-04", "先行措施后的执行通知", "N07", "measure", 3, basis.NOTICE_AFTER_MEASURE,
        "先采取强制执行措施的，3日内发送执行通知书。", in_force=(D(2009, 1, 1), None),
        special="notice_after_measure",
    ),
    _node(
        "NTC-05", "通知提供财产线索", "N09", "N05", 3, basis.ASK_CLUES,
        "收到案件材料后3日内通知申请执行人提供财产线索。", severity="yellow", kinds=HAS_APPLICANT,
    ),
    _node(
        "N10", "送达执行文书", "N10", "N07", 10, basis.SERVICE_LOCAL,
        "执行通知书等发出后10日内送达（地方做法，本院未发文采用前只作内部管理）。",
        internal=True, certain=False,
    ),
)  # fmt: skip

_INQUIRY_ROWS = (
    Rule(
        "INV-01", "核实财产线索", "N13", ("线索",), ("N13",), 5, Unit.DAYS, basis.CLUE_2006,
        "线索明确具体的，5日内核实；情况紧急的立即核查。", (START_2007, _until(MONEY_FROM)), 1,
        pauses=NODE_PAUSES, types=MAIN, kinds=HAS_APPLICANT, each=True, complete_key=("N13",),
    ),
    Rule(
        "INV-01", "核实财产线索", "N13", ("线索",), ("N13",), 7, Unit.DAYS, basis.CLUE_2017,
        "收到线索7日内调查核实；情况紧急的3日。", (MONEY_FROM, _until(WORKING_DAYS_FROM)), 2,
        urgent_limit=3, pauses=NODE_PAUSES, types=MAIN, kinds=HAS_APPLICANT, each=True,
        complete_key=("N13",),
    ),
    Rule(
        "INV-01", "核实财产线索", "N13", ("线索",), ("N13",), 7, Unit.DAYS, basis.CLUE_2017,
        "收到线索7日内调查核实；情况紧急的3日，线索具体且情况紧急的24小时内启动核查。",
        (WORKING_DAYS_FROM, None), 3,
        urgent_limit=3, pauses=NODE_PAUSES, types=MAIN, kinds=HAS_APPLICANT, each=True,
        also=(basis.FIRST_QUERY,), complete_key=("N13",),
    ),
    _node(
        "INV-02", "启动财产调查", "N15", "线索:无", 10, basis.CLUE_2006,
        "申请执行人无法提供线索、申请法院调查的，10日内启动调查。", kinds=HAS_APPLICANT,
        satisfied_by=("N11", "N15"), complete_key=("N11", "N15"),
    ),
    _node(
        "INV-03", "完成财产调查", "N15", "N05", 1, basis.INVESTIGATE,
        "一般在1个月内完成对被执行人财产状况的调查。", unit=Unit.MONTHS, severity="yellow",
    ),
    Rule(
        "INV-04", "首次网络查控", "N11", ("N05",), ("N11",), 10, Unit.DAYS, basis.QUERY_LOCAL,
        "3日内发起首次网络查控，超过10日为超期（地方做法）。",
        (START_2007, _until(WORKING_DAYS_FROM)), 1,
        pauses=NODE_PAUSES, types=MAIN, certain=False, complete_key=("N11",),
    ),
    Rule(
        "INV-04", "首次网络查控", "N11", ("N05",), ("N11",), 5, Unit.WORKING_DAYS,
        basis.FIRST_QUERY, "执行部门收到案件后5个工作日内发起全部可查财产的查询。",
        (WORKING_DAYS_FROM, None), 2,
        pauses=NODE_PAUSES, types=MAIN, certain=False, complete_key=("N11",),
    ),
    _node(
        "N12", "财产甄别", "N12", "反馈:有", 5,
        basis.own("财产甄别", "收到查控反馈后5日内逐项甄别。"),
        "收到反馈后5日内逐项甄别。", internal=True, certain=False, each=True,
    ),
    _node(
        "INV-04b", "查到财产后控制", "N19", "反馈:有", 3, basis.FIRST_QUERY,
        "查到财产的立即控制，不能线上控制的3个工作日内采取线下措施。",
        unit=Unit.WORKING_DAYS, in_force=(WORKING_DAYS_FROM, None), certain=False, each=True,
        satisfied_by=("N17", "N18", "N19", "measure"),
        complete_key=("N17", "N18", "N19", "措施"),
    ),
    _node(
        "N14", "核查财产申报", "N14", "N08:until", 10,
        basis.own("财产申报核查", "报告财产期限届满后10日内核查。"),
        "报告期限届满后10日内核查。", internal=True, certain=False,
    ),
    _node(
        "INV-08", "审查审计申请", "N16", "申请:审计", 10, basis.AUDIT, "收到审计申请10日内决定。",
        in_force=(MONEY_FROM, None), each=True,
    ),
    _node(
        "INV-08b", "审查悬赏申请", "N16", "申请:悬赏", 10, basis.REWARD, "收到悬赏申请10日内决定。",
        in_force=(MONEY_FROM, None), each=True,
    ),
    _node(
        "N17", "甄别后控制财产", "N17", "N12", 3,
        basis.own("控制财产", "甄别出可供执行的财产后3日内控制。"),
        "甄别后3日内查封、扣押、冻结。", internal=True, certain=False,
        satisfied_by=("N17", "N18", "N19", "measure"),
        complete_key=("N17", "N18", "N19", "措施"),
    ),
    _node(
        "N21", "扣划冻结的存款", "N21", "冻结存款", 10,
        basis.own("扣划", "冻结存款后10日内扣划。"),
        "冻结存款后10日内扣划。", internal=True, certain=False, special="transfer",
    ),
    _node(
        "N22", "遴选评估机构", "N22", "申请:评估", 10, basis.PICK_VALUER,
        "采取评估、拍卖措施的，10日内完成机构遴选。",
    ),
    _node(
        "N23", "启动拍卖", "N23", "N22", 30,
        basis.own("启动拍卖", "评估报告送达后30日内启动拍卖。"),
        "评估报告送达后30日内启动拍卖。", internal=True, certain=False,
    ),
    _node(
        "N28", "审查纳入失信申请", "N28", "申请:失信", 15, basis.DISHONEST_DECISION,
        "收到申请15日内审查并作出决定。", in_force=(D(2013, 10, 1), None), each=True,
    ),
    _node(
        "N37", "归档", "N37", "结案", 3, basis.ARCHIVE, "结案后3个月内归档。", unit=Unit.MONTHS,
        in_force=(D(2014, 1, 1), None), pauses=frozenset(), severity="yellow", certain=False,
        after_closing=True, who="书记员", types=WITH_PRESERVATION | {"执异", "执复", "执监"},
    ),
)  # fmt: skip


def _measure(id_: str, name: str, old_months: int, years: int) -> tuple[Rule, Rule]:
    """Terms of 1/2/3 years from 2015-02-04; before, 6 months and 1 and 2 years."""
    common = {
        "node": "N20", "triggers": ("measure",), "satisfied_by": ("release", "renew"),
        "rolls": False, "each": True, "after_closing": True, "complete_key": ("措施",),
        "special": "measure", "group": "CTL",
    }  # fmt: skip
    old = Rule(
        id=id_, name=name, limit=old_months, unit=Unit.MONTHS, source=basis.CONTROL_TERM_2004,
        text="期限届满未续行的，措施自行失效；不顺延、不扣除。",
        in_force=(D(2005, 1, 1), _until(D(2015, 2, 4))), version=1, also=(basis.LAPSE,), **common,  # type: ignore[arg-type]
    )  # fmt: skip
    new = Rule(
        id=id_, name=name, limit=12 * years, unit=Unit.MONTHS, source=basis.CONTROL_TERM,
        text=f"最长{years}年；期限届满未续行的，措施自行失效；不顺延、不扣除。",
        in_force=(D(2015, 2, 4), None), version=2, also=(basis.LAPSE,), **common,  # type: ignore[arg-type]
    )  # fmt: skip
    return old, new


_MEASURE_ROWS = (
    *_measure("CTL-01", "冻结存款期限", 6, 1),
    *_measure("CTL-02", "查封扣押动产期限", 12, 2),
    *_measure("CTL-03", "查封不动产、冻结其他财产权期限", 24, 3),
    Rule(
        "CTL-05", "申请续行保全", "N20", ("measure",), ("申请:续行", "renew", "release"), 7, Unit.DAYS,
        basis.TERM_PRESERVATION, "申请保全人应当在保全期限届满7日前提出续行申请。",
        (D(2016, 12, 1), None), types=frozenset({"执保", "财保"}), each=True, party=True,
        backward=True, after_closing=True, special="renewal_request", who="申请保全人",
        group="CTL",
    ),
)  # fmt: skip

_AFTER_ROWS = (
    Rule(
        "ZB-01", "录入终本案件信息库", "N37", ("裁定送达:终本",), ("N37",), 7, Unit.DAYS,
        basis.ZB_ENTRY, "终本裁定送达后7日内录入终结本次执行程序案件信息库。", (D(2016, 12, 1), None),
        types=MAIN, after_closing=True, complete_key=("N37",), who="书记员", group="ZB",
    ),
    Rule(
        "ZB-02", "终本后财产查询", "N11", ("裁定送达:终本",), ("N11",), 6, Unit.MONTHS,
        basis.ZB_QUERY, "终本后五年内每6个月查询一次，共10次，结果告知申请执行人。",
        (D(2016, 12, 1), None), types=MAIN, after_closing=True, complete_key=("N11",),
        special="zb_query", group="ZB",
    ),
    Rule(
        "MNY-06", "发放案款", "N33", ("到账",), ("发放",), 30, Unit.DAYS, basis.PAY_OUT,
        "自财务到账通知起30日内核算、通知并发放。", (MONEY_FROM, None), pauses=NODE_PAUSES,
        each=True, after_closing=True, complete_key=("案款",), group="MNY",
    ),
    Rule(
        "MNY-06a", "通知财务支付", "N33", ("到账",), ("发放通知", "发放"), 10, Unit.WORKING_DAYS,
        basis.PAY_OUT_2021, "无争议案款到账后10个工作日内向财务发出支付通知。",
        (WORKING_DAYS_FROM, None), pauses=NODE_PAUSES, each=True, after_closing=True,
        certain=False, late_proves_nothing=("发放",), complete_key=("案款",), group="MNY",
    ),
    Rule(
        "MNY-06b", "财务支付案款", "N33", ("发放通知",), ("发放",), 5, Unit.WORKING_DAYS,
        basis.PAY_OUT_2021, "财务收到支付通知后5个工作日内支付。", (WORKING_DAYS_FROM, None),
        pauses=NODE_PAUSES, each=True, after_closing=True, certain=False, complete_key=("案款",),
        who="财务", group="MNY",
    ),
    Rule(
        "MNY-08", "延缓事由消失后发放", "N33", ("到账",), ("发放",), 10, Unit.DAYS, basis.PAY_OUT,
        "延缓发放的事由消失后10日内发放。", (MONEY_FROM, None), pauses=NODE_PAUSES, each=True,
        after_closing=True, complete_key=("案款",), special="delay_ended", group="MNY",
    ),
)  # fmt: skip


def _objection(
    id_: str,
    name: str,
    trigger: str,
    answers: tuple[str, ...],
    limit: int,
    source: Citation,
    text: str,
    types: frozenset[str],
    **more: object,
) -> Rule:
    values: dict[str, object] = {
        "unit": Unit.DAYS, "in_force": (source.wordings[0].from_on, None), "each": True,
        "after_closing": True, "pauses": NODE_PAUSES, "node": "N34", "who": "合议庭",
        "group": "OBJ", **more,
    }  # fmt: skip
    return Rule(
        id=id_, name=name, triggers=(trigger,), satisfied_by=answers, limit=limit, source=source,
        text=text, types=types, **values,  # type: ignore[arg-type]
    )  # fmt: skip


_YI, _FU = frozenset({"执异"}), frozenset({"执复"})
_OBJECTION_ROWS = (
    _objection(
        "OBJ-01", "异议立案", "N01", ("N03",), 3, basis.OBJECTION_FILING,
        "收到异议申请3日内立案，材料不全的3日内一次性告知补正。", _YI, node="N03", each=False,
        who="立案庭", complete_key=("N03",),
    ),
    _objection(
        "OBJ-01b", "通知异议当事人", "N03", ("N10",), 3, basis.OBJECTION_FILING,
        "立案后3日内通知异议人和相关当事人。", _YI, node="N10", each=False, complete_key=("N10",),
    ),
    _objection(
        "OBJ-02", "审查执行行为异议", "异议:执行行为", ("裁定送达", "结案"), 15, basis.ACT_OBJECTION,
        "自收到书面异议之日起15日内审查并作出裁定。", OBJECTION_TYPES,
    ),
    _objection(
        "OBJ-02b", "审查案外人异议", "异议:案外人", ("裁定送达", "结案"), 15,
        basis.THIRD_PARTY_OBJECTION, "自收到书面异议之日起15日内审查。", OBJECTION_TYPES,
    ),
    _objection(
        "OBJ-03a", "申请复议", "裁定送达:执行行为", ("申请:复议", "异议:复议"), 10,
        basis.ACT_OBJECTION, "自裁定送达之日起10日内向上一级法院申请复议。", OBJECTION_TYPES,
        party=True, who="当事人", pauses=frozenset(),
    ),
    _objection(
        "OBJ-03b", "报送复议材料", "申请:复议", ("N05",), 5, basis.REVIEW_DECISION,
        "收到复议申请5日内将案卷材料报送上一级法院。", _YI, node="N05", complete_key=("N05",),
    ),
    _objection(
        "OBJ-03", "审查复议", "N03", ("结案", "N36"), 30, basis.REVIEW_DECISION,
        "自收到复议申请之日起30日内审查完毕，经院长批准可延长，延长不超过30日。", _FU, each=False,
        extends=True, longest_extension_days=30, complete_key=("N36",), node="N36",
    ),
    _objection(
        "OBJ-04", "提起执行异议之诉", "裁定送达:案外人", ("申请:起诉", "异议:起诉"), 15,
        basis.THIRD_PARTY_OBJECTION, "自裁定送达之日起15日内可以提起诉讼。", OBJECTION_TYPES,
        party=True, who="当事人", pauses=frozenset(),
    ),
    _objection(
        "OBJ-05", "不予受理的复议", "裁定送达:不予受理", ("申请:复议", "异议:复议"), 10,
        basis.REFUSAL_REVIEW, "自裁定送达之日起10日内申请复议。", OBJECTION_TYPES, party=True,
        who="当事人", pauses=frozenset(),
    ),
    _objection(
        "OBJ-09", "审查变更追加当事人", "异议:变更追加", ("裁定送达", "结案"), 60,
        basis.CHANGE_PARTY, "自收到书面申请之日起60日内裁定，特殊情况由院长批准延长。",
        OBJECTION_TYPES, extends=True,
    ),
    _objection(
        "OBJ-09a", "变更追加复议申请", "裁定送达:变更追加", ("申请:复议", "异议:复议"), 10,
        basis.CHANGE_PARTY_REVIEW, "自裁定书送达之日起10日内申请复议。", OBJECTION_TYPES,
        party=True, who="当事人", pauses=frozenset(),
    ),
    _objection(
        "OBJ-09b", "审查变更追加复议", "申请:变更追加", ("结案", "裁定送达"), 60,
        basis.CHANGE_PARTY_REVIEW_DECISION, "自收到复议申请之日起60日内作出复议裁定。", _FU,
    ),
    _objection(
        "OBJ-09c", "变更追加提起诉讼", "裁定送达:变更追加", ("申请:起诉", "异议:起诉"), 15,
        basis.CHANGE_PARTY_SUIT, "自裁定书送达之日起15日内提起执行异议之诉。", OBJECTION_TYPES,
        party=True, who="当事人", pauses=frozenset(),
    ),
    _objection(
        "OBJ-10", "审查不予执行", "异议:不予执行", ("裁定送达", "结案"), 2, basis.ARBITRATION_DECIDE,
        "两个月内审查完毕并裁定，经院长批准可延长一个月。", OBJECTION_TYPES, unit=Unit.MONTHS,
        extends=True, longest_extension_days=31,
    ),
)  # fmt: skip

_PRESERVATION_ROWS = (
    _objection(
        "PRS-01", "作出保全裁定", "申请:保全", ("裁定送达", "结案"), 5, basis.PRESERVATION,
        "接受保全申请后5日内裁定；情况紧急的48小时内裁定。", PRESERVATION_TYPES, urgent_limit=2,
        also=(basis.PRESERVATION_RULING,), group="PRS",
    ),
    _objection(
        "PRS-01a", "开始执行保全裁定", "N03", ("measure", "N17", "N18", "N19", "结案"), 5,
        basis.PRESERVATION, "裁定采取保全措施的，5日内开始执行；情况紧急的立即开始执行。",
        frozenset({"执保"}), each=False, node="N19", group="PRS", who="承办人",
        complete_key=("N17", "N18", "N19", "措施"), after_closing=False,
    ),
    _objection(
        "PRS-01b", "解除保全", "申请:解除", ("release", "裁定送达", "结案"), 5,
        basis.PRESERVATION_RELEASE, "收到解除保全申请后5日内裁定解除；情况紧急的48小时内。",
        PRESERVATION_TYPES, urgent_limit=2, group="PRS",
    ),
    _objection(
        "PRS-03", "审查保全复议", "异议:复议", ("裁定送达", "结案"), 10, basis.PRESERVATION_REVIEW,
        "自收到复议申请后10日内审查。", PRESERVATION_TYPES, group="PRS",
    ),
    _objection(
        "PRS-03a", "申请保全复议", "裁定送达:保全", ("异议:复议", "申请:复议"), 5,
        basis.PRESERVATION_REVIEW, "自收到裁定书之日起5日内申请复议。", PRESERVATION_TYPES,
        party=True, who="当事人", pauses=frozenset(), group="PRS",
    ),
    _objection(
        "PRS-04", "异议成立后解除保全", "裁定送达:异议成立", ("release", "申请:起诉", "异议:起诉"), 7,
        basis.PRESERVATION_STRANGER,
        "案外人异议成立、申请保全人15日内未起诉的，期限届满后7日内解除保全。",
        PRESERVATION_TYPES | OBJECTION_TYPES, offset_days=15, group="PRS",
    ),
)  # fmt: skip

RULE_ROWS: tuple[Rule, ...] = (
    *_EXEC_ROWS, *_C226_ROWS, *_START_ROWS, *_INQUIRY_ROWS, *_MEASURE_ROWS, *_AFTER_ROWS,
    *_OBJECTION_ROWS, *_PRESERVATION_ROWS,
)  # fmt: skip
