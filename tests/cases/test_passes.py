"""Passes over the register: waking, several processes, following the calendar and the settings."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.cases import derivation, rederivation
from bailiwick.cases.models import Case, CaseClock, DerivationRun, RuleSetting
from bailiwick.cases.services import nodes
from bailiwick.errors import Stale
from bailiwick.org.models import Account, CalendarDay, CompleteSource
from tests.cast import City, member
from tests.make import make_case, moment

FILED = date(2026, 11, 2)
TODAY = date(2026, 11, 25)


def test_cases_wake_on_their_day(li: Account) -> None:
    case = make_case(officer=li, filed_on=FILED)
    assert case.wake_on is not None
    assert rederivation.wake(case.wake_on - timedelta(days=1)).cases == 0
    outcome = rederivation.wake(case.wake_on)
    assert outcome.cases == 1
    before, case = case.wake_on, Case.objects.get(pk=case.pk)
    assert case.wake_on is None or case.wake_on > before


def test_a_new_holiday_moves_the_clocks_and_is_followed_once(li: Account) -> None:
    case = make_case(officer=li, filed_on=date(2026, 5, 25), as_of=TODAY)
    rederivation.catch_up(TODAY, timezone.now)
    assert not rederivation.is_due()
    due = CaseClock.objects.get(case=case, rule="EXEC").due_on
    assert due == TODAY  # six months from 2026-05-25, a Wednesday
    CalendarDay.objects.create(day=TODAY, is_off=True, name="补休")
    assert rederivation.is_due()
    run = rederivation.catch_up(TODAY, timezone.now)
    assert (run.cases_total, run.cases_done, run.cases_changed) == (1, 1, 1)
    assert CaseClock.objects.get(case=case, rule="EXEC").due_on == TODAY + timedelta(days=1)
    assert rederivation.catch_up(TODAY, timezone.now) is None
    assert DerivationRun.objects.count() == 2


def test_an_internal_limit_counts_once_the_court_adopts_it(li: Account, city: City) -> None:
    case = make_case(officer=li, filed_on=FILED)
    nodes.record_node(case, "N05", on=date(2026, 11, 4), by=li, at=moment(TODAY))
    internal = CaseClock.objects.filter(case=case, internal=True).first()
    assert internal is not None
    RuleSetting.objects.create(
        court=city.luolong, rule=internal.rule, key="adopted", value="1",
        paper="洛龙法〔2026〕9号", valid_from=date(2026, 1, 1), set_at=timezone.now(),
    )  # fmt: skip
    rederivation.catch_up(TODAY, timezone.now)
    assert not CaseClock.objects.get(
        case=case, rule=internal.rule, subject=internal.subject
    ).internal
    other = derivation.book_for(city.jianxi.pk, TODAY)
    assert other.adopted(internal.rule) == ""
    assert derivation.book_for(city.luolong.pk, TODAY).adopted(internal.rule) == "洛龙法〔2026〕9号"
    assert derivation.book_for(city.luolong.pk, date(2025, 12, 31)).adopted(internal.rule) == ""


def test_missing_is_grey_until_the_source_is_declared_complete(li: Account, city: City) -> None:
    city.luolong.complete_sources.all().delete()
    case = make_case(officer=li, filed_on=FILED, as_of=TODAY)
    clock = CaseClock.objects.get(case=case, rule="NTC-01")
    assert clock.state == "grey"
    assert (case.is_grey, case.red_on) == (True, None)
    CompleteSource.objects.create(court=city.luolong, source="*", declared_on=date(2026, 1, 1))
    rederivation.catch_up(TODAY, timezone.now)
    assert CaseClock.objects.get(case=case, rule="NTC-01").state == "overdue"


@pytest.fixture
def real_city(transactional_db: None) -> City:
    from bailiwick.org.models import GroupKind
    from tests.cast import court, group

    centre = court("豫03", "洛阳市中级人民法院", "洛阳中院")
    basic = court("豫0311", "洛阳市洛龙区人民法院", "洛龙法院", centre)
    team = group(basic, "执行一团队", GroupKind.TEAM)
    return City(centre, basic, basic, team, team, team)


@pytest.mark.slow
def test_two_processes_do_the_work_of_one(real_city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rederivation, "BATCH_CASES", 2)
    for _ in range(5):
        make_case(real_city.luolong, filed_on=FILED)
    expected = sorted(CaseClock.objects.values_list("case", "rule", "state"))
    CaseClock.objects.all().delete()
    outcome = rederivation.run(FILED, workers=2)
    assert (outcome.cases, outcome.changed) == (5, 5)
    assert sorted(CaseClock.objects.values_list("case", "rule", "state")) == expected
    assert rederivation.run(FILED).changed == 0


def test_of_two_edits_at_once_one_is_told(real_city: City) -> None:
    """Both opened version 1; the row lock lets one through, the other learns who was first."""
    from bailiwick.org.models import Role

    by = member("li", "李执行员", real_city.luolong, Role.OFF, team=real_city.team)
    case = make_case(real_city.luolong, officer=by, filed_on=FILED)
    gate, answers = threading.Barrier(2), []

    def edit(code: str) -> None:
        try:
            gate.wait(5)
            nodes.record_node(case, code, on=TODAY, by=by, at=moment(TODAY), version=1)
            answers.append("done")
        except Stale:
            answers.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=edit, args=(code,)) for code in ("N07", "N08")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", "stale"]
    assert case.facts.filter(what__in=["N07", "N08"]).count() == 1
    assert JournalRecord.objects.filter(event="NodeRecorded").count() == 1
    assert connection.is_usable()
