"""What a process of its own runs for a pass over the register. Imports nothing of Django's
until set up.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bailiwick.cases.derivation import Outcome


def start(database: str) -> None:
    """Set up a fresh process for the same database (tests use another than the settings name)."""
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database


def work(low: int, high: int, as_of: date) -> Outcome:
    """Derive the cases with ids in ``low``…``high``, both included."""
    from bailiwick.cases.rederivation import range_of

    return range_of(low, high, as_of)
