"""A register of a million cases is derived in minutes: a guard against tenfold slowness.

The mark is 150 µs a case of twelve facts (some 70 µs measured); the bound here leaves room for a busy
machine and is in processor time.
"""

from __future__ import annotations

from datetime import date, timedelta
from time import process_time

from bailiwick.law.calendar import seeded
from bailiwick.law.derive import Frame, derive
from bailiwick.law.facts import Fact, FactKind
from bailiwick.law.rules import RuleBook

CASES = 300
BOUND_SECONDS = 0.0006


def test_twelve_facts_in_well_under_a_millisecond() -> None:
    calendar, book = seeded(), RuleBook()
    frame = Frame("（2026）豫0311执1号", "豫0311", "执", complete=frozenset({"*"}))
    filed = date(2025, 3, 3)
    facts = [
        Fact(place, FactKind.NODE, code, filed + timedelta(place))
        for place, code in enumerate(("N01", "N03", "N04", "N05", "N07", "N08", "N11", "N15"))
    ]
    facts += [
        Fact(20, FactKind.EVENT, "申请", filed),
        Fact(21, FactKind.DEDUCTION, "评估", date(2025, 5, 1), date(2025, 6, 9), document="委托书"),
        Fact(22, FactKind.MEASURE, "冻结存款", date(2025, 3, 20), date(2026, 3, 19), "m1"),
        Fact(23, FactKind.EVENT, "结案", date(2025, 9, 1), mode="终结本次执行程序"),
    ]
    best = 1.0
    for _ in range(5):
        started = process_time()
        for _ in range(CASES):
            clocks = derive(frame, facts, book, calendar, date(2026, 11, 25))
        best = min(best, (process_time() - started) / CASES)
    assert len(clocks) >= 10
    assert best < BOUND_SECONDS
