"""Fee and delay interest, worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bailiwick.law.money import Performed, delay_interest, enforcement_fee


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("0", "50.00"),
        ("10000", "50.00"),
        ("20000", "200.00"),  # 50 + 10 000 × 1.5 %
        ("500000", "7400.00"),  # 50 + 490 000 × 1.5 %
        ("600000", "8400.00"),  # 7 400 + 100 000 × 1 %
        ("5000000", "52400.00"),  # 7 400 + 4 500 000 × 1 %
        ("10000000", "77400.00"),  # 52 400 + 5 000 000 × 0.5 %
        ("12000000", "79400.00"),  # 77 400 + 2 000 000 × 0.1 %
        ("10000.33", "50.00"),  # 50 + 0.33 × 1.5 % = 50.00495
    ],
)
def test_enforcement_fee(amount: str, fee: str) -> None:
    assert enforcement_fee(Decimal(amount)) == Decimal(fee)


def test_no_fee_for_a_negative_amount() -> None:
    with pytest.raises(ValueError, match="不能为负"):
        enforcement_fee(Decimal(-1))


def test_interest_from_the_day_after_the_performance_period() -> None:
    # 2026-01-11…2026-01-20: 10 days; 100 000 × 0.000175 × 10 = 175
    assert delay_interest(
        Decimal(100_000), performance_ends=date(2026, 1, 10), until=date(2026, 1, 20)
    ) == Decimal("175.00")


def test_nothing_before_the_period_ends() -> None:
    assert delay_interest(
        Decimal(100_000), performance_ends=date(2026, 1, 10), until=date(2026, 1, 10)
    ) == Decimal("0.00")


def test_payments_reduce_the_debt_from_the_next_day() -> None:
    # 10 days on 100 000 = 175; then 10 days on 40 000 = 70
    paid = [Performed(date(2026, 1, 20), Decimal(60_000))]
    assert delay_interest(
        Decimal(100_000), performance_ends=date(2026, 1, 10), until=date(2026, 1, 30), paid=paid
    ) == Decimal("245.00")


def test_a_payment_after_the_day_asked_for_changes_nothing() -> None:
    paid = [Performed(date(2026, 2, 20), Decimal(60_000))]
    assert delay_interest(
        Decimal(100_000), performance_ends=date(2026, 1, 10), until=date(2026, 1, 20), paid=paid
    ) == Decimal("175.00")


def test_stayed_days_are_not_counted_and_overlap_once() -> None:
    # 20 days less 01-15…01-19: 15 × 17.5 = 262.50
    stayed = [(date(2026, 1, 15), date(2026, 1, 18)), (date(2026, 1, 17), date(2026, 1, 19))]
    assert delay_interest(
        Decimal(100_000), performance_ends=date(2026, 1, 10), until=date(2026, 1, 30), stayed=stayed
    ) == Decimal("262.50")


def test_the_old_rate_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="2014年8月1日以前"):
        delay_interest(Decimal(1), performance_ends=date(2014, 7, 30), until=date(2015, 1, 1))
    assert delay_interest(
        Decimal(100_000), performance_ends=date(2014, 7, 31), until=date(2014, 8, 1)
    ) == Decimal("17.50")
