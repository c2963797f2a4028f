"""The instruments the rulebook stands on, each with its editions and the number papers print."""

from __future__ import annotations

from datetime import date

from bailiwick.law.basis import Edition, Source


def _source(key: str, title: str, *editions: tuple[date, str, str]) -> Source:
    return Source(key, title, tuple(Edition(*edition) for edition in editions))


D = date
CIVIL_PROCEDURE = _source(
    "pcl",
    "民事诉讼法",
    (D(1991, 4, 9), "民事诉讼法（1991年）", ""),
    (D(2008, 4, 1), "民事诉讼法（2007年修正）", ""),
    (D(2013, 1, 1), "民事诉讼法（2012年修正）", ""),
    (D(2017, 7, 1), "民事诉讼法（2017年修正）", ""),
    (D(2022, 1, 1), "民事诉讼法（2021年修正）", ""),
    (D(2024, 1, 1), "民事诉讼法（2023年修正）", ""),
)
INTERPRETATION = _source(
    "pcl_interpretation",
    "最高人民法院关于适用民事诉讼法的解释",
    (D(2015, 2, 4), "民诉法解释（2015年）", ""),
    (D(2021, 1, 1), "民诉法解释（2020年修正）", ""),
    (D(2022, 4, 10), "民诉法解释（2022年修正）", ""),
)
ENFORCEMENT_WORK = _source(
    "work_1998",
    "最高人民法院关于人民法院执行工作若干问题的规定（试行）",
    (D(1998, 7, 18), "执行工作规定（1998年）", "法释〔1998〕15号"),
    (D(2021, 1, 1), "执行工作规定（2020年修正）", "执行工作规定（2020年修正）"),
)
LIMITS_2000 = _source(
    "limits_2000",
    "最高人民法院关于严格执行案件审理期限制度的若干规定",
    (D(2000, 9, 28), "审理期限规定", "法释〔2000〕29号"),
)
LIMITS_2006 = _source(
    "limits_2006",
    "最高人民法院关于人民法院办理执行案件若干期限的规定",
    (D(2007, 1, 1), "办理执行案件若干期限的规定", "法发〔2006〕35号"),
)
PROCEDURE_2008 = _source(
    "procedure_2008",
    "最高人民法院关于适用民事诉讼法执行程序若干问题的解释",
    (D(2009, 1, 1), "执行程序解释", "法释〔2008〕13号"),
    (D(2021, 1, 1), "执行程序解释（2020年修正）", "执行程序解释（2020年修正）"),
)
INVESTIGATION = _source(
    "investigation_2017",
    "最高人民法院关于民事执行中财产调查若干问题的规定",
    (D(2017, 5, 1), "财产调查规定", "法释〔2017〕8号"),
    (D(2021, 1, 1), "财产调查规定（2020年修正）", "财产调查规定（2020年修正）"),
)
NETWORK_2021 = _source(
    "network_2021",
    "最高人民法院关于进一步完善执行权制约机制加强执行监督的意见",
    (D(2021, 12, 6), "完善执行权制约机制意见", "法〔2021〕322号"),
)
SEIZURE_2004 = _source(
    "seizure_2004",
    "最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定",
    (D(2005, 1, 1), "查封扣押冻结规定", "法释〔2004〕15号"),
    (D(2021, 1, 1), "查封扣押冻结规定（2020年修正）", "查封扣押冻结规定（2020年修正）"),
)
TERMINATION_2016 = _source(
    "termination_2016",
    "最高人民法院关于严格规范终结本次执行程序的规定（试行）",
    (D(2016, 12, 1), "严格规范终本的规定", "法〔2016〕373号"),
)
MONEY_2017 = _source(
    "money_2017",
    "最高人民法院关于执行款物管理工作的规定",
    (D(2017, 5, 1), "执行款物管理规定", "法发〔2017〕6号"),
)
OBJECTION_2015 = _source(
    "objection_2015",
    "最高人民法院关于人民法院办理执行异议和复议案件若干问题的规定",
    (D(2015, 5, 5), "异议复议规定", "法释〔2015〕10号"),
    (D(2021, 1, 1), "异议复议规定（2020年修正）", "异议复议规定（2020年修正）"),
)
PRESERVATION_2016 = _source(
    "preservation_2016",
    "最高人民法院关于人民法院办理财产保全案件若干问题的规定",
    (D(2016, 12, 1), "财产保全规定", "法释〔2016〕22号"),
    (D(2021, 1, 1), "财产保全规定（2020年修正）", "财产保全规定（2020年修正）"),
)
PARTIES_2016 = _source(
    "parties_2016",
    "最高人民法院关于民事执行中变更、追加当事人若干问题的规定",
    (D(2016, 12, 1), "变更追加当事人规定", "法释〔2016〕21号"),
    (D(2021, 1, 1), "变更追加当事人规定（2020年修正）", "变更追加当事人规定（2020年修正）"),
)
ARBITRATION_2018 = _source(
    "arbitration_2018",
    "最高人民法院关于人民法院办理仲裁裁决执行案件若干问题的规定",
    (D(2018, 3, 1), "仲裁裁决执行规定", "法释〔2018〕5号"),
)
DISHONEST = _source(
    "dishonest_2013",
    "最高人民法院关于公布失信被执行人名单信息的若干规定",
    (D(2013, 10, 1), "失信规定", "法释〔2013〕17号"),
    (D(2017, 5, 1), "失信规定（2017年修正）", "法释〔2017〕7号"),
)
ARCHIVES = _source(
    "archives_2013",
    "人民法院诉讼档案管理办法",
    (D(2014, 1, 1), "诉讼档案管理办法", "法〔2013〕283号"),
)
CRIMINAL_2014 = _source(
    "criminal_2014",
    "最高人民法院关于刑事裁判涉财产部分执行的若干规定",
    (D(2014, 11, 6), "刑事涉财执行规定", "法释〔2014〕13号"),
)
FILING_AND_CLOSING = _source(
    "filing_closing_2014",
    "最高人民法院关于执行案件立案、结案若干问题的意见",
    (D(2015, 1, 1), "执行案件立案结案意见", "法发〔2014〕26号"),
)
CASE_NUMBERS = _source(
    "case_numbers_2015",
    "最高人民法院关于人民法院案件案号的若干规定",
    (D(2016, 1, 1), "案件案号规定", "法〔2015〕137号"),
)
PRIVACY = _source(
    "privacy_2021",
    "个人信息保护法",
    (D(2021, 11, 1), "个人信息保护法", ""),
)
LOCAL = _source(
    "local",
    "流程节点管理的地方做法",
    (D(2007, 1, 1), "流程节点管理地方做法", "流程节点管理地方做法"),
)
OWN = _source(
    "own",
    "内部管理节点（本平台建议）",
    (D(2007, 1, 1), "内部管理节点", "内部管理节点"),
)

SOURCES: dict[str, Source] = {
    source.key: source
    for source in (
        CIVIL_PROCEDURE, INTERPRETATION, ENFORCEMENT_WORK, LIMITS_2000, LIMITS_2006,
        PROCEDURE_2008, INVESTIGATION, NETWORK_2021, SEIZURE_2004, TERMINATION_2016, MONEY_2017,
        OBJECTION_2015, PRESERVATION_2016, PARTIES_2016, ARBITRATION_2018, DISHONEST, ARCHIVES,
        CRIMINAL_2014, FILING_AND_CLOSING, CASE_NUMBERS, PRIVACY, LOCAL, OWN,
    )
}  # fmt: skip
