"""Screening rules P01–P34 (消极执行) and R01–R20 (乱执行) as data. The SQL lives in ``supervision``.

A rule whose facts do not exist yet says in ``waiting_for`` which they are; it never runs by guess.
Sources: L a limit of the rulebook, P practice of provincial screening, D a threshold of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bailiwick.law import basis, rules
from bailiwick.law.basis import Citation

D = date
Threshold = int | Decimal


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """One screening rule.

    ``thresholds``: figures by name (days, red_days, months, working_days, yuan, percent, factors).
    ``clock``: the rulebook's rule that says when it is too late. ``needs``: kinds of facts read.
    ``internal``: a threshold of our own ([design]); off in figures until a court adopts it.
    """

    id: str
    name: str
    text: str
    severity: str
    tag: str
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    citation: Citation | None = None
    basis: str = ""
    clock: str = ""
    version: int = 1
    in_force: tuple[date | None, date | None] = (None, None)
    needs: tuple[str, ...] = ()
    waiting_for: str = ""
    internal: bool = False
    certain: bool = True

    def basis_on(self, on: date) -> str:
        """Return the source with the article number in force on a day."""
        if self.clock:
            try:
                return rules.rule(self.clock, on).source.on(on)
            except LookupError:
                return rules.versions(self.clock)[-1].source.on(on)
        if self.citation is not None:
            return self.citation.on(on)
        return self.basis

    @property
    def limit_text(self) -> str:
        """The thresholds in words: 7日, 30日 / 60日, 3个工作日."""
        return " / ".join(f"{value}{_unit(key)}" for key, value in self.thresholds.items())


_UNITS = (
    ("working_days", "个工作日"),
    ("months", "个月"),
    ("days", "日"),
    ("yuan", "元"),
    ("percent", "%"),
    ("hours", "小时"),
)


def _unit(key: str) -> str:
    return next((word for ending, word in _UNITS if key.endswith(ending)), "倍")


def _row(
    id_: str,
    name: str,
    text: str,
    severity: str,
    tag: str,
    needs: str,
    source: Citation | str = "",
    *,
    waiting: str = "",
    clock: str = "",
    since: date | None = None,
    internal: bool = False,
    certain: bool = True,
    version: int = 1,
    **thresholds: int | str,
) -> ScreeningRule:
    return ScreeningRule(
        id=id_,
        name=name,
        text=text,
        severity=severity,
        tag=tag,
        thresholds={
            key: Decimal(value) if isinstance(value, str) else value
            for key, value in thresholds.items()
        },
        citation=source if isinstance(source, Citation) else None,
        basis=source if isinstance(source, str) else "",
        clock=clock,
        version=version,
        in_force=(since, None),
        needs=tuple(needs.split()),
        waiting_for=waiting,
        internal=internal,
        certain=certain and "L" in tag,
    )


_AUCTION = "法释〔2016〕18号"
_PRICE = "法释〔2018〕15号"
_ZB = "法〔2016〕373号"
_AUCTION_ROUNDS = "拍卖轮次事实（资产处置模块）"
_ENTRUSTMENT = "委托事项事实（统一协调模块）"
_LISTING = "失信、限制消费名单事实（惩戒模块）"

_PASSIVE = (
    _row("P01", "立案后未确定承办人", "立案超过7日未确定承办人", "red", "L", "node", clock="NTC-01", days=7),
    _row("P02", "未发执行通知", "承办人接收案件超过3日未发执行通知书", "red", "L", "node", clock="NTC-02", days=3),
    _row(
        "P03", "未发报告财产令", "接收案件超过3日未发报告财产令", "red", "L", "node", clock="NTC-03",
        since=D(2017, 5, 1), days=3,
    ),
    _row(
        "P04", "未发起网络查控", "接收案件后逾期未发起首次网络查控", "red", "L", "node", clock="INV-04",
        version=2, working_days=5, earlier_days=10,
    ),
    _row("P05", "查询久未更新", "在办案件最近一次网络查控早于3个月", "yellow", "P", "node", "筛查惯例", days=90),
    _row(
        "P06", "查到财产未控制", "反馈查到财产，3个工作日内未控制", "red", "L", "event node measure",
        clock="INV-04b", since=D(2021, 12, 6), working_days=3,
    ),
    _row(
        "P07", "冻结存款未扣划", "冻结存款超过30日未扣划且无异议审查", "red", "P", "measure node event",
        "筛查惯例", days=30,
    ),
    _row(
        "P08", "查封后未启动确定参考价", "查封、扣押超过30日未启动确定处置参考价", "red", "L", "measure node",
        f"{_PRICE}第一条", since=D(2018, 9, 1), days=30,
    ),
    _row(
        "P09", "参考价确定后未启动拍卖", "参考价确定超过10日未启动拍卖、变卖", "red", "L", "node",
        f"{_PRICE}第三十条", since=D(2018, 9, 1), days=10,
    ),
    _row(
        "P10", "一拍流拍未二拍", "第一次拍卖流拍超过30日未第二次拍卖", "red", "L", "auction",
        f"{_AUCTION}第二十六条", waiting=_AUCTION_ROUNDS, since=D(2017, 1, 1), days=30,
    ),
    _row(
        "P11", "二拍流拍未变卖", "第二次拍卖流拍超过15日未公告变卖，或超过10日未征询抵债", "red", "LP", "auction",
        "法明传〔2017〕455号", waiting=_AUCTION_ROUNDS, certain=False, days=15, ask_days=10,
    ),
    _row(
        "P12", "成交后未裁定、未移交", "价款付清超过10日未裁定，或裁定送达超过15日未移交", "red", "L", "auction",
        f"{_AUCTION}第二十二条", waiting=_AUCTION_ROUNDS, since=D(2017, 1, 1), days=10, delivery_days=15,
    ),
    _row(
        "P13", "控制措施届满", "查封、扣押、冻结临近届满未续行或已失效", "yellow", "L", "measure release renew",
        basis.CONTROL_TERM, yellow_days=30, orange_days=7, red_days=3,
    ),
    _row(
        "P14", "案款逾期未发放", "案款到账逾期未发放且无批准的延缓", "red", "L", "payment", clock="MNY-06",
        since=D(2017, 5, 1), version=2, days=30,
    ),
    _row(
        "P15", "延缓事由消失未发放", "延缓发放事由消失超过10日未发放", "red", "L", "payment deduction",
        clock="MNY-08", since=D(2017, 5, 1), days=10,
    ),
    _row(
        "P16", "案款未认领", "到账案款超过3日或月末未对应到案", "orange", "P", "payment", "法发〔2017〕6号",
        waiting="不明款项事实（案款模块）", days=3,
    ),
    _row(
        "P17", "线索未核实", "财产线索超过7日（紧急3日）未核实", "red", "L", "event node", clock="INV-01",
        version=3, days=7, urgent_days=3,
    ),
    _row("P18", "超执行期限", "执行期限届满未结案且无延长", "red", "L", "node event deduction extension", clock="EXEC"),
    _row(
        "P19", "长期未录入节点", "在办案件超过30日无新的节点（超过60日为红）", "orange", "PD", "node",
        "内部管理节点", internal=True, days=30, red_days=60,
    ),
    _row(
        "P20", "暂缓、中止过久", "法院决定的暂缓超过3个月（可延3个月）、担保暂缓超过1年；中止6个月未复核",
        "red", "LD", "deduction", "法发〔2002〕16号", court_months=6, guarantee_months=12, review_months=6,
    ),
    _row(
        "P21", "终本时仍有财产", "终本案件有未处置的查封财产或超过限额的冻结存款", "red", "L", "measure node event",
        f"{_ZB}第一条", since=D(2016, 12, 1), yuan=1000, percent=5,
    ),
    _row(
        "P22", "终本过早", "立案未满3个月即终本", "red", "L", "node event", f"{_ZB}第一条第四项",
        since=D(2016, 12, 1), months=3,
    ),
    _row(
        "P23", "终本未约谈、未合议", "终本前没有约谈、合议记录", "red", "L", "node event", f"{_ZB}第五条",
        since=D(2016, 12, 1),
    ),
    _row(
        "P24", "终本后未定期查询", "终本后每6个月的查询逾期超过7日", "red", "L", "node event", clock="ZB-02",
        since=D(2016, 12, 1), late_days=7,
    ),
    _row(
        "P25", "终本后查到财产未决定恢复", "终本后查询发现财产超过7日未决定是否恢复", "red", "P", "event",
        f"{_ZB}第九条", since=D(2016, 12, 1), days=7,
    ),
    _row(
        "P26", "未限制消费", "执行通知期满后超过10日未履行且未限制消费", "orange", "P", "node", "法释〔2015〕17号第一条",
        days=10,
    ),
    _row(
        "P27", "应纳入失信未纳入", "违反报告财产规定超过15日未纳入失信（宽限期内除外）", "orange", "P", "listing",
        "法释〔2017〕7号第一条", waiting="违反报告财产的记录、宽限期（惩戒模块）", days=15,
    ),
    _row(
        "P28", "履行后未解除惩戒", "全部履行超过3个工作日未删除失信、解除限制消费", "red", "L", "listing payment",
        "法释〔2017〕7号第十条", waiting=_LISTING, since=D(2017, 5, 1), working_days=3,
    ),
    _row(
        "P29", "委托事项未接收、未办结", "受托事项超过3日未接收或超过10日未办结", "red", "P", "entrustment",
        "法发〔2017〕27号", waiting=_ENTRUSTMENT, accept_days=3, days=10,
    ),
    _row(
        "P30", "督办未签收、未反馈", "督办事项超过1个工作日未签收或逾期未反馈", "red", "P", "supervision",
        "督办规定", waiting="督办事项事实（督办模块）", working_days=1,
    ),
    _row(
        "P31", "信访未录入、未办结", "信访超过5个工作日未录入或超过30个工作日未办结", "red", "L", "petition",
        "法〔2021〕322号", waiting="信访事实（信访模块）", since=D(2021, 12, 6),
        entry_working_days=5, working_days=30,
    ),
    _row("P32", "异议、复议审查超期", "异议、复议、变更追加的审查超过期限", "red", "L", "event node", basis.ACT_OBJECTION),
    _row("P33", "结案未归档", "结案超过3个月未归档", "yellow", "P", "event node", basis.ARCHIVE, months=3),
    _row(
        "P34", "承办人离岗未改派", "承办人离岗超过3日，案件未改派", "orange", "D", "officer", "内部管理节点",
        internal=True, days=3,
    ),
)  # fmt: skip

_IRREGULAR = (
    _row(
        "R01", "超标的查封", "控制财产价值超过标的额及费用的120%（150%为红）", "orange", "L", "measure amount",
        "查封扣押冻结规定第十九条", certain=False, orange="1.2", red="1.5",
    ),
    _row(
        "R02", "查封案外人财产", "财产权利人不是本案被执行人且无变更追加裁定", "red", "L", "measure party",
        "查封扣押冻结规定第二十八条第一项",
    ),
    _row(
        "R03", "对无关人员查询、限制", "对既非被执行人又非责任人员的人查询、限制消费、限制出境", "red", "L", "query listing",
        "法释〔2013〕20号第五条", waiting="查询对象、限制对象事实（查控、惩戒模块）",
    ),
    _row(
        "R04", "限制已卸任代表人", "对变更后且无责任的原法定代表人限制消费", "orange", "P", "listing",
        "法释〔2015〕17号", waiting=_LISTING,
    ),
    _row("R05", "未成年人纳入失信", "将未成年人纳入失信名单", "black", "L", "listing", "法释〔2017〕7号第四条", waiting=_LISTING),
    _row(
        "R06", "失信决定未经院长签发", "无院长签发的决定书，或在通知履行期满前纳入失信", "red", "L", "listing",
        "法释〔2017〕7号第五条", waiting=_LISTING,
    ),
    _row(
        "R07", "拍卖参数违规", "起拍价低于70%、降价超过20%、保证金不在5%至20%、公告期不足", "black", "L", "auction",
        f"{_AUCTION}第十条、第十二条、第十七条、第二十六条", waiting=_AUCTION_ROUNDS, since=D(2017, 1, 1),
        start_percent=70, cut_percent=20, deposit_low_percent=5, deposit_high_percent=20,
    ),
    _row(
        "R08", "违规以物抵债", "未经拍卖且无双方同意，或依和解协议作出以物抵债裁定", "red", "L", "auction",
        "民诉法解释第四百八十九条", waiting=_AUCTION_ROUNDS,
    ),
    _row(
        "R09", "处置豁免财产", "豁免财产或唯一住房进入拍卖而未记录例外", "red", "L", "asset auction",
        "查封扣押冻结规定第三条", waiting="财产豁免标识、拍卖事实（资产处置模块）",
    ),
    _row(
        "R10", "案外人异议期间处置", "案外人异议审查期间或裁定送达15日内处置财产", "black", "L", "event node",
        "民诉法解释第四百六十三条", days=15,
    ),
    _row(
        "R11", "向他人发放案款", "未经合议向申请执行人以外的人发放，或户名不符", "black", "L", "payment",
        "法发〔2017〕6号第十一条", waiting="收款账户事实（案款模块）", since=D(2017, 5, 1),
    ),
    _row(
        "R12", "现金未缴存", "收取现金未当日缴存", "black", "L", "payment", "法发〔2017〕6号第九条",
        waiting="现金收取事实（案款模块）", since=D(2017, 5, 1), days=1,
    ),
    _row(
        "R13", "强制措施未经批准", "罚款、拘留、拘传、搜查没有批准记录", "red", "L", "coercion",
        basis.PERIODS.source.title + "罚款、拘留须经院长批准", waiting="强制措施审批事实（惩戒模块）",
    ),
    _row(
        "R14", "拘留、讯问超时", "拘留超过15日，讯问超过8小时（可能拘留的24小时）", "black", "L", "coercion",
        "民诉法解释第四百八十二条", waiting="拘留、拘传起止时间（惩戒模块）", days=15, hours=8,
    ),
    _row(
        "R15", "措施缺文书", "查封、扣押、冻结没有裁定书或协助执行通知书", "red", "L", "measure",
        "查封扣押冻结规定第一条",
    ),
    _row(
        "R16", "未履行完毕以执行完毕结案", "以执行完毕结案而有未到位金额，且无和解或放弃", "red", "L", "event payment amount",
        "法发〔2014〕26号第十五条",
    ),
    _row(
        "R17", "期限数据失实", "扣除、延长缺文书，结案日早于文书日，节点倒签", "red", "D", "deduction extension node",
        "内部管理节点", internal=True, days=30,
    ),
    _row(
        "R18", "执行与异议同一承办人", "执行案件与其异议案件由同一人承办", "red", "L", "officer",
        "异议复议规定第十一条",
    ),
    _row(
        "R19", "保全查询无签批函", "保全网络查询没有指挥中心负责人签批函", "black", "L", "query",
        "财产保全规定第十一条", waiting="保全查询申请事实（保全查控模块）",
    ),
    _row(
        "R20", "因单位债务将代表人列失信", "因单位债务将其法定代表人纳入失信名单", "black", "L", "listing",
        "法释〔2017〕7号", waiting=_LISTING,
    ),
)  # fmt: skip

SCREENING: dict[str, ScreeningRule] = {row.id: row for row in (*_PASSIVE, *_IRREGULAR)}
