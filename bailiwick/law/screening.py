"""Screening rules P01–P34 (消极执行) and R01–R20 (乱执行) as data. SQL lives in ``supervision``.

A rule whose facts do not exist yet says in ``waiting_for`` which they are; it never runs by guess.
Sources: L a limit of the rulebook, P practice of provincial screening, D a threshold of our own.
"""

from __future__ import annotations

from bailiwick.law.screens.form import ScreeningRule
from bailiwick.law.screens.irregular import IRREGULAR
from bailiwick.law.screens.passive import PASSIVE

__all__ = ["SCREENING", "ScreeningRule"]

SCREENING: dict[str, ScreeningRule] = {row.id: row for row in (*PASSIVE, *IRREGULAR)}
