"""敏感标签: 涉密, 涉未成年, 敏感. Lists then show 敏感案件 to people without the right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bailiwick.cases.models import Case
from bailiwick.cases.services import holding
from bailiwick.errors import Refusal, RuleBroken, WrongState
from bailiwick.events.cases import LabelSet
from bailiwick.org.models import Account

LABELS = ("涉密", "涉未成年", "敏感")


@transaction.atomic
def set_label(
    case: Case, label: str, *, reason: str, by: Account, at: datetime, version: int | None = None
) -> Case:
    """Set or (with '') lift the sensitive label of a case.

    Legal source: 个人信息保护法第二十八条; GB/T 22239-2019 8.1.4.2 (security labels).

    Raises:
        RuleBroken: unknown label. Refusal: no reason. WrongState: nothing would change.
    """
    case = holding.take(case, version=version)
    if label and label not in LABELS:
        raise RuleBroken(f"标签“{label}”不在规定之列：{'、'.join(LABELS)}")
    if not reason.strip():
        raise Refusal("设定或取消敏感标签须写明理由")
    if label == case.sensitive:
        raise WrongState("标签没有变化")
    before, case.sensitive = case.sensitive, label
    case.save(update_fields=["sensitive"])
    holding.finish(case, LabelSet(case.number, before, label, reason.strip()), by=by, at=at)
    return case
