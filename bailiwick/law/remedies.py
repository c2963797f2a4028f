"""怎样解除: what would clear a light, each with the light it would give.

Nothing is guessed: the hypothetical fact is added and the clock derived again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bailiwick.law.case import Case, Opened
from bailiwick.law.clocks import Clock, Level, State
from bailiwick.law.control import Held, term_end
from bailiwick.law.engine import every_clock
from bailiwick.law.facts import Fact, FactKind
from bailiwick.law.nodes import NODES
from bailiwick.law.zhongben import Runs

HYPOTHETICAL = -1  # ids of facts that do not exist
TO_SUPPLY = "（补录）"
_USUAL_MONTHS = 3  # a first extension (法释〔2000〕29号第五条)


@dataclass(frozen=True, slots=True)
class Clear:
    """A way to clear a light. ``act`` names it for the page; ``level`` None: 已完成 or 逾期完成.

    ``works`` is false where it would not change the light (逾期补批).
    """

    act: str
    title: str
    text: str
    state: State
    level: Level | None
    days_left: int | None
    due: date | None
    works: bool
    node: str = ""
    fact_id: int | None = None


def for_period(case: Case, made: Clock, one: Opened) -> tuple[Clear, ...]:
    """Return the ways for a period: papers to supply, what answers it, an extension."""
    if made.state in (State.MET, State.MET_LATE) or one.version.rule.party:
        return ()
    found = [*_papers(case, made, one), *_resume(case, made, one), _answer(case, made, one)]
    if one.version.rule.extends:
        found.append(_extension(case, made, one))
    return tuple(clear for clear in found if clear is not None)


def for_measure(case: Case, made: Clock, held: Held) -> tuple[Clear, ...]:
    """Return the ways for a control measure: renew it, release it; once lapsed, take it anew."""
    if made.state in (State.MET, State.MET_LATE):
        return ()
    today = date.fromordinal(case.as_of)
    new_due = date.fromordinal(term_end(held.version, case.as_of))
    lapsed = made.state is State.OVERDUE
    title = "重新采取措施" if lapsed else "续行"
    text = f"今日办理、按最长期限，届满日为 {new_due}。"
    if lapsed:
        text = "措施已自行失效，顺位不保留。" + text
    renewal = Fact(HYPOTHETICAL, FactKind.RENEW, held.fact.what, today, new_due, held.subject)
    release = Fact(HYPOTHETICAL, FactKind.RELEASE, held.fact.what, today, None, held.subject)
    return (
        _with(case, made, "renew", title, text, renewal, node="N20"),
        _with(case, made, "release", "解除", "不再需要控制的，依法解除。", release),
    )


def for_runs(case: Case, made: Clock, runs: Runs) -> tuple[Clear, ...]:
    """Return the way for the half-yearly query: make it."""
    if runs.done:
        return ()
    today = date.fromordinal(case.as_of)
    query = Fact(HYPOTHETICAL, FactKind.NODE, "N11", today)
    text = f"今日查询并告知申请执行人，{NODES['N11'].name}记录后自动更新。"
    return (_with(case, made, "record_node", "办理网络查询", text, query, node="N11"),)


def _papers(case: Case, made: Clock, one: Opened) -> list[Clear | None]:
    """Supply the paper of a pause that would count if it had one."""
    found: list[Clear | None] = []
    for fact in case.index.deductions:
        if fact.what not in one.version.pauses or fact.document.strip():
            continue
        supplied = fact._replace(document=TO_SUPPLY)
        clear = _changed(
            case, made, "supply_document", f"补录{fact.what}文书", "", supplied, fact.id
        )
        text = "扣除后届满日未定。" if clear.due is None else f"扣除后 {clear.due} 届满。"
        note = f"文书日期晚于 {fact.on} 的，列入筛查 R17。"
        found.append(_reworded(clear, text + note))
    return found


def _resume(case: Case, made: Clock, one: Opened) -> list[Clear | None]:
    """Say the last day of a pause that still runs."""
    if made.state is not State.PAUSED:
        return []
    today = date.fromordinal(case.as_of)
    found: list[Clear | None] = []
    for fact in case.index.deductions:
        open_pause = fact.until is None and fact.document.strip()
        if not open_pause or fact.what not in one.version.pauses or fact.on > today:
            continue
        ended = fact._replace(until=today)
        clear = _changed(case, made, "end_deduction", f"{fact.what}事由已消失", "", ended, fact.id)
        said = f"，{clear.due} 届满" if clear.due else ""
        found.append(_reworded(clear, f"录入截止日期（今日）后继续计算{said}。"))
    return found


_ACTS = {
    "结案": ("close_case", "办理结案", "结案方式按审查结果提示。"),
    "发放": ("record_payment", "发放案款", "核算、通知并发放。"),
    "发放通知": ("record_payment", "通知财务支付", "向财务发出支付通知。"),
    "裁定送达": ("record_event", "作出裁定并送达", "录入裁定送达日期。"),
    "measure": ("impose", "采取控制措施", "查封、扣押、冻结。"),
    "release": ("release", "解除保全", "依法解除。"),
    "renew": ("renew", "续行", "办理续行。"),
}


def _answer(case: Case, made: Clock, one: Opened) -> Clear | None:
    key = one.version.rule.satisfied_by[0]
    today = date.fromordinal(case.as_of)
    ref = one.fact.ref
    node = NODES.get(key)
    if node is not None:
        answer = Fact(HYPOTHETICAL, FactKind.NODE, key, today, None, ref)
        act, title = "record_node", f"办理并补录：{node.name}"
        text = f"今日办理。届满日前已办的，补录 {key} 的实际日期，按期完成。"
    elif key in _ACTS:
        act, title, text = _ACTS[key]
        answer = _answer_fact(key, today, ref)
    else:
        return None
    return _with(case, made, act, title, text, answer, node=key if node else "")


def _answer_fact(key: str, today: date, ref: str) -> Fact:
    if key in ("发放", "发放通知"):
        return Fact(HYPOTHETICAL, FactKind.PAYMENT, key, today, None, ref)
    if key == "measure":
        return Fact(HYPOTHETICAL, FactKind.MEASURE, "冻结存款", today)
    if key == "release":
        return Fact(HYPOTHETICAL, FactKind.RELEASE, "", today, None, ref)
    if key == "renew":
        return Fact(HYPOTHETICAL, FactKind.RENEW, "", today, None, ref)
    return Fact(HYPOTHETICAL, FactKind.EVENT, key, today, None, "" if key == "结案" else ref)


def _extension(case: Case, made: Clock, one: Opened) -> Clear:
    today = date.fromordinal(case.as_of)
    longest = one.version.rule.longest_extension_days
    months = min(_USUAL_MONTHS, max(1, longest // 30)) if longest else _USUAL_MONTHS
    granted = Fact(
        HYPOTHETICAL, FactKind.EXTENSION, "院长", today, document=TO_SUPPLY, months=months
    )
    clear = _with(case, made, "ask_extension", "报请院长延长", "", granted)
    if made.due is not None and today > made.due and not clear.works:
        return _reworded(clear, "逾期补批，不消除批准前的超期日数。")
    said = f"批准{months}个月的，{clear.due} 届满。" if clear.due else f"批准{months}个月。"
    return _reworded(clear, said + "应在期限届满前5日内提出。")


def _with(
    case: Case, made: Clock, act: str, title: str, text: str, added: Fact, node: str = ""
) -> Clear:
    """Derive again with one fact more."""
    facts = [*_facts(case), added]
    return _result(case, made, act, title, text, facts, node=node, answered=True)


def _changed(
    case: Case, made: Clock, act: str, title: str, text: str, changed: Fact, fact_id: int
) -> Clear:
    """Derive again with one fact changed."""
    facts = [changed if fact.id == fact_id else fact for fact in _facts(case)]
    return _result(case, made, act, title, text, facts, fact_id=fact_id)


def _result(
    case: Case,
    made: Clock,
    act: str,
    title: str,
    text: str,
    facts: list[Fact],
    *,
    node: str = "",
    fact_id: int | None = None,
    answered: bool = False,
) -> Clear:
    then = Case(case.frame, facts, case.book, case.calendar, case.as_of)
    today = date.fromordinal(case.as_of)
    for found, _ in every_clock(then):
        if (found.rule, found.subject) == (made.rule, made.subject):
            changed = (found.state, found.due) != (made.state, made.due)
            return Clear(
                act, title, text, found.state, found.level(today), found.days_left(today),
                found.due, changed, node, fact_id,
            )  # fmt: skip
    late = made.due is not None and today > made.due
    state = State.MET_LATE if late else State.MET
    return Clear(act, title, text, state, None, None, made.due, answered, node, fact_id)


def _reworded(clear: Clear, text: str) -> Clear:
    return Clear(
        clear.act, clear.title, text, clear.state, clear.level, clear.days_left, clear.due,
        clear.works, clear.node, clear.fact_id,
    )  # fmt: skip


def _facts(case: Case) -> list[Fact]:
    return list(case.facts)
