"""The approvals engine: ask, decide, send again, withdraw. See ``deciding`` and ``asking``."""

from bailiwick.approvals.services.asking import ask, send_again, withdraw
from bailiwick.approvals.services.deciding import decide, send_back
from bailiwick.approvals.services.kinds import ApprovalKind, kind_of, register_kind

__all__ = [
    "ApprovalKind",
    "ask",
    "decide",
    "kind_of",
    "register_kind",
    "send_again",
    "send_back",
    "withdraw",
]
