"""Courts, groups and calendar as loaded at every start."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from bailiwick.org import reference, selectors
from bailiwick.org.models import CalendarDay, CalendarYear, Court, CourtLevel, Group

pytestmark = pytest.mark.django_db


def basic_courts(day: date) -> set[str]:
    found = Court.objects.filter(selectors.valid_on(day), level=CourtLevel.BASIC)
    return set(found.values_list("code", flat=True))


def test_sixteen_basic_courts_in_2017_and_fifteen_today() -> None:
    reference.load()
    then, today = basic_courts(date(2017, 8, 9)), basic_courts(date(2026, 11, 25))
    assert len(then) == 16
    assert len(today) == 15
    assert then - today == {"豫0306", "豫0322", "豫0381"}
    assert today - then == {"豫0307", "豫0308"}


def test_abolished_courts_name_their_successors() -> None:
    reference.load()
    successors = dict(Court.objects.exclude(successor=None).values_list("code", "successor__code"))
    assert successors == {"豫0306": "豫0308", "豫0322": "豫0308", "豫0381": "豫0307"}


def test_no_day_without_a_court_between_old_and_new() -> None:
    reference.load()
    for old in Court.objects.exclude(successor=None).select_related("successor"):
        assert old.valid_to
        assert old.successor
        assert (old.successor.valid_from - old.valid_to).days == 1


def test_branch_bureaus_belong_to_the_intermediate_courts_bureau() -> None:
    reference.load()
    bureau = Court.objects.get(code="豫0311").bureaus.get()
    assert bureau.is_branch_of
    assert bureau.is_branch_of.court.code == "豫03"


def test_loading_twice_writes_nothing_the_second_time() -> None:
    assert sum(reference.load().values()) > 0
    assert set(reference.load().values()) == {0}


def test_what_people_entered_survives_the_next_start() -> None:
    reference.load()
    Court.objects.filter(code="豫0311").update(go_live_on=date(2026, 1, 1))
    Group.objects.filter(name="综合组").update(duty_text="本院自定")
    CalendarDay.objects.filter(day=date(2026, 2, 14)).delete()
    reference.load()
    assert Court.objects.get(code="豫0311").go_live_on == date(2026, 1, 1)
    assert Group.objects.get(name="综合组").duty_text == "本院自定"
    assert not CalendarDay.objects.filter(day=date(2026, 2, 14)).exists()


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        pytest.param(date(2026, 2, 17), True, id="spring festival"),
        pytest.param(date(2026, 2, 14), False, id="Saturday worked for it"),
        pytest.param(date(2026, 10, 1), True, id="national day"),
    ],
)
def test_calendar_knows_holidays_and_make_up_days(day: date, is_off: bool) -> None:
    reference.load()
    assert CalendarDay.objects.get(day=day).is_off is is_off


def test_a_year_without_official_arrangement_is_not_confirmed() -> None:
    reference.load()
    assert CalendarYear.objects.get(year=2026).official
    assert not CalendarYear.objects.get(year=2027).official
    assert selectors.calendar_warning(date(2026, 11, 25)) == (
        "2027 年工作日历尚未核对，该年届满日只按周末推算"
    )
    assert selectors.calendar_warning(date(2026, 3, 1)) is None


def test_six_groups_with_their_duties() -> None:
    reference.load()
    groups = Group.objects.filter(court__code="豫03")
    assert groups.count() == 6
    assert all(group.duty_text for group in groups)


def test_tree_of_a_day_shows_what_a_court_took_over() -> None:
    reference.load()
    rows = {row.court.code: row for row in selectors.court_tree(timezone.localdate())}
    assert {court.code for court in rows["豫0308"].predecessors} == {"豫0306", "豫0322"}
    assert rows["豫03"].depth == 0
    assert rows["豫0308"].depth == 1
