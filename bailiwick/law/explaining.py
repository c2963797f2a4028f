"""Why a clock shows what it shows (预警说明), as data for the page.

The days come from ``engine``: the same functions that derive the stored clocks. Here they are put
into steps, with the documents of the pauses, the articles in force that day, who acts, and what
would clear the light (``remedies``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bailiwick.law import remedies
from bailiwick.law.basis import Citation
from bailiwick.law.calendar import WEEKDAYS, Calendar
from bailiwick.law.case import Case, Opened
from bailiwick.law.citations import PERIODS
from bailiwick.law.clocks import Clock, Frame, Level, State
from bailiwick.law.control import Held
from bailiwick.law.engine import every_clock
from bailiwick.law.explanation import (
    Article,
    Change,
    Explanation,
    GrantLine,
    PauseLine,
    Segment,
    Step,
)
from bailiwick.law.fact_index import event_keys
from bailiwick.law.facts import DEDUCTIONS, EVENTS, Fact, FactKind
from bailiwick.law.nodes import NODES
from bailiwick.law.periods import Days, reckon
from bailiwick.law.reckon import OPEN, Pause, read_pauses, union, walk
from bailiwick.law.remedies import Clear
from bailiwick.law.rules import Compiled, RuleBook
from bailiwick.law.table.form import UNIT_WORDS, Unit
from bailiwick.law.zhongben import ZB_RUNS, Runs


def explain(
    frame: Frame,
    facts: Sequence[Fact],
    book: RuleBook,
    calendar: Calendar,
    as_of: date,
    rule: str,
    subject: str = "",
) -> Explanation:
    """Return why a clock of the case shows what it shows on a day.

    Raises:
        LookupError: the case has no such clock.
    """
    for found in explain_all(frame, facts, book, calendar, as_of, only=(rule, subject)):
        return found
    raise LookupError(f"{frame.number} 没有期限 {rule} {subject}".rstrip())


def explain_all(
    frame: Frame,
    facts: Sequence[Fact],
    book: RuleBook,
    calendar: Calendar,
    as_of: date,
    only: tuple[str, str] | None = None,
) -> Iterator[Explanation]:
    """Yield the explanation of every clock of a case, or of the one asked for."""
    case = Case(frame, facts, book, calendar, as_of.toordinal())
    for made, origin in every_clock(case):
        if only is not None and (made.rule, made.subject) != only:
            continue
        if isinstance(origin, Held):
            yield _explain_measure(case, made, origin)
        elif isinstance(origin, Runs):
            yield _explain_runs(case, made, origin)
        else:
            yield _explain_period(case, made, origin)


# ------------------------------------------------------------------------------ periods


def _explain_period(case: Case, made: Clock, one: Opened) -> Explanation:
    days = reckon(case, one)
    pauses = _pause_lines(case, one, days)
    grants = tuple(
        GrantLine(
            grant.fact.id,
            grant.fact.what,
            grant.fact.on,
            grant.fact.months,
            grant.fact.days,
            grant.fact.document,
            not grant.refused,
            grant.refused or ("逾期补批，批准前的日数仍为超期" if grant.late else ""),
        )
        for grant in days.length.grants
    )
    steps = [_start_step(case, one, days), _limit_step(case, one, days, grants)]
    if pauses:
        steps.append(_pause_step(days, pauses))
    if days.due is not None and one.version.unit is not Unit.WORKING_DAYS:
        steps.append(_roll_step(case, one, days, days.due))
    steps.append(_state_step(case, made, one.answer))
    used = [one.fact.id, *(line.fact_id for line in pauses), *(line.fact_id for line in grants)]
    if made.met_on is not None and one.answer is not None:
        used.append(one.answer.id)
    return _finish(
        case,
        made,
        one.version,
        tuple(steps),
        _segments(case, made, pauses),
        remedies.for_period(case, made, one),
        tuple(used),
        pauses=pauses,
        grants=grants,
        opened_on=one.fact.on,
        opening_words=event_keys(one.fact.what, one.fact.detail, one.fact.mode),
        raw_due=date.fromordinal(days.raw),
    )


def _finish(
    case: Case,
    made: Clock,
    version: Compiled,
    steps: tuple[Step, ...],
    segments: tuple[Segment, ...],
    clears: tuple[Clear, ...],
    used: tuple[int, ...],
    *,
    pauses: tuple[PauseLine, ...] = (),
    grants: tuple[GrantLine, ...] = (),
    opened_on: date | None = None,
    opening_words: tuple[str, ...] = (),
    raw_due: date | None = None,
    act_by: date | None = None,
    inferred: bool = False,
) -> Explanation:
    as_of = date.fromordinal(case.as_of)
    rule = version.rule
    last = made.due or as_of
    return Explanation(
        rule=made.rule,
        name=rule.name,
        subject=made.subject,
        number=case.frame.number,
        as_of=as_of,
        clock=made,
        level=made.level(as_of),
        days_left=made.days_left(as_of),
        steps=steps,
        articles=_articles(version, as_of, (case.frame.kind, *opening_words), opened_on),
        who=rule.who,
        clears=clears,
        segments=segments,
        changes=_changes(made),
        text=rule.text,
        version=rule.version,
        in_force=rule.in_force,
        internal=version.internal,
        paper=version.paper,
        certain=rule.certain,
        calendar_official=case.calendar.official(made.start.year)
        and case.calendar.official(last.year),
        facts_used=tuple(dict.fromkeys(used)),
        pauses=pauses,
        grants=grants,
        opened_on=opened_on,
        raw_due=raw_due,
        act_by=act_by,
        inferred=inferred,
    )


def _start_step(case: Case, one: Opened, days: Days) -> Step:
    said = describe(one.fact)
    start = date.fromordinal(days.start)
    event = date.fromordinal(days.event)
    if one.version.rule.backward:
        return Step("起算", f"{said}；由届满日 {event} 向前计算。", event, "届满日")
    if one.version.rule.offset_days:
        offset = one.version.rule.offset_days
        return Step(
            "起算", f"{said}，{offset}日期限至 {event} 届满，次日为第一日。", start, "期满次日"
        )
    if event != one.fact.on:
        return Step("起算", f"{said}；以 {event} 为起算事由发生日，当日不计。", start, "次日")
    return Step("起算", f"{said}，当日不计，次日为第一日。", start, _start_note(one.fact))


def _start_note(fact: Fact) -> str:
    return "立案次日" if fact.what == "N03" else "次日"


def _limit_step(case: Case, one: Opened, days: Days, grants: tuple[GrantLine, ...]) -> Step:
    version = one.version
    limit = version.urgent if version.urgent and one.fact.urgent else version.limit
    unit = Unit.DAYS if version.urgent and one.fact.urgent else version.unit
    title = f"期限 {limit}{UNIT_WORDS[unit]}"
    length = days.length
    if length.months or length.days:
        title += "，延长" + (f"{length.months}个月" if length.months else "")
        title += f"{length.days}日" if length.days else ""
    words = [version.rule.text]
    if version.paper:
        words.append(f"本院以{version.paper}采用。")
    elif version.internal:
        words.append("内部管理节点，本院未发文采用，不计入通报。")
    if version.changed:
        by = f"以{version.changed_by}" if version.changed_by else ""
        words.append(f"本院{by}规定为{limit}{UNIT_WORDS[unit]}。")
    if version.urgent and one.fact.urgent:
        words.append("情况紧急。")
    if version.rule.extends and not grants:
        words.append("无延长审批。")
    return Step(title, "".join(words), date.fromordinal(days.raw), "原届满日", grants=grants)


def _pause_step(days: Days, pauses: tuple[PauseLine, ...]) -> Step:
    moved = date.fromordinal(days.unrolled)
    if days.paused:
        text = f"扣除事由仍在继续，已扣除 {days.paused_days} 日，恢复后确定届满日。"
        return Step("暂停计算", text, None, "未确定", pauses)
    title = f"扣除 {days.paused_days} 日" if days.paused_days else "无可扣除的日数"
    return Step(title, "", moved, WEEKDAYS[moved.weekday()], pauses)


def _roll_step(case: Case, one: Opened, days: Days, last: int) -> Step:
    raw, due = date.fromordinal(days.unrolled), date.fromordinal(last)
    name = case.calendar.name_of(raw)
    if one.version.rule.backward:
        text = f"{raw} 为{name}，提前至最后一个工作日。" if raw != due else f"{raw} 为工作日。"
        return Step("向前计算的末日", text, due, "最后一日")
    if raw != due:
        weekday = WEEKDAYS[due.weekday()]
        text = f"{raw} 为{name}，顺延至休假日后第一日。"
        return Step("末日为法定休假日，顺延", text, due, f"{weekday}，届满日")
    if not one.version.rolls and case.calendar.is_day_off(raw):
        return Step("末日不顺延", f"{raw} 为{name}，本院规定内部节点不顺延。", due, "届满日")
    return Step("末日为工作日", f"{raw} 为{name}，不需顺延。", due, "届满日")


def _state_step(case: Case, made: Clock, answer: Fact | None) -> Step:
    as_of = date.fromordinal(case.as_of)
    if made.state in (State.MET, State.MET_LATE) and made.met_on is not None:
        if answer is None or answer.on != made.met_on:
            return Step("期间届满", "期间届满，未行使权利。", made.met_on, "已届满")
        late = made.due is not None and made.met_on > made.due
        title = f"逾期完成 {(made.met_on - made.due).days}日" if late and made.due else "已完成"
        return Step(title, f"{describe(answer)}。", made.met_on, "完成日")
    if made.grey:
        text = f"截至 {as_of} 没有完成的事实，来源未声明完整或早于启用日，不作超期认定。"
        return Step("缺数据", text, made.due, "届满日")
    left = made.days_left(as_of)
    if made.state is State.PAUSED or left is None:
        return Step("暂停中", f"截至 {as_of} 扣除事由未结束。", None, "已暂停")
    if left < 0:
        black = made.black_on
        note = ""
        if black is not None:
            day = f"{black:%m-%d}" if black.year == as_of.year else f"{black}"
            note = "已为严重超期" if black <= as_of else f"{day} 起为严重超期"
        return Step(f"超期 {-left}日", f"截至 {as_of} 没有完成的事实。", made.due, note)
    word = "今日届满" if left == 0 else f"剩 {left}日"
    return Step(word, f"截至 {as_of} 没有完成的事实。", made.due, "届满日")


def _pause_lines(case: Case, one: Opened, days: Days) -> tuple[PauseLine, ...]:
    """Say of each deduction how many days it moved this clock; overlapping days count once."""
    if one.version.rule.backward:
        return ()
    until = case.as_of
    if one.answer is not None:
        until = min(until, one.answer.on.toordinal())
    lines: list[PauseLine] = []
    taken: list[tuple[int, int]] = []
    moved = 0
    seen = sorted(read_pauses(case.index.deductions, one.version), key=_by_start)
    for pause in seen:
        count, reason = 0, pause.refused
        if not reason and pause.last == OPEN and pause.first > until:
            reason = "尚未开始"
        if not reason:
            taken.append((pause.first, pause.last))
            now = walk(days.raw, days.event + 1, union(taken), until).days
            count, moved = now - moved, now
            if not count:
                reason = _why_nothing(pause, days)
        if pause.refused == "不属于本期限的扣除事由" and pause.first > (days.due or OPEN):
            continue
        lines.append(_line(pause, count, reason))
    return tuple(lines)


def _why_nothing(pause: Pause, days: Days) -> str:
    if pause.first > days.unrolled:
        return "届满后开始，不影响届满日"
    if pause.last < days.start:
        return "起算前已结束"
    return "与其他扣除重合，不重复计算"


def _line(pause: Pause, count: int, reason: str) -> PauseLine:
    known = DEDUCTIONS.get(pause.fact.what)
    return PauseLine(
        pause.fact.id,
        pause.fact.what,
        known.meaning if known else "",
        pause.fact.on,
        pause.fact.until,
        pause.fact.document,
        count,
        count > 0,
        "" if count else reason,
    )


def _by_start(pause: Pause) -> tuple[int, int]:
    return pause.first, pause.fact.id


# ------------------------------------------------------------------------------ control measures


def _explain_measure(case: Case, made: Clock, held: Held) -> Explanation:
    first, due = held.fact.on, date.fromordinal(held.due)
    act_by = case.calendar.previous_working(due)
    steps = [Step("生效", f"{describe(held.fact)}，自当日起算。", first, "生效日")]
    last_end: date | None = held.fact.until
    for renewal in held.renewals:
        late = last_end is not None and renewal.on > last_end
        text = f"{renewal.on} 续行" + (f"，{renewal.document}" if renewal.document else "")
        text += f"；原期限 {last_end} 已届满，其间措施失效。" if late else "。"
        steps.append(Step("续行", text, renewal.until, "新的届满日"))
        last_end = renewal.until
    longest = f"最长{held.version.limit}个月"
    if held.inferred:
        text = f"数据没有届满日，按最长期限{held.version.limit}个月推定。"
        steps.append(Step("届满日（推定）", text, due, "推定"))
    else:
        over = f"；超过{longest}，须核对通知书" if held.beyond_longest else ""
        steps.append(Step("届满日", f"以协助执行通知书所载为准{over}。", due, "届满日"))
    steps.append(
        Step(
            "不顺延、不扣除",
            f"控制措施到期自行失效，节假日不顺延。最后可办理续行的工作日为 {act_by}。",
            act_by,
            "最迟办理",
        )
    )
    steps.append(_measure_state(case, made, held))
    used = [held.fact.id, *(fact.id for fact in held.renewals)]
    if held.released is not None and made.met_on is not None:
        used.append(held.released.id)
    return _finish(
        case,
        made,
        held.version,
        tuple(steps),
        _segments(case, made, ()),
        remedies.for_measure(case, made, held),
        tuple(used),
        opened_on=first,
        raw_due=due,
        act_by=act_by,
        inferred=held.inferred,
    )


def _measure_state(case: Case, made: Clock, held: Held) -> Step:
    as_of = date.fromordinal(case.as_of)
    if made.met_on is not None:
        if held.released is not None and held.released.on == made.met_on:
            return Step("已解除", f"{describe(held.released)}。", made.met_on, "解除日")
        return Step("已届满", "案件已结案，措施到期自行失效。", made.met_on, "失效日")
    left = (date.fromordinal(held.due) - as_of).days
    if made.grey:
        return Step("缺数据", "没有续行或解除的记录，来源未声明完整。", made.due, "届满日")
    if left < 0:
        return Step(f"已失效 {-left}日", "期限届满未续行，措施自行失效。", made.due, "届满日")
    return Step(f"剩 {left}日", f"截至 {as_of} 没有续行、解除的事实。", made.due, "届满日")


# ------------------------------------------------------------------------------ after 终本


def _explain_runs(case: Case, made: Clock, runs: Runs) -> Explanation:
    base = runs.opened.fact.on
    number = min(runs.number, ZB_RUNS)
    raw = made.due_unrolled
    steps = [
        Step("起算", f"{describe(runs.opened.fact)}，当日不计。", made.start, "第一日"),
        Step(
            f"第{number}次查询",
            f"终本后五年内每6个月一次，共{ZB_RUNS}次；自 {base} 起第{6 * number}个月届满。",
            raw,
            "原届满日",
        ),
    ]
    if runs.missed:
        missed = "、".join(f"第{one}次" for one in runs.missed)
        steps.append(Step("漏查", f"{missed}未在期内查询，其后补查。"))
    if raw is not None and made.due is not None and raw != made.due:
        text = f"{raw} 为{case.calendar.name_of(raw)}，顺延至休假日后第一日。"
        steps.append(Step("末日为法定休假日，顺延", text, made.due, "届满日"))
    steps.append(_state_step(case, made, runs.last))
    used = [runs.opened.fact.id, *([runs.last.id] if runs.last is not None else [])]
    return _finish(
        case,
        made,
        runs.opened.version,
        tuple(steps),
        _segments(case, made, ()),
        remedies.for_runs(case, made, runs),
        tuple(used),
        opened_on=base,
        raw_due=raw,
    )


# ------------------------------------------------------------------------------ shared


def describe(fact: Fact) -> str:
    """Say a fact in the words of the page: 2026-03-16 立案审批, 冻结存款 m1 …"""
    node = NODES.get(fact.what) if fact.kind is FactKind.NODE else None
    words = "立案" if fact.what == "N03" and node else node.name if node else fact.what
    if fact.kind is FactKind.EVENT and fact.what in EVENTS:
        words = {
            "申请": "收到申请",
            "线索": "收到线索",
            "反馈": "收到反馈",
            "异议": "收到异议",
        }.get(fact.what, fact.what)
        said = fact.detail or fact.mode
        words += f"（{said}）" if said else ""
    if fact.kind is FactKind.RELEASE:
        words = "解除"
    if fact.kind is FactKind.PAYMENT:
        words = f"案款{fact.what}"
    ref = f" {fact.ref}" if fact.ref else ""
    document = f"，{fact.document}" if fact.document and fact.kind is not FactKind.NODE else ""
    return f"{fact.on} {words}{ref}{document}"


def _articles(
    version: Compiled, on: date, kinds: tuple[str, ...], opened_on: date | None
) -> tuple[Article, ...]:
    """The sources of the version of the opening day, with the numbers in force on ``on``."""
    rule = version.rule
    cited: list[Citation] = [rule.source, *rule.also]
    for kind in kinds:
        special = rule.sources_by_kind.get(kind)
        if special is not None and special.resolves(opened_on or on):
            cited.insert(0, special)
    if version.rolls and PERIODS not in cited:
        cited.append(PERIODS)
    last = rule.in_force[1]
    day = on if last is None or on <= last else last
    return tuple(
        Article(
            citation.on(day),
            citation.text_on(day),
            citation.wording(day).quoted,
            citation.source.title,
        )
        for citation in cited
    )


def _changes(made: Clock) -> tuple[Change, ...]:
    days: list[tuple[date | None, Level | None]] = [
        (made.yellow_on, Level.YELLOW),
        (made.orange_on, Level.ORANGE),
        (made.red_on, Level.RED),
        (made.black_on, Level.BLACK),
        (made.met_on, None),
    ]
    return tuple(Change(level, day) for day, level in days if day is not None)


def _segments(case: Case, made: Clock, pauses: tuple[PauseLine, ...]) -> tuple[Segment, ...]:
    """Cut the axis: lawful pauses out of the running days, then overdue or what is left."""
    as_of = date.fromordinal(case.as_of)
    stop = made.met_on or as_of
    end = min(stop, made.due) if made.due else stop
    found: list[Segment] = []
    at = made.start
    one = date.resolution
    for line in pauses:
        if not line.used:
            continue
        first, last = max(line.first, at), min(line.last or end, max(end, made.due or end))
        if last < first:
            continue
        if first > at and first - one <= end:
            found.append(Segment("running", at, first - one))
        found.append(Segment("paused", first, last, line.word))
        at = last + one
    if at <= end:
        found.append(Segment("running", at, end))
    if made.due is not None and stop > made.due and not made.grey:
        found.append(Segment("overdue", made.due + one, stop))
    elif made.due is not None and stop < made.due and made.met_on is None:
        found.append(Segment("left", max(stop + one, at), made.due))
    found += [
        Segment(
            "refused", line.first, line.last or max(stop, line.first), f"{line.word}，{line.reason}"
        )
        for line in pauses
        if not line.used and line.reason.startswith(("缺文书", "截止"))
    ]
    return tuple(segment for segment in found if segment.first <= segment.last)
