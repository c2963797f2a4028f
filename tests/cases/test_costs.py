"""What pages and acts cost in statements: the same for one row and for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bailiwick.cases import derivation
from bailiwick.cases.services import nodes
from bailiwick.org.models import Account
from tests.make import make_case, moment, node

FILED = date(2026, 11, 2)
TODAY = date(2026, 11, 25)


def test_the_backfill_list_costs_the_same_for_one_and_for_twenty(
    li: Account, sign_in: Callable[[Account], Client], django_assert_num_queries: Any
) -> None:
    from django.db import connection

    case = make_case(officer=li, filed_on=FILED)
    browser, url = sign_in(li), reverse("cases:backfill_list")
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for day in range(3, 23):
        node(case, "N10", date(2026, 11, day))
    with CaptureQueriesContext(connection) as many:
        assert browser.get(url).context["page"].paginator.count == 21
    assert len(many) == len(few)


def test_deriving_costs_four_reads_however_many_cases(
    li: Account, django_assert_num_queries: Any
) -> None:
    """Tables' version, cases, clocks, facts; the lock and two savepoints of the enclosing test."""
    cases = [make_case(officer=li, filed_on=FILED, as_of=TODAY) for _ in range(3)]
    derivation.rederive_many([cases[0].pk], as_of=TODAY)
    for ids in ([cases[0].pk], [case.pk for case in cases]):
        with django_assert_num_queries(7):
            derivation.rederive_many(ids, as_of=TODAY)


def test_an_act_costs_the_same_on_a_long_file(li: Account) -> None:
    from django.db import connection

    case = make_case(officer=li, filed_on=FILED)
    nodes.record_node(case, "N10", on=date(2026, 11, 3), by=li, at=moment(TODAY))
    with CaptureQueriesContext(connection) as short:
        nodes.record_node(case, "N10", on=date(2026, 11, 4), by=li, at=moment(TODAY))
    for day in range(5, 20):
        nodes.record_node(case, "N10", on=date(2026, 11, day), by=li, at=moment(TODAY))
    with CaptureQueriesContext(connection) as long:
        nodes.record_node(case, "N10", on=date(2026, 11, 21), by=li, at=moment(TODAY))
    assert len(long) <= len(short)
