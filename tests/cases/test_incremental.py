"""Clocks kept by act after act equal those of a full derivation; the past can be asked again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bailiwick.cases import clock_store, derivation
from bailiwick.cases.facts import law_facts
from bailiwick.cases.models import Case, CaseClock, Fact
from bailiwick.cases.services import corrections, deductions, measures, nodes, payments
from bailiwick.errors import Refusal
from bailiwick.law.facts import DEDUCTIONS, MEASURES
from bailiwick.org.models import Account
from tests.make import make_case, moment, node

FILED = date(2026, 3, 2)
LATE = date(2026, 11, 25)
DAY = st.integers(0, 260).map(lambda offset: FILED + timedelta(days=offset))

ACT = st.one_of(
    st.tuples(st.just("node"), st.sampled_from(["N04", "N05", "N07", "N08", "N11", "N13"]), DAY),
    st.tuples(st.just("deduction"), st.sampled_from(sorted(DEDUCTIONS)), DAY, st.integers(0, 60)),
    st.tuples(st.just("measure"), st.sampled_from(sorted(MEASURES)), DAY, st.integers(1, 360)),
    st.tuples(st.just("release"), st.integers(1, 4), DAY),
    st.tuples(st.just("payment"), st.sampled_from(["到账", "发放"]), DAY, st.integers(1, 900)),
    st.tuples(st.just("event"), st.sampled_from(["线索", "反馈", "异议"]), DAY),
    st.tuples(st.just("correct"), st.integers(0, 12), DAY),
    st.tuples(st.just("void"), st.integers(0, 12)),
)


def do(case: Case, by: Account, act: tuple[Any, ...]) -> None:
    common = {"by": by, "at": moment(LATE)}
    match act:
        case ("node", code, on):
            nodes.record_node(case, code, on=on, **common)
        case ("deduction", what, on, length):
            until = on + timedelta(days=length)
            deductions.record_deduction(case, what, on=on, until=until, document="文", **common)
        case ("measure", what, on, length):
            until = on + timedelta(days=length)
            measures.impose(case, what, on=on, until=until, document="文", **common)
        case ("release", number, on):
            measures.release(case, f"m{number}", on=on, document="文", **common)
        case ("payment", what, on, amount):
            payments.record_payment(
                case, what, amount=Decimal(amount), on=on, holder="周海燕", **common
            )
        case ("event", what, on):
            nodes.record_event(case, what, on=on, **common)
        case ("correct", place, on):
            corrections.correct(fact_at(case, place), {"on": on}, reason="误", **common)
        case ("void", place):
            corrections.void_fact(fact_at(case, place), reason="误", **common)


def fact_at(case: Case, place: int) -> Fact:
    rows = list(case.facts.order_by("pk"))
    return rows[place % len(rows)]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(ACT, max_size=12))
def test_incremental_equals_full(li: Account, acts: list[tuple[Any, ...]]) -> None:
    case = make_case(officer=li, filed_on=FILED, as_of=LATE)
    for act in acts:
        try:
            do(case, li, act)
        except Refusal:
            continue
    derived = {clock_store.line(clock) for clock in derivation.clocks_as_of(case, LATE)}
    stored = set().union(*_stored(case))
    assert stored == derived
    kept = CaseClock.objects.filter(case=case).count()
    CaseClock.objects.filter(case=case).delete()
    derivation.rederive(case, as_of=LATE)
    assert CaseClock.objects.filter(case=case).count() == kept
    assert set().union(*_stored(case)) == derived


def _stored(case: Case) -> list[frozenset[str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        return list(clock_store.read_clocks(cursor, [case.pk]).values())


def test_deriving_twice_writes_nothing(li: Account) -> None:
    case = make_case(officer=li, filed_on=FILED)
    derivation.rederive_many([case.pk], as_of=LATE)
    again = derivation.rederive_many([case.pk], as_of=LATE)
    assert (again.cases, again.changed, again.clocks_written) == (1, 0, 0)


def test_only_what_differs_is_written(li: Account) -> None:
    case = make_case(officer=li, filed_on=FILED, as_of=LATE)
    before = dict(CaseClock.objects.filter(case=case).values_list("rule", "pk"))
    row = CaseClock.objects.get(case=case, rule="EXEC")
    CaseClock.objects.filter(pk=row.pk).update(due_on=date(2030, 1, 1))
    outcome = derivation.rederive_many([case.pk], as_of=LATE)
    assert (outcome.changed, outcome.clocks_written) == (1, 1)
    row.refresh_from_db()
    assert row.due_on == date(2026, 9, 2)  # six months from 2026-03-02, a Wednesday
    assert dict(CaseClock.objects.filter(case=case).values_list("rule", "pk")) == before


def test_what_did_we_show_then(li: Account) -> None:
    """N05 of 3 March is learnt only on 20 March: until then the notice clock was not known."""
    case = make_case(officer=li, filed_on=FILED)
    node(case, "N04", date(2026, 3, 3))
    derivation.rederive(case, as_of=date(2026, 3, 20))
    learnt = moment(date(2026, 3, 20))
    nodes.record_node(case, "N05", on=date(2026, 3, 3), by=li, at=learnt)
    on = date(2026, 3, 19)
    now = {clock.rule for clock in derivation.clocks_as_of(case, on)}
    then = {
        clock.rule
        for clock in derivation.clocks_as_of(case, on, known_at=moment(date(2026, 3, 19)))
    }
    assert "NTC-02" in now
    assert "NTC-02" not in then
    assert len(law_facts(case.pk, moment(date(2026, 3, 19)))) == 2
    assert then == {
        clock.rule
        for clock in derivation.clocks_as_of(case, on, known_at=moment(date(2026, 3, 19)))
    }


def test_an_explanation_shows_what_the_stored_clock_shows(li: Account) -> None:
    case = make_case(officer=li, filed_on=FILED, as_of=LATE)
    for clock in CaseClock.objects.filter(case=case):
        explained = derivation.explanation(case, clock.rule, clock.subject, as_of=LATE)
        assert (explained.clock.due, str(explained.clock.state)) == (clock.due_on, clock.state)


@pytest.mark.parametrize("rule", ["EXEC", "NTC-01"])
def test_a_past_day_is_answered_as_of_that_day(li: Account, rule: str) -> None:
    case = make_case(officer=li, filed_on=FILED, as_of=LATE)
    found = derivation.explanation(case, rule, "", as_of=date(2026, 3, 3))
    assert str(found.clock.state) == "running"
