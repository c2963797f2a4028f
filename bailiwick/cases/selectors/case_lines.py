"""One case, one line: its worst clock in words, who acts first, the act that helps, what else presses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bailiwick.approvals.models import Approval, Step
from bailiwick.cases.models import Case, CaseClock, Fact
from bailiwick.cases.selectors import act_links
from bailiwick.cases.selectors.case_page import SUBJECT, value_text
from bailiwick.cases.selectors.case_rows import by_urgency, live_clocks
from bailiwick.cases.selectors.clocks import (
    is_measure,
    level_of,
    light_of,
    rule_name,
    rule_on,
    why_url,
)
from bailiwick.cases.selectors.expiring import measure_facts
from bailiwick.org.models import Account
from bailiwick.web.lights import Light

_PRESSING = ("black", "red", "orange", "yellow")
_MONEY = "MNY"
OFFICER = "承办人"


@dataclass(frozen=True)
class Line:
    """A case of the workbench with its worst clock."""

    case_id: int
    number: str
    url: str
    light: Light
    what: str
    detail: str
    who: str
    mine: bool
    why_url: str
    due_on: date | None
    act_label: str = ""
    act_url: str = ""
    aside: bool = False
    may_wait: bool = False


@dataclass(frozen=True)
class _About:
    """What is read for all lines at once."""

    clocks: Mapping[int, list[CaseClock]]
    measures: Mapping[tuple[int, str], Fact]
    bare: Mapping[int, list[Fact]]
    payments: Mapping[tuple[int, str], Fact]
    waiting: Mapping[int, str]


def lines_of(
    cases: Sequence[Case], on: date, *, reader: Account | None, doer: Account | None = None
) -> list[Line]:
    """Return the lines of cases in their order. ``reader`` None: lines name the responsible officer.

    Acts are linked only where the posts of ``doer`` (the reader when not named) may do them.
    """
    doer = doer or reader
    about = _read(cases, on)
    lines = []
    for case in cases:
        ordered = by_urgency(about.clocks.get(case.pk, []), on)
        if ordered:
            line = _line(case, ordered, about, on, reader)
            url = act_links.open_to(doer, line.act_url) if doer else line.act_url
            lines.append(replace(line, act_url=url))
    return lines


def _read(cases: Sequence[Case], on: date) -> _About:
    ids = [case.pk for case in cases]
    clocks = live_clocks(ids)
    worst = [by_urgency(many, on)[0] for many in clocks.values()]
    bare: dict[int, list[Fact]] = {}
    without = Fact.objects.filter(case_id__in=ids, kind="deduction", document="")
    replaced = set(
        Fact.objects.filter(case_id__in=ids, supersedes__isnull=False).values_list(
            "supersedes_id", flat=True
        )
    )
    for fact in without:
        if fact.pk not in replaced:
            bare.setdefault(fact.case_id, []).append(fact)
    money = Fact.objects.filter(case_id__in=ids, kind="payment", what="到账")
    return _About(
        clocks,
        measure_facts([clock for clock in worst if is_measure(clock.rule)]),
        bare,
        {(fact.case_id, fact.ref): fact for fact in money},
        waiting_roles(ids),
    )


def waiting_roles(case_ids: Sequence[int]) -> dict[int, str]:
    """Return for each case with an open request the post that decides next (院长 …)."""
    steps = Step.objects.filter(
        approval__subject_type=SUBJECT,
        approval__subject_id__in=list(case_ids),
        approval__state=Approval.State.OPEN,
        outcome=Step.Outcome.WAITING,
    ).select_related("approval")
    return {
        step.approval.subject_id: step.get_role_display() for step in steps.order_by("-position")
    }


def _line(
    case: Case, ordered: Sequence[CaseClock], about: _About, on: date, reader: Account | None
) -> Line:
    worst = ordered[0]
    level = level_of(worst, on) or "green"
    bare = about.bare.get(case.pk, []) if worst.rule == "EXEC" else []
    waits_for = _waits_for(case, worst, about)
    officer = case.officer.name if case.officer else case.officer_name or "未定承办人"
    mine = not waits_for
    who = f"等{waits_for}" if waits_for else ("我" if reader else officer)
    label, url = act_links.for_clock(
        case, worst, asked=worst.rule == "EXEC" and case.pk in about.waiting, bare=bool(bare)
    )
    return Line(
        case.pk,
        case.number,
        case.get_absolute_url(),
        light_of(worst, on),
        _what(worst, level, about, on, len(bare)),
        _detail(worst, ordered[1:], on),
        who,
        mine,
        why_url(case.pk, worst.rule, worst.subject),
        worst.due_on,
        label,
        url,
        may_wait=reader is not None and not is_measure(worst.rule),
    )


def _waits_for(case: Case, clock: CaseClock, about: _About) -> str:
    """Who else must act first: the post an open request waits for, finance for a payment told to it."""
    if clock.rule == "EXEC" and case.pk in about.waiting:
        return about.waiting[case.pk]
    rule = rule_on(clock.rule, case.filed_on)
    who = rule.who if rule else OFFICER
    return "" if OFFICER in who or not who else who


def _what(clock: CaseClock, level: str, about: _About, on: date, bare: int) -> str:
    name = rule_name(clock.rule, on)
    if is_measure(clock.rule):
        return _measure_text(clock, level, about, name)
    if clock.rule.startswith(_MONEY):
        fact = about.payments.get((clock.case_id, clock.subject))
        amount = value_text(fact.amount) if fact else ""
        name = f"{name}　{amount}" if amount else name
    if level in ("black", "red"):
        text = f"{name}届满未结" if clock.rule == "EXEC" else f"{name}已逾期"
        return f"{text}，{bare} 项扣除缺文书" if bare else text
    if level == "orange" and clock.due_on:
        return f"{name}须{'今日' if clock.due_on == on else '明日'}办结"
    return name


def _measure_text(clock: CaseClock, level: str, about: _About, name: str) -> str:
    fact = about.measures.get((clock.case_id, clock.subject))
    what = fact.what if fact else name
    value = value_text(fact.amount) if fact else ""
    if level == "black":
        text = f"{what}届满未续行"
    elif clock.due_on:
        text = f"{what}须于 {clock.due_on.month}月{clock.due_on.day}日前续行"
    else:
        text = what
    return f"{text}，{value}" if value else text


def _detail(clock: CaseClock, others: Sequence[CaseClock], on: date) -> str:
    parts = [f"届满 {clock.due_on:%m-%d}" if clock.due_on and clock.due_on.year == on.year
             else (f"届满 {clock.due_on:%Y-%m-%d}" if clock.due_on else "")]  # fmt: skip
    counts = {"over": 0, "near": 0}
    for other in others:
        level = level_of(other, on)
        if other.internal or level not in _PRESSING:
            continue
        counts["over" if level in ("black", "red") else "near"] += 1
    if counts["over"] and counts["near"]:
        parts.append(f"另有超期 {counts['over']}、临期 {counts['near']}")
    elif counts["over"]:
        parts.append(f"另有 {counts['over']} 项超期")
    elif counts["near"]:
        parts.append(f"另有 {counts['near']} 项临期")
    return "　".join(part for part in parts if part)
