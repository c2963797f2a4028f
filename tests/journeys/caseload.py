"""A small caseload relative to a day, with every light: for pages that are looked at."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case
from bailiwick.org.models import Account
from tests import make

CAUSES = (
    "买卖合同纠纷",
    "民间借贷纠纷",
    "股权转让纠纷",
    "离婚后财产纠纷",
    "金融借款合同纠纷",
    "劳动争议",
)
APPLICANTS = ("洛阳某建材有限公司", "周某", "孙某", "钱某", "某银行洛阳分行", "冯某")
DEBTORS = ("河南某置业有限公司", "洛阳某商贸有限公司", "洛阳某机械有限公司", "吴某", "郑某", "陈某")
FILED_DAYS_AGO = (3, 20, 60, 120, 150, 178, 183, 186, 195, 215, 230, 300, 420)
STEPS = {"N01": 0, "N02": 0, "N04": 2, "N05": 3, "N06": 5, "N07": 5, "N08": 5, "N09": 6, "N10": 7}
FROZEN_DAYS_LEFT = (-2, 0, 2, 6, 25, 149)


def caseload(officer: Account, on: date) -> list[Case]:
    """Return cases filed 3 to 420 days before, and freezes that end around the day."""
    cases = []
    for index, days in enumerate(FILED_DAYS_AGO):
        cases.append(_case(officer, on, index, days))
    for index, left in enumerate(FROZEN_DAYS_LEFT):
        case = _case(officer, on, index + 3, 100 + index)
        make.measure(case, "冻结存款", on - timedelta(days=90), on + timedelta(days=left))
        cases.append(case)
    paid = _case(officer, on, 2, 90)
    make.payment(paid, "到账", on - timedelta(days=35), "128000.00")
    paused = _case(officer, on, 4, 90)
    make.add_facts(
        paused,
        NewFact("deduction", "中止", on - timedelta(days=40), document="（2026）豫0311执9号之一"),
    )
    return [*cases, paid, paused]


def _case(officer: Account, on: date, index: int, days: int) -> Case:
    case = make.make_case(
        officer=officer,
        filed_on=on - timedelta(days=days),
        cause=CAUSES[index % len(CAUSES)],
        applicants=(APPLICANTS[index % len(APPLICANTS)],),
        debtors=(DEBTORS[index % len(DEBTORS)],),
        amount_claimed=Decimal(43200 + 97000 * index),
        as_of=on,
    )
    for code, after in STEPS.items():
        if after < days and (index + after) % 9:  # a few steps of a few cases are missing
            make.node(case, code, on - timedelta(days=days - after))
    return case
