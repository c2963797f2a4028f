"""Tables of the case register, by topic."""

from bailiwick.cases.models.clocks import CaseClock, DerivationRun, RuleSetting
from bailiwick.cases.models.facts import Document, Fact, Origin
from bailiwick.cases.models.imports import ImportBatch, ImportDifference, ImportReject, ImportUnit
from bailiwick.cases.models.register import (
    Case,
    CaseKeys,
    CaseKind,
    CaseOfficer,
    Party,
    PartyKind,
    PartyRole,
    SavedView,
)
from bailiwick.cases.models.snoozes import Snooze

__all__ = [
    "Case", "CaseClock", "CaseKeys", "CaseKind", "CaseOfficer", "DerivationRun", "Document", "Fact", "ImportBatch",
    "ImportDifference", "ImportReject", "ImportUnit", "Origin", "Party", "PartyKind", "PartyRole",
    "RuleSetting", "SavedView", "Snooze",
]  # fmt: skip
