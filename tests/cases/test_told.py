"""The journal finds cases by their number; each officer hears of the day's cases in one line a kind."""

from __future__ import annotations

from datetime import date

import pytest

from bailiwick.audit import naming
from bailiwick.cases import told
from bailiwick.cases.models import Case
from bailiwick.org.models import Account
from tests.make import make_case

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)


def test_journal_finds_and_names_a_case(li: Account) -> None:
    case = make_case(officer=li)
    typed = case.number.replace("（", "(").replace("）", ")")
    assert naming.find("case", typed) == [case.pk]
    assert naming.find("case", "绝无此号") == []
    assert naming.names("case", [case.pk, None]) == {case.pk: case.number}


def test_lines_of_the_day_count_by_officer(li: Account, chen: Account) -> None:
    cases = [make_case(officer=account) for account in (li, li, chen)]
    days = {"yellow_on": None, "orange_on": None, "red_on": None, "black_on": None}
    Case.objects.update(**days)
    Case.objects.filter(pk=cases[0].pk).update(red_on=ON)
    Case.objects.filter(pk=cases[1].pk).update(yellow_on=ON)
    Case.objects.filter(pk=cases[2].pk).update(red_on=date(2026, 11, 26))  # tomorrow
    told_lines = sorted((line.person_id, line.text) for line in told.lines_of_the_day(ON))
    assert told_lines == sorted([(li.person_id, "临期案件 1 件"), (li.person_id, "超期案件 1 件")])
