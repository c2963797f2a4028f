"""What 预警说明 shows: the explanation of ``law``, days to jump to, the axis, acts with links."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bailiwick.cases import derivation
from bailiwick.cases.models import Case, Document
from bailiwick.cases.selectors.act_links import address, open_to
from bailiwick.cases.selectors.axis import Axis, Mark, Stretch, draw
from bailiwick.cases.selectors.clocks import (
    ClockRow,
    is_measure,
    limit_text,
    rule_name,
    rule_on,
    why_url,
)
from bailiwick.law.derive import Clock, Explanation, Level, State
from bailiwick.law.explanation import PauseLine, Step
from bailiwick.law.nodes import NODES
from bailiwick.law.remedies import Clear
from bailiwick.law.rules import versions
from bailiwick.org.models import Absence, Account, Person, Post, Role
from bailiwick.web.lights import LEVELS, Light, chip_of

NOW, THEN = "now", "then"
_JUMPS = {
    Level.YELLOW: "变黄日",
    Level.ORANGE: "变橙日",
    Level.RED: "变红日",
    Level.BLACK: "变黑日",
}
_PAGES = {
    "record_node": "node_record",
    "record_event": "event_record",
    "record_payment": "payment_record",
    "close_case": "case_close",
    "ask_extension": "extension_ask",
    "impose": "measure_impose",
    "renew": "measure_renew",
    "release": "measure_release",
}
_WORDED = frozenset({"record_event", "record_payment"})
_FACT_PAGES = {"supply_document": "fact_correct", "end_deduction": "deduction_end"}


@dataclass(frozen=True)
class Asked:
    """The question in the address: which clock, as of which day, by which knowledge."""

    subject: str
    as_of: date
    known: str

    @property
    def then(self) -> bool:
        return self.known == THEN


@dataclass(frozen=True)
class Jump:
    label: str
    on: date
    url: str
    current: bool


@dataclass(frozen=True)
class PauseRow:
    """A deduction in its step, with its paper, or where a refused one is mended."""

    line: PauseLine
    url: str
    paper_url: str
    days_text: str


@dataclass(frozen=True)
class StepRow:
    number: int
    step: Step
    pauses: Sequence[PauseRow]
    late: bool


@dataclass(frozen=True)
class ClearRow:
    """A way to clear the light, with its page and the light it would give."""

    clear: Clear
    url: str
    light: Light


@dataclass(frozen=True)
class OtherClock:
    name: str
    start: date
    due: date | None
    differs: str
    light: Light
    url: str


@dataclass(frozen=True)
class Doer:
    """A person who can act, with whether they are here."""

    post: str
    name: str
    away: str = ""


@dataclass
class Bar:
    """The as-of bar: addresses of this page for other days and by other knowledge."""

    name: str
    as_of: date
    before_url: str
    after_url: str
    now_url: str
    then_url: str
    today_url: str
    is_today: bool
    jumps: Sequence[Jump] = ()


@dataclass
class Shown:
    """The page of one explanation."""

    bar: Bar
    explanation: Explanation
    light: Light
    kind: str
    axis: Axis
    steps: list[StepRow]
    clears: list[ClearRow]
    doers: list[Doer]
    others: list[OtherClock]
    facts_count: int
    took_ms: int
    copy_text: str
    in_force_text: str
    calendar_text: str


def read(params: Mapping[str, str], today: date) -> Asked:
    """Read the question; a day that makes no sense is today."""
    try:
        as_of = date.fromisoformat(params.get("on") or "")
    except ValueError:
        as_of = today
    if not date(1990, 1, 1) <= as_of <= today + timedelta(days=3660):
        as_of = today
    known = THEN if params.get("known") == THEN else NOW
    return Asked(params.get("subject") or "", as_of, known)


def known_at(asked: Asked) -> datetime | None:
    """Return the moment up to which facts count: the end of the day, or None for all."""
    if not asked.then:
        return None
    end = datetime.combine(asked.as_of, clock_time.max)
    return timezone.make_aware(end)


def explained(case: Case, rule: str, asked: Asked, *, today: date, reader: Account) -> Shown:
    """Return the page of one clock; only acts the reader may do are linked.

    Raises:
        LookupError: the case has no such clock on that day.
    """
    began = time.perf_counter()
    until = known_at(asked)
    found = derivation.explanation(case, rule, asked.subject, as_of=asked.as_of, known_at=until)
    if found.opened_on and found.opened_on > asked.as_of:
        raise LookupError(f"{rule} had not begun on {asked.as_of}")
    every = derivation.clocks_as_of(case, asked.as_of, until)
    took_ms = max(1, round((time.perf_counter() - began) * 1000))
    address_of = _addresses(case, rule, asked)
    back = why_url(case.pk, rule, asked.subject)
    light = light_of(found.clock, asked.as_of)
    bar = bar_of(case, rule, asked, today=today)
    bar.jumps = _jumps(found, asked, address_of)
    return Shown(
        bar=bar,
        explanation=found,
        light=light,
        kind=_kind(found),
        axis=_axis(found),
        steps=_steps(case, found, back),
        clears=[_clear_row(case, one, found, back, reader) for one in found.clears],
        doers=_doers(case, found.who, today),
        others=_others(case, found, every, asked),
        facts_count=len(found.facts_used),
        took_ms=took_ms,
        copy_text=copy_text(case, found, light),
        in_force_text=_in_force(found),
        calendar_text=_calendar_text(found),
    )


def is_rule(rule: str) -> bool:
    """Whether the rulebook has, or ever had, a rule of this id."""
    return bool(versions(rule))


def bar_of(case: Case, rule: str, asked: Asked, *, today: date) -> Bar:
    """Return the as-of bar; it also stands where a day has no such clock."""
    address_of = _addresses(case, rule, asked)
    return Bar(
        name=rule_name(rule, asked.as_of),
        as_of=asked.as_of,
        before_url=address_of(asked.as_of - timedelta(days=1), asked.known),
        after_url=address_of(asked.as_of + timedelta(days=1), asked.known),
        now_url=address_of(asked.as_of, NOW),
        then_url=address_of(asked.as_of, THEN),
        today_url=address_of(today, NOW),
        is_today=asked.as_of == today,
    )


def light_of(clock: Clock, on: date) -> Light:
    """Return the chip of a derived clock on a day."""
    days = clock.days_left(on)
    state = "grey" if clock.grey and clock.state is not State.MET else clock.state.value
    if clock.state is State.MET_LATE and clock.met_on and clock.due:
        days = (clock.due - clock.met_on).days
    level = clock.level(on)
    shown = None if clock.state in (State.MET, State.MET_LATE, State.PAUSED) else level
    return Light(shown, days, state, clock.internal, is_measure(clock.rule))


@dataclass(frozen=True)
class NextStep:
    """The act that helps most, with its page and the light it would give."""

    title: str
    text: str
    url: str
    light: Light


def next_step(
    case: Case, rows: Sequence[ClockRow], on: date, *, reader: Account
) -> NextStep | None:
    """Return the first way to clear the worst pressing light; None when nothing presses."""
    pressing = ("black", "red", "orange", "yellow")
    worst = next((row for row in rows if row.light.level in pressing), None)
    if worst is None or case.closed_on:
        return None
    try:
        found = derivation.explanation(case, worst.rule, worst.subject, as_of=on)
    except LookupError:
        return None
    clear = next((one for one in found.clears if one.works), None)
    if clear is None:
        return None
    row = _clear_row(case, clear, found, case.get_absolute_url(), reader)
    return NextStep(clear.title, clear.text.rstrip("。"), row.url, row.light)


class _addresses:
    """Makes addresses of this page for another day or knowledge."""

    def __init__(self, case: Case, rule: str, asked: Asked) -> None:
        self._path = reverse("cases:case_explain", args=[case.pk, rule])
        self._asked = asked

    def __call__(self, on: date, known: str) -> str:
        query = {"on": on.isoformat()}
        if self._asked.subject:
            query = {"subject": self._asked.subject} | query
        if known == THEN:
            query["known"] = THEN
        return f"{self._path}?{urlencode(query)}"


def _kind(found: Explanation) -> str:
    if found.paper:
        return f"内部管理节点，{found.paper}采用"
    if found.internal:
        return "内部管理节点"
    if is_measure(found.rule):
        return "查控期限"
    return "法定期限"


def _jumps(found: Explanation, asked: Asked, address_of: _addresses) -> list[Jump]:
    turned = [one for one in found.changes if one.level in _JUMPS]
    past = [one for one in turned if one.on <= max(asked.as_of, timezone.localdate())]
    near = (past or turned)[-1:]  # one jump: the day its present colour began, or the next change
    wanted = [(_JUMPS[one.level], one.on) for one in near if one.level]
    if found.clock.due:
        wanted.append(("届满日", found.clock.due))
    if found.clock.met_on:
        wanted.append(("完成日", found.clock.met_on))
    return [
        Jump(label, on, address_of(on, asked.known), on == asked.as_of)
        for label, on in sorted(wanted, key=lambda one: one[1])
    ]


def _steps(case: Case, found: Explanation, back: str) -> list[StepRow]:
    rows = []
    named = Document.objects.filter(case_id=case.pk).exclude(stored_as="")
    papers = {row.title: address("cases:document_open", row.pk) for row in named}
    last = len(found.steps)
    overdue = found.clock.state is State.OVERDUE and not found.clock.grey
    for number, step in enumerate(found.steps, start=1):
        pauses = [_pause_row(line, papers, back) for line in step.pauses]
        rows.append(StepRow(number, step, pauses, number == last and overdue))
    return rows


def _pause_row(line: PauseLine, papers: Mapping[str, str], back: str) -> PauseRow:
    whole = (line.last - line.first).days + 1 if line.last else None
    days = f"{line.days} 日" if line.used else (f"{whole} 日" if whole else "未结束")
    mend = not line.used and not line.document
    url = address("cases:fact_correct", line.fact_id, next=back) if mend else ""
    return PauseRow(line, url, papers.get(line.document, ""), days)


def _word_of(rule: str) -> str:
    """Return the fact that answers a rule (裁定送达, 发放通知), for the form that records it."""
    every = versions(rule)
    return every[-1].satisfied_by[0] if every and every[-1].satisfied_by else ""


def _clear_row(
    case: Case, clear: Clear, found: Explanation, back: str, reader: Account
) -> ClearRow:
    url = ""
    subject = found.subject
    if clear.act in _FACT_PAGES and clear.fact_id:
        url = address(f"cases:{_FACT_PAGES[clear.act]}", clear.fact_id, next=back)
    elif clear.act in _PAGES:
        query = {
            "node": clear.node if clear.act == "record_node" else "",
            "what": _word_of(found.rule) if clear.act in _WORDED else "",
            "ref": subject,
            "next": back,
        }
        url = address(f"cases:{_PAGES[clear.act]}", case.pk, **query)
    state = clear.state.value
    level = clear.level.value if clear.level else None
    days = clear.days_left
    if clear.state is State.MET_LATE:
        days = None
    light = Light(level, days, state, found.internal, is_measure(found.rule))
    return ClearRow(clear, open_to(reader, url), light)


def _others(
    case: Case, found: Explanation, every: Sequence[Clock], asked: Asked
) -> list[OtherClock]:
    """The case's other live clocks, official before internal, worst first."""
    mine = (found.rule, found.subject)
    live = [
        clock
        for clock in every
        if (clock.rule, clock.subject) != mine
        and clock.state in (State.RUNNING, State.OVERDUE, State.PAUSED)
    ]

    def order(clock: Clock) -> tuple[bool, int, date]:
        level = clock.level(asked.as_of)
        rank = LEVELS.index(level.value) if level else len(LEVELS)
        return (clock.internal, rank, clock.due or date.max)

    rows = []
    for clock in sorted(live, key=order)[:8]:
        name = rule_name(clock.rule, asked.as_of)
        if not is_measure(clock.rule):
            limit = limit_text(case, clock.rule, clock.start, asked.as_of)
            name = f"{name}（{limit}）" if limit else name
        url = why_url(case.pk, clock.rule, clock.subject)
        joint = "&" if "?" in url else "?"
        if asked.as_of != timezone.localdate() or asked.then:
            url += f"{joint}on={asked.as_of.isoformat()}" + ("&known=then" if asked.then else "")
        rows.append(
            OtherClock(
                name, clock.start, clock.due, _differs(clock, found, asked.as_of),
                light_of(clock, asked.as_of), url,
            )
        )  # fmt: skip
    return rows


def _differs(clock: Clock, found: Explanation, on: date) -> str:
    """Say what this clock does otherwise: excluded days, extension, rolling."""
    if is_measure(clock.rule):
        return "到期自行失效，不扣除、不顺延"
    other, mine = rule_on(clock.rule, on), rule_on(found.rule, on)
    if other is None or mine is None:
        return ""
    parts = []
    if clock.internal:
        parts.append("内部管理节点，本院未发文采用")
    used = {line.word for line in found.pauses if line.used}
    not_excluded = sorted(used - other.pauses)
    if not_excluded:
        parts.append(f"{'、'.join(not_excluded)}期间不扣除")
    if mine.extends and not other.extends:
        parts.append("不能延长")
    return "；".join(parts) or f"自{'、'.join(_opening_words(other.triggers))}起算"


def _opening_words(triggers: Sequence[str]) -> list[str]:
    return [NODES[one].name if one in NODES else one for one in triggers[:2]]


def _doers(case: Case, who: str, today: date) -> list[Doer]:
    """Name the people: the officer for 承办人, else the post; then the team's leader."""
    doers = []
    if "承办人" in who:
        name = case.officer.name if case.officer else case.officer_name or "未定"
        doers.append(Doer("承办人", name, _away(case.officer, today)))
    else:
        doers.append(Doer(who, ""))
    if case.group_id:
        post = (
            Post.objects.filter(role=Role.LEAD, group_id=case.group_id, starts_on__lte=today)
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
            .select_related("person")
            .first()
        )
        if post:
            doers.append(Doer("团队长", post.person.name, _away(post.person, today)))
    return doers


def _away(person: Person | None, today: date) -> str:
    if person is None:
        return ""
    absence = (
        Absence.objects.filter(person=person, starts_on__lte=today, ends_on__gte=today)
        .select_related("substitute")
        .first()
    )
    if absence is None:
        return "在岗"
    instead = f"，由{absence.substitute.name}代办" if absence.substitute else "，未定代办人"
    return f"{absence.kind}至 {absence.ends_on:%m-%d}{instead}"


def _axis(found: Explanation) -> Axis:
    clock = found.clock
    opened = found.opened_on or clock.start
    stretches = [
        Stretch(line.first, line.last or found.as_of, line.word, line.used)
        for line in found.pauses
        if line.used or line.reason.startswith(("缺文书", "截止"))
    ]
    filed = found.steps[0].note == "立案次日"
    marks = [Mark(opened, f"{'立案' if filed else '起'} {opened:%m-%d}", rank=2)]
    if clock.due:
        over = clock.state is State.OVERDUE and found.level in (Level.RED, Level.BLACK)
        text = f"届满 {_short(clock.due, found.as_of)}"
        marks.append(Mark(clock.due, text, "due" if over else "now", above=False, rank=1))
    if found.raw_due and clock.due and found.raw_due != clock.due:
        marks.append(Mark(found.raw_due, f"原届满 {found.raw_due:%m-%d}", rank=4))
    if clock.due_unrolled and clock.due and clock.due_unrolled != clock.due:
        weekday = "一二三四五六日"[clock.due_unrolled.weekday()]
        marks.append(Mark(clock.due_unrolled, f"{clock.due_unrolled:%m-%d} {weekday}", rank=5))
    for line in found.pauses:
        middle = line.first + ((line.last or found.as_of) - line.first) / 2
        if line.used:
            marks.append(Mark(middle, f"{line.word} {line.days}日", rank=3))
        elif line.reason.startswith("缺文书"):
            marks.append(Mark(middle, "缺文书，未扣除", "no", above=False, rank=3))
    if clock.met_on:
        marks.append(Mark(clock.met_on, f"完成 {clock.met_on:%m-%d}", "now", rank=1))
    else:
        word = "今天" if found.as_of == timezone.localdate() else "截至"
        marks.append(Mark(found.as_of, f"{word} {found.as_of:%m-%d}", "now", rank=0))
    black = clock.black_on
    shown_black = black if black and not is_measure(found.rule) else None
    if shown_black and clock.due and clock.due < found.as_of < shown_black:
        marks.append(Mark(shown_black, f"严重超期 {shown_black:%m-%d}", above=False, rank=6))
    return draw(
        title=_axis_title(found),
        first=clock.start,
        due=clock.due,
        on=found.as_of,
        met_on=clock.met_on,
        black_on=shown_black,
        stretches=stretches,
        marks=marks,
    )


def _short(day: date, on: date) -> str:
    return f"{day:%m-%d}" if day.year == on.year else f"{day:%Y-%m-%d}"


def _axis_title(found: Explanation) -> str:
    due = f"，{found.clock.due} 届满" if found.clock.due else "，届满日未定"
    used = sum(line.days for line in found.pauses if line.used)
    paused = f"，扣除 {used} 日" if used else ""
    return f"{found.name}时间轴：{found.clock.start} 起算{paused}{due}，截至 {found.as_of}"


def _in_force(found: Explanation) -> str:
    first, last = found.in_force
    return f"{first} 起施行" if last is None else f"{first} 至 {last} 施行"


def _calendar_text(found: Explanation) -> str:
    last = found.clock.due or found.as_of
    years = f"{found.clock.start.year}" if found.clock.start.year == last.year else (
        f"{found.clock.start.year}至{last.year}"
    )  # fmt: skip
    return f"日历 {years} {'已核对' if found.calendar_official else '未核对，按周末推算'}"


def copy_text(case: Case, found: Explanation, light: Light) -> str:
    """Return the explanation as plain lines, for a report or a message."""
    chip = chip_of(light)
    lines = [
        f"{case.number}　{found.name}　{chip.text if chip else ''}（截至 {found.as_of}）",
    ]
    for number, step in enumerate(found.steps, start=1):
        day = f"　{step.on}" if step.on else ""
        lines.append(f"{number}. {step.title}：{step.text}{day}")
        for pause in step.pauses:
            end = pause.last or "未结束"
            said = f"扣除 {pause.days} 日" if pause.used else f"不扣除（{pause.reason}）"
            lines.append(
                f"　　{pause.word} {pause.first} 至 {end}　{pause.document or '无文书'}　{said}"
            )
    lines.append("依据：" + "；".join(article.label for article in found.articles))
    return "\n".join(lines)
