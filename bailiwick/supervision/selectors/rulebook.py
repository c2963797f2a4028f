"""规则库: every rule of the law on a day, with source, settings and how many cases it touches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from bailiwick.cases.models import Case, RuleSetting
from bailiwick.law import rules as law_rules
from bailiwick.law.nodes import NODES, Node
from bailiwick.law.rules import RULES, SETTING_KEYS, Rule, SettingKey
from bailiwick.law.screening import SCREENING, ScreeningRule
from bailiwick.org.models import Account
from bailiwick.org.scope import scope_of
from bailiwick.supervision.predicates import CLOCKS, PREDICATES

GROUPS: Mapping[str, str] = {
    "EXEC": "执行期限",
    "C226": "上级法院执行",
    "NODE": "节点期限",
    "CTL": "控制措施",
    "MNY": "案款",
    "ZB": "终本",
    "OBJ": "异议复议",
    "PRS": "保全",
    "P": "消极执行筛查",
    "R": "乱执行筛查",
    "N": "流程节点",
}
_LIMIT_KEYS = {"days": "limit_days", "working_days": "limit_working_days", "months": "limit_months"}


@dataclass(frozen=True)
class Version:
    """One version of a rule: when in force, its limit, its source by that day's numbering."""

    number: int
    first: date
    last: date | None
    limit_text: str
    text: str
    basis: str
    current: bool


@dataclass(frozen=True)
class Line:
    """A rule as the page shows it, resolved for a day."""

    id: str
    name: str
    group: str
    node: str
    text: str
    basis: str
    basis_text: str
    limit: int | None
    limit_text: str
    severity: str
    certain: bool
    internal: bool
    keys: tuple[str, ...] = ()
    switches: frozenset[str] = frozenset()
    pauses: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    who: str = ""
    waiting_for: str = ""
    in_force: bool = True
    first: date | None = None
    last: date | None = None
    versions: tuple[Version, ...] = ()
    settings: tuple[RuleSetting, ...] = field(default=(), compare=False)
    touched: int | None = None
    overdue: int | None = None
    hits: int | None = None

    @property
    def group_text(self) -> str:
        return GROUPS.get(self.group, self.group)

    @property
    def setting_keys(self) -> list[SettingKey]:
        return [SETTING_KEYS[key] for key in self.keys if key in SETTING_KEYS]

    @property
    def haystack(self) -> str:
        """What the search box of the page looks into."""
        return " ".join((self.id, self.name, self.node, self.text, self.basis, self.group_text))


def find(rule: str, on: date) -> Line | None:
    """Return a rule's line on a day; None for an unknown id."""
    if rule in RULES:
        return _clock_line(rule, on)
    if rule in SCREENING:
        return _screening_line(SCREENING[rule], on)
    if rule in NODES:
        return _node_line(NODES[rule])
    return None


def lines(on: date) -> list[Line]:
    """Return all rules: clocks, screening, nodes without a limit of their own."""
    found = [_clock_line(rule, on) for rule in RULES]
    found += [_screening_line(rule, on) for rule in SCREENING.values()]
    found += [_node_line(node) for code, node in NODES.items() if code not in RULES]
    return found


def searched(lines_: Sequence[Line], params: Mapping[str, str]) -> list[Line]:
    """Return the lines that fit the page's search and filters."""
    text = (params.get("q") or "").strip().lower()
    group, kind = params.get("group") or "", params.get("kind") or ""
    kinds: Mapping[str, Callable[[Line], bool]] = {
        "": lambda line: True,
        "internal": lambda line: line.internal,
        "uncertain": lambda line: not line.certain and line.group != "N",
        "waiting": lambda line: bool(line.waiting_for),
        "set": lambda line: bool(line.settings),
        "past": lambda line: not line.in_force,
    }
    keep = kinds.get(kind, kinds[""])
    return [
        line
        for line in lines_
        if (not text or text in line.haystack.lower())
        and (not group or line.group == group)
        and keep(line)
    ]


def waiting_for(rule: ScreeningRule) -> str:
    """Return which facts a screening rule waits for; nothing when it runs."""
    return rule.waiting_for or ("" if rule.id in PREDICATES else "筛查语句")


def touched(account: Account, on: date) -> dict[str, tuple[int, int]]:
    """Return by rule how many visible cases have a live clock of it, and how many are overdue."""
    scope = scope_of(account)
    names: dict[str, Any] = {"courts": sorted(scope.courts), "day": on}
    if scope.groups or scope.own_courts:
        ids = Case.objects.filter(scope.rows(), closed_on__isnull=True).values_list("pk", flat=True)
        names["ids"] = list(ids)
        where = "(court_id = ANY(%(courts)s) OR case_id = ANY(%(ids)s))"
    else:
        where = "court_id = ANY(%(courts)s)"
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED.format(where=where), names)
        return {rule: (cases, overdue) for rule, cases, overdue in cursor.fetchall()}


_TOUCHED = """
SELECT rule, count(*), count(*) FILTER (WHERE over)
  FROM (SELECT rule, case_id, coalesce(bool_or(state <> 'grey' AND least(red_on, black_on) <= %(day)s),
                                       false) AS over
          FROM cases_caseclock
         WHERE {where} AND state IN ('running', 'overdue', 'paused', 'grey')
         GROUP BY rule, case_id) t
 GROUP BY rule
"""


def settings_of(courts: Sequence[int], rule: str = "") -> list[RuleSetting]:
    """Return the settings of the courts and of the whole city, newest first."""
    rows = RuleSetting.objects.filter(Q(court__in=courts) | Q(court__isnull=True))
    if rule:
        rows = rows.filter(rule=rule)
    return list(rows.select_related("court", "set_by__person").order_by("-valid_from", "-pk"))


def in_force(settings: Sequence[RuleSetting], on: date) -> list[RuleSetting]:
    """Return those in force on a day or later."""
    return [row for row in settings if row.valid_to is None or row.valid_to >= on]


def _clock_line(rule: str, on: date) -> Line:
    every = law_rules.versions(rule)
    row = next((version for version in every if version.is_in_force(on)), None)
    shown = row or (every[0] if on < every[0].in_force[0] else every[-1])
    node = NODES.get(shown.node)
    return Line(
        id=rule,
        name=shown.name,
        group=shown.group,
        node=f"{node.code} {node.name}" if node else "",
        text=shown.text,
        basis=shown.source.on(on),
        basis_text=shown.source.text_on(on),
        limit=shown.limit,
        limit_text=shown.limit_text,
        severity=shown.severity,
        certain=shown.certain,
        internal=shown.internal,
        keys=_keys(shown),
        switches=frozenset(key for key in _keys(shown) if SETTING_KEYS[key].kind == "switch"),
        pauses=tuple(sorted(shown.pauses)),
        also=tuple(citation.on(on) for citation in shown.also),
        who=shown.who,
        in_force=row is not None,
        first=shown.in_force[0],
        last=shown.in_force[1],
        versions=tuple(_version(version, version is row, on) for version in every),
    )


def _version(row: Rule, current: bool, on: date) -> Version:
    first, last = row.in_force
    day = min(max(first, on), last or on) if first <= on else first
    return Version(row.version, first, last, row.limit_text, row.text, row.source.on(day), current)


def _keys(row: Rule) -> tuple[str, ...]:
    keys: list[str] = []
    if row.special != "measure" and str(row.unit) in _LIMIT_KEYS:
        keys.append(_LIMIT_KEYS[str(row.unit)])
    if row.urgent_limit:
        keys.append("urgent_days")
    if row.internal:
        keys.append("adopted")
    keys += [
        key
        for key, value in SETTING_KEYS.items()
        if value.kind == "switch" and row.id in value.rules
    ]
    return tuple(key for key in keys if key in SETTING_KEYS)


def _screening_line(rule: ScreeningRule, on: date) -> Line:
    first, last = rule.in_force
    return Line(
        id=rule.id,
        name=rule.name,
        group=rule.id[0],
        node="、".join(CLOCKS.get(rule.id, ())),
        text=rule.text,
        basis=rule.basis_on(on),
        basis_text="",
        limit=None,
        limit_text=rule.limit_text,
        severity=str(rule.severity),
        certain=rule.certain,
        internal=rule.internal,
        keys=("adopted",) if rule.internal else (),
        waiting_for=waiting_for(rule),
        in_force=(first is None or first <= on) and (last is None or on <= last),
        first=first,
        last=last,
    )


def _node_line(node: Node) -> Line:
    return Line(
        id=node.code,
        name=node.name,
        group="N",
        node=f"{node.code} {node.name}",
        text=f"{node.closes_when}；{'由数据自动记录' if node.automatic else '由人员记录'}",
        basis="执行案件流程信息管理系统37个关键节点（名称、顺序待核）",
        basis_text=f"数据来源：{node.evidence}",
        limit=None,
        limit_text=node.limit,
        severity="",
        certain=False,
        internal=False,
    )
