"""移交案件: several cases of one officer go to another, each with its own record and history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse

from bailiwick.cases.models import Case
from bailiwick.cases.services import officers
from bailiwick.errors import Refusal
from bailiwick.notices.services import messages
from bailiwick.org.models import Account, Person


@dataclass
class HandedOver:
    """What became of the cases chosen: those moved, and why the others were not."""

    done: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, str]] = field(default_factory=list)


def hand_over(
    cases: Sequence[Case], taker: Person, *, on: date, reason: str, by: Account, at: datetime
) -> HandedOver:
    """Make ``taker`` the officer of each case from a day on; one refusal stops no other case.

    Each case is its own act (own transaction, journal record, history of officers). The taker
    gets one message for all of them.
    """
    outcome = HandedOver()
    for case in cases:
        try:
            officers.assign(case, taker, on=on, reason=reason, by=by, at=at)
        except Refusal as refusal:
            outcome.refused.append((case, str(refusal)))
        else:
            outcome.done.append(case)
    if outcome.done:
        url = f"{reverse('cases:case_list')}?status=open&officer={taker.pk}"
        title = f"接收移交案件 {len(outcome.done)} 件"
        messages.tell(taker, title, at=at, body=f"移交理由：{reason}", url=url, by=by)
    return outcome
