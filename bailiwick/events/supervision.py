"""What happens in supervision: screening, its review, the courts' settings of rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class HitReviewed(Event):
    """A hit was found true (属实) or false (误报); ``facts`` are those it was reviewed on."""

    label: ClassVar[str] = "核查筛查命中"
    hit: int
    rule: str
    number: str
    outcome: str
    reason: str
    document: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class ScreeningAsked(Event):
    label: ClassVar[str] = "运行筛查"
    run: int
    as_of: date


@dataclass(frozen=True, slots=True)
class RuleSettingChanged(Event):
    """A court set a rule's value, or adopted a limit of our own, from a day on, by a paper."""

    label: ClassVar[str] = "设定规则"
    setting: int
    rule: str
    name: str
    key: str
    before: str
    after: str
    valid_from: date
    paper: str


@dataclass(frozen=True, slots=True)
class RuleSettingEnded(Event):
    label: ClassVar[str] = "停用规则设定"
    setting: int
    rule: str
    name: str
    key: str
    value: str
    valid_to: date
    reason: str
