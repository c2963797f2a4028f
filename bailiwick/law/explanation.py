"""What an explanation (预警说明) says, as data for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bailiwick.law.clocks import Clock, Level
from bailiwick.law.remedies import Clear


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A deduction in the explanation. ``days``: what it moved this clock; 0 when refused."""

    fact_id: int
    word: str
    meaning: str
    first: date
    last: date | None
    document: str
    days: int
    used: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GrantLine:
    """An extension in the explanation."""

    fact_id: int
    approver: str
    on: date
    months: int
    days: int
    document: str
    used: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered step. ``on`` is its result day; ``note`` says what that day is."""

    title: str
    text: str
    on: date | None = None
    note: str = ""
    pauses: tuple[PauseLine, ...] = ()
    grants: tuple[GrantLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """An article with the number and text in force on the day."""

    label: str
    text: str
    quoted: bool
    instrument: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the axis, both days inclusive. ``kind``: running paused refused overdue left."""

    kind: str
    first: date
    last: date
    label: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which the colour changes, for the jumps of the page."""

    level: Level | None
    on: date


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the explanation page shows of one clock."""

    rule: str
    name: str
    subject: str
    number: str
    as_of: date
    clock: Clock
    level: Level | None
    days_left: int | None
    steps: tuple[Step, ...]
    articles: tuple[Article, ...]
    who: str
    clears: tuple[Clear, ...]
    segments: tuple[Segment, ...]
    changes: tuple[Change, ...]
    text: str
    version: int
    in_force: tuple[date, date | None]
    internal: bool
    paper: str
    certain: bool
    calendar_official: bool
    facts_used: tuple[int, ...]
    pauses: tuple[PauseLine, ...] = ()
    grants: tuple[GrantLine, ...] = ()
    opened_on: date | None = None
    raw_due: date | None = None
    act_by: date | None = None
    inferred: bool = False

    @property
    def pauses_used(self) -> tuple[PauseLine, ...]:
        return tuple(line for line in self.pauses if line.used)

    @property
    def pauses_refused(self) -> tuple[PauseLine, ...]:
        return tuple(line for line in self.pauses if not line.used)

    @property
    def article(self) -> str:
        """The first article, as a paper of that day cites it."""
        return self.articles[0].label
