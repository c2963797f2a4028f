"""工作台: what has to be done today, by whom first, and every number with the list it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from bailiwick.approvals import selectors as approvals
from bailiwick.approvals.models import Step
from bailiwick.cases.models import Case, ImportBatch, Snooze
from bailiwick.cases.selectors import backfill, expiring, lights, register
from bailiwick.cases.selectors.case_lines import Line, lines_of
from bailiwick.cases.selectors.case_rows import Total, total_of
from bailiwick.cases.selectors.clocks import SEVERITY
from bailiwick.cases.selectors.expiring import MeasureItem
from bailiwick.org.models import Account, Court, Group
from bailiwick.org.scope import Scope, scope_of

MUST = "black,red,orange"
LINES_SHOWN = 10
NEAR_SHOWN = 5
PANEL_SHOWN = 4
GROUPS_SHOWN = 6
NEW_DAYS = 7


@dataclass(frozen=True)
class Figure:
    """One number of the strip, with the list it opens."""

    label: str
    text: str
    unit: str
    url: str
    note: str = ""
    shapes: Sequence[tuple[str, str, int]] = ()


@dataclass(frozen=True)
class LineGroup:
    """Lines under one heading: who acts first, or which court or team."""

    label: str
    total: int
    lines: Sequence[Line]
    url: str = ""
    note: str = ""

    @property
    def more(self) -> bool:
        return self.total > len(self.lines)


@dataclass(frozen=True)
class SignItem:
    """Something that waits for my signature."""

    title: str
    url: str
    due_text: str
    late: bool


@dataclass
class Board:
    """Everything the page shows."""

    on: date
    own: bool
    may_choose: bool
    figures: list[Figure] = field(default_factory=list)
    groups: list[LineGroup] = field(default_factory=list)
    must_note: str = ""
    must_url: str = ""
    must_count: int = 0
    near: list[Line] = field(default_factory=list)
    near_url: str = ""
    near_count: int = 0
    week_url: str = ""
    week_count: int = 0
    week_text: str = ""
    next_due: date | None = None
    sign: list[SignItem] = field(default_factory=list)
    sign_count: int = 0
    may_sign: bool = False
    freezes: list[MeasureItem] = field(default_factory=list)
    freeze_count: int = 0
    freeze_url: str = ""
    eve: expiring.Eve | None = None
    next_holiday: str = ""
    year_warning: str = ""
    new_today: int = 0
    new_limit: int = 10
    imported_text: str = ""

    @property
    def shows_approvals(self) -> bool:
        return self.sign_count > 0 or self.may_sign


@dataclass(frozen=True)
class Reach:
    """Whose cases the page is about: the person's own, or all the person oversees."""

    account: Account
    own: bool
    on: date

    @property
    def base(self) -> dict[str, str]:
        return {"officer": str(self.account.person_id)} if self._narrowed else {}

    @property
    def _narrowed(self) -> bool:
        scope = scope_of(self.account)
        return self.own and bool(scope.courts or scope.groups)

    def url(self, **params: str) -> str:
        query = urlencode(self.base | params)
        address = reverse("cases:case_list")
        return f"{address}?{query}" if query else address

    def total(self, **params: str) -> Total:
        return total_of(register.narrowed(self.account, self.base | params, self.on))

    def cases(self, limit: int, **params: str) -> list[Case]:
        return register.page(self.account, self.base | params, self.on, 0, limit)

    def measures(self) -> Q:
        return expiring.reach_of(self.account, self.base)


def oversees(scope: Scope) -> bool:
    """Whether a person looks after more than own cases."""
    return bool(scope.courts or scope.groups)


def board(account: Account, on: date, *, own: bool | None = None, full: bool = False) -> Board:
    """Return the workbench of an account on a day; ``full`` lists every line, for paper."""
    scope = scope_of(account)
    leads = oversees(scope)
    mine = (not leads) if own is None else (own or not leads)
    reach = Reach(account, mine, on)
    page = Board(on=on, own=mine, may_choose=leads)
    _figures(page, reach)
    limit = 300 if full else LINES_SHOWN
    page.groups = _by_who(reach, limit) if mine else _by_place(reach, scope, full=full)
    _near(page, reach, 100 if full else NEAR_SHOWN)
    page.may_sign = account.has_perm("approvals.decide")
    _approvals(page, account, on)
    _measures(page, reach)
    _holiday(page, reach)
    page.new_today = _new_today(reach)
    page.imported_text = _imported(scope)
    return page


def _figures(page: Board, reach: Reach) -> None:
    on = reach.on
    rows = register.narrowed(reach.account, reach.base, on)
    first = Min("due_on", filter=lights.level_q("yellow", on))
    counts = lights.counts(rows, on, open=Count("pk"), first_near=first)
    must = counts["black"] + counts["red"] + counts["orange"]
    first_near = counts["first_near"]
    since = on - timedelta(days=NEW_DAYS - 1)
    fresh = reach.total(filed_from=since.isoformat())
    page.must_count, page.must_url = must, reach.url(level=MUST)
    page.near_count, page.near_url = counts["yellow"], reach.url(level="yellow")
    fresh_url = reach.url(filed_from=since.isoformat(), sort="filed")
    page.must_note = "一案一行，按谁先动手排列" if reach.own else "按法院、团队，先急后缓"
    waiting = approvals.steps_waiting_for(reach.account, on)
    sign = waiting.aggregate(many=Count("pk"), first=Min("approval__asked_at"))
    page.sign_count = sign["many"]
    shapes = [(level, lights.LABELS[level], counts[level]) for level in ("black", "red", "orange")]
    page.figures = [
        Figure("今日必办", f"{must:,}", "件", page.must_url, "没有超期和临近",
               [one for one in shapes if one[2]]),
        Figure("临期", f"{counts['yellow']:,}", "件", page.near_url,
               f"最早 {first_near:%m-%d} 届满" if first_near else "没有临期"),
    ]  # fmt: skip
    if sign["many"] or reach.account.has_perm("approvals.decide"):
        asked = f"最早 {timezone.localtime(sign['first']):%m-%d} 送达" if sign["first"] else ""
        page.figures.append(
            Figure("待我签批", f"{sign['many']:,}", "件", reverse("approvals:approval_list"),
                   asked or "没有待签批")
        )  # fmt: skip
    if reach.account.has_perm("cases.view_backfill"):
        page.figures.append(
            Figure("待回填流程系统", f"{backfill.count(reach.account):,}", "项",
                   reverse("cases:backfill_list"), "导入后自动消失")
        )  # fmt: skip
    page.figures += [
        Figure("新收案件", f"{fresh.text}", "件", fresh_url, f"近 {NEW_DAYS} 日立案"),
        Figure("在办案件", f"{counts['open']:,}", "件", reach.url(), "",
               [("green", "正常", counts["green"]), ("grey", "缺数据", counts["grey"])]),
    ]  # fmt: skip


def _this_week(on: date) -> dict[str, str]:
    """Return the filter of what ends this week and does not press yet: short limits stay green."""
    last = on + timedelta(days=6 - on.weekday())
    return {"level": "yellow,green", "due_from": on.isoformat(), "due_to": last.isoformat()}


def _by_who(reach: Reach, limit: int) -> list[LineGroup]:
    """One line a case, the person's own acts first, then what others must do first."""
    every = lines_of(reach.cases(300, level=MUST), reach.on, reader=reach.account)
    aside = _aside(reach, every)
    lines = [line for line in every if line.case_id not in aside]
    mine = [line for line in lines if line.mine]
    others = [line for line in lines if not line.mine]
    put = [
        replace(
            line,
            detail=f"搁置至 {aside[line.case_id].until:%m-%d}　{aside[line.case_id].reason}",
            aside=True,
        )
        for line in every
        if line.case_id in aside
    ]
    groups = []
    for label, found in (("由我办理", mine), ("等他人办理", others), ("已搁置", put)):
        if found:
            groups.append(LineGroup(label, len(found), found[:limit], reach.url(level=MUST)))
    return groups


def _aside(reach: Reach, lines: Sequence[Line]) -> dict[int, Snooze]:
    """Return the person's standing snoozes of these cases; a light gone worse has ended its own."""
    rows = Snooze.objects.filter(
        account=reach.account, until__gt=reach.on, case__in=[line.case_id for line in lines]
    )
    ranks = {line.case_id: SEVERITY.get(line.light.level or "green", 9) for line in lines}
    return {row.case_id: row for row in rows if ranks[row.case_id] >= row.rank}


def _by_place(reach: Reach, scope: Scope, *, full: bool) -> list[LineGroup]:
    """For those who oversee: the worst lines of each court, or of each team of one court."""
    by = "court" if len(scope.courts) > 1 else "group"
    rows = register.narrowed(reach.account, {"level": MUST}, reach.on).order_by()
    worst = Count("pk", filter=lights.overdue_q(reach.on))
    counted = rows.values(by).annotate(many=Count("pk"), over=worst).order_by("-over", "-many")
    places = list(counted[: 40 if full else GROUPS_SHOWN])
    ids = [place[by] for place in places]
    names = _names(by, ids)
    each = 100 if full else max(2, LINES_SHOWN // max(len(places), 1))
    groups = []
    for place in places:
        params = {"level": MUST, by: str(place[by]) if place[by] else "none"}
        lines = lines_of(reach.cases(each, **params), reach.on, reader=None, doer=reach.account)
        note = f"超期 {place['over']:,}"
        label = names.get(place[by], "未分团队")
        groups.append(LineGroup(label, place["many"], lines, reach.url(**params), note))
    return groups


def _names(by: str, ids: Iterable[int | None]) -> dict[int | None, str]:
    wanted = [one for one in ids if one]
    if by == "court":
        return {row.pk: row.name for row in Court.objects.filter(pk__in=wanted)}
    return {row.pk: row.name for row in Group.objects.filter(pk__in=wanted)}


def _near(page: Board, reach: Reach, limit: int) -> None:
    first = reach.on
    last = first + timedelta(days=6 - first.weekday())
    page.week_text = f"{first:%m}月{first:%d}日至{last:%d}日".replace("月0", "月").lstrip("0")
    if first.month != last.month:
        page.week_text = f"{first.month}月{first.day}日至{last.month}月{last.day}日"
    week = _this_week(reach.on)
    page.week_count, page.week_url = reach.total(**week).count, reach.url(**week, sort="due")
    cases = reach.cases(limit, **week, sort="due")
    reader = reach.account if reach.own else None
    lines = lines_of(cases, reach.on, reader=reader, doer=reach.account)
    page.near = [replace(line, may_wait=False) for line in lines]
    if not page.near:
        rows = register.narrowed(reach.account, reach.base, reach.on)
        coming = rows.filter(due_on__gt=last).order_by("due_on")
        page.next_due = coming.values_list("due_on", flat=True).first()


def _approvals(page: Board, account: Account, on: date) -> None:
    for step in approvals.steps_waiting_for(account, on)[:PANEL_SHOWN]:
        page.sign.append(_sign_item(step, on))


def _sign_item(step: Step, on: date) -> SignItem:
    days = (step.due_on - on).days
    text = "今日" if days == 0 else (f"剩{days}日" if days > 0 else f"超期{-days}日")
    url = reverse("approvals:approval_detail", args=[step.approval_id])
    return SignItem(step.approval.title, url, text, days < 0)


def _measures(page: Board, reach: Reach) -> None:
    rows = expiring.due_soon(reach.measures(), reach.on)
    page.freeze_count = rows.count()
    page.freezes = expiring.items(expiring.by_urgency(rows)[:PANEL_SHOWN], reach.on)
    mine = {"officer": str(reach.account.person_id)} if reach.base else {}
    page.freeze_url = expiring.list_url(**mine)


def _holiday(page: Board, reach: Reach) -> None:
    page.eve = expiring.eve(reach.measures(), reach.on, reach.base)
    page.next_holiday = expiring.next_holiday_text(reach.on)
    page.year_warning = expiring.year_warning(reach.on)


def _new_today(reach: Reach) -> int:
    """How many cases came into 今日必办 today: the figure the budget of about ten is kept by."""
    on = reach.on
    entered = Q(orange_on=on) | Q(red_on=on) | Q(black_on=on)
    earlier = Q(orange_on__lt=on) | Q(red_on__lt=on)
    rows = register.narrowed(reach.account, reach.base | {"level": MUST}, on)
    return rows.filter(entered).exclude(earlier & ~Q(black_on=on) & ~Q(red_on=on)).count()


def _imported(scope: Scope) -> str:
    """When the national system's data last came in."""
    done = ImportBatch.objects.filter(state=ImportBatch.State.DONE, dry_run=False)
    last = done.aggregate(last=Max("finished_at"))["last"]
    if last is None:
        return ""
    local = timezone.localtime(last)
    day = "今天" if local.date() == timezone.localdate() else f"{local:%m-%d}"
    return f"{day} {local:%H:%M}"
