"""What the page 案件列表 is made of: fields, chips, tabs with counts, columns. All state is in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from bailiwick.cases.models import Case, CaseKind, SavedView
from bailiwick.cases.selectors import lights, register
from bailiwick.cases.selectors.case_rows import Total, total_of
from bailiwick.cases.selectors.clocks import rule_name
from bailiwick.law.case_numbers import CASE_TYPES, CLOSING_MODES
from bailiwick.law.nodes import NODES
from bailiwick.org.models import Account, Court, Group, Person
from bailiwick.org.scope import scope_of
from bailiwick.web.asked import whole

PAGE = "case_list"
TAB_LIMIT = 20_000  # tabs count no further: the list itself says the whole number
_NOT_FILTERS = ("page", "size", "sort")
MAIN_FIELDS = ("level", "officer")
MORE_FIELDS = (
    "status", "type", "court", "group", "cause", "node", "mode", "kind", "filed", "due", "closed",
    "amount", "flag",
)  # fmt: skip
_LEVEL_CHOICES = (
    ("overdue", "超期与严重超期"),
    ("near", "临期与临近"),
    *((level, lights.LABELS[level]) for level in lights.LEVELS),
)
_FLAGS = ("grey", "paused", "internal", "money_waiting", "unassigned", "sensitive")


@dataclass(frozen=True)
class Field:
    """One field of the search form."""

    key: str
    label: str
    kind: str = "choice"
    value: str = ""
    value_from: str = ""
    value_to: str = ""
    options: Sequence[tuple[str, str]] = ()
    width: str = ""


@dataclass(frozen=True)
class Chip:
    """A condition in use and the address of the list without it."""

    label: str
    text: str
    without: str


@dataclass(frozen=True)
class Tab:
    """A view of the list: built in, or saved by the person (then it has a pk)."""

    name: str
    url: str
    total: Total
    current: bool
    pk: int | None = None


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    number: bool = False
    sort: str = ""
    shown: bool = True
    sorted: str = ""
    sort_url: str = ""


COLUMNS = (
    Column("light", "最重时限", sort="urgent"),
    Column("number", "案号", sort="number"),
    Column("people", "申请执行人 / 被执行人"),
    Column("cause", "案由"),
    Column("claimed", "标的（万元）", number=True, sort="amount"),
    Column("share", "到位", number=True),
    Column("node", "当前节点"),
    Column("due", "届满事项与日期", sort="due"),
    Column("officer", "承办人"),
    Column("court", "法院", shown=False),
    Column("group", "团队", shown=False),
    Column("filed", "立案日期", sort="filed", shown=False),
    Column("closed", "结案", sort="closed", shown=False),
)
_SORTED_DOWN = {"urgent", "amount", "filed", "closed"}


def columns_of(
    params: QueryDict,
    chosen: Sequence[str],
    *,
    several_courts: bool = False,
    own_only: bool = False,
) -> list[Column]:
    """Return every column with whether the person shows it and how its head sorts."""
    shown = set(chosen)
    if not shown:
        shown = {column.key for column in COLUMNS if column.shown}
        if several_courts:
            shown = (shown | {"court"}) - {"cause"}
        elif own_only:
            shown -= {"officer"}
    shown |= {"light", "number"}
    sort = register.sort_of(params)
    columns = []
    for column in COLUMNS:
        state = ""
        if column.sort and column.sort == sort:
            state = "descending" if sort in _SORTED_DOWN else "ascending"
        link = with_changes(params, sort=column.sort) if column.sort else ""
        columns.append(replace(column, shown=column.key in shown, sorted=state, sort_url=link))
    return columns


def with_changes(params: QueryDict, **changes: str) -> str:
    """Return the query with keys changed; an empty value removes one; the page starts anew."""
    query = params.copy()
    query.pop("page", None)
    for key, value in changes.items():
        if value:
            query[key] = value
        else:
            query.pop(key, None)
    return f"?{query.urlencode()}"


def filter_query(params: QueryDict) -> str:
    """Return only what narrows the list: what a saved view keeps and an export repeats."""
    query = params.copy()
    for key in ("page", "size"):
        query.pop(key, None)
    for key in [key for key, value in query.items() if not value]:
        query.pop(key, None)
    return query.urlencode()


def chips(params: QueryDict, on: date) -> list[Chip]:
    """Return the conditions in use in words."""
    found = []
    if register.only_open(params):
        found.append(Chip("状态", "在办", with_changes(params, status="all")))
    for name, label, value in register.described(params):
        if name == "status" and value == "all":
            continue
        without = {name: ""} | (
            {"rule_level": "", "subject": "", "official": ""} if name == "rule" else {}
        )
        if name == "status":
            without = {"status": "all"}
        found.append(Chip(label, words_of(name, value, on), with_changes(params, **without)))
    return found


def words_of(name: str, value: str, on: date) -> str:
    """Return the value of a filter as people read it."""
    if name in _FLAGS:
        return "是"
    if name == "status":
        return {"open": "在办", "closed": "已结", "all": "全部"}.get(value, value)
    if name in ("level", "rule_level"):
        known = dict(_LEVEL_CHOICES)
        return "、".join(known.get(part, part) for part in value.split(","))
    if name == "node":
        return "、".join(NODES[part].name if part in NODES else part for part in value.split(","))
    if name == "rule":
        return "、".join(rule_name(part, on) for part in value.split(","))
    if name == "type":
        return "、".join(value.split(","))
    if value == "none":
        return "未定"
    if name in ("court", "officer", "group") and whole(value) is not None:
        table = {"court": Court, "officer": Person, "group": Group}[name]
        row = table._default_manager.filter(pk=value).first()
        return str(getattr(row, "short_name", None) or row or value)
    return value


def fields(params: QueryDict, account: Account, names: Sequence[str]) -> list[Field]:
    """Return the fields of the form with their choices within the account's reach."""
    return [_field(name, params, account) for name in names]


def _field(name: str, params: QueryDict, account: Account) -> Field:
    value = params.get(name) or ""
    match name:
        case "level":
            return Field(name, "最重时限", value=value, options=_LEVEL_CHOICES, width="bw-w170")
        case "officer":
            return Field(name, "承办人", value=value, options=_officers(account), width="bw-w150")
        case "status":
            chosen = value or ("open" if register.only_open(params) else "all")
            every = (("open", "在办"), ("closed", "已结"), ("all", "在办和已结"))
            return Field(name, "状态", value=chosen, options=every)
        case "type":
            types = [(code, f"{code}　{kind.name}") for code, kind in CASE_TYPES.items()]
            return Field(name, "案件类型", value=value, options=types)
        case "court":
            return Field(name, "法院", value=value, options=_courts(account))
        case "group":
            return Field(name, "团队", value=value, options=_groups(account))
        case "node":
            nodes = [(code, f"{code} {node.name}") for code, node in NODES.items()]
            return Field(name, "当前节点", value=value, options=nodes)
        case "mode":
            modes = dict.fromkeys(mode.name for many in CLOSING_MODES.values() for mode in many)
            return Field(name, "结案方式", value=value, options=[(m, m) for m in modes])
        case "kind":
            return Field(name, "执行类别", value=value, options=list(CaseKind.choices))
        case "flag":
            on = next((flag for flag in _FLAGS if params.get(flag) == "1"), "")
            flags = [(flag, register.FILTERS[flag].label) for flag in _FLAGS]
            return Field("flag", "标记", value=on, options=flags)
        case "filed" | "due" | "closed":
            label = {"filed": "立案日期", "due": "届满日期", "closed": "结案日期"}[name]
            return Field(name, label, "days", "", *_ends(params, name))
        case "amount":
            return Field(name, "标的万元", "amounts", "", *_ends(params, name))
        case _:
            return Field(name, register.FILTERS[name].label, "text", value)


def _ends(params: QueryDict, name: str) -> tuple[str, str]:
    return params.get(f"{name}_from") or "", params.get(f"{name}_to") or ""


def more_is_used(params: QueryDict) -> bool:
    """Whether a condition of the folded part is in use, so that it opens unfolded."""
    drilled = {"rule", "rule_level", "subject", "official", "as_of"}
    hidden = {"q", "level", "officer", "status", *drilled, *_NOT_FILTERS}
    return any(value and key not in hidden for key, value in params.items())


def _courts(account: Account) -> list[tuple[str, str]]:
    scope = scope_of(account)
    rows = Court.objects.filter(pk__in=scope.courts | scope.own_courts)
    return [(str(row.pk), row.short_name) for row in rows]


def _groups(account: Account) -> list[tuple[str, str]]:
    scope = scope_of(account)
    rows = Group.objects.filter(court__in=scope.courts | scope.own_courts, kind="team")
    if not scope.courts:
        rows = rows.filter(pk__in=scope.groups)
    many = len(scope.courts) > 1
    return [
        (str(row.pk), f"{row.court.short_name}　{row.name}" if many else row.name)
        for row in rows.select_related("court")
    ]


def _officers(account: Account) -> list[tuple[str, str]]:
    scope = scope_of(account)
    if not scope.courts and not scope.groups:
        return [(str(account.person_id), account.person.name)]
    rows = Person.objects.filter(posts__role__in=("OFF", "LEAD"), left_on__isnull=True)
    if scope.courts:
        rows = rows.filter(court__in=scope.courts)
    else:
        rows = rows.filter(posts__group__in=scope.groups)
    many = len(scope.courts) > 1
    people = rows.select_related("court").distinct()[:400]
    found = [(str(p.pk), f"{p.name}　{p.court.short_name}" if many else p.name) for p in people]
    return [("none", "未定"), *found]


def tabs(account: Account, params: QueryDict, on: date) -> list[Tab]:
    """Return built-in and saved views, each with the count of the list behind it."""
    here = _narrowing(params.urlencode())
    address = reverse("cases:case_list")
    found = []
    for name, query in _built_in(account, on):
        found.append(_tab(account, name, query, here, address, on))
    for view in SavedView.objects.filter(account=account, page=PAGE):
        found.append(_tab(account, view.name, view.query, here, address, on, view.pk))
    return found


def _tab(
    account: Account,
    name: str,
    query: str,
    here: str,
    address: str,
    on: date,
    pk: int | None = None,
) -> Tab:
    total = total_of(register.narrowed(account, QueryDict(query), on), TAB_LIMIT)
    url = f"{address}?{query}" if query else address
    return Tab(name, url, total, _narrowing(query) == here, pk)


def _narrowing(query: str) -> str:
    """Return the filters of a query in one order, without page, sort, columns and defaults."""
    pairs = QueryDict(query)
    kept = [
        (key, value)
        for key in sorted(pairs)
        for value in pairs.getlist(key)
        if value and key not in _NOT_FILTERS and (key, value) != ("status", "open")
    ]
    return urlencode(kept)


def _built_in(account: Account, on: date) -> list[tuple[str, str]]:
    scope = scope_of(account)
    last = (on.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    mine = urlencode({"officer": account.person_id})
    views = [(f"{scope_words(account)}在办", "")]
    if (scope.courts or scope.groups) and scope.own_courts:
        views.append(("我的在办", mine))
    views.append(("超期与严重超期", "level=overdue"))
    views.append(("本月届满", urlencode({"due_from": on.isoformat(), "due_to": last.isoformat()})))
    views.append(("案款待发放", "money_waiting=1"))
    views.append(("缺数据", "grey=1"))
    return views


def scope_words(account: Account) -> str:
    """本院, 全市, 本团队 or 我的: what the account's list reaches."""
    scope = scope_of(account)
    if len(scope.courts) > 1:
        return "全市"
    if scope.courts:
        return "本院"
    return "本团队" if scope.groups else "我的"


def missing_words(params: QueryDict, on: date) -> str:
    """Return the conditions in use as one phrase, for an empty list."""
    used = [f"{chip.label}：{chip.text}" for chip in chips(params, on)]
    return "，".join(used) or "没有条件"


def picked(account: Account, ids: Sequence[str]) -> list[int]:
    """Return the ids of picked rows the account may list."""
    wanted = [pk for one in ids if (pk := whole(one)) is not None][:2000]
    rows = register.cases_visible_to(account).filter(pk__in=wanted)
    return list(rows.values_list("pk", flat=True))


def page_ids(cases: Sequence[Case]) -> str:
    """Return the ids of a page, for the question what has come since."""
    return ",".join(str(case.pk) for case in cases)
