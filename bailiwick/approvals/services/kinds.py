"""Kinds of requests: what each does when it is granted or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bailiwick.approvals.models import Approval
from bailiwick.org.models import Account

React = Callable[..., None]  # (approval, *, by, at)


def nothing(approval: Approval, *, by: Account, at: datetime) -> None:
    """The default reaction."""


@dataclass(frozen=True)
class ApprovalKind:
    """``label`` is what people read; the reactions run inside the transaction of the decision."""

    kind: str
    label: str
    on_granted: React = nothing
    on_refused: React = nothing
    on_returned: React = nothing
    on_withdrawn: React = nothing


_kinds: dict[str, ApprovalKind] = {}


def register_kind(
    kind: str,
    label: str,
    *,
    on_granted: React = nothing,
    on_refused: React = nothing,
    on_returned: React = nothing,
    on_withdrawn: React = nothing,
) -> None:
    """Declare a kind of request; called in ``AppConfig.ready`` of the context that asks.

    Each reaction is called as ``reaction(approval, by=account, at=moment)``; a ``Refusal`` it
    raises undoes the whole decision.
    """
    _kinds[kind] = ApprovalKind(kind, label, on_granted, on_refused, on_returned, on_withdrawn)


def kind_of(kind: str) -> ApprovalKind:
    """Return the kind; one that nobody declared decides nothing but is shown under its own name."""
    return _kinds.get(kind) or ApprovalKind(kind, kind)


def labels() -> list[tuple[str, str]]:
    """Return (kind, label) of all declared kinds."""
    return sorted((kind.kind, kind.label) for kind in _kinds.values())
