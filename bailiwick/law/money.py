"""Enforcement fee (申请执行费) and the doubled part of delay interest (加倍部分债务利息). Yuan.

Sources: 诉讼费用交纳办法 第十四条; 法释〔2014〕8号 第一至四条.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bailiwick.law.reckon import Span, union

CENT = Decimal("0.01")
BASE_FEE = Decimal(50)
FEE_WITHOUT_AMOUNT = (Decimal(50), Decimal(500))
FEE_BRACKETS = (  # up to this amount, share of what lies in the bracket
    (Decimal(10_000), Decimal(0)),
    (Decimal(500_000), Decimal("0.015")),
    (Decimal(5_000_000), Decimal("0.01")),
    (Decimal(10_000_000), Decimal("0.005")),
    (None, Decimal("0.001")),
)
DAILY_RATE = Decimal("0.000175")
INTEREST_FROM = date(2014, 8, 1)


def enforcement_fee(amount: Decimal) -> Decimal:
    """Return the fee of an amount claimed, cumulative by bracket; 600 000 yuan → 8 400.

    Raises:
        ValueError: the amount is negative.
    """
    if amount < 0:
        raise ValueError("标的额不能为负")
    fee, below = BASE_FEE, Decimal(0)
    for top, share in FEE_BRACKETS:
        inside = (amount if top is None else min(amount, top)) - below
        if inside <= 0:
            break
        fee += inside * share
        below = amount if top is None else top
    return fee.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Performed:
    """Money the debtor paid on the instrument's money debt; it counts up to and with ``on``."""

    on: date
    amount: Decimal


def delay_interest(
    debt: Decimal,
    *,
    performance_ends: date,
    until: date,
    paid: Sequence[Performed] = (),
    stayed: Sequence[tuple[date, date]] = (),
) -> Decimal:
    """Return the doubled part: unpaid money debt × 0.0175 % × days, ordinary interest apart.

    It runs from the day after ``performance_ends`` to ``until``, both counted. Payments go to the
    debt first. ``stayed``: days of a review not asked for by the debtor, first and last excluded days.

    Raises:
        ValueError: the period begins before 2014-08-01, when another rate applied, or an amount
            is negative.
    """
    if debt < 0 or any(payment.amount < 0 for payment in paid):
        raise ValueError("金额不能为负")
    first = performance_ends.toordinal() + 1
    if first < INTEREST_FROM.toordinal():
        raise ValueError("2014年8月1日以前的迟延履行利息按当时的规定另算")
    spans = union([(a.toordinal(), b.toordinal()) for a, b in stayed if a <= b])
    last = until.toordinal()
    total, left = Decimal(0), debt
    for payment in sorted(paid, key=lambda one: one.on):
        day = min(payment.on.toordinal(), last)
        total += left * DAILY_RATE * _days(first, day, spans)
        first = max(first, day + 1)
        if payment.on <= until:
            left = max(left - payment.amount, Decimal(0))
    total += left * DAILY_RATE * _days(first, last, spans)
    return total.quantize(CENT, ROUND_HALF_UP)


def _days(first: int, last: int, stayed: Sequence[Span]) -> int:
    """Return the days from first to last, both counted, without the stayed ones."""
    if last < first:
        return 0
    taken = sum(max(min(b, last) - max(a, first) + 1, 0) for a, b in stayed)
    return last - first + 1 - taken
