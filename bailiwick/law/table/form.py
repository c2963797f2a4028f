"""The form of a rule, and the words its rows share: case types, pauses, days of reform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bailiwick.law.basis import Citation


class Unit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


UNIT_WORDS = {
    Unit.DAYS: "日",
    Unit.WORKING_DAYS: "个工作日",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. ``in_force``: first and last day, both inclusive.

    ``each``: every opening fact has its own clock. ``party``: a period of the parties, whose end is
    nobody's fault. ``after_closing``: closing the case does not end it. ``offset_days``: the period
    begins that many days after the event (rolled). ``complete_key``: the sources that must be
    complete before a missing answer may be red; empty where only this system records the answer.
    """

    id: str
    name: str
    node: str
    triggers: tuple[str, ...]
    satisfied_by: tuple[str, ...]
    limit: int
    unit: Unit
    source: Citation
    text: str
    in_force: tuple[date, date | None]
    version: int = 1
    urgent_limit: int = 0
    limits_by_kind: Mapping[str, int] = field(default_factory=dict)
    # a source of its own by kind of case, or by the word that opened the clock
    sources_by_kind: Mapping[str, Citation] = field(default_factory=dict)
    pauses: frozenset[str] = frozenset()
    rolls: bool = True
    severity: str = "red"
    internal: bool = False
    certain: bool = True
    types: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    each: bool = False
    party: bool = False
    backward: bool = False
    extends: bool = False
    longest_extension_days: int = 0
    after_closing: bool = False
    offset_days: int = 0
    who: str = "承办人"
    also: tuple[Citation, ...] = ()
    complete_key: tuple[str, ...] = ()
    late_proves_nothing: tuple[
        str, ...
    ] = ()  # answers that, when late, leave the act's day unknown
    special: str = ""
    group: str = "NODE"

    @property
    def limit_text(self) -> str:
        """6个月, 7日, 10个工作日."""
        return f"{self.limit}{UNIT_WORDS[self.unit]}"

    def is_in_force(self, on: date) -> bool:
        return self.in_force[0] <= on and (self.in_force[1] is None or on <= self.in_force[1])


D = date
MAIN = frozenset({"执", "执恢"})
WITH_PRESERVATION = MAIN | {"执保"}
OBJECTION_TYPES = MAIN | {"执保", "执异"}
PRESERVATION_TYPES = frozenset({"财保", "行保", "证保", "执保"})
HAS_APPLICANT = frozenset({"民事", "行政非诉"})
CRIMINAL, ADMINISTRATIVE = "刑事涉财", "行政非诉"

STAYS = frozenset({"中止", "暂缓", "和解或担保暂缓", "上级暂缓"})
NODE_PAUSES = STAYS | {"提级指定委托"}
C226_PAUSES = STAYS | {"公告送达", "评估", "管辖争议", "争议协调"}
EXEC_SWITCHED = {
    "exclude_professional": frozenset({"审计", "评估", "资产清理"}),
    "exclude_sale": frozenset({"拍卖", "变卖"}),
}
EXEC_PAUSES_2000 = STAYS | {"公告送达", "管辖争议"} | frozenset().union(*EXEC_SWITCHED.values())
EXEC_PAUSES = EXEC_PAUSES_2000 | {"请示", "争议协调"}

START_2007 = D(2007, 1, 1)
MONEY_FROM = D(2017, 5, 1)
WORKING_DAYS_FROM = D(2021, 12, 6)
CLOSING = ("结案", "N36")


def until(day: date) -> date:
    return day - timedelta(days=1)


def node_rule(
    id_: str,
    name: str,
    node: str,
    after: str | tuple[str, ...],
    days: int,
    source: Citation,
    text: str,
    **more: object,
) -> Rule:
    """A node limit in days of the main enforcement types; pauses of node clocks."""
    values: dict[str, object] = {
        "unit": Unit.DAYS,
        "in_force": (START_2007, None),
        "pauses": NODE_PAUSES,
        "types": MAIN,
        "satisfied_by": (node,),
        "complete_key": (node,),
        **more,
    }
    opens = after if isinstance(after, tuple) else (after,)
    return Rule(id_, name, node, opens, limit=days, source=source, text=text, **values)  # type: ignore[arg-type]
