"""Taking a case in hand: the row lock, the optimistic lock of pages, the journal record of an
act.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from bailiwick.audit import journal
from bailiwick.audit.models import JournalRecord
from bailiwick.cases import facts
from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case, Fact, Origin
from bailiwick.errors import RuleBroken, Stale, WrongState
from bailiwick.events import Event
from bailiwick.law import acts as law_acts
from bailiwick.org.models import Account


def take(case: Case | int, *, version: int | None = None) -> Case:
    """Return the case under a row lock.

    Raises:
        Stale: ``version`` is given and somebody changed the case since; the message says who
            and when.
    """
    pk = case if isinstance(case, int) else case.pk
    held = Case.objects.select_for_update(of=("self",)).select_related("court").get(pk=pk)
    if version is not None and version != held.version:
        raise Stale(who_was_first(held))
    return held


def who_was_first(case: Case) -> str:
    last = JournalRecord.objects.filter(case=case.pk, kind="act").order_by("-id").first()
    if last is None:
        return "案件已被他人修改，已载入最新内容"
    return f"已被 {last.actor_name} 于 {timezone.localtime(last.at):%H:%M} 修改，核对后再提交"


def must_be_open(case: Case) -> None:
    """Raises WrongState when the case is closed."""
    if case.closed_on is not None:
        raise WrongState(
            f"案件已于{case.closed_on:%Y-%m-%d}以“{case.closing_mode}”结案，不能再办理此事项"
        )


def not_future(day: date, at: datetime, what: str = "发生日期") -> None:
    """Raises RuleBroken when the day of an act has not come yet."""
    if day > timezone.localdate(at):
        raise RuleBroken(f"{what}{day}晚于今天")


def not_before_filing(case: Case, day: date, what: str = "发生日期") -> None:
    """Raises RuleBroken when a day lies before the filing, from which all periods run."""
    if day < case.filed_on:
        raise RuleBroken(
            f"{what}{day}早于立案日期{case.filed_on}", article=law_acts.FILING_DAY.on(day)
        )


def add_fact(case: Case, new: NewFact, *, by: Account | None, at: datetime) -> Fact:
    """Append one fact typed here; the clocks follow in the same transaction."""
    return facts.add(case, [new], by=by, at=at, origin=Origin.HERE)[0]


def finish(case: Case, event: Event, *, by: Account | None, at: datetime) -> None:
    """Count the act on the case (pages opened before it are stale now) and record it."""
    case.version += 1
    case.updated_at = at
    case.save(update_fields=["version", "updated_at"])
    journal.record(
        event, by=by, court=case.court_id, case=case.pk, subject=("case", case.pk), at=at
    )
