"""Levels of any day by comparing stored days: the same in SQL, in hand and from the law itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from bailiwick.cases import derivation
from bailiwick.cases.models import Case, CaseClock
from bailiwick.cases.selectors import lights, register
from bailiwick.org.models import Account
from tests.make import make_case, measure, node

FILED = date(2026, 6, 1)


@pytest.fixture
def cases(li: Account) -> list[Case]:
    """Three cases of different fortune, derived as of the day after filing."""
    calm = make_case(officer=li, filed_on=FILED)
    for code, day in (("N04", 2), ("N05", 3), ("N07", 4), ("N08", 4), ("N09", 4), ("N11", 5)):
        node(calm, code, date(2026, 6, day))
    frozen = make_case(officer=li, filed_on=FILED)
    measure(frozen, "冻结存款", date(2026, 6, 8), date(2026, 9, 7))
    bare = make_case(officer=li, filed_on=FILED)
    return [calm, frozen, bare]


def days() -> list[date]:
    return [
        FILED + timedelta(days=offset)
        for offset in (1, 5, 8, 9, 20, 45, 95, 99, 183, 184, 220, 400)
    ]


@pytest.mark.parametrize("on", days(), ids=str)
def test_sql_and_python_agree_and_every_case_has_one_level(cases: list[Case], on: date) -> None:
    for case in Case.objects.all():
        derivation.rederive(case, as_of=on)
    rows = list(lights.with_level(Case.objects.all(), on))
    for row in rows:
        assert row.level == lights.level_of(row, on)
        assert row.days == lights.days_of(row, on)
    counts = lights.counts(Case.objects.all(), on)
    for level in lights.LEVELS:
        found = Case.objects.filter(lights.level_q(level, on))
        assert found.count() == counts[level] == sum(row.level == level for row in rows)


@pytest.mark.parametrize("on", days(), ids=str)
def test_the_light_is_that_of_the_worst_official_clock(cases: list[Case], on: date) -> None:
    order = [*lights.LEVELS[:5]]
    for case in cases:
        derivation.rederive(case, as_of=on)
        clocks = derivation.clocks_as_of(case, on)
        shown = [
            (order.index(str(clock.level(on))), clock.due)
            for clock in clocks
            if not clock.internal and str(clock.level(on)) in order and clock.due is not None
        ]
        if shown:
            level, due = min(shown)
            assert (lights.level_of(case, on), case.due_on) == (order[level], due)


@pytest.mark.parametrize("on", days(), ids=str)
def test_stored_levels_of_clocks_are_those_the_law_gives(cases: list[Case], on: date) -> None:
    for case in cases:
        derivation.rederive(case, as_of=on)
        stored = {(c.rule, c.subject): c for c in CaseClock.objects.filter(case=case)}
        derived = derivation.clocks_as_of(case, on)
        assert set(stored) == {(clock.rule, clock.subject) for clock in derived}
        for clock in derived:
            expected = clock.level(on)
            found = lights.clock_level_of(stored[clock.rule, clock.subject], on)
            assert found == (str(expected) if expected else lights.NO_LEVEL)


def test_a_light_changes_by_itself_until_the_case_wakes(cases: list[Case]) -> None:
    """Between two wakings the stored days alone give the same light as a fresh derivation."""
    for case in cases:
        derivation.rederive(case, as_of=FILED)
        on = FILED
        while on < date(2027, 1, 31):
            on += timedelta(days=1)
            if case.wake_on and case.wake_on <= on:
                derivation.rederive(case, as_of=on)
            kept = (lights.level_of(case, on), case.due_on)
            fresh = derivation.light_of(derivation.clocks_as_of(case, on), on)
            assert kept == (lights.level_of(fresh, on), fresh.due_on), f"{case.number} {on}"


# ------------------------------------------------------------------------------ filters


def listed(account: Account, query: str, on: date) -> list[int]:
    params = QueryDict(query)
    rows = [case.pk for case in register.filtered(account, params, on)]
    assert register.count(register.narrowed(account, params, on)) == len(rows)
    return rows


def test_every_filter_makes_a_list_as_long_as_its_count(li: Account, cases: list[Case]) -> None:
    values = {
        "court": str(cases[0].court_id), "status": "open", "type": "执,执恢", "kind": "民事",
        "level": "overdue", "officer": str(li.person_id), "group": str(cases[0].group_id),
        "cause": "买卖", "filed_from": "2026-06-01", "filed_to": "2026-06-01",
        "due_from": "2026-01-01", "due_to": "2030-01-01", "due_within": "4000",
        "closed_from": "2026-01-01", "closed_to": "2026-12-31", "mode": "执行完毕",
        "amount_from": "9.9", "amount_to": "10", "node": "N03", "grey": "1", "paused": "1",
        "internal": "1", "sensitive": "1", "unassigned": "1", "money_waiting": "1",
    }  # fmt: skip
    assert set(values) == set(register.FILTERS)
    for name, value in values.items():
        listed(li, f"{name}={value}", date(2026, 6, 10))
        assert listed(li, f"{name}=%27;--", date(2026, 6, 10)) is not None
    assert len(listed(li, "amount_from=9.9&amount_to=10&cause=买卖", FILED)) == 3
    assert listed(li, "amount_from=10.01", FILED) == []
    assert listed(li, "cause=借贷", FILED) == []
    assert listed(li, "node=N11", FILED) == [cases[0].pk]


def test_drill_down_counts_clocks_of_one_rule(li: Account, cases: list[Case]) -> None:
    on = date(2026, 6, 10)
    for case in cases:
        derivation.rederive(case, as_of=on)
    # NTC-01: an officer is fixed within 7 days of 2026-06-01, due the 8th; two cases have no N04
    expected = sorted(case.pk for case in cases[1:])
    assert sorted(listed(li, "rule=NTC-01&rule_level=overdue", on)) == expected
    assert listed(li, "rule=NTC-01&rule_level=grey", on) == []
    assert listed(li, "rule=NTC-01&rule_level=nonsense", on) == []


def test_worst_first(li: Account, cases: list[Case]) -> None:
    on = date(2026, 9, 6)
    for case in cases:
        derivation.rederive(case, as_of=on)
    rows = list(register.filtered(li, QueryDict(""), on))
    ranks = [(row.level_rank, row.due_on) for row in rows]
    assert ranks == sorted(ranks)


def test_scopes(
    cases: list[Case], li: Account, chen: Account, wang: Account, zhao: Account, sun: Account,
    system_admin: Account,
) -> None:  # fmt: skip
    for account, seen in ((li, 3), (chen, 0), (wang, 3), (zhao, 0), (sun, 3), (system_admin, 0)):
        assert register.cases_visible_to(account).count() == seen, account.username


def test_labelled_cases_are_listed_veiled_and_not_found_by_name(
    cases: list[Case], wang: Account, li: Account
) -> None:
    Case.objects.filter(pk=cases[0].pk).update(sensitive="涉密")
    veiled = {row.pk: row.veiled for row in register.cases_visible_to(wang)}
    assert veiled == {cases[0].pk: True, cases[1].pk: False, cases[2].pk: False}
    assert not any(row.veiled for row in register.cases_visible_to(li))
    assert len(listed(wang, "q=海燕", FILED)) == 2
    assert len(listed(li, "q=海燕", FILED)) == 3
    assert cases[0].pk not in register.cases_open_to(wang).values_list("pk", flat=True)


def test_a_list_costs_the_same_queries_however_long(
    li: Account, cases: list[Case], django_assert_num_queries: object
) -> None:
    register.cases_visible_to(li)  # scope and posts are read once a request
    with django_assert_num_queries(1):
        for row in register.filtered(li, QueryDict(""), FILED):
            assert row.court.name
            assert row.officer.name
            assert row.group.name
    with django_assert_num_queries(1):
        lights.counts(register.narrowed(li, QueryDict(""), FILED), FILED)
