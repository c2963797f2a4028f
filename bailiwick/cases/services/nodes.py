"""补录节点: a key node reached, typed here until the national system's import brings it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from bailiwick.cases.facts import NewFact, standing_rows
from bailiwick.cases.models import Case, Fact
from bailiwick.cases.services import holding
from bailiwick.errors import RuleBroken, WrongState
from bailiwick.events.cases import EventRecorded, NodeRecorded
from bailiwick.law.facts import EVENTS
from bailiwick.law.nodes import NODES
from bailiwick.org.models import Account

BEFORE_FILING = ("N01", "N02", "N03")
AFTER_CLOSING = ("N10", "N20", "N32", "N33", "N37")
BY_OTHER_ACTS = {
    "N03": "立案日期随登记产生，有误的用“更正”",
    "N36": "结案用“结案”办理",
}


@transaction.atomic
def record_node(
    case: Case,
    code: str,
    *,
    on: date,
    by: Account,
    at: datetime,
    document: str = "",
    handler: str = "",
    note: str = "",
    ref: str = "",
    version: int | None = None,
) -> Fact:
    """Record that a node was reached on a day.

    Legal source: 法发〔2006〕35号 (limits between nodes); 法释〔2000〕29号第八条 (count from
    filing).

    Raises:
        RuleBroken: unknown node, a day in the future or before the filing.
        WrongState: the same node on the same day stands, the node belongs to another act, or
            the case is closed and this is no node of the time after.
    """
    node = NODES.get(code)
    if node is None:
        raise RuleBroken(f"没有节点{code}")
    if code in BY_OTHER_ACTS:
        raise WrongState(BY_OTHER_ACTS[code])
    case = holding.take(case, version=version)
    if code not in AFTER_CLOSING:
        holding.must_be_open(case)
    holding.not_future(on, at)
    if code not in BEFORE_FILING:
        holding.not_before_filing(case, on)
    for fact in standing_rows(case.pk):
        if fact.kind == "node" and fact.what == code and fact.on == on and fact.ref == ref:
            raise WrongState(f"{on}的{node.name}已登记（{fact.get_origin_display()}）")
    fact = holding.add_fact(
        case,
        NewFact("node", code, on, document=document.strip(), handler=handler.strip(),
                detail=note.strip(), ref=ref.strip()),
        by=by,
        at=at,
    )  # fmt: skip
    holding.finish(case, NodeRecorded(case.number, fact.pk, code, node.name, on), by=by, at=at)
    return fact


#: Events that answer an earlier one of the case.
ANSWERS = frozenset({"裁定送达"})


@transaction.atomic
def record_event(
    case: Case,
    what: str,
    *,
    on: date,
    by: Account,
    at: datetime,
    detail: str = "",
    mode: str = "",
    ref: str = "",
    urgent: bool = False,
    document: str = "",
    version: int | None = None,
) -> Fact:
    """Record something that came in or went out: 申请, 线索, 反馈, 异议, 裁定送达.

    What answers another (裁定送达) takes the ``ref`` of what it answers; without one it answers every
    open one, so it never gets a mark of its own.

    Legal source: 法释〔2017〕8号第二条 (clues), 执行异议复议规定 (objections).

    Raises:
        RuleBroken: unknown word, a day in the future or before the filing.
        WrongState: the case is closed, or the same thing stands already.
    """
    if what not in EVENTS or what == "结案":
        raise RuleBroken(f"没有事项“{what}”")
    case = holding.take(case, version=version)
    holding.must_be_open(case)
    holding.not_future(on, at)
    if what != "申请":
        holding.not_before_filing(case, on)
    standing = [f for f in standing_rows(case.pk) if f.kind == "event" and f.what == what]
    if any(f.on == on and f.detail == detail and f.mode == mode for f in standing):
        raise WrongState(f"{on}的{what}已登记")
    ref = ref.strip() or ("" if what in ANSWERS else f"{what}{len(standing) + 1}")
    fact = holding.add_fact(
        case,
        NewFact("event", what, on, detail=detail, mode=mode, ref=ref, urgent=urgent,
                document=document.strip()),
        by=by,
        at=at,
    )  # fmt: skip
    holding.finish(case, EventRecorded(case.number, fact.pk, what, on), by=by, at=at)
    return fact
