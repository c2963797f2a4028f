"""Clocks of a case as pages show them: light, words, the bar of its days. Nothing here is derived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from bailiwick.cases.derivation import book_for
from bailiwick.cases.models import Case, CaseClock
from bailiwick.law import rules as law_rules
from bailiwick.law.rules import Rule
from bailiwick.web.lights import LEVELS, Light

LIVE_STATES = ("running", "overdue", "paused", "grey")
SEVERITY = {level: place for place, level in enumerate(LEVELS)}
BAR_UNITS = 1000
MEASURE_RULES = tuple(
    rule_id for rule_id, rows in law_rules.RULES.items() if rows[-1].special == "measure"
)


@dataclass(frozen=True)
class Piece:
    """A stretch of a clock bar: run, pause, over or rest; x and width in thousandths of the bar."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class ClockRow:
    """A clock with everything a page says about it."""

    case_id: int
    rule: str
    subject: str
    name: str
    source: str
    detail: str
    light: Light
    state: str
    start_on: date | None
    due_on: date | None
    internal: bool
    subject_text: str = ""
    bar: tuple[Piece, ...] = field(default_factory=tuple)

    @property
    def why_url(self) -> str:
        return why_url(self.case_id, self.rule, self.subject)

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """Live clocks by severity, official before internal, then by days left."""
        shown = self.light.level
        rank = SEVERITY[shown] if shown else len(SEVERITY)
        days = self.light.days if self.light.days is not None else 99_999
        return (int(self.state.startswith("met")), int(self.internal), rank, days, self.rule)


def why_url(case_id: int, rule: str, subject: str = "") -> str:
    """Return the address of the explanation of one clock."""
    address = reverse("cases:case_explain", args=[case_id, rule])
    return f"{address}?{urlencode({'subject': subject})}" if subject else address


@lru_cache(maxsize=4096)
def rule_on(rule: str, on: date) -> Rule | None:
    """Return the rule in force on a day; the newest version when none was in force then."""
    try:
        return law_rules.rule(rule, on)
    except LookupError:
        every = law_rules.versions(rule)
        return every[-1] if every else None


def rule_name(rule: str, on: date) -> str:
    """Return the Chinese name of a rule; its id when the rulebook no longer has it."""
    found = rule_on(rule, on)
    return found.name if found else rule


def is_measure(rule: str) -> bool:
    """Whether a clock is the term of a control measure (it lapses, nothing is overdue)."""
    return rule in MEASURE_RULES


def level_of(clock: CaseClock, on: date) -> str | None:
    """Read the level of a stored clock on a day off its threshold days."""
    if clock.state == "grey":
        return "grey"
    if clock.state not in ("running", "overdue"):
        return None
    for level, since in (
        ("black", clock.black_on),
        ("red", clock.red_on),
        ("orange", clock.orange_on),
        ("yellow", clock.yellow_on),
    ):
        if since and since <= on:
            return level
    return "green"


def light_of(clock: CaseClock, on: date) -> Light:
    """Return the chip of a stored clock on a day."""
    days = (clock.due_on - on).days if clock.due_on else None
    if clock.state == "met_late" and clock.due_on and clock.met_on:
        days = (clock.due_on - clock.met_on).days
    if clock.state in ("met", "paused", "grey"):
        days = None
    state = "grey" if clock.state == "grey" else clock.state
    return Light(level_of(clock, on), days, state, clock.internal, is_measure(clock.rule))


def level_q(level: str, on: date, prefix: str = "") -> Q:
    """Return the filter for live clocks that show a level on a day."""
    steps = ("yellow", "orange", "red", "black")

    def reached(name: str) -> Q:
        return Q(**{f"{prefix}{name}_on__lte": on})

    live = Q(**{f"{prefix}state__in": ("running", "overdue")})
    if level == "grey":
        return Q(**{f"{prefix}state": "grey"})
    if level == "green":
        return live & ~(reached("yellow") | reached("orange") | reached("red") | reached("black"))
    later = steps[steps.index(level) + 1 :]
    condition = live & reached(level)
    for name in later:
        condition &= Q(**{f"{prefix}{name}_on__gt": on}) | Q(**{f"{prefix}{name}_on__isnull": True})
    return condition


def clocks_of(case_id: int) -> QuerySet[CaseClock]:
    """Return the stored clocks of a case."""
    return CaseClock.objects.filter(case_id=case_id).select_related("case")


def limit_text(case: Case, rule_id: str, opened_on: date, on: date) -> str:
    """Return the limit that runs in this case: of its kind, its court and the opening day."""
    day = opened_on.toordinal()
    for version in reversed(book_for(case.court_id, on).compiled(rule_id, case.kind)):
        if version.first <= day:
            return version.limit_text
    return ""


def row_of(clock: CaseClock, on: date, pauses: Sequence[tuple[date, date, str]] = ()) -> ClockRow:
    """Return a clock as pages show it; ``pauses`` are documented deductions (from, to, word)."""
    rule = rule_on(clock.rule, on)
    name = rule.name if rule else clock.rule
    if rule and not is_measure(clock.rule):
        limit = limit_text(clock.case, clock.rule, clock.start_on or on, on)
        name = f"{name}（{limit}）" if limit else name
    elif clock.subject:
        name = f"{name}　{clock.subject}"
    lawful = [(first, last) for first, last, word in pauses if rule and word in rule.pauses]
    return ClockRow(
        clock.case_id,
        clock.rule,
        clock.subject,
        name,
        rule.source.on(on) if rule else "",
        _detail(clock),
        light_of(clock, on),
        clock.state,
        clock.start_on,
        clock.due_on,
        clock.internal,
        clock.subject,
        tuple(bar(clock, on, lawful)),
    )


def _detail(clock: CaseClock) -> str:
    parts = []
    if is_measure(clock.rule):
        if clock.due_on:
            parts.append(f"至 {clock.due_on:%Y-%m-%d}，不顺延")
        return "　".join(parts)
    if clock.start_on:
        parts.append(f"{clock.start_on:%m-%d} 起")
    if clock.state in ("met", "met_late") and clock.met_on:
        parts.append(f"完成 {clock.met_on:%m-%d}")
    elif clock.due_on:
        parts.append(f"届满 {clock.due_on:%m-%d}")
    elif clock.state == "paused":
        parts.append("暂停计算，恢复后确定届满日")
    elif clock.state == "grey":
        parts.append("起算事实缺数据")
    return "　".join(parts)


def bar(clock: CaseClock, on: date, pauses: Iterable[tuple[date, date]] = ()) -> Iterable[Piece]:
    """Draw a clock: what has run, lawful pauses, days overdue, what is left.

    Widths are proportional to real days between the first counted day and the later of due day
    and ``on``.
    """
    first = clock.start_on
    if first is None or clock.state not in ("running", "overdue", "paused"):
        return
    last = max(clock.due_on or on, on)
    span = (last - first).days + 1
    if span <= 0:
        return

    def piece(kind: str, start: date, end: date) -> Piece | None:
        start, end = max(start, first), min(end, last)
        if end < start:
            return None
        x = round((start - first).days * BAR_UNITS / span)
        right = round(((end - first).days + 1) * BAR_UNITS / span)
        return Piece(kind, x, max(right - x, 1))

    ran_to = min(on, clock.due_on) if clock.due_on else on
    found = [piece("run", first, ran_to)]
    if clock.due_on and on > clock.due_on:
        found.append(piece("over", clock.due_on + timedelta(days=1), on))
    elif clock.due_on:
        found.append(piece("rest", on + timedelta(days=1), clock.due_on))
    found += [piece("pause", start, end) for start, end in pauses]
    yield from (one for one in found if one)
