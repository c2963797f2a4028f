"""更正与撤销: a fact that was wrong is superseded or taken back, with a reason; the old one
stays to be seen.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from bailiwick.cases.facts import NewFact, standing_rows
from bailiwick.cases.models import Case, Fact
from bailiwick.cases.services import closing, holding, measures
from bailiwick.cases.services.payments import add_amounts, must_stay_covered
from bailiwick.errors import Refusal, RuleBroken, WrongState
from bailiwick.events.cases import FactCorrected, FactVoided
from bailiwick.law import acts as law_acts
from bailiwick.law.facts import measure_rule
from bailiwick.org.models import Account

WORDS = {
    "on": "发生日期", "until": "截止日期", "document": "文书", "amount": "金额", "holder": "权利人",
    "detail": "说明", "handler": "经办人", "mode": "方式", "months": "月数", "days": "日数",
    "urgent": "紧急",
}  # fmt: skip
CORRECTABLE = tuple(WORDS)


@transaction.atomic
def correct(
    fact: Fact,
    changes: dict[str, Any],
    *,
    reason: str,
    by: Account,
    at: datetime,
    version: int | None = None,
) -> Fact:
    """Supersede a fact by one with other values; what it decides on the case follows.

    ``changes`` names fields of ``CORRECTABLE``. Legal source: 个人信息保护法第八条 (accuracy);
    the record keeps both.

    Raises:
        Refusal: no reason. WrongState: the fact does not stand any more, or nothing would change.
        RuleBroken: a day in the future or out of order, or amounts that no longer fit.
    """
    if not reason.strip():
        raise Refusal("更正须写明理由")
    case = holding.take(fact.case_id, version=version)
    old = _standing(case, fact)
    new = _changed(old, changes)
    differences = {
        WORDS[name]: [_text(getattr(old, name)), _text(getattr(new, name))]
        for name in CORRECTABLE
        if getattr(old, name) != getattr(new, name)
    }
    if not differences:
        raise WrongState("更正后的内容与原内容相同")
    holding.not_future(new.on, at)
    if new.until is not None and new.until < new.on:
        raise RuleBroken(f"截止日期{new.until}早于发生日期{new.on}")
    _must_not_reach_further(old, new)
    _carry(case, old, new)
    row = holding.add_fact(case, new, by=by, at=at)
    holding.finish(
        case, FactCorrected(case.number, old.pk, row.pk, differences, reason.strip()), by=by, at=at
    )
    return row


@transaction.atomic
def void_fact(
    fact: Fact, *, reason: str, by: Account, at: datetime, version: int | None = None
) -> Fact:
    """Take a fact back that never happened; the case is opened again when it was its closing.

    Legal source: as ``correct``.

    Raises:
        Refusal: no reason. WrongState: it does not stand any more, or it is the filing itself.
    """
    if not reason.strip():
        raise Refusal("撤销须写明理由")
    case = holding.take(fact.case_id, version=version)
    old = _standing(case, fact)
    if old.kind == "node" and old.what == "N03":
        raise WrongState("立案日期不能撤销，有误的用“更正”")
    _carry(case, old, None)
    row = holding.add_fact(
        case,
        NewFact("void", old.what, old.on, ref=old.ref, detail=reason.strip()[:300],
                supersedes=old.pk),
        by=by,
        at=at,
    )  # fmt: skip
    holding.finish(
        case,
        FactVoided(case.number, old.pk, f"{old.kind} {old.what}", reason.strip()),
        by=by,
        at=at,
    )
    return row


def _standing(case: Case, fact: Fact) -> Fact:
    for row in standing_rows(case.pk):
        if row.pk == fact.pk:
            return row
    raise WrongState("此项事实已被更正或撤销")


def _changed(old: Fact, changes: dict[str, Any]) -> NewFact:
    unknown = set(changes) - set(CORRECTABLE)
    if unknown:
        raise RuleBroken(f"不能更正：{'、'.join(sorted(unknown))}")
    same = {f.name: getattr(old, f.name) for f in fields(NewFact) if f.name != "supersedes"}
    return replace(NewFact(**same, supersedes=old.pk), **changes)


def _must_not_reach_further(old: Fact, new: NewFact) -> None:
    """A correction is no way round the act itself: terms stay lawful, extensions stay approved.

    Raises:
        RuleBroken: a control measure longer than the law allows, an extension longer or earlier
            than it was approved.
    """
    moved = (new.on, new.until) != (old.on, old.until)
    if old.kind in ("measure", "renew") and moved:
        measures.check_term(measure_rule(new.what, new.detail) or "CTL-03", new.on, new.until)
    more = new.months > old.months or new.days > old.days or new.on < old.on
    if old.kind == "extension" and more:
        raise RuleBroken(
            "延长以批准的月数、日期为准，需要更多的重新报批",
            article=law_acts.EXTENSION.on(new.on),
        )


def _carry(case: Case, old: Fact, new: NewFact | None) -> None:
    """Bring the columns of the case along with a fact that decides them."""
    if old.kind == "payment":
        must_stay_covered(case, old, _amount(new), (new or old).on)
        add_amounts(case, old.what, -(old.amount or Decimal(0)) + _amount(new), (new or old).on)
    elif old.kind == "event" and old.what == "结案":
        case.closed_on = new.on if new else None
        case.closing_mode = closing.mode_of(case, new.mode, new.on).name if new else ""
        if new and new.on < case.filed_on:
            raise RuleBroken(f"结案日期{new.on}早于立案日期{case.filed_on}")
        case.save(update_fields=["closed_on", "closing_mode"])
    elif old.kind == "node" and old.what == "N03" and new:
        case.filed_on = new.on
        case.save(update_fields=["filed_on"])


def _amount(new: NewFact | None) -> Decimal:
    return (new.amount or Decimal(0)) if new else Decimal(0)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
