"""Rules as data: the form of a row, the table of all rows, and a court's book of them.

The rows stand in ``table``. A rule has versions; the one in force on the day of the opening
event applies. ``RuleBook`` merges a court's settings and compiles the rows for the arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from bailiwick.law.table import RULE_ROWS
from bailiwick.law.table.form import EXEC_SWITCHED, UNIT_WORDS, Rule, Unit

__all__ = [
    "RULES", "SETTING_KEYS", "Compiled", "Plan", "Rule", "RuleBook", "SettingKey", "Settings",
    "Unit", "rule", "versions",
]  # fmt: skip

#: A court's own values: (rule, key) -> value. Keys: ``SETTING_KEYS``.
Settings = Mapping[tuple[str, str], str]

RULES: dict[str, tuple[Rule, ...]] = {}
for _row in RULE_ROWS:
    RULES[_row.id] = (*RULES.get(_row.id, ()), _row)


def versions(rule_id: str) -> tuple[Rule, ...]:
    """Return all versions of a rule, oldest first; nothing for an unknown id."""
    return RULES.get(rule_id, ())


def rule(rule_id: str, on: date) -> Rule:
    """Return the version of a rule in force on a day.

    Raises:
        LookupError: no such rule, or none in force on that day.
    """
    for row in RULES.get(rule_id, ()):
        if row.in_force[0] <= on and (row.in_force[1] is None or on <= row.in_force[1]):
            return row
    raise LookupError(f"{rule_id} 在 {on} 没有生效的版本")


@dataclass(frozen=True, slots=True)
class SettingKey:
    """A thing a court may set for a rule. ``rules`` empty: for every rule that has the value."""

    key: str
    label: str
    kind: str  # number, switch, paper
    rules: tuple[str, ...] = ()
    note: str = ""


SETTING_KEYS: dict[str, SettingKey] = {
    row.key: row
    for row in (
        SettingKey("limit_days", "期限（日）", "number", note="法定期限只能更严"),
        SettingKey("limit_months", "期限（个月）", "number", note="法定期限只能更严"),
        SettingKey("limit_working_days", "期限（工作日）", "number", note="法定期限只能更严"),
        SettingKey("urgent_days", "紧急期限（日）", "number", ("INV-01", "PRS-01", "PRS-01b")),
        SettingKey("adopted", "采用内部管理节点（发文号）", "paper"),
        SettingKey("rolls", "末日遇法定休假日顺延", "switch", ("CLK-07",), "只适用于内部管理节点"),
        SettingKey(
            "exclude_professional", "扣除审计、评估、资产清理期间", "switch", ("EXEC",), "默认扣除"
        ),
        SettingKey("exclude_sale", "扣除拍卖、变卖期间", "switch", ("EXEC",), "默认扣除"),
        SettingKey(
            "late_approval", "承认逾期补批", "switch", ("EXEC",), "批准前的日数仍为超期；默认不承认"
        ),
    )
}
#: A setting ``(rule, key)`` may stand with the number of its paper under ``(rule, key + OF_PAPER)``.
OF_PAPER = ".paper"
_OFF = frozenset({"", "0", "否", "不", "关", "off", "no", "false", "False"})


class Compiled(NamedTuple):
    """A version of a rule with a court's settings, as the arithmetic reads it."""

    rule: Rule
    first: int  # ordinal of the first day in force
    last: int  # ordinal of the last day in force
    unit: Unit
    limit: int
    urgent: int
    pauses: frozenset[str]
    rolls: bool
    has_yellow: bool
    internal: bool
    late_approval: bool
    paper: str  # number of the paper by which the court adopted an internal limit
    changed: bool  # the court's own limit instead of the rule's
    changed_by: str = ""  # number of the paper that set it

    def is_in_force(self, day: int) -> bool:
        return self.first <= day <= self.last

    @property
    def limit_text(self) -> str:
        """3个月 for a 非诉 case, 5个月 where the court has set it; empty without a limit."""
        return f"{self.limit}{UNIT_WORDS[self.unit]}" if self.limit else ""


class Plan(NamedTuple):
    """What a case of one type and kind may have: rule families by the word that opens them."""

    by_trigger: dict[str, tuple[tuple[Compiled, ...], ...]]
    alternatives: tuple[tuple[Compiled, ...], ...]  # opened by the first word present
    measures: dict[str, tuple[Compiled, ...]]
    special: dict[str, tuple[Compiled, ...]]


_FOREVER = date.max.toordinal()
_ROUGH_DAYS = {Unit.DAYS: 1.0, Unit.WORKING_DAYS: 1.4, Unit.MONTHS: 30.0, Unit.YEARS: 365.0}
_LONGEST_WITHOUT_YELLOW = 10


class RuleBook:
    """The rules with a court's settings merged in. Build it once and keep it: it compiles rows."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings: dict[tuple[str, str], str] = dict(settings or {})
        self._plans: dict[tuple[str, str], Plan] = {}
        self._compiled: dict[tuple[str, str], tuple[Compiled, ...]] = {}

    def plan(self, type_code: str, kind: str) -> Plan:
        """Return what may run in a case of a type and kind."""
        key = (type_code, kind)
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = self._build(type_code, kind)
        return found

    def compiled(self, rule_id: str, kind: str = "民事") -> tuple[Compiled, ...]:
        """Return the compiled versions of a rule, oldest first."""
        key = (rule_id, kind)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = tuple(self._compile(row, kind) for row in RULES[rule_id])
        return found

    def on(self, rule_id: str, day: date, kind: str = "民事") -> Compiled:
        """Return the version in force on a day, with the court's settings.

        Raises:
            LookupError: none was in force.
        """
        ordinal = day.toordinal()
        for version in self.compiled(rule_id, kind):
            if version.first <= ordinal <= version.last:
                return version
        raise LookupError(f"{rule_id} 在 {day} 没有生效的版本")

    def adopted(self, rule_id: str) -> str:
        """Return the number of the paper by which the court adopted an internal limit, if any."""
        return self.settings.get((rule_id, "adopted"), "")

    def _switch(self, rule_id: str, key: str, default: bool) -> bool:
        value = self.settings.get((rule_id, key))
        return default if value is None else value.strip() not in _OFF

    def _build(self, type_code: str, kind: str) -> Plan:
        by_trigger: dict[str, list[tuple[Compiled, ...]]] = {}
        alternatives: list[tuple[Compiled, ...]] = []
        measures: dict[str, tuple[Compiled, ...]] = {}
        special: dict[str, tuple[Compiled, ...]] = {}
        for rule_id, rows in RULES.items():
            newest = rows[-1]
            if newest.types and type_code not in newest.types:
                continue
            if newest.kinds and kind not in newest.kinds:
                continue
            family = self.compiled(rule_id, kind)
            if newest.special == "measure":
                measures[rule_id] = family
            elif newest.special:
                special[newest.special] = family
            elif len(newest.triggers) > 1 and not newest.each:
                alternatives.append(family)
            else:
                for trigger in newest.triggers:
                    by_trigger.setdefault(trigger, []).append(family)
        return Plan(
            {key: tuple(families) for key, families in by_trigger.items()},
            tuple(alternatives),
            measures,
            special,
        )

    def _compile(self, row: Rule, kind: str) -> Compiled:
        limit, unit, urgent = row.limits_by_kind.get(kind, row.limit), row.unit, row.urgent_limit
        changed, changed_by = False, ""
        for key, other in (
            ("limit_days", Unit.DAYS),
            ("limit_working_days", Unit.WORKING_DAYS),
            ("limit_months", Unit.MONTHS),
        ):
            wanted = _number(self.settings.get((row.id, key)))
            if wanted is None or row.special == "measure":
                continue
            stricter = wanted * _ROUGH_DAYS[other] <= limit * _ROUGH_DAYS[unit]
            if row.internal or stricter:
                limit, unit, changed = wanted, other, True
                changed_by = self.settings.get((row.id, f"{key}{OF_PAPER}"), "")
        wanted = _number(self.settings.get((row.id, "urgent_days")))
        if wanted is not None and urgent and wanted <= urgent:
            urgent = wanted
        paper = self.adopted(row.id) if row.internal else ""
        rolls = row.rolls and (not row.internal or self._switch("CLK-07", "rolls", True))
        return Compiled(
            rule=row,
            first=row.in_force[0].toordinal(),
            last=row.in_force[1].toordinal() if row.in_force[1] else _FOREVER,
            unit=unit,
            limit=limit,
            urgent=min(urgent, limit) if urgent and unit is row.unit else urgent,
            pauses=self._pauses(row),
            rolls=rolls,
            has_yellow=limit * _ROUGH_DAYS[unit] > _LONGEST_WITHOUT_YELLOW,
            internal=row.internal and not paper,
            late_approval=row.extends and self._switch("EXEC", "late_approval", False),
            paper=paper,
            changed=changed,
            changed_by=changed_by,
        )

    def _pauses(self, row: Rule) -> frozenset[str]:
        pauses = row.pauses
        if row.id == "EXEC":
            for key, words in EXEC_SWITCHED.items():
                if not self._switch("EXEC", key, True):
                    pauses = pauses - words
        return pauses


def _number(value: str | None) -> int | None:
    if value is None or not value.strip().isascii() or not value.strip().isdigit():
        return None
    return int(value)


@cache
def standard_book() -> RuleBook:
    """Return the book of a court without settings of its own."""
    return RuleBook()
