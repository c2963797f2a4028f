"""The limit a page names is the one that runs: of the case's kind and of its court."""

from __future__ import annotations

from datetime import date

import pytest

from bailiwick.cases.selectors.clocks import limit_text
from bailiwick.org.models import Account
from tests.make import make_case

pytestmark = pytest.mark.django_db
FILED = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("民事", "6个月"),  # 法发〔2006〕35号第一条
        ("行政非诉", "3个月"),  # the same article: 非诉 three months
        ("刑事涉财", "6个月"),  # 法释〔2014〕13号第三条
    ],
)
def test_limit_of_the_kind(kind: str, expected: str, li: Account) -> None:
    case = make_case(officer=li, filed_on=FILED, kind=kind)
    assert limit_text(case, "EXEC", FILED, date(2026, 4, 1)) == expected
