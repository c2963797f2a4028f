"""What the page of one case shows: people, related cases, measures, money, papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from bailiwick.approvals.models import Approval, Step
from bailiwick.audit import naming
from bailiwick.audit.models import JournalRecord
from bailiwick.cases.models import Case, CaseClock, CaseOfficer, Document, Fact, Party
from bailiwick.cases.selectors import clocks as clock_rows
from bailiwick.cases.selectors.timeline import amount_text, superseded
from bailiwick.law.nodes import NODES
from bailiwick.org.backend import posts_today
from bailiwick.org.models import Account
from bailiwick.web.lights import Light

SUBJECT = "case"


@dataclass(frozen=True)
class PartyLine:
    """A party as everybody may see it: masked numbers only."""

    pk: int
    role: str
    name: str
    masks: str


@dataclass(frozen=True)
class RelatedCase:
    """A case that this one grew out of, or that grew out of it."""

    relation: str
    number: str
    url: str = ""
    state: str = ""


@dataclass(frozen=True)
class MeasureLine:
    """A seizure or freeze with its newest term."""

    fact_id: int
    ref: str
    what: str
    property: str
    holder: str
    amount: Decimal | None
    on: date
    until: date | None
    presumed: bool
    released_on: date | None
    document: str
    light: Light | None
    why_url: str


@dataclass(frozen=True)
class PaymentLine:
    """Money that came in or went out."""

    on: date
    what: str
    amount: Decimal
    holder: str
    ref: str
    origin: str
    light: Light | None
    why_url: str


@dataclass(frozen=True)
class ApprovalLine:
    """A request about the case and where it stands."""

    pk: int
    title: str
    state: str
    asked_by: str
    asked_at: object
    waits_for: str
    due_on: date | None
    opinion: str


def facts_of(case: Case) -> list[Fact]:
    """Return every fact of a case, oldest first, superseded ones too."""
    return list(Fact.objects.filter(case_id=case.pk).order_by("on", "pk"))


def pauses_of(facts: Sequence[Fact], on: date) -> list[tuple[date, date, str]]:
    """Return documented deductions (from, to, word); an open one runs up to ``on``."""
    gone = superseded(facts)
    return [
        (fact.on, fact.until or on, fact.what)
        for fact in facts
        if fact.kind == "deduction" and fact.document and fact.pk not in gone
    ]


def clock_rows_of(
    clocks: Sequence[CaseClock], facts: Sequence[Fact], on: date
) -> list[clock_rows.ClockRow]:
    """Return the clocks of a case as rows, the most severe first."""
    pauses = pauses_of(facts, on)
    properties = {
        fact.ref: (fact.what, fact.detail) for fact in facts if fact.kind == "measure" and fact.ref
    }
    rows = [clock_rows.row_of(clock, on, pauses) for clock in clocks]
    named = [_with_property(row, properties) for row in rows]
    return sorted(named, key=lambda row: row.order)


def _with_property(
    row: clock_rows.ClockRow, properties: dict[str, tuple[str, str]]
) -> clock_rows.ClockRow:
    found = properties.get(row.subject)
    if not found or not clock_rows.is_measure(row.rule):
        return row
    what, text = found
    return replace(row, name=f"{what}　{text}" if text else what, subject_text=text or row.subject)


def parties_of(case: Case) -> list[PartyLine]:
    """Return the parties with masks; nothing is opened here."""
    rows = (
        Party.objects.filter(case_id=case.pk, removed_on__isnull=True)
        .order_by("position", "pk")
        .only("pk", "role", "name", "id_mask", "phone_mask", "account_mask", "district")
    )
    return [
        PartyLine(
            row.pk,
            row.role,
            row.name,
            "　".join(
                part
                for part in (row.id_mask, row.phone_mask, row.account_mask, row.district)
                if part
            ),
        )
        for row in rows
    ]


def related_to(case: Case, visible: QuerySet[Case]) -> list[RelatedCase]:
    """Return the original and the resumed cases; a link only where the reader may see them."""
    found: list[RelatedCase] = []
    wanted = Q(original_id=case.pk)
    if case.original_id:
        wanted |= Q(pk=case.original_id) | (Q(original_id=case.original_id) & ~Q(pk=case.pk))
    seen = set()
    for other in visible.filter(wanted).order_by("filed_on", "pk")[:20]:
        seen.add(other.number)
        relation = "原案" if other.pk == case.original_id else "恢复执行"
        state = other.closing_mode if other.closed_on else "在办"
        found.append(RelatedCase(relation, other.number, other.get_absolute_url(), state))
    if case.original_number and case.original_number not in seen:
        found.insert(0, RelatedCase("原案", case.original_number, "", "未在本系统或无权查看"))
    return found


def officers_of(case: Case) -> QuerySet[CaseOfficer]:
    """Return who was responsible, newest first."""
    return CaseOfficer.objects.filter(case_id=case.pk).order_by("-starts_on", "-pk")


def measures_of(facts: Sequence[Fact], clocks: Sequence[CaseClock], on: date) -> list[MeasureLine]:
    """Return the measures with their newest term; standing ones first, by end of term."""
    gone = superseded(facts)
    standing = [fact for fact in facts if fact.pk not in gone]
    ends = {fact.ref: fact.on for fact in standing if fact.kind == "release"}
    renewed = {fact.ref: fact.until for fact in standing if fact.kind == "renew"}
    terms = {clock.subject: clock for clock in clocks if clock_rows.is_measure(clock.rule)}
    lines = []
    for fact in standing:
        if fact.kind != "measure":
            continue
        clock = terms.get(fact.ref)
        until = renewed.get(fact.ref) or fact.until or (clock.due_on if clock else None)
        lines.append(
            MeasureLine(
                fact.pk,
                fact.ref,
                fact.what,
                fact.detail or "—",
                fact.holder,
                fact.amount,
                fact.on,
                until,
                fact.until is None and fact.ref not in renewed and until is not None,
                ends.get(fact.ref),
                fact.document,
                clock_rows.light_of(clock, on) if clock else None,
                clock_rows.why_url(clock.case_id, clock.rule, clock.subject) if clock else "",
            )
        )
    return sorted(lines, key=lambda line: (line.released_on is not None, line.until or date.max))


def controlled_value(measures: Sequence[MeasureLine], on: date) -> Decimal:
    """Return the value in yuan of what is seized or frozen on a day."""
    return sum(
        (
            line.amount
            for line in measures
            if line.amount and not line.released_on and (line.until is None or line.until >= on)
        ),
        Decimal(0),
    )


def payments_of(facts: Sequence[Fact], clocks: Sequence[CaseClock], on: date) -> list[PaymentLine]:
    """Return money in and out, newest first, with the clock that runs for paying it out."""
    gone = superseded(facts)
    running = {
        clock.subject: clock for clock in clocks if clock.rule.startswith("MNY") and clock.subject
    }
    lines = []
    for fact in facts:
        if fact.kind != "payment" or fact.pk in gone:
            continue
        clock = running.get(fact.ref) if fact.what == "到账" else None
        lines.append(
            PaymentLine(
                fact.on,
                fact.what,
                fact.amount or Decimal(0),
                fact.holder,
                fact.ref,
                fact.get_origin_display(),
                clock_rows.light_of(clock, on) if clock else None,
                clock_rows.why_url(clock.case_id, clock.rule, clock.subject) if clock else "",
            )
        )
    return lines[::-1]


def documents_of(case: Case) -> QuerySet[Document]:
    """Return uploaded papers of a case, newest first."""
    return Document.objects.filter(case_id=case.pk).select_related("uploaded_by__person")


def approvals_of(case: Case) -> list[ApprovalLine]:
    """Return the requests about a case with the open step of each."""
    requests = (
        Approval.objects.filter(subject_type=SUBJECT, subject_id=case.pk)
        .select_related("asked_by__person")
        .prefetch_related("steps")
    )
    return [_approval_line(request) for request in requests]


def _approval_line(request: Approval) -> ApprovalLine:
    steps = list(request.steps.all())
    waiting = next((step for step in steps if step.outcome == Step.Outcome.WAITING), None)
    spoken = [step.opinion for step in steps if step.opinion]
    open_ = request.state == Approval.State.OPEN
    return ApprovalLine(
        request.pk,
        request.title,
        request.get_state_display(),
        request.asked_by.person.name,
        request.asked_at,
        waiting.get_role_display() if waiting and open_ else "",
        waiting.due_on if waiting and open_ else None,
        spoken[-1] if spoken else "",
    )


def next_step(case: Case, facts: Sequence[Fact], rows: Sequence[clock_rows.ClockRow]) -> str:
    """Return one sentence: the act that helps the worst light most, with its date."""
    if case.closed_on:
        return f"已于 {case.closed_on:%Y-%m-%d} 以{case.closing_mode}结案。"
    gone = superseded(facts)
    bare = [
        fact
        for fact in facts
        if fact.kind == "deduction" and not fact.document and fact.pk not in gone
    ]
    worst = next((row for row in rows if row.light.level in ("black", "red")), None)
    if worst and bare and worst.rule == "EXEC":
        first = bare[-1]
        end = f"{first.until:%m-%d}" if first.until else "今"
        return (
            f"补齐 {first.on:%m-%d} 至 {end} {first.what}的文书，该期间可从执行期限扣除；"
            "逾期补批延长不消除已超期日数。"
        )
    live = next((row for row in rows if row.light.level not in (None, "green", "grey")), None)
    row = worst or live
    if row is None:
        waiting = next((one for one in rows if one.light.level == "green" and one.due_on), None)
        if waiting and waiting.due_on:
            return f"没有临期事项。最近届满：{waiting.name}，{waiting.due_on:%Y-%m-%d}。"
        return "没有在计的期限。"
    due = f"{row.due_on:%m-%d}" if row.due_on else ""
    if row.light.measure:
        verb = "已于" if row.light.level == "black" else "将于"
        return f"{row.name}{verb} {due} 失效，续行或解除后预警消除。"
    if row.light.level in ("black", "red"):
        return f"{row.name}已于 {due} 届满，办结并登记后预警消除；点“为什么”看怎样解除。"
    return f"{row.name}须于 {due} 前办结。"


def short_number(number: str) -> str:
    """执1207号 for narrow panels; a legacy number stays whole."""
    tail = number.rpartition("）")[2]
    for place, char in enumerate(tail):
        if place > 1 and not char.isascii():
            return tail[place:]
    return tail or number


def value_text(amount: Decimal | None) -> str:
    """Return an amount for a narrow panel; empty when none was given."""
    return amount_text(amount) if amount else ""


def may_see_other_courts(account: Account, case: Case) -> bool:
    """Whether the court's name helps: the reader's own post is at another court."""
    return all(post.court_id != case.court_id for post in posts_today(account))


def counts_of(case: Case) -> dict[str, int]:
    """Return the counts the tabs show; each equals what its panel lists."""
    facts = facts_of(case)
    gone = superseded(facts)
    standing = [fact for fact in facts if fact.pk not in gone]
    return {
        "clocks": CaseClock.objects.filter(case_id=case.pk).count(),
        "facts": sum(1 for fact in facts if fact.kind != "void"),
        "measures": sum(1 for fact in standing if fact.kind == "measure"),
        "money": sum(1 for fact in standing if fact.kind == "payment"),
        "documents": Document.objects.filter(case_id=case.pk).count(),
        "approvals": Approval.objects.filter(subject_type=SUBJECT, subject_id=case.pk).count(),
    }


@dataclass(frozen=True)
class HistoryLine:
    """A record of the journal in words."""

    at: datetime
    actor_name: str
    actor_posts: str
    label: str
    text: str
    kind: str


_NOT_TEXT = frozenset({"number", "node", "approval", "version", "before", "route", "outcome"})


def history_lines(
    records: Sequence[JournalRecord], facts: Sequence[Fact] = ()
) -> list[HistoryLine]:
    """Return records with the event's label and the plain words of its data.

    ``facts`` of the case name the property where a record has only the mark of a measure.
    """
    labels = naming.event_labels()
    assets = {fact.ref: fact.detail for fact in facts if fact.kind == "measure" and fact.detail}
    return [
        HistoryLine(
            record.at,
            record.actor_name,
            "、".join(dict.fromkeys(record.actor_posts.split("、"))),
            labels.get(record.event, record.event),
            _data_text(record, assets),
            record.kind,
        )
        for record in records
    ]


def _data_text(record: JournalRecord, assets: Mapping[str, str]) -> str:
    words = []
    for key, value in naming.in_order(record.event, record.data):
        if key in _NOT_TEXT or not naming.is_told(key) or value in (None, "", [], {}, False, 0):
            continue
        words.append(_words_of(key, value, assets))
    return "　".join(word for word in words if word)[:300]


def _words_of(key: str, value: object, assets: Mapping[str, str]) -> str:
    """Return one value of a record as people read it."""
    if key == "changes" and isinstance(value, dict):
        return "，".join(f"{name} {old} 改为 {new}" for name, (old, new) in value.items())
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    if key == "ref":
        return assets.get(str(value), str(value))
    if key == "months":
        return f"{value}个月"
    if key == "days":
        return f"{value}日"
    if key == "amount":
        return amount_text(Decimal(str(value)))
    if key == "until":
        return f"至 {value}"
    if key == "what":  # "node N27": the kind of a fact taken back, in words of the table
        kind, _, what = str(value).rpartition(" ")
        node = NODES.get(what)
        return node.name if node and kind else what
    return str(value) if isinstance(value, str) else ""
