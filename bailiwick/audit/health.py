"""Health of the journal: how many records wait for their seal, and since when."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from bailiwick.audit.chain import ALARM, unsealed


def journal() -> dict[str, Any]:
    """Return the part; an alarm when a record has waited for more than 60 s."""
    count, since = unsealed()
    waited = timezone.now() - since if since else None
    return {
        "ok": waited is None or waited <= ALARM,
        "unsealed": count,
        "unsealed_s": round(waited.total_seconds(), 1) if waited else 0,
    }
