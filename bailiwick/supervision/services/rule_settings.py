"""本院设置: a court's own value of a rule from a day on, by a numbered paper.

The register is derived again by the worker as soon as a setting changes (``cases.tasks``).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Q

from bailiwick.audit import journal
from bailiwick.cases.models import RuleSetting
from bailiwick.errors import NotYours, RuleBroken, WrongState
from bailiwick.events.supervision import RuleSettingChanged, RuleSettingEnded
from bailiwick.org.models import Account, Court
from bailiwick.org.scope import scope_of
from bailiwick.supervision.selectors import rulebook
from bailiwick.web.live import hint

ADOPTED = "adopted"


@transaction.atomic
def set_value(
    court: Court,
    rule: str,
    key: str,
    value: str,
    *,
    paper: str,
    valid_from: date,
    by: Account,
    at: datetime,
) -> RuleSetting:
    """Set a rule's value for a court from a day on; the value before ends the day before.

    A stricter limit of a court's own and the adoption of an internal limit need the number of the
    court's paper (发文号). Source: legal_rules §0 (内部管理节点), CLK-07 [design].

    Raises:
        NotYours: the court is outside today's posts.
        RuleBroken: unknown rule or key, a value that is none, looser than the law, or no paper.
        WrongState: a later value of the same key is already set.
    """
    known = _known(rule, key, valid_from)
    _own(court, by)
    value = _clean(known, key, value)
    if not paper.strip():
        raise RuleBroken("须填写本院发文的文号")
    before = _end_former(court, rule, key, valid_from)
    setting = RuleSetting.objects.create(
        court=court,
        rule=rule,
        key=key,
        value=value,
        paper=paper.strip(),
        valid_from=valid_from,
        set_by=by,
        set_at=at,
    )
    event = RuleSettingChanged(
        setting.pk, rule, known.name, key, before, value, valid_from, setting.paper
    )
    subject = ("cases.rulesetting", setting.pk)
    journal.record(event, by=by, court=court.pk, subject=subject, at=at)
    hint("rules", setting.pk)
    return setting


@transaction.atomic
def end(setting: RuleSetting, *, valid_to: date, reason: str, by: Account, at: datetime) -> None:
    """End a court's setting: from the next day on the law's own value counts again.

    Source: legal_rules §0 [design].

    Raises:
        NotYours: the court is outside today's posts, or the setting is the city's.
        RuleBroken: no reason given.
        WrongState: it has ended.
    """
    setting = RuleSetting.objects.select_for_update().get(pk=setting.pk)
    if setting.court is None:
        raise NotYours("全市设定不由一个法院停用")
    _own(setting.court, by)
    if not reason.strip():
        raise RuleBroken("须写明停用理由")
    if setting.valid_to is not None and setting.valid_to <= valid_to:
        raise WrongState("该设定已停用")
    setting.valid_to = max(valid_to, setting.valid_from - timedelta(days=1))
    setting.save(update_fields=["valid_to"])
    known = rulebook.find(setting.rule, valid_to)
    event = RuleSettingEnded(
        setting.pk,
        setting.rule,
        known.name if known else setting.rule,
        setting.key,
        setting.value,
        setting.valid_to,
        reason.strip(),
    )
    subject = ("cases.rulesetting", setting.pk)
    journal.record(event, by=by, court=setting.court_id, subject=subject, at=at)
    hint("rules", setting.pk)


def _known(rule: str, key: str, on: date) -> rulebook.Line:
    known = rulebook.find(rule, on)
    if known is None:
        raise RuleBroken(f"规则库中没有 {rule}")
    if key not in known.keys:
        raise RuleBroken(f"{known.name}没有这项设定")
    return known


def _own(court: Court, by: Account) -> None:
    if court.pk not in scope_of(by).courts:
        raise NotYours(f"当前岗位不能设定{court.name}的规则")


def _clean(known: rulebook.Line, key: str, value: str) -> str:
    value = value.strip()
    if key == ADOPTED or key in known.switches:
        if value not in ("是", "否"):
            raise RuleBroken("取值为 是 或 否")
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise RuleBroken("须填写数字") from None
    if not number.is_finite() or number <= 0 or number != int(number):
        raise RuleBroken("须填写大于零的整数")
    if known.limit is not None and known.certain and not known.internal and number > known.limit:
        raise RuleBroken(f"不得宽于规定的 {known.limit_text}", article=known.basis)
    return str(int(number))


def _end_former(court: Court, rule: str, key: str, valid_from: date) -> str:
    rows = RuleSetting.objects.select_for_update().filter(court=court, rule=rule, key=key)
    later = rows.filter(valid_from__gte=valid_from).exclude(valid_to__lt=valid_from).first()
    if later is not None:
        raise WrongState(f"{later.valid_from:%Y-%m-%d} 起已有设定，先停用后再设")
    former = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)).first()
    if former is None:
        return ""
    former.valid_to = valid_from - timedelta(days=1)
    former.save(update_fields=["valid_to"])
    return former.value
