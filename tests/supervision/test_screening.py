"""Hits as they live: found, renewed, cleared, reviewed; the night's run and the run after an act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from bailiwick.audit.models import JournalRecord
from bailiwick.cases.models import RuleSetting
from bailiwick.errors import RuleBroken, WrongState
from bailiwick.org.models import Account
from bailiwick.supervision import screening, tasks
from bailiwick.supervision.models import ScreeningHit, ScreeningRun
from bailiwick.supervision.selectors import hits
from bailiwick.supervision.selectors.exporting import hits_export
from bailiwick.supervision.services import reviewing, running
from tests.make import add_facts, make_case, moment
from tests.supervision.facts import deduction, measure, node
from tests.supervision.test_screening_rules import ROWS, build

D = date
FRIDAY = D(2026, 11, 6)
TODAY = D(2026, 11, 25)
AT = moment(TODAY)


def standing(**query: Any) -> list[tuple[str, int, str]]:
    rows = ScreeningHit.objects.filter(cleared_on__isnull=True, **query)
    return sorted(rows.values_list("rule", "case_id", "subject"))


def stranger_house(li: Account) -> Any:
    """A case with a house of somebody who is no debtor: R02, and 120,001 of 100,000 yuan: R01."""
    case = make_case(officer=li, filed_on=D(2026, 11, 2))
    add_facts(
        case,
        node("N05", D(2026, 11, 3)),
        node("N07", D(2026, 11, 3)),
        measure("查封房产", D(2026, 11, 4), D(2029, 11, 3), "120001", holder="林建国"),
    )
    return case


def test_found_once_renewed_and_cleared(li: Account) -> None:
    case = make_case(officer=None, filed_on=D(2026, 11, 2))
    first = screening.run(D(2026, 11, 10), rules=["P01"])
    again = screening.run(D(2026, 11, 11), rules=["P01"])
    assert (first.added, again.added, again.found) == (1, 0, 1)
    hit = ScreeningHit.objects.get()
    assert (hit.found_on, hit.last_on, hit.cleared_on) == (D(2026, 11, 10), D(2026, 11, 11), None)
    assert hit.facts == {"clock": "NTC-01", "start": "2026-11-03", "due": "2026-11-09"}

    add_facts(case, node("N04", D(2026, 11, 12)))
    assert screening.run(D(2026, 11, 12), rules=["P01"]).cleared == 1
    assert ScreeningHit.objects.get().cleared_on == D(2026, 11, 12)


def test_the_night_finds_what_each_case_alone_finds(li: Account) -> None:
    """One statement for both: every row of the table at once, then case by case."""
    cases = [build(row, li) for row in ROWS if not row.incomplete]
    for case in cases:
        screening.derivation.rederive(case, as_of=TODAY)
    screening.run(TODAY)
    night = standing()
    ScreeningHit.objects.all().delete()

    for case in cases:
        screening.run(TODAY, [case.pk])

    assert standing() == night
    assert len(night) > 40


def test_a_case_screened_alone_leaves_the_hits_of_others(li: Account) -> None:
    one, other = stranger_house(li), stranger_house(li)
    screening.run(TODAY)
    before = standing(case=other)

    screening.run(TODAY, [one.pk])

    assert standing(case=other) == before
    assert ("R02", other.pk, "m1") in before


def test_an_act_defers_a_screening_of_its_case(li: Account) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from bailiwick.audit import journal
    from bailiwick.events.cases import CaseViewed, NodeRecorded

    case = make_case(officer=li)
    jobs = ProcrastinateJob.objects.filter(task_name="bailiwick.supervision.tasks.screen_case")
    before = jobs.count()
    journal.record(CaseViewed(case.number), by=li, case=case.pk)
    assert jobs.count() == before  # a look changes nothing

    event = NodeRecorded(case.number, 1, "N07", "执行通知", TODAY)
    journal.record(event, by=li, case=case.pk)
    assert jobs.order_by("-id").first().args == {"case_id": case.pk}


def test_the_job_of_a_case(li: Account) -> None:
    case = stranger_house(li)
    tasks.screen_case(case_id=case.pk)
    assert ("R02", case.pk, "m1") in standing()


def test_false_needs_reason_and_document_and_is_journalled(li: Account, wang: Account) -> None:
    case = stranger_house(li)
    screening.run(TODAY, rules=["R02"])
    hit = ScreeningHit.objects.get()
    for reason, document in (("", "洛中法执〔2026〕3号"), ("系共有财产", " ")):
        with pytest.raises(RuleBroken):
            reviewing.refute(hit, reason=reason, document=document, by=wang, at=AT)

    reviewing.refute(hit, reason="系共有财产", document="（2026）豫0311执1号裁定", by=wang, at=AT)

    record = JournalRecord.objects.filter(event="HitReviewed").get()
    assert (record.case, record.data["outcome"], record.data["reason"]) == (
        case.pk,
        "误报",
        "系共有财产",
    )
    with pytest.raises(WrongState):
        reviewing.confirm(hit, reason="", document="", by=wang, at=AT)


def test_a_false_positive_stays_away_for_the_same_facts_only(li: Account, wang: Account) -> None:
    case = stranger_house(li)
    screening.run(TODAY, rules=["R01"])
    hit = ScreeningHit.objects.get()
    reviewing.refute(hit, reason="含不可分物", document="评估报告", by=wang, at=AT)

    screening.run(D(2026, 11, 26), rules=["R01"])
    assert ScreeningHit.objects.filter(review="open").count() == 0

    add_facts(case, measure("查封车辆", D(2026, 11, 26), D(2028, 11, 25), "9000", ref="m2"))
    screening.run(D(2026, 11, 26), rules=["R01"])
    assert ScreeningHit.objects.filter(review="open").count() == 1
    assert ScreeningHit.objects.get(pk=hit.pk).cleared_on == D(2026, 11, 26)
    assert ScreeningHit.objects.get(pk=hit.pk).review == "false"


def test_what_was_false_does_not_come_back_after_an_interruption(
    li: Account, wang: Account
) -> None:
    """Cleared while the officer was replaced, found again with the same facts: still false."""
    case = make_case(officer=li)
    li.person.left_on = D(2026, 11, 10)
    li.person.save()
    screening.run(TODAY, rules=["P34"])
    reviewing.refute(ScreeningHit.objects.get(), reason="返聘", document="任免文件", by=wang, at=AT)
    case.officer = wang.person
    case.save()
    assert screening.run(TODAY, rules=["P34"]).cleared == 1
    case.officer = li.person
    case.save()
    assert screening.run(TODAY, rules=["P34"]).added == 0


def test_precision_counts_reviewed_hits_only(li: Account, wang: Account, sun: Account) -> None:
    for _ in range(4):
        stranger_house(li)
    screening.run(TODAY, rules=["R02"])
    one, two, three, _open = ScreeningHit.objects.order_by("pk")
    reviewing.confirm(one, reason="", document="", by=wang, at=AT)
    reviewing.confirm(two, reason="", document="", by=wang, at=AT)
    reviewing.refute(three, reason="共有", document="判决书", by=wang, at=AT)

    line = next(line for line in hits.rule_lines(sun, {}) if line.rule.id == "R02")

    assert (line.open, line.true, line.false, line.precision) == (1, 2, 1, 67)
    untouched = next(line for line in hits.rule_lines(sun, {}) if line.rule.id == "R01")
    assert untouched.precision is None


def test_a_limit_of_our_own_is_off_until_the_court_adopts_it(li: Account, sun: Account) -> None:
    case = make_case(officer=li, filed_on=D(2026, 8, 3))
    screening.run(TODAY, rules=["P19"])
    assert ScreeningHit.objects.get().internal
    assert not hits.filtered(sun, {"rule": "P19"}).exists()
    assert hits.filtered(sun, {"rule": "P19", "internal": "1"}).count() == 1

    RuleSetting.objects.create(
        court=case.court, rule="P19", key="adopted", value="是", paper="洛龙法〔2026〕8号",
        valid_from=D(2026, 11, 1), set_at=AT,
    )  # fmt: skip
    screening.run(TODAY, rules=["P19"])
    assert hits.filtered(sun, {"rule": "P19"}).count() == 1


def test_rules_that_wait_say_for_what() -> None:
    waiting = {rule.id for rule in screening.SCREENING.values() if rule.waiting_for}
    assert {"P10", "P27", "P30", "P31", "R05", "R12", "R19"} <= waiting
    assert waiting.isdisjoint({rule.id for rule in screening.active(TODAY)})
    assert len(screening.SCREENING) == 54


@pytest.mark.parametrize(
    ("limit", "unit", "today", "last"),
    [
        # due Fri 11-06 + … : 3 days from Tue 11-03 end on Fri; on Sat it has passed
        (3, "days", D(2026, 11, 7), D(2026, 11, 3)),
        # 3 days from Wed 11-04 end on Sat, roll to Mon 11-09: on Mon it has not passed
        (3, "days", D(2026, 11, 9), D(2026, 11, 3)),
        (3, "days", D(2026, 11, 10), D(2026, 11, 6)),
        # 5 working days from Tue 11-03 end on Tue 11-10
        (5, "working_days", D(2026, 11, 11), D(2026, 11, 3)),
        (5, "working_days", D(2026, 11, 10), D(2026, 11, 2)),
        # 3 months from 08-25 end on 11-25
        (3, "months", D(2026, 11, 26), D(2026, 8, 25)),
        (3, "months", D(2026, 11, 25), D(2026, 8, 24)),
    ],
)
def test_last_day_that_has_passed(
    city: Any, limit: int, unit: str, today: date, last: date
) -> None:
    assert screening.last_day(limit, unit, today, screening.derivation.calendar()) == last


def test_a_run_asked_for(wang: Account, sun: Account) -> None:
    run = running.ask(by=sun, at=AT)
    with pytest.raises(WrongState), transaction.atomic():
        running.ask(by=wang, at=AT)
    tasks.carry_out_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.finished_at is not None
    assert run.rules == len(screening.active(run.as_of))
    assert JournalRecord.objects.filter(event="ScreeningAsked").count() == 1


# ------------------------------------------------------------------------------ pages


def test_officer_colleague_stranger(
    li: Account, chen: Account, zhao: Account, sun: Account, sign_in: Callable[[Account], Client]
) -> None:
    case = stranger_house(li)
    screening.run(TODAY, rules=["R02"])
    url = reverse("supervision:hit_detail", args=[ScreeningHit.objects.get().pk])
    listed = reverse("supervision:hit_list")
    for account, status in ((li, 200), (chen, 404), (zhao, 404), (sun, 200)):
        browser = sign_in(account)
        assert browser.get(url).status_code == status
        assert (case.number in browser.get(listed).content.decode()) == (status == 200)


@pytest.mark.parametrize("label", ["", "涉未成年"])
def test_hits_of_a_labelled_case_need_the_right(
    li: Account, wang: Account, sun: Account, sign_in: Callable[[Account], Client], label: str
) -> None:
    """Page, list, counts, export and review: who may not open the case learns of no hit."""
    case = stranger_house(li)
    screening.run(TODAY, rules=["R02"])
    type(case).objects.filter(pk=case.pk).update(sensitive=label)
    hit = ScreeningHit.objects.get()
    url = reverse("supervision:hit_detail", args=[hit.pk])
    seen = 0 if label else 1
    for account in (wang, sun):  # a team and its court; whole courts
        assert hits.open_count(account) == seen
        assert sum(count for *_, count in hits.by_court(account, {})) == seen
        assert sum(line.standing for line in hits.rule_lines(account, {})) == seen
        assert hits_export(account, QueryDict()).count == seen
        assert sign_in(account).get(url).status_code == (404 if label else 200)
        review = reverse("supervision:hit_review", args=[hit.pk])
        form = {"outcome": "false", "reason": "", "document": ""}
        assert sign_in(account).post(review, form).status_code == (404 if label else 422)
    assert hits.open_count(li) == 1  # the officer always sees it


def test_review_on_the_page(
    li: Account, wang: Account, sign_in: Callable[[Account], Client]
) -> None:
    stranger_house(li)
    screening.run(TODAY, rules=["R02"])
    hit = ScreeningHit.objects.get()
    browser = sign_in(wang)
    url = reverse("supervision:hit_review", args=[hit.pk])
    refused = browser.post(url, {"outcome": "false", "reason": "共有"})
    assert refused.status_code == 422
    assert "认定误报须写明理由和文书" in refused.content.decode()
    assert "共有" in refused.content.decode()  # nothing typed is lost

    assert browser.post(url, {"outcome": "true", "reason": "已核"}).status_code == 302
    assert ScreeningHit.objects.get().review == "true"
    assert sign_in(li).post(url, {"outcome": "true"}).status_code == 403


def test_why_names_the_facts(li: Account, sign_in: Callable[[Account], Client]) -> None:
    stranger_house(li)
    screening.run(TODAY, rules=["R02"])
    hit = ScreeningHit.objects.get()
    page = sign_in(li).get(reverse("supervision:hit_detail", args=[hit.pk])).content.decode()
    assert "查封房产" in page
    assert "林建国" in page


def test_runs_and_export(sun: Account, li: Account, sign_in: Callable[[Account], Client]) -> None:
    stranger_house(li)
    screening.run_recorded(screening.start_run(as_of=TODAY, at=AT))
    browser = sign_in(sun)
    assert "定时" in browser.get(reverse("supervision:run_list")).content.decode()
    sheet = browser.post(reverse("notices:export_start", args=["supervision.hits"]))
    assert sheet.status_code == 200
    assert sheet["Content-Type"].startswith("application/vnd.openxml")
    assert sign_in(sun).post(reverse("supervision:screening_run")).status_code == 302
    assert ScreeningRun.objects.filter(asked_by=sun).count() == 1


def test_the_gravest_of_a_day_stand_on_top(li: Account) -> None:
    case = make_case(officer=li, filed_on=D(2026, 11, 2))
    for rule, severity in (("P05", "yellow"), ("P13", "black"), ("P02", "red")):
        ScreeningHit.objects.create(
            rule=rule,
            case=case,
            court=case.court,
            severity=severity,
            found_on=TODAY,
            last_on=TODAY,
        )
    shown = [hit.rule for hit in hits.ordered(ScreeningHit.objects.all())]
    assert shown == ["P13", "P02", "P05"]


def test_the_list_costs_the_same_for_one_hit_and_for_twenty(
    li: Account,
    sun: Account,
    sign_in: Callable[[Account], Client],
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(20):
        stranger_house(li)
    screening.run(TODAY)
    browser = sign_in(sun)
    with django_assert_max_num_queries(28):
        browser.get(reverse("supervision:hit_list"))


def test_deductions_of_a_day_have_one_subject_each(li: Account) -> None:
    case = make_case(officer=li)
    add_facts(
        case,
        deduction("评估", D(2026, 11, 3), D(2026, 11, 9), ""),
        deduction("审计", D(2026, 11, 3), D(2026, 11, 9), ""),
    )
    screening.run(TODAY, rules=["R17"])
    assert [subject for _, _, subject in standing()] == ["审计 2026-11-03", "评估 2026-11-03"]


def test_the_command_prints_hits_and_stores_none(li: Account, capsys: Any) -> None:
    import json

    from django.core.management import call_command

    case = stranger_house(li)
    call_command("screen", "--as-of", "2026-11-25", "--rule", "R02", "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["rule"], row["case_number"], row["subject"]) for row in rows] == [
        ("R02", case.number, "m1")
    ]
    assert isinstance(rows[0]["facts"], dict)
    assert not ScreeningHit.objects.exists()
