"""结案: the guards of each closing mode. A refusal names every missing condition and the
article.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bailiwick.cases.facts import NewFact, standing_rows
from bailiwick.cases.models import Case, Fact
from bailiwick.cases.services import holding
from bailiwick.cases.services.measures import months_after
from bailiwick.errors import RuleBroken
from bailiwick.events.cases import CaseClosed
from bailiwick.law import acts as law_acts
from bailiwick.law.case_numbers import CLOSING_MODES, GUARDS, ClosingMode
from bailiwick.org.models import Account

STAYS = ("中止", "暂缓", "上级暂缓", "和解或担保暂缓")
#: Conditions that a paper or a reason given with the closing fulfils.
PAPERS = frozenset(
    {
        "paid_or_settled", "closing_notice", "consent_or_panel", "cause_named", "document",
        "filed_elsewhere", "settlement_performed",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Grounds:
    """What the one who closes puts forward: papers by their number, and reasons in words."""

    document: str = ""  # ruling or decision
    closing_notice: str = ""  # 结案通知书, or the written confirmation of both sides
    settlement: str = ""  # paper that the settlement was fully performed
    waiver: str = ""  # applicant's written waiver of the rest
    consent: str = ""  # applicant's signed consent to 终本
    panel: str = ""  # minutes of the panel and the president's approval
    cause: str = ""  # cause of 终结执行
    elsewhere: str = ""  # 销案: jurisdiction, earlier filing, return of entrustment


class CannotClose(RuleBroken):
    """The mode's conditions are not all met; ``missing`` lists them for the page."""

    code = "cannot_close"

    def __init__(self, mode: ClosingMode, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(
            f"还不能以“{mode.name}”结案，缺：{'；'.join(missing)}", article=mode.article
        )


@transaction.atomic
def close_case(
    case: Case,
    mode_name: str,
    *,
    on: date,
    grounds: Grounds,
    by: Account,
    at: datetime,
    version: int | None = None,
) -> Fact:
    """Close a case on a day.

    Legal source: 法发〔2014〕26号第十四条以下; 终本 法〔2016〕373号.

    Raises:
        CannotClose: conditions of the mode are missing.
        RuleBroken: the type of case has no such mode; the day is in the future or before the
            filing.
        WrongState: closed already.
    """
    case = holding.take(case, version=version)
    holding.must_be_open(case)
    mode = mode_of(case, mode_name, on)
    holding.not_future(on, at, "结案日期")
    holding.not_before_filing(case, on, "结案日期")
    missing = missing_for(case, mode, on=on, grounds=grounds)
    if missing:
        raise CannotClose(mode, missing)
    fact = holding.add_fact(
        case,
        NewFact("event", "结案", on, mode=mode.name, ref="结案", document=_paper(grounds),
                detail=(grounds.cause or grounds.elsewhere)[:300]),
        by=by,
        at=at,
    )  # fmt: skip
    case.closed_on, case.closing_mode, case.node = on, mode.name, "N36"
    case.save(update_fields=["closed_on", "closing_mode", "node"])
    holding.finish(case, CaseClosed(case.number, fact.pk, mode.name, on), by=by, at=at)
    return fact


def mode_of(case: Case, name: str, on: date) -> ClosingMode:
    """Return the closing mode. Raises RuleBroken when this type of case has none of that name."""
    for mode in CLOSING_MODES.get(case.type_code, ()):
        if mode.name == name:
            return mode
    raise RuleBroken(
        f"{case.type_code}案件没有“{name}”的结案方式", article=law_acts.CLOSING_MODES.on(on)
    )


def missing_for(case: Case, mode: ClosingMode, *, on: date, grounds: Grounds) -> list[str]:
    """Return the conditions of the mode that are not met on a day, in words (empty: it may
    close).
    """
    view = _View(case, standing_rows(case.pk), on, grounds)
    return [GUARDS[name] for name in mode.needs if not _CHECKS[name](view)]


@dataclass(frozen=True)
class Condition:
    """A condition of a mode: met by what is on record, open, or to be shown with the closing."""

    text: str
    state: str  # met, open, paper


@dataclass(frozen=True)
class ModeCheck:
    """A closing mode with its conditions as they stand on a day."""

    mode: ClosingMode
    conditions: list[Condition]

    @property
    def open_count(self) -> int:
        return sum(condition.state == "open" for condition in self.conditions)


def checklist(case: Case, on: date) -> list[ModeCheck]:
    """Return every mode of the case's type with what is met, missing, or still to be put forward."""
    view = _View(case, standing_rows(case.pk), on, Grounds())
    return [
        ModeCheck(mode, [Condition(GUARDS[name], _state(name, view)) for name in mode.needs])
        for mode in CLOSING_MODES.get(case.type_code, ())
    ]


def _state(name: str, view: _View) -> str:
    if _CHECKS[name](view):
        return "met"
    return "paper" if name in PAPERS else "open"


@dataclass(frozen=True)
class _View:
    case: Case
    facts: list[Fact]
    on: date
    grounds: Grounds

    def node(self, code: str) -> list[Fact]:
        return [f for f in self.facts if f.kind == "node" and f.what == code and f.on <= self.on]


def _not_stayed(view: _View) -> bool:
    return not any(
        fact.kind == "deduction"
        and fact.what in STAYS
        and fact.on <= view.on
        and (fact.until is None or fact.until >= view.on)
        for fact in view.facts
    )


def _paid_or_settled(view: _View) -> bool:
    case = view.case
    paid = case.amount_claimed > 0 and case.amount_received >= case.amount_claimed
    return paid or bool(view.grounds.settlement.strip() or view.grounds.waiver.strip())


def _queried_recently(view: _View) -> bool:
    return any(months_after(fact.on, 3) >= view.on for fact in view.node("N11"))


def _no_open_clue(view: _View) -> bool:
    checked = view.node("N13")
    clues = [f for f in view.facts if f.kind == "event" and f.what == "线索" and f.on <= view.on]
    return all(
        any(done.on >= clue.on and done.ref in ("", clue.ref) for done in checked) for clue in clues
    )


_CHECKS: dict[str, Callable[[_View], bool]] = {
    "paid_or_settled": _paid_or_settled,
    "closing_notice": lambda view: bool(view.grounds.closing_notice.strip()),
    "notice_sent": lambda view: bool(view.node("N07")),
    "report_ordered": lambda view: bool(view.node("N08")),
    "queried": lambda view: bool(view.node("N11")),
    "queried_recently": _queried_recently,
    "consumption_limited": lambda view: bool(view.node("N27")),
    "three_months": lambda view: view.on > months_after(view.case.filed_on, 3),
    "talk_held": lambda view: bool(view.node("N35")),
    "consent_or_panel": lambda view: bool(
        view.grounds.consent.strip() or view.grounds.panel.strip()
    ),
    "unpaid": lambda view: view.case.amount_claimed > view.case.amount_received,
    "no_open_clue": _no_open_clue,
    "cause_named": lambda view: bool(view.grounds.cause.strip()),
    "document": lambda view: bool(view.grounds.document.strip()),
    "filed_elsewhere": lambda view: bool(view.grounds.elsewhere.strip()),
    "not_stayed": _not_stayed,
    "settlement_performed": lambda view: bool(view.grounds.settlement.strip()),
}


def _paper(grounds: Grounds) -> str:
    papers = [grounds.document, grounds.closing_notice, grounds.settlement, grounds.waiver,
              grounds.consent, grounds.panel]  # fmt: skip
    return "；".join(dict.fromkeys(paper.strip() for paper in papers if paper.strip()))[:200]
