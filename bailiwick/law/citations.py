"""Citations by (instrument, subject). A text that is not quoted is marked 要旨."""

from __future__ import annotations

from bailiwick.law.basis import Citation, Source, Wording, article
from bailiwick.law.instruments import (
    ARBITRATION_2018,
    ARCHIVES,
    CIVIL_PROCEDURE,
    CRIMINAL_2014,
    DISHONEST,
    ENFORCEMENT_WORK,
    INTERPRETATION,
    INVESTIGATION,
    LIMITS_2000,
    LIMITS_2006,
    LOCAL,
    MONEY_2017,
    NETWORK_2021,
    OBJECTION_2015,
    OWN,
    PARTIES_2016,
    PRESERVATION_2016,
    PROCEDURE_2008,
    SEIZURE_2004,
    TERMINATION_2016,
    D,
)

# ------------------------------------------------------------------------------ civil procedure

_PCL_DAYS = tuple(edition.from_on for edition in CIVIL_PROCEDURE.editions)
_PERIODS_NOW = (
    "期间包括法定期间和人民法院指定的期间。期间以时、日、月、年计算。期间开始的时和日，不计算在期间内。"
    "期间届满的最后一日是法定休假日的，以法定休假日后的第一日为期间届满的日期。"
    "期间不包括在途时间，诉讼文书在期满前交邮的，不算过期。"
)
_PERIODS_THEN = _PERIODS_NOW.replace("法定休假日", "节假日")


def _pcl(subject: str, numbers: tuple[int, ...], text: str) -> Citation:
    """A subject of the Civil Procedure Law by its number in the editions from 2007 or 2012 on."""
    days = _PCL_DAYS[-len(numbers) :]
    return Citation(
        CIVIL_PROCEDURE,
        subject,
        tuple(Wording(day, article(n), text) for day, n in zip(days, numbers, strict=True)),
    )


PERIODS = Citation(
    CIVIL_PROCEDURE,
    "期间",
    tuple(
        Wording(day, article(number), text, quoted=True)
        for day, number, text in zip(
            _PCL_DAYS,
            (75, 75, 82, 82, 85, 85),
            (*[_PERIODS_THEN] * 4, *[_PERIODS_NOW] * 2),
            strict=True,
        )
    ),
)
SIX_MONTHS = _pcl(
    "六个月未执行",
    (203, 226, 226, 233, 237),
    "法院自收到申请执行书之日起超过六个月未执行的，申请执行人可以向上一级法院申请执行；"
    "上一级法院审查后可以责令限期执行、自行执行或指令其他法院执行。",
)
ACT_OBJECTION = _pcl(
    "执行行为异议",
    (202, 225, 225, 232, 236),
    "当事人、利害关系人认为执行行为违法的可以书面异议，法院自收到书面异议之日起十五日内审查；"
    "不服裁定的，自送达之日起十日内向上一级法院申请复议。",
)
THIRD_PARTY_OBJECTION = _pcl(
    "案外人异议",
    (204, 227, 227, 234, 238),
    "案外人对执行标的提出书面异议的，法院自收到书面异议之日起十五日内审查；与原判决、裁定无关的，"
    "自裁定送达之日起十五日内可以提起诉讼。",
)
PRESERVATION_RULING = _pcl(
    "财产保全裁定",
    (100, 100, 103, 103),
    "情况紧急的，法院接受保全申请后必须在四十八小时内作出裁定；裁定采取保全措施的，应当立即开始执行。",
)


def _interpretation(subject: str, number: int, text: str) -> Citation:
    """A subject by its 2015/2020 number; from 2022-04-10 each is two lower."""
    numbers = (number, number, number - 2)
    return Citation(
        INTERPRETATION,
        subject,
        tuple(
            Wording(edition.from_on, article(n), text)
            for edition, n in zip(INTERPRETATION.editions, numbers, strict=True)
        ),
    )


NOTICE_TEN_DAYS = _interpretation(
    "执行通知十日",
    482,
    "法院应当在收到申请执行书或者移交执行书后十日内发出执行通知。",
)
CONTROL_TERM = _interpretation(
    "查封冻结期限",
    487,
    "冻结银行存款的期限不得超过一年，查封、扣押动产不得超过两年，查封不动产、冻结其他财产权不得超过三年；"
    "续行期限不得超过前述期限，应当在届满前办理。",
)


def _plain(source: Source, subject: str, number: int, text: str, quoted: bool = False) -> Citation:
    return Citation(
        source, subject, (Wording(source.editions[0].from_on, article(number), text, quoted),)
    )


def _unnumbered(source: Source, subject: str, text: str) -> Citation:
    """A subject whose article we could not verify: the instrument alone is printed."""
    return Citation(source, subject, (Wording(source.editions[0].from_on, "", text),))


def _renumbered(source: Source, subject: str, old: int, new: int, text: str) -> Citation:
    first, second = source.editions[0].from_on, source.editions[1].from_on
    return Citation(
        source, subject, (Wording(first, article(old), text), Wording(second, article(new), text))
    )


# ------------------------------------------------------------------------------ enforcement

EXEC_1998 = Citation(
    ENFORCEMENT_WORK,
    "执行期限",
    (
        Wording(
            D(1998, 7, 18),
            article(107),
            "执行生效法律文书一般应当在立案之日起六个月内执行结案，中止执行的期间应当扣除；"
            "确有特殊情况需要延长的，由本院院长批准。",
        ),
    ),
)
EXEC_2000 = _plain(
    LIMITS_2000,
    "执行期限",
    5,
    "执行案件应当在立案之日起六个月内执结，非诉执行案件三个月内执结；需要延长的，经本院院长批准可延长三个月，"
    "还需延长的，层报高级人民法院备案。",
)
EXEC_2006 = _plain(
    LIMITS_2006,
    "执行期限",
    1,
    "被执行人有财产可供执行的案件，一般应当在立案之日起6个月内执结；非诉执行案件一般应当在立案之日起3个月内执结。"
    "有特殊情况须延长执行期限的，应当报请本院院长或副院长批准。申请延长执行期限的，应当在期限届满前5日内提出。",
    quoted=True,
)
EXCLUDED_2006 = _plain(
    LIMITS_2006,
    "不计入执行期限",
    14,
    "公告送达、暂缓执行、中止执行、就法律适用向上级法院请示、与其他法院的争议报请协调的期间，不计入办案期限。",
)
EXCLUDED_2000 = _plain(
    LIMITS_2000,
    "不计入执行期限",
    9,
    "审计、评估、资产清理，中止执行至恢复，和解或担保后暂缓，上级法院通知暂缓，拍卖、变卖被查封扣押财产，"
    "处理管辖争议的期间，不计入审理、执行期限。",
)
DAY_AFTER_FILING = _plain(LIMITS_2000, "立案次日起算", 8, "案件的审理、执行期限从立案次日起计算。")
CRIMINAL_SIX_MONTHS = _plain(
    CRIMINAL_2014, "执行期限", 3, "办理刑事裁判涉财产部分执行案件的期限为六个月。"
)
C226_START = _renumbered(
    PROCEDURE_2008,
    "六个月的起算",
    11,
    10,
    "债权人申请执行时被执行人有可供执行的财产的，自收到申请执行书之日起；执行过程中发现可供执行的财产的，"
    "自发现财产之日起，超过六个月对该财产未执行完结的，上一级法院可以责令限期执行或变更执行法院。",
)
C226_EXCLUDED = _renumbered(
    PROCEDURE_2008,
    "六个月的扣除",
    14,
    13,
    "六个月期间不包括公告期间、鉴定评估期间、管辖争议处理期间、执行争议协调期间、暂缓执行期间以及中止执行期间。",
)
FILE_OR_REFUSE = _renumbered(
    ENFORCEMENT_WORK,
    "立案审查",
    18,
    16,
    "对符合条件的申请应当在七日内立案，不符合条件的应当在七日内裁定不予受理。",
)
OFFICER = _plain(LIMITS_2006, "确定承办人", 2, "法院应当在立案后7日内确定承办人。")
NOTICE = _plain(
    LIMITS_2006,
    "执行通知",
    4,
    "承办人收到案件材料后3日内向被执行人发出执行通知书，通知其申报财产、履行义务。",
)
ASK_CLUES = _plain(
    LIMITS_2006,
    "提供线索",
    5,
    "承办人收到案件材料后3日内通知申请执行人提供被执行人的财产状况或财产线索。",
)
CLUE_2006 = _plain(
    LIMITS_2006,
    "核实线索",
    6,
    "申请执行人提供明确具体的财产状况或线索的，承办人应当在5日内查证、核实，情况紧急的立即核查；"
    "无法提供、申请法院调查的，10日内启动调查程序。",
)
INVESTIGATE = _plain(
    LIMITS_2006,
    "完成调查",
    7,
    "承办人一般应当在1个月内完成对收入、存款、证券、不动产、车辆、设备、知识产权、投资权益、到期债权的调查。",
)
PICK_VALUER = _plain(LIMITS_2006, "遴选机构", 8, "采取评估、拍卖措施的，应当在10日内完成机构遴选。")
REPORT_ORDER = _plain(
    INVESTIGATION,
    "报告财产令",
    3,
    "金钱债权执行中，报告财产令应当与执行通知同时发出。",
)
CLUE_2017 = _plain(
    INVESTIGATION,
    "核实线索",
    2,
    "申请执行人提供财产线索的，法院应当在七日内调查核实；情况紧急的，应当在三日内调查核实。",
)
AUDIT = _plain(INVESTIGATION, "审计", 17, "对审计申请，法院应当在十日内决定是否准许。")
REWARD = _plain(INVESTIGATION, "悬赏", 21, "对悬赏公告申请，法院应当在十日内决定是否准许。")
NOTICE_AFTER_MEASURE = _renumbered(
    PROCEDURE_2008,
    "先行执行措施",
    30,
    22,
    "立即采取强制执行措施的，可以同时或者自采取措施之日起三日内发送执行通知书。",
)
FIRST_QUERY = _unnumbered(
    NETWORK_2021,
    "首次查控",
    "执行部门收到案件后五个工作日内通过网络查控系统对全部可查财产发起查询；查到的立即控制，"
    "不能线上控制的三个工作日内采取线下措施；线索具体且情况紧急的二十四小时内启动核查。",
)
QUERY_LOCAL = Citation(
    LOCAL,
    "首次查控",
    (Wording(D(2007, 1, 1), "", "首次网络查控3日内发起，超过10日未发起为超期。"),),
)
SERVICE_LOCAL = Citation(
    LOCAL, "送达", (Wording(D(2007, 1, 1), "", "执行通知书、报告财产令发出后10日内送达。"),)
)
HAND_OVER = Citation(
    LIMITS_2000,
    "移送案卷",
    (
        Wording(
            D(2000, 9, 28), article(7), "立案机构应当在决定立案的三日内将案卷材料移送办案部门。"
        ),
    ),
)


def own(subject: str, text: str) -> Citation:
    """A limit of our own: no legal source stands behind it until a court adopts it by a paper."""
    return Citation(OWN, subject, (Wording(D(2007, 1, 1), f"“{subject}”", text),))


LAPSE = _renumbered(
    SEIZURE_2004,
    "届满失效",
    30,
    27,
    "查封、扣押、冻结期限届满，法院未办理续行手续的，效力消灭。",
)
CONTROL_TERM_2004 = _plain(
    SEIZURE_2004,
    "查封冻结期限",
    29,
    "冻结银行存款不超过六个月，查封、扣押动产不超过一年，查封不动产、冻结其他财产权不超过二年。",
)
TERM_PRESERVATION = _plain(
    PRESERVATION_2016, "续行保全", 18, "申请保全人应当在保全期限届满七日前提出续行申请。"
)
ZB_ENTRY = _plain(
    TERMINATION_2016,
    "录入终本库",
    12,
    "终本裁定送达后七日内，将案件信息录入终结本次执行程序案件信息库。",
)
ZB_QUERY = _plain(
    TERMINATION_2016,
    "终本后查询",
    9,
    "终本后五年内，执行法院应当每六个月通过网络查控系统查询一次被执行人的财产，并将结果告知申请执行人。",
)
PAY_OUT = _plain(
    MONEY_2017,
    "发放案款",
    10,
    "执行人员应当在收到财务部门执行款到账通知之日起三十日内完成核算、结算费用、通知领取和发放；"
    "有法定事由需延缓的经批准，事由消失后十日内发放。",
)
PAY_OUT_2021 = _unnumbered(
    NETWORK_2021,
    "无争议案款",
    "无争议的案款，到账后十个工作日内向财务发出支付通知，财务收到通知后五个工作日内支付；"
    "部分有争议的，先付无争议部分。",
)
OBJECTION_FILING = _plain(
    OBJECTION_2015,
    "受理异议",
    2,
    "执行异议符合条件的，应当在三日内立案，并在立案后三日内通知异议人和相关当事人；材料不全的三日内一次性告知补正。",
)
REFUSAL_REVIEW = Citation(
    OBJECTION_2015,
    "不予受理复议",
    (
        Wording(
            D(2015, 5, 5),
            article(2),
            "对不予受理或者驳回申请裁定不服的，可以自裁定送达之日起十日内向上一级法院申请复议。",
        ),
    ),
)
REVIEW_DECISION = _renumbered(
    PROCEDURE_2008,
    "复议审查",
    9,
    8,
    "执行法院五日内报送复议材料；上一级法院自收到复议申请之日起三十日内审查完毕并作出裁定，有特殊情况需要延长的，"
    "经本院院长批准可以延长，延长的期限不得超过三十日。",
)
CHANGE_PARTY = _plain(
    PARTIES_2016,
    "审查变更追加",
    28,
    "除事实清楚、权利义务关系明确的外，法院应当自收到书面申请之日起六十日内作出裁定；有特殊情况需要延长的，由本院院长批准。",
)
CHANGE_PARTY_REVIEW = _plain(
    PARTIES_2016, "变更追加复议", 30, "不服裁定的，可以自裁定书送达之日起十日内申请复议。"
)
CHANGE_PARTY_REVIEW_DECISION = _plain(
    PARTIES_2016, "变更追加复议审查", 31, "上一级法院应当自收到复议申请之日起六十日内作出复议裁定。"
)
CHANGE_PARTY_SUIT = _plain(
    PARTIES_2016, "变更追加之诉", 32, "不服的，可以自裁定书送达之日起十五日内提起执行异议之诉。"
)
ARBITRATION_APPLY = _plain(
    ARBITRATION_2018, "申请不予执行", 8, "被执行人应当在执行通知书送达之日起十五日内提出书面申请。"
)
ARBITRATION_STRANGER = _plain(
    ARBITRATION_2018,
    "案外人申请不予执行",
    9,
    "案外人应当自知道或者应当知道法院对该标的采取执行措施之日起三十日内提出。",
)
ARBITRATION_DECIDE = _plain(
    ARBITRATION_2018,
    "审查不予执行",
    12,
    "法院应当在立案之日起两个月内审查完毕并作出裁定；有特殊情况需要延长的，经本院院长批准可以延长一个月。",
)
PRESERVATION = _plain(
    PRESERVATION_2016,
    "保全裁定与执行",
    4,
    "接受财产保全申请后五日内作出裁定，裁定采取保全措施的五日内开始执行；情况紧急的四十八小时内裁定，立即开始执行。",
)
PRESERVATION_RELEASE = _plain(
    PRESERVATION_2016,
    "解除保全",
    23,
    "收到解除保全申请后五日内裁定解除；情况紧急的，四十八小时内裁定解除。",
)
PRESERVATION_REVIEW = _plain(
    PRESERVATION_2016,
    "保全复议",
    25,
    "对保全裁定不服的，自收到裁定书之日起五日内申请复议；法院自收到复议申请后十日内审查。",
)
PRESERVATION_STRANGER = _plain(
    PRESERVATION_2016,
    "案外人异议成立",
    27,
    "案外人异议成立、申请保全人十五日内未提起异议之诉的，法院应当在期限届满后七日内解除保全。",
)
DISHONEST_DECISION = _plain(
    DISHONEST,
    "申请纳入失信",
    5,
    "申请执行人申请纳入失信名单的，法院应当自收到申请之日起十五日内审查并作出决定。",
)
ARCHIVE = Citation(
    ARCHIVES, "归档期限", (Wording(D(2014, 1, 1), "", "案件办结后三个月内立卷归档。"),)
)
