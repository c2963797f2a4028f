"""查封冻结到期预警 and 假期前夜清单: terms of control measures by the ladder, and what a holiday catches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from bailiwick.cases import derivation, search
from bailiwick.cases.models import Case, CaseClock, Fact
from bailiwick.cases.selectors.case_page import short_number, value_text
from bailiwick.cases.selectors.clocks import (
    LIVE_STATES,
    MEASURE_RULES,
    is_measure,
    light_of,
    rule_name,
    why_url,
)
from bailiwick.org.models import Account, CalendarDay
from bailiwick.org.scope import scope_of
from bailiwick.web.asked import whole
from bailiwick.web.lights import Light

SOON_DAYS = 30
LAPSED_DAYS = 30
EVE_WORKING_DAYS = 10
LONG_HOLIDAY_DAYS = 3
_SEARCH_DAYS = 400
#: Ladder of the page: key, label, first and last day left (None: no bound).
LADDER: tuple[tuple[str, str, int | None, int | None], ...] = (
    ("", "已失效和 30 日内", -LAPSED_DAYS, SOON_DAYS),
    ("lapsed", "已失效", -LAPSED_DAYS, -1),
    ("3", "3 日内", 0, 3),
    ("7", "7 日内", 0, 7),
    ("30", "30 日内", 0, SOON_DAYS),
    ("60", "60 日内", 0, 60),
    ("90", "90 日内", 0, 90),
    ("old", "失效逾 30 日", None, -LAPSED_DAYS - 1),
)


@dataclass(frozen=True)
class MeasureItem:
    """One clock in a list across cases, with what it is about."""

    case_id: int
    number: str
    url: str
    court: str
    officer: str
    rule: str
    subject: str
    name: str
    what: str
    holder: str
    amount: Decimal | None
    start_on: date | None
    due_on: date | None
    light: Light
    closed: bool

    @property
    def why_url(self) -> str:
        return why_url(self.case_id, self.rule, self.subject)

    @property
    def short_number(self) -> str:
        return short_number(self.number)

    @property
    def short_what(self) -> str:
        return self.name.removeprefix("冻结").removeprefix("查封").removeprefix("扣押") or self.name

    @property
    def value_text(self) -> str:
        return value_text(self.amount)


@dataclass(frozen=True)
class EvePart:
    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Eve:
    """The coming long holiday and what ends in it."""

    name: str
    first: date
    last: date
    back_on: date
    total: int
    url: str
    parts: Sequence[EvePart]

    @property
    def span_text(self) -> str:
        if self.first.month == self.last.month:
            return f"{self.first.month}月{self.first.day}日至{self.last.day}日"
        return f"{self.first.month}月{self.first.day}日至{self.last.month}月{self.last.day}日"


def list_url(**params: str) -> str:
    query = urlencode({key: value for key, value in params.items() if value})
    address = reverse("cases:expiring_list")
    return f"{address}?{query}" if query else address


def measures(reach: Q) -> QuerySet[CaseClock]:
    """Return the live terms of control measures within a reach (a condition on ``case__…``)."""
    rows = CaseClock.objects.filter(rule__in=MEASURE_RULES, state__in=LIVE_STATES)
    return rows.filter(due_on__isnull=False).filter(reach)


def due_soon(reach: Q, on: date) -> QuerySet[CaseClock]:
    """Return measures that lapse within 30 days or lapsed within the last 30."""
    return on_step(measures(reach), "", on)


def on_step(rows: QuerySet[CaseClock], step: str, on: date) -> QuerySet[CaseClock]:
    """Narrow to one step of the ladder; an unknown step is the first."""
    _, _, low, high = next((one for one in LADDER if one[0] == step), LADDER[0])
    if low is not None:
        rows = rows.filter(due_on__gte=on + timedelta(days=low))
    if high is not None:
        rows = rows.filter(due_on__lte=on + timedelta(days=high))
    return rows


def by_urgency(rows: QuerySet[CaseClock]) -> QuerySet[CaseClock]:
    """Order by last day; join what a list shows of the case."""
    return rows.select_related("case__court", "case__officer").order_by("due_on", "pk")


def items(clocks: Iterable[CaseClock], on: date) -> list[MeasureItem]:
    """Return clocks of a page with property, holder and value of the measure facts behind them."""
    rows = list(clocks)
    facts = measure_facts([clock for clock in rows if is_measure(clock.rule)])
    found = []
    for clock in rows:
        fact = facts.get((clock.case_id, clock.subject))
        case = clock.case
        found.append(
            MeasureItem(
                case.pk,
                case.number,
                case.get_absolute_url(),
                case.court.short_name,
                case.officer.name if case.officer else case.officer_name or "未定",
                clock.rule,
                clock.subject,
                fact.what if fact else rule_name(clock.rule, on),
                fact.detail if fact else "",
                fact.holder if fact else "",
                fact.amount if fact else None,
                clock.start_on,
                clock.due_on,
                light_of(clock, on),
                case.closed_on is not None,
            )
        )
    return found


def measure_facts(clocks: Sequence[CaseClock]) -> dict[tuple[int, str], Fact]:
    """Return the standing measure fact behind each clock, in one statement."""
    if not clocks:
        return {}
    rows = Fact.objects.filter(
        case_id__in={clock.case_id for clock in clocks},
        kind="measure",
        ref__in={clock.subject for clock in clocks},
    )
    return {(row.case_id, row.ref): row for row in rows.order_by("pk")}


def coming_holiday(on: date) -> tuple[date, date, str] | None:
    """Return (first day, last day, name) of the next holiday of three days or more."""
    calendar = derivation.calendar()
    day = on + timedelta(days=1)
    for _ in range(_SEARCH_DAYS):
        if calendar.is_day_off(day):
            last = day
            while calendar.is_day_off(last + timedelta(days=1)):
                last += timedelta(days=1)
            if (last - day).days + 1 >= LONG_HOLIDAY_DAYS:
                return day, last, _holiday_name(day, last)
            day = last
        day += timedelta(days=1)
    return None


def _holiday_name(first: date, last: date) -> str:
    named = CalendarDay.objects.filter(day__range=(first, last), is_off=True).exclude(name="")
    day = named.order_by("day").first()
    if day:
        return day.name
    calendar = derivation.calendar()
    for offset in range((last - first).days + 1):
        name = calendar.name_of(first + timedelta(days=offset))
        if name and not name.startswith("星期"):
            return name
    return "假期"


def next_holiday_text(on: date) -> str:
    found = coming_holiday(on)
    return f"{found[2]}（{found[0].month}月{found[0].day}日起）" if found else ""


def is_near(first: date, on: date) -> bool:
    """Whether a holiday begins within ten working days."""
    return first <= derivation.calendar().add_working_days(on, EVE_WORKING_DAYS)


def eve_clocks(reach: Q, first: date, last: date, back_on: date) -> QuerySet[CaseClock]:
    """Return what ends in a holiday: measures on the day itself, other limits roll to ``back_on``."""
    live = CaseClock.objects.filter(state__in=("running", "overdue"), internal=False).filter(reach)
    lapse = Q(rule__in=MEASURE_RULES, due_on__range=(first, last))
    rolled = ~Q(rule__in=MEASURE_RULES) & Q(due_on__range=(first, back_on))
    return live.filter(lapse | rolled)


EVE_KINDS: Mapping[str, tuple[str, Q]] = {
    "measure": ("冻结查封", Q(rule__in=MEASURE_RULES)),
    "money": ("案款", Q(rule__startswith="MNY")),
    "exec": ("执行期限", Q(rule="EXEC")),
    "other": (
        "其他期限",
        ~Q(rule__in=MEASURE_RULES) & ~Q(rule__startswith="MNY") & ~Q(rule="EXEC"),
    ),
}


def eve(reach: Q, on: date, params: Mapping[str, str]) -> Eve | None:
    """Return the list for the coming holiday, from ten working days before it."""
    found = coming_holiday(on)
    if found is None or not is_near(found[0], on):
        return None
    first, last, name = found
    back_on = last + timedelta(days=1)
    rows = eve_clocks(reach, first, last, back_on)
    address = reverse("cases:eve_list")

    def url(**more: str) -> str:
        query = urlencode(dict(params) | more)
        return f"{address}?{query}" if query else address

    parts = []
    for kind, (label, condition) in EVE_KINDS.items():
        count = rows.filter(condition).count()
        if count:
            parts.append(EvePart(label, count, url(kind=kind)))
    return Eve(name, first, last, back_on, sum(part.count for part in parts), url(), parts)


def year_warning(on: date) -> str:
    """Return the warning for a year whose holidays are not entered; next year's from November."""
    calendar = derivation.calendar()
    wanted = [on.year] + ([on.year + 1] if on.month >= 11 else [])
    for year in wanted:
        if not calendar.official(year):
            return f"{year} 年放假安排尚未录入，暂按周末推算"
    return ""


TYPES = {"CTL-01": "存款", "CTL-02": "动产", "CTL-03": "不动产、其他财产权"}


def narrowed(rows: QuerySet[CaseClock], params: Mapping[str, str]) -> QuerySet[CaseClock]:
    """Narrow by kind of property and by words of number, property or holder."""
    if params.get("type") in TYPES:
        rows = rows.filter(rule=params["type"])
    text = (params.get("q") or "").strip()
    if text:
        measures_named = Fact.objects.filter(kind="measure").filter(
            Q(detail__contains=text) | Q(holder__contains=text)
        )
        found = search.query(text)
        named = Q(case_id__in=measures_named.values("case_id"))
        if found is not None:
            named |= Q(case_id__in=Case.objects.filter(found).values("pk"))
        rows = rows.filter(named)
    return rows


def reach_of(account: Account, params: Mapping[str, str]) -> Q:
    """Return the condition for what the reader may see, narrowed by officer and court."""
    scope = scope_of(account)
    reach = scope.rows("case__") & scope.labelled("case__")
    for name in ("officer", "court"):
        value = whole(params.get(name))
        if value is not None:
            reach &= Q(**{f"case__{name}": value})
    return reach


def ladder_counts(reach: Q, params: Mapping[str, str], on: date) -> list[tuple[str, str, int]]:
    """Return (step, label, count) of the ladder; each equals its list."""
    rows = narrowed(measures(reach), params)
    return [(step, label, on_step(rows, step, on).count()) for step, label, _, _ in LADDER]


def by_days(rows: QuerySet[CaseClock]) -> QuerySet[CaseClock]:
    return rows.select_related("case__court", "case__officer").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )
