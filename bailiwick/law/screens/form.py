"""The form of a screening rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bailiwick.law import rules
from bailiwick.law.basis import Citation

D = date
Threshold = int | Decimal


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """One screening rule.

    ``thresholds``: figures by name (days, red_days, months, working_days, yuan, percent, factors).
    ``clock``: the rulebook's rule that says when it is too late. ``needs``: kinds of facts read.
    ``internal``: a threshold of our own ([design]); off in figures until a court adopts it.
    """

    id: str
    name: str
    text: str
    severity: str
    tag: str
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    citation: Citation | None = None
    basis: str = ""
    clock: str = ""
    version: int = 1
    in_force: tuple[date | None, date | None] = (None, None)
    needs: tuple[str, ...] = ()
    waiting_for: str = ""
    internal: bool = False
    certain: bool = True

    def basis_on(self, on: date) -> str:
        """Return the source with the article number in force on a day."""
        if self.clock:
            try:
                return rules.rule(self.clock, on).source.on(on)
            except LookupError:
                return rules.versions(self.clock)[-1].source.on(on)
        if self.citation is not None:
            return self.citation.on(on)
        return self.basis

    @property
    def limit_text(self) -> str:
        """The thresholds in words: 7日, 30日 / 60日, 3个工作日."""
        return " / ".join(f"{value}{_unit(key)}" for key, value in self.thresholds.items())


_UNITS = (
    ("working_days", "个工作日"),
    ("months", "个月"),
    ("days", "日"),
    ("yuan", "元"),
    ("percent", "%"),
    ("hours", "小时"),
)


def _unit(key: str) -> str:
    return next((word for ending, word in _UNITS if key.endswith(ending)), "倍")


def row(
    id_: str,
    name: str,
    text: str,
    severity: str,
    tag: str,
    needs: str,
    source: Citation | str = "",
    *,
    waiting: str = "",
    clock: str = "",
    since: date | None = None,
    internal: bool = False,
    certain: bool = True,
    version: int = 1,
    **thresholds: int | str,
) -> ScreeningRule:
    return ScreeningRule(
        id=id_,
        name=name,
        text=text,
        severity=severity,
        tag=tag,
        thresholds={
            key: Decimal(value) if isinstance(value, str) else value
            for key, value in thresholds.items()
        },
        citation=source if isinstance(source, Citation) else None,
        basis=source if isinstance(source, str) else "",
        clock=clock,
        version=version,
        in_force=(since, None),
        needs=tuple(needs.split()),
        waiting_for=waiting,
        internal=internal,
        certain=certain and "L" in tag,
    )


AUCTION = "法释〔2016〕18号"
PRICE = "法释〔2018〕15号"
ZB = "法〔2016〕373号"
AUCTION_ROUNDS = "拍卖轮次事实（资产处置模块）"
ENTRUSTMENT = "委托事项事实（统一协调模块）"
LISTING = "失信、限制消费名单事实（惩戒模块）"
