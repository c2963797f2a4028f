"""The facts of a case as a time line: what happened, on which day, learnt from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localtime

from bailiwick.cases.models import CaseClock, Fact, Origin
from bailiwick.cases.selectors.clocks import LIVE_STATES, light_of, rule_on, why_url
from bailiwick.law.nodes import NODES
from bailiwick.web.lights import Light

FILTERS = {"": "全部", "node": "节点", "property": "财产", "money": "案款", "term": "期限"}
_GROUPS = {
    "node": "node",
    "measure": "property",
    "renew": "property",
    "release": "property",
    "payment": "money",
    "deduction": "term",
    "extension": "term",
}
_PROPERTY_NODES = frozenset(f"N{number}" for number in range(11, 27))
_ORIGINS = {Origin.IMPORT: "流程系统导入", Origin.HERE: "本系统", Origin.DEVICE: "设备"}


@dataclass(frozen=True)
class Entry:
    """One fact as the time line writes it."""

    pk: int
    on: date
    group: str
    title: str
    text: str
    document: str
    origin: str
    origin_title: str
    dot: str = ""
    old: bool = False
    bad: str = ""
    light: Light | None = None
    why_url: str = ""
    document_url: str = ""


def entries(
    facts: Sequence[Fact],
    clocks: Iterable[CaseClock],
    on: date,
    *,
    document_urls: Mapping[str, str] | None = None,
) -> list[Entry]:
    """Return all facts of a case, newest day first; superseded ones stay, struck through."""
    gone = _ends(facts)
    opened = _opened_by(clocks, on)
    urls = document_urls or {}
    names = {fact.ref: fact.detail for fact in facts if fact.kind == "measure" and fact.detail}
    made = [
        _entry(fact, gone.get(fact.pk, ""), opened, on, urls, names)
        for fact in facts
        if fact.kind != "void"
    ]
    return sorted(made, key=lambda entry: (entry.on, entry.pk), reverse=True)


def superseded(facts: Iterable[Fact]) -> frozenset[int]:
    """Return the ids of facts that a later fact corrected or took back."""
    return frozenset(fact.supersedes_id for fact in facts if fact.supersedes_id)


def _ends(facts: Iterable[Fact]) -> dict[int, str]:
    """Return for each fact that no longer stands how it ended."""
    words = {"void": "（已撤销）"}
    return {
        fact.supersedes_id: words.get(fact.kind, "（已由后一条更正）")
        for fact in facts
        if fact.supersedes_id
    }


def in_group(entry: Entry, wanted: str) -> bool:
    """Whether an entry belongs to a filter of the time line."""
    if not wanted:
        return True
    if wanted == "property":
        return entry.group in ("property", "property_node")
    return entry.group == wanted or (wanted == "node" and entry.group == "property_node")


def title_of(fact: Fact) -> str:
    """Return the bold word of a fact: 执行通知, 审计, 冻结存款, 案款到账 …"""
    if fact.kind == "node":
        node = NODES.get(fact.what)
        return node.name if node else fact.what
    if fact.kind == "payment":
        return f"案款{fact.what}"
    if fact.kind == "deduction":
        return f"{fact.what}（扣除）"
    if fact.kind == "extension":
        return "延长执行期限"
    if fact.kind == "renew":
        return "续行查控"
    if fact.kind == "release":
        return "解除查控"
    return fact.what


def text_of(fact: Fact, assets: Mapping[str, str] | None = None) -> str:
    """Return what follows the bold word: dates, object, amount, holder.

    ``assets`` names the property of each measure of the case, for its renewals and its release.
    """
    parts: list[str] = []
    if fact.kind == "deduction":
        end = f"{fact.until:%m-%d}" if fact.until else "未结束"
        parts.append(f"{fact.on:%m-%d} 至 {end}")
        if fact.until:
            parts.append(f"{(fact.until - fact.on).days + 1} 日")
    elif fact.kind == "extension":
        parts.append(_length(fact))
        parts.append(f"批准人 {fact.what}" if fact.what else "")
    elif fact.kind in ("measure", "renew") and fact.until:
        parts.append(f"至 {fact.until:%Y-%m-%d}")
    if fact.kind in ("renew", "release") and fact.ref:
        parts.append((assets or {}).get(fact.ref, fact.ref))
    if fact.mode:
        parts.append(fact.mode)
    if fact.detail:
        parts.append(fact.detail)
    if fact.holder:
        parts.append(fact.holder)
    if fact.amount is not None:
        parts.append(amount_text(fact.amount))
    return "　".join(part for part in parts if part)


def amount_text(amount: Decimal) -> str:
    """12.80 万元 from 10,000 yuan up, else yuan."""
    if abs(amount) >= 10000:
        return f"{amount / 10000:,.2f} 万元"
    return f"{amount:,.2f} 元"


def _length(fact: Fact) -> str:
    months = f"{fact.months}个月" if fact.months else ""
    days = f"{fact.days}日" if fact.days else ""
    return f"延长 {months}{days}" if months or days else ""


def _group(fact: Fact) -> str:
    if fact.kind == "node" and fact.what in _PROPERTY_NODES:
        return "property_node"
    if fact.kind == "event" and fact.what in ("线索", "反馈"):
        return "property"
    return _GROUPS.get(fact.kind, "other")


def _entry(
    fact: Fact,
    ended: str,
    opened: Mapping[tuple[str, str], CaseClock],
    on: date,
    urls: Mapping[str, str],
    assets: Mapping[str, str],
) -> Entry:
    bad, old = "", bool(ended)
    if fact.kind == "deduction" and not fact.document and not old:
        bad = "缺文书，未扣除"
    elif fact.kind == "extension" and not fact.document and not old:
        bad = "缺文书，未延长"
    clock = None if old else _clock_for(fact, opened)
    return Entry(
        pk=fact.pk,
        on=fact.on,
        group=_group(fact),
        title=title_of(fact),
        text=text_of(fact, assets) + ended,
        document=fact.document,
        origin=_ORIGINS.get(Origin(fact.origin), fact.origin),
        origin_title=f"记录于 {localtime(fact.recorded_at):%Y-%m-%d %H:%M}",
        dot="bw-sup" if old else ("bw-dev" if fact.origin == Origin.DEVICE else ""),
        old=old,
        bad=bad,
        light=light_of(clock, on) if clock else None,
        why_url=why_url(clock.case_id, clock.rule, clock.subject) if clock else "",
        document_url=urls.get(fact.document, ""),
    )


def _opened_by(clocks: Iterable[CaseClock], on: date) -> dict[tuple[str, str], CaseClock]:
    """Index clocks by what opened them: a subject, or a node."""
    found: dict[tuple[str, str], CaseClock] = {}
    for clock in clocks:
        if clock.subject:
            found.setdefault(("subject", clock.subject), clock)
            continue
        rule = rule_on(clock.rule, on)
        for trigger in rule.triggers if rule and clock.state in LIVE_STATES else ():
            known = found.get(("node", trigger))
            if known is None or (known.due_on or date.max) > (clock.due_on or date.max):
                found["node", trigger] = clock
    return found


def _clock_for(fact: Fact, opened: Mapping[tuple[str, str], CaseClock]) -> CaseClock | None:
    if fact.kind in ("measure", "payment", "event") and fact.ref:
        return opened.get(("subject", fact.ref))
    if fact.kind == "node":
        return opened.get(("node", fact.what))
    return None
