"""Screening hits as the page asks for them: what an account sees, filters, counts, precision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.http import QueryDict

from bailiwick.cases.models import Fact
from bailiwick.cases.selectors.timeline import text_of, title_of
from bailiwick.law.screening import SCREENING, ScreeningRule
from bailiwick.org.models import Account
from bailiwick.org.scope import scope_of
from bailiwick.supervision.models import ScreeningHit, ScreeningRun

Review = ScreeningHit.Review
STATES = {"open": "待核查", "true": "属实", "false": "误报", "cleared": "已消除"}
#: How grave a hit is; not a light, hence words of its own.
SEVERITIES: Mapping[str, str] = {
    "black": "重大",
    "red": "严重",
    "orange": "一般",
    "yellow": "提示",
}
FACT_WORDS: Mapping[str, str] = {
    "clock": "时限",
    "start": "起算日",
    "due": "届满日",
    "N11": "最近查询",
    "N22": "定价日",
    "N07": "执行通知",
    "N35": "终本约谈、合议",
    "frozen": "冻结日",
    "sealed": "查封日",
    "last_entry": "最近记录",
    "from": "起",
    "to": "止",
    "until": "届满日",
    "filed": "立案日",
    "closed": "结案日",
    "found": "反馈日",
    "what": "内容",
    "officer": "承办人",
    "left": "离职日",
    "controlled": "控制价值（元）",
    "claim": "申请标的额（元）",
    "received": "到位金额（元）",
    "amount": "价值（元）",
    "owner": "权利人",
    "objection": "异议",
    "disposal": "处置日",
    "taken": "生效日",
    "day": "日期",
    "recorded": "记录日",
    "why": "原因",
}


@dataclass(frozen=True)
class UsedFact:
    """A fact a hit rests on, in the words of the time line."""

    pk: int
    on: date
    title: str
    text: str
    document: str


@dataclass(frozen=True)
class RuleLine:
    """A rule of the page's left list: what stands, and how often it was right."""

    rule: ScreeningRule
    standing: int
    open: int
    true: int
    false: int
    waiting: str

    @property
    def precision(self) -> int | None:
        """Percent found true of those reviewed; nothing before the first review."""
        reviewed = self.true + self.false
        return round(self.true * 100 / reviewed) if reviewed else None

    @property
    def reviewed(self) -> int:
        return self.true + self.false


def visible(account: Account) -> QuerySet[ScreeningHit]:
    """Return the hits on cases the account may open (labelled cases only with that right)."""
    scope = scope_of(account)
    if scope.courts and not (scope.groups or scope.own_courts):
        rows = ScreeningHit.objects.filter(court__in=scope.courts)
        return rows if scope.sensitive else rows.filter(scope.labelled("case__"))
    return ScreeningHit.objects.filter(scope.rows("case__")).filter(scope.labelled("case__"))


def filtered(account: Account, params: QueryDict | Mapping[str, str]) -> QuerySet[ScreeningHit]:
    """Return the hits that fit the filters of the URL; without ``state`` those to be reviewed."""
    rows = visible(account)
    state = params.get("state") or "open"
    if state == "cleared":
        rows = rows.filter(cleared_on__isnull=False)
    else:
        wanted = state if state in Review.values else Review.OPEN
        rows = rows.filter(cleared_on__isnull=True, review=wanted)
    if params.get("rule"):
        rows = rows.filter(rule__in=(params.get("rule") or "").split(","))
    court = params.get("court") or ""
    if court.isdecimal() and len(court) < 5:
        rows = rows.filter(court=int(court))
    if params.get("severity") in SEVERITIES:
        rows = rows.filter(severity=params.get("severity"))
    case = params.get("case") or ""
    if case.isdecimal() and len(case) < 18:
        rows = rows.filter(case=int(case))
    if params.get("internal") != "1":
        rows = rows.filter(internal=False)
    return rows


def ordered(rows: QuerySet[ScreeningHit]) -> QuerySet[ScreeningHit]:
    """Return them for a list: newest first, the gravest of a day on top; with case, court, officer."""
    gravity = Case(
        *(When(severity=level, then=rank) for rank, level in enumerate(SEVERITIES)),
        default=len(SEVERITIES),
        output_field=IntegerField(),
    )
    return rows.select_related("case__officer", "court", "reviewed_by__person").order_by(
        "-found_on", gravity, "rule", "pk"
    )


def open_count(account: Account) -> int:
    """Return how many hits wait for a review (the menu's count)."""
    return filtered(account, {}).count()


def standing_by_rule(account: Account) -> dict[str, int]:
    """Return how many hits wait for a review by rule: the count of the list each opens."""
    rows = filtered(account, {}).order_by().values_list("rule")
    return dict(rows.annotate(n=Count("pk")))


def rule_lines(account: Account, params: QueryDict | Mapping[str, str]) -> list[RuleLine]:
    """Return every screening rule with its counts under the court filter of the page."""
    from bailiwick.supervision.selectors.rulebook import waiting_for

    rows = visible(account)
    court = params.get("court") or ""
    if court.isdecimal() and len(court) < 5:
        rows = rows.filter(court=int(court))
    if params.get("internal") != "1":
        rows = rows.filter(internal=False)
    standing = Q(cleared_on__isnull=True)
    counts = {
        row["rule"]: row
        for row in rows.order_by()
        .values("rule")
        .annotate(
            standing=Count("pk", filter=standing & ~Q(review=Review.FALSE)),
            open=Count("pk", filter=standing & Q(review=Review.OPEN)),
            true=Count("pk", filter=Q(review=Review.TRUE)),
            false=Count("pk", filter=Q(review=Review.FALSE)),
        )
    }
    nothing = {"standing": 0, "open": 0, "true": 0, "false": 0}
    lines = []
    for rule in SCREENING.values():
        found = counts.get(rule.id, nothing)
        line = RuleLine(
            rule,
            standing=found["standing"],
            open=found["open"],
            true=found["true"],
            false=found["false"],
            waiting=waiting_for(rule),
        )
        lines.append(line)
    return lines


def by_court(account: Account, params: QueryDict | Mapping[str, str]) -> list[tuple[int, str, int]]:
    """Return (court, short name, hits) under the page's other filters, most hits first."""
    other = {name: str(value) for name, value in params.items() if name != "court"}
    rows = filtered(account, other).order_by().values_list("court", "court__short_name")
    return [(pk, name, count) for pk, name, count in rows.annotate(n=Count("pk")).order_by("-n")]


def facts_used(hit: ScreeningHit) -> list[UsedFact]:
    """Return the facts a hit names, oldest first; a superseded one is still shown."""
    ids = [pk for pk in hit.facts.get("ids", []) if pk]
    rows = Fact.objects.filter(case=hit.case_id, pk__in=ids).order_by("on", "pk")
    return [UsedFact(row.pk, row.on, title_of(row), text_of(row), row.document) for row in rows]


def values_used(hit: ScreeningHit) -> list[tuple[str, str]]:
    """Return the days and amounts a hit rests on, in words."""
    return [
        (FACT_WORDS.get(key, key), _text(value))
        for key, value in hit.facts.items()
        if key != "ids" and value is not None
    ]


def summary(hit: ScreeningHit) -> str:
    """Return the facts used in one line, for the list."""
    return "　".join(f"{label} {value}" for label, value in values_used(hit) if label != "时限")


def runs(limit: int = 30) -> list[ScreeningRun]:
    """Return the latest runs over the whole register, newest first."""
    return list(ScreeningRun.objects.select_related("asked_by__person")[:limit])


def running() -> ScreeningRun | None:
    """Return the run that is going on, or waits for the worker."""
    return ScreeningRun.objects.filter(finished_at__isnull=True, message="").first()


def _text(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, int | float) else str(value)


def rules_of(hits: Iterable[ScreeningHit]) -> dict[str, ScreeningRule]:
    return {hit.rule: SCREENING[hit.rule] for hit in hits if hit.rule in SCREENING}
