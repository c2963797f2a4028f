"""执行期限 and the six months after which a higher court may be asked."""

from __future__ import annotations

from bailiwick.law import citations as cite
from bailiwick.law.table.form import (
    ADMINISTRATIVE,
    C226_PAUSES,
    CLOSING,
    CRIMINAL,
    EXEC_PAUSES,
    EXEC_PAUSES_2000,
    HAS_APPLICANT,
    MAIN,
    START_2007,
    D,
    Rule,
    Unit,
    until,
)

EXEC_ROWS = tuple(
    Rule(
        "EXEC",
        "执行期限",
        "N36",
        ("N03",),
        CLOSING,
        6,
        Unit.MONTHS,
        source,
        text,
        (first, last),
        version,
        limits_by_kind=by_kind,
        sources_by_kind={CRIMINAL: cite.CRIMINAL_SIX_MONTHS} if version == 3 else {},
        pauses=pauses,
        types=MAIN,
        certain=certain,
        extends=True,
        also=also,
        complete_key=("N36",),
        group="EXEC",
    )
    for version, first, last, source, text, by_kind, pauses, certain, also in (
        (
            1,
            D(1998, 7, 18),
            until(D(2000, 9, 28)),
            cite.EXEC_1998,
            "立案之日起6个月内执行结案，中止执行的期间扣除。",
            {},
            frozenset({"中止"}),
            False,
            (cite.PERIODS,),
        ),
        (
            2,
            D(2000, 9, 28),
            until(START_2007),
            cite.EXEC_2000,
            "立案次日起6个月，非诉执行3个月。",
            {ADMINISTRATIVE: 3},
            EXEC_PAUSES_2000,
            False,
            (cite.PERIODS, cite.EXCLUDED_2000),
        ),
        (
            3,
            START_2007,
            None,
            cite.EXEC_2006,
            "有财产可供执行的案件6个月，非诉执行3个月，刑事裁判涉财产部分6个月；立案次日起算。"
            "2006年的规定未列审计、评估、拍卖，2000年的司法解释列入且效力更高，默认扣除，法院可改。",
            {ADMINISTRATIVE: 3},
            EXEC_PAUSES,
            True,
            (cite.PERIODS, cite.EXCLUDED_2006, cite.EXCLUDED_2000),
        ),
    )
)

C226_ROWS = (
    Rule(
        "C226",
        "申请上级法院执行",
        "N36",
        ("申请", "反馈:有"),
        CLOSING,
        6,
        Unit.MONTHS,
        cite.C226_START,
        "自收到申请执行书或者发现可供执行的财产之日起6个月未执行完结的，申请执行人可以向上一级法院申请执行。",
        (D(2009, 1, 1), None),
        pauses=C226_PAUSES,
        types=MAIN,
        kinds=HAS_APPLICANT,
        special="c226",
        also=(cite.SIX_MONTHS, cite.C226_EXCLUDED, cite.PERIODS),
        complete_key=("N36",),
        group="C226",
    ),
)
