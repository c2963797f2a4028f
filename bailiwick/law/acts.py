"""What refusals of acts on a case cite: each article once, printed as in force on the act's day.

The articles rules of the rulebook stand on are those of ``law.citations``, used again here.
"""

from __future__ import annotations

from bailiwick.law.basis import Citation, Source, Wording, article
from bailiwick.law.citations import (
    DAY_AFTER_FILING,
    EXCLUDED_2006,
    EXEC_2000,
    EXEC_2006,
    LAPSE,
    OFFICER,
    PAY_OUT,
)
from bailiwick.law.instruments import (
    CASE_NUMBERS,
    FILING_AND_CLOSING,
    MONEY_2017,
    PRIVACY,
    SEIZURE_2004,
)


def _article(source: Source, subject: str, number: int, text: str) -> Citation:
    day = source.editions[0].from_on
    return Citation(source, subject, (Wording(day, article(number) if number else "", text),))


FILING_DAY = DAY_AFTER_FILING
ASSIGNMENT = OFFICER
DEDUCTION = EXCLUDED_2006
EXTENSION = EXEC_2006
EXTENSION_REQUEST_DAYS = 5  # EXTENSION: asked for within the last five days before expiry
EXTENSION_LENGTH = EXEC_2000
EXTENSION_MOST_MONTHS, EXTENSION_MOST_DAYS = 3, 92  # EXTENSION_LENGTH: three months at a time
MEASURE_LAPSE = LAPSE
MONEY_OUT = PAY_OUT
NUMBER_GRAMMAR = _article(
    CASE_NUMBERS, "案号的构成", 0, "案号由收案年度、法院代字、专门字（类型代字）、案件编号组成。"
)
CASE_TYPES = _article(
    FILING_AND_CLOSING, "立案的类型", 3, "执行实施、执行审查等案件分别立案，各用其类型代字。"
)
RESUMED = _article(
    FILING_AND_CLOSING, "恢复执行", 6, "原执行案件结案后符合恢复条件的，以“执恢字”立案。"
)
CLOSING_MODES = _article(
    FILING_AND_CLOSING, "结案方式", 14, "执行实施案件的结案方式限于所列各种，不得另立。"
)
NEVER_CLOSES = _article(
    FILING_AND_CLOSING, "不得结案", 23, "中止、暂缓等情形消失前，不得作结案处理。"
)
MEASURE_PAPERS = _article(
    SEIZURE_2004, "裁定与协助执行通知", 1,
    "查封、扣押、冻结应当作出裁定并送达；需要有关单位协助的，一并发出协助执行通知书。",
)  # fmt: skip
MONEY_BY_CASE = _article(
    MONEY_2017, "一案一账号", 4, "执行款以案件为单位归集管理，收发均指明所属案件和款项。"
)
MONEY_TO_STRANGERS = _article(
    MONEY_2017, "向他人发放", 11, "执行款应当发给申请执行人；发给他人的须经审批并附依据。"
)
REVEAL = _article(
    PRIVACY, "最小范围", 6, "处理个人信息应当有明确、合理的目的，限于实现目的的最小范围。"
)

ALL = (
    FILING_DAY, ASSIGNMENT, DEDUCTION, EXTENSION, EXTENSION_LENGTH, MEASURE_LAPSE, MONEY_OUT,
    NUMBER_GRAMMAR, CASE_TYPES, RESUMED, CLOSING_MODES, NEVER_CLOSES, MEASURE_PAPERS,
    MONEY_BY_CASE, MONEY_TO_STRANGERS, REVEAL,
)  # fmt: skip
