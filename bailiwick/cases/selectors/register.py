"""The register as lists ask for it: what an account sees, every filter, sorts, counts.

Filters live in the URL; an unknown name or a value that makes no sense is left out, never an error.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.http import QueryDict

from bailiwick.cases import search
from bailiwick.cases.models import Case, CaseClock, Party
from bailiwick.cases.selectors import lights
from bailiwick.org.models import Account
from bailiwick.org.scope import scope_of
from bailiwick.web.asked import whole

SENSITIVE_TEXT = "敏感案件"


def cases_visible_to(account: Account) -> QuerySet[Case]:
    """Return the cases lists may show; ``veiled`` marks those of which only 敏感案件 is shown."""
    scope = scope_of(account)
    return Case.objects.filter(scope.rows()).annotate(
        veiled=ExpressionWrapper(~scope.labelled(), output_field=BooleanField())
        if not scope.sensitive
        else ExpressionWrapper(Q(pk__isnull=True), output_field=BooleanField())
    )


def cases_open_to(account: Account) -> QuerySet[Case]:
    """Return the cases whose page the account may open and act on (label right included)."""
    scope = scope_of(account)
    return Case.objects.filter(scope.rows() & scope.labelled())


@dataclass(frozen=True)
class Filter:
    """One filter of the list: its URL name, what people read, and the condition it makes."""

    name: str
    label: str
    condition: Callable[[str, date], Q | None]
    kind: str = "choice"  # choice text day amount flag


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if 1900 <= day.year < 3000 else None  # days beyond cannot be reckoned with


def _amount(value: str) -> Decimal | None:
    """Read an amount typed in 万元 and return yuan."""
    try:
        amount = Decimal(value.replace(",", "").strip())
    except InvalidOperation:
        return None
    return amount * 10000 if amount.is_finite() and abs(amount) < _MOST_WAN else None


_MOST_WAN = Decimal(10) ** 10  # more than any column of money holds


def _days(lookup: str) -> Callable[[str, date], Q | None]:
    def condition(value: str, on: date) -> Q | None:
        day = _day(value)
        return Q(**{lookup: day}) if day else None

    return condition


def _amounts(lookup: str) -> Callable[[str, date], Q | None]:
    def condition(value: str, on: date) -> Q | None:
        amount = _amount(value)
        return Q(**{lookup: amount}) if amount is not None else None

    return condition


def _id(lookup: str) -> Callable[[str, date], Q | None]:
    def condition(value: str, on: date) -> Q | None:
        if value == "none":
            return Q(**{f"{lookup}__isnull": True})
        number = whole(value)
        return Q(**{lookup: number}) if number is not None else None

    return condition


def _one_of(lookup: str) -> Callable[[str, date], Q | None]:
    return lambda value, on: Q(**{f"{lookup}__in": value.split(",")})


def _mode(value: str, on: date) -> Q | None:
    return Q(closing_mode__in=value.split(","), closed_on__isnull=False)


def _level(value: str, on: date) -> Q | None:
    if value == "overdue":
        return lights.overdue_q(on)
    if value == "near":
        return lights.near_q(on)
    names = [name for name in value.split(",") if name in lights.LEVELS]
    condition = Q()
    for name in names:
        condition |= lights.level_q(name, on)
    return condition or None


def _status(value: str, on: date) -> Q | None:
    return {"open": Q(closed_on__isnull=True), "closed": Q(closed_on__isnull=False)}.get(value)


def _flag(condition: Q) -> Callable[[str, date], Q | None]:
    return lambda value, on: condition if value == "1" else None


def _due_within(value: str, on: date) -> Q | None:
    days = whole(value)
    return Q(due_on__range=(on, on + timedelta(days=min(days, 3660)))) if days is not None else None


def _internal(value: str, on: date) -> Q | None:
    clocks = CaseClock.objects.filter(internal=True, state__in=("running", "overdue"))
    over = clocks.filter(lights.overdue_q(on))
    return Q(pk__in=over.values("case")) if value == "1" else None


def _cause(value: str, on: date) -> Q | None:
    return Q(cause__contains=value) if value.strip() else None


_FILTERS = (
    Filter("court", "法院", _id("court")),
    Filter("status", "状态", _status),
    Filter("type", "案件类型", _one_of("type_code")),
    Filter("kind", "执行类别", _one_of("kind")),
    Filter("level", "预警等级", _level),
    Filter("officer", "承办人", _id("officer")),
    Filter("group", "团队", _id("group")),
    Filter("cause", "案由", _cause, "text"),
    Filter("filed_from", "立案自", _days("filed_on__gte"), "day"),
    Filter("filed_to", "立案至", _days("filed_on__lte"), "day"),
    Filter("due_from", "届满自", _days("due_on__gte"), "day"),
    Filter("due_to", "届满至", _days("due_on__lte"), "day"),
    Filter("due_within", "几日内届满", _due_within, "amount"),
    Filter("closed_from", "结案自", _days("closed_on__gte"), "day"),
    Filter("closed_to", "结案至", _days("closed_on__lte"), "day"),
    Filter("mode", "结案方式", _mode),
    Filter("amount_from", "标的额（万元）不低于", _amounts("amount_claimed__gte"), "amount"),
    Filter("amount_to", "标的额（万元）不高于", _amounts("amount_claimed__lte"), "amount"),
    Filter("node", "当前节点", _one_of("node")),
    Filter("grey", "缺数据", _flag(Q(is_grey=True)), "flag"),
    Filter("paused", "已暂停", _flag(Q(is_paused=True)), "flag"),
    Filter("internal", "内部管理节点超期", _internal, "flag"),
    Filter("sensitive", "敏感标签", _flag(~Q(sensitive="")), "flag"),
    Filter("unassigned", "未定承办人", _flag(Q(officer__isnull=True, officer_name="")), "flag"),
    Filter(
        "money_waiting",
        "案款待发放",
        _flag(Q(amount_received__gt=F("amount_paid"), closed_on__isnull=True)),
        "flag",
    ),
)
FILTERS: Mapping[str, Filter] = {item.name: item for item in _FILTERS}

SORTS: Mapping[str, tuple[str, tuple[Any, ...]]] = {
    "urgent": ("先急后缓", ("level_rank", F("due_on").asc(nulls_last=True), "pk")),
    "due": ("届满日", (F("due_on").asc(nulls_last=True), "pk")),
    "filed": ("立案日期从新到旧", ("-filed_on", "-pk")),
    "filed_old": ("立案日期从旧到新", ("filed_on", "pk")),
    "amount": ("标的额从大到小", ("-amount_claimed", "-pk")),
    "closed": ("结案日期从新到旧", (F("closed_on").desc(nulls_last=True), "-pk")),
    "number": ("案号", ("court__order", "-year", "type_code", "-serial", "pk")),
}
DEFAULT_SORT = "urgent"
_SHOWN = ("court", "officer", "group")  # what a list shows beside the case


def filtered(account: Account, params: QueryDict | Mapping[str, str], on: date) -> QuerySet[Case]:
    """Return the visible cases that fit every filter of the URL, with level, sorted.

    ``q`` is the search box. Without ``status`` only open cases are listed, unless something is
    searched or the filter itself speaks of closed ones. Drill-down from a board: ``rule`` with
    ``rule_level`` (levels, or ``overdue``), and ``subject`` for one measure.
    """
    rows = narrowed(account, params, on).select_related(*_SHOWN)
    _, order = SORTS[sort_of(params)]
    return lights.with_level(rows, on).order_by(*order)


def page(
    account: Account, params: QueryDict | Mapping[str, str], on: date, start: int, stop: int
) -> list[Case]:
    """Return rows ``start``…``stop`` of the list: first their ids, which an index alone answers,
    then the rows themselves.
    """
    ids = list(filtered(account, params, on).values_list("pk", flat=True)[start:stop])
    rows = cases_visible_to(account).filter(pk__in=ids)
    found = {row.pk: row for row in lights.with_level(rows.select_related(*_SHOWN), on)}
    return [found[pk] for pk in ids if pk in found]


def sort_of(params: QueryDict | Mapping[str, str]) -> str:
    """Return the sort in use: worst first for open cases, newest first once closed ones are in
    it.
    """
    chosen = params.get("sort") or ""
    if chosen in SORTS:
        return chosen
    if params.get("status") == "closed" or any(params.get(name) for name in _OF_CLOSED):
        return "closed"
    return DEFAULT_SORT if _is_of_open(params) else "filed"


_OF_CLOSED = ("mode", "closed_from", "closed_to")


def _is_of_open(params: QueryDict | Mapping[str, str]) -> bool:
    alive = ("level", "rule", "due_from", "due_to", "due_within")
    return (
        params.get("status") == "open"
        or only_open(params)
        or any(params.get(name) for name in alive)
    )


def narrowed(account: Account, params: QueryDict | Mapping[str, str], on: date) -> QuerySet[Case]:
    """Return the same cases without order and joins: what counts and exports start from."""
    scope = scope_of(account)
    rows = cases_visible_to(account).filter(conditions(params, on, scope.courts | scope.own_courts))
    text = (params.get("q") or "").strip()
    if text or params.get("cause"):  # nothing is found by what the list would veil
        rows = rows.filter(scope.labelled())
    if text:
        found = search.query(text)
        rows = rows.filter(found) if found is not None else rows.none()
    return rows


def conditions(params: QueryDict | Mapping[str, str], on: date, courts: Collection[int] = ()) -> Q:
    """Return all filters of the URL as one condition; ``courts`` lets it use the clocks' index."""
    condition = Q()
    for name, item in FILTERS.items():
        value = (params.get(name) or "").strip()
        made = item.condition(value, on) if value else None
        if made is not None:
            condition &= made
    if params.get("rule"):
        condition &= _drill(params, on, courts)
    if only_open(params):
        condition &= Q(closed_on__isnull=True)
    return condition


def only_open(params: QueryDict | Mapping[str, str]) -> bool:
    speaks_of_closed = ("status", "q", "rule", *_OF_CLOSED)
    return not any(params.get(name) for name in speaks_of_closed)


_LIVE_STATES = ("running", "overdue", "paused", "grey")  # as in the index ``clock_live``
_GROUPS = {"overdue": ("black", "red"), "near": ("orange", "yellow"), "": lights.LEVELS}


def day_of(params: QueryDict | Mapping[str, str], today: date) -> date:
    """Return the day whose levels the list shows: today, or the day a board was drawn for."""
    return _day(params.get("as_of") or "") or today


def _drill(params: QueryDict | Mapping[str, str], on: date, courts: Collection[int]) -> Q:
    """Cases with a clock of the rules at the levels: read from the index of live clocks."""
    rules = (params.get("rule") or "").split(",")
    wanted = params.get("rule_level") or ""
    names = [n for n in _GROUPS.get(wanted, wanted.split(",")) if n in lights.LEVELS]
    if not names:
        return Q(pk__in=[])
    clocks = CaseClock.objects.filter(rule__in=rules, state__in=_LIVE_STATES)
    court = whole(params.get("court"))
    if court is not None:
        clocks = clocks.filter(court=court)
    elif courts:
        clocks = clocks.filter(court__in=courts)
    if params.get("subject"):
        clocks = clocks.filter(subject=params["subject"])
    if params.get("official") == "1":  # the node board counts without limits of our own
        clocks = clocks.filter(internal=False)
    # a period is overdue after its due day; control measures turn red before their last day
    if set(names) <= {"red", "black"} and not any(rule.startswith("CTL") for rule in rules):
        clocks = clocks.filter(due_on__lt=on)
    if set(names) <= {"orange", "yellow"}:
        clocks = clocks.filter(due_on__gte=on)
    levels = Q()
    for name in names:
        levels |= lights.clock_level_q(name, on)
    return Q(pk__in=clocks.filter(levels).values("case"))


def described(params: QueryDict | Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return (name, label, value) of the filters in use, for chips and for the export's first
    sheet.
    """
    used = [
        (item.name, item.label, (params.get(item.name) or "").strip())
        for item in FILTERS.values()
        if (params.get(item.name) or "").strip()
    ]
    if (params.get("q") or "").strip():
        used.insert(0, ("q", "搜索", (params.get("q") or "").strip()))
    if params.get("as_of"):
        used.append(("as_of", "截至", params.get("as_of") or ""))
    if params.get("rule"):
        used.append(("rule", "规则", params.get("rule") or ""))
        if params.get("rule_level"):
            used.append(("rule_level", "规则等级", params.get("rule_level") or ""))
    return used


def count(rows: QuerySet[Case]) -> int:
    """Return how many rows a list has, without its order and its annotations."""
    return rows.order_by().count()


def suggestions(account: Account, text: str, limit: int = 8) -> list[Case]:
    """Return the cases to offer under the search box while somebody types."""
    found = search.query(text)
    if found is None:
        return []
    rows = cases_open_to(account).filter(found).select_related("court", "officer")
    return list(rows.order_by(F("closed_on").desc(nulls_first=True), "-filed_on")[:limit])


def recognised(account: Account, text: str, limit: int = 50) -> list[Case]:
    """Return the cases a pasted text speaks of (粘贴即查): by number, identity value, party's
    name.
    """
    found = search.recognise(text)
    condition = Q(number__in=found.numbers)
    for value in found.values:
        by_value = search.query(value)
        if by_value is not None:
            condition |= by_value
    visible = cases_open_to(account)
    if found.names:
        named = Party.objects.filter(name__in=found.names, case__in=visible.values("pk"))
        present = named.order_by("name").values_list("name", flat=True).distinct()[:500]
        names = search.chosen(found.names, present)
        condition |= Q(pk__in=Party.objects.filter(name__in=names).values("case"))
    rows = visible.filter(condition).select_related("court", "officer")
    return list(rows.order_by("-filed_on", "-pk")[:limit])
