"""The working-day calendar is edited with a reason; clocks hear of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.errors import NotYours, WrongState
from bailiwick.org import selectors
from bailiwick.org.models import (
    Account,
    CalendarDay,
    CalendarYear,
    CompleteSource,
    Court,
    Group,
)
from bailiwick.org.services import calendar, courts
from tests.cast import City

pytestmark = pytest.mark.django_db
SATURDAY, MONDAY = date(2027, 3, 6), date(2027, 3, 8)


def edit(day: date, by: Account, *, is_off: bool, name: str = "", reason: str = "通知") -> None:
    calendar.edit_day(day, is_off=is_off, name=name, reason=reason, by=by, at=timezone.now())


def test_a_make_up_saturday_is_entered_and_recorded(sun: Account) -> None:
    edit(SATURDAY, sun, is_off=False, name="调休上班")
    assert CalendarDay.objects.get(day=SATURDAY).is_off is False
    data = JournalRecord.objects.get(event="CalendarChanged").data
    assert data == {
        "year": 2027,
        "day": "2027-03-06",
        "was": "休息",
        "now": "上班（调休上班）",
        "reason": "通知",
    }


def test_back_to_the_plain_week_keeps_no_entry(sun: Account) -> None:
    edit(MONDAY, sun, is_off=True, name="补休")
    edit(MONDAY, sun, is_off=False)
    assert not CalendarDay.objects.filter(day=MONDAY).exists()


@pytest.mark.parametrize(
    ("day", "is_off", "reason", "words"),
    [
        pytest.param(SATURDAY, True, "通知", "与现有安排相同", id="nothing changes"),
        pytest.param(SATURDAY, False, " ", "须写明事由", id="no reason"),
        pytest.param(date(1999, 1, 2), False, "通知", "工作日历只含", id="before the calendar"),
    ],
)
def test_empty_changes_are_refused(
    day: date, is_off: bool, reason: str, words: str, sun: Account
) -> None:
    with pytest.raises(WrongState, match=words):
        edit(day, sun, is_off=is_off, reason=reason)


def test_version_grows_with_every_change(sun: Account) -> None:
    before = selectors.calendar_version()
    edit(SATURDAY, sun, is_off=False)
    assert selectors.calendar_version() > before


def test_a_year_is_confirmed_with_its_source_and_taken_back(sun: Account) -> None:
    with pytest.raises(WrongState, match="核对依据"):
        calendar.confirm_year(2027, source="", by=sun, at=timezone.now())
    calendar.confirm_year(2027, source="国办发明电〔2026〕1号", by=sun, at=timezone.now())
    assert 2027 in selectors.official_years()
    calendar.open_year(2027, reason="通知有变", by=sun, at=timezone.now())
    assert 2027 not in selectors.official_years()
    assert CalendarYear.objects.get(year=2027).source == "国办发明电〔2026〕1号"


def test_page_warns_of_a_year_without_official_calendar(
    sign_in: Callable[[Account], Client], li: Account, sun: Account
) -> None:
    url = reverse("org:calendar") + "?year=2031"
    assert "2031 年没有官方放假安排" in sign_in(li).get(url).content.decode()
    calendar.confirm_year(2031, source="通知", by=sun, at=timezone.now())
    assert "没有官方放假安排" not in sign_in(li).get(url).content.decode()


def test_only_who_may_edit_sees_the_forms(
    sign_in: Callable[[Account], Client], li: Account, sun: Account
) -> None:
    link = reverse("org:day_edit")
    assert link not in sign_in(li).get(reverse("org:calendar")).content.decode()
    assert link in sign_in(sun).get(reverse("org:calendar")).content.decode()


def test_page_edits_a_day(sign_in: Callable[[Account], Client], sun: Account) -> None:
    data = {"day": "2027-03-06", "kind": "work", "name": "调休上班", "reason": "国办通知"}
    answer = sign_in(sun).post(reverse("org:day_edit"), data)
    assert answer["Location"] == "/calendar/?year=2027"
    assert CalendarDay.objects.filter(day=SATURDAY, is_off=False).exists()


# --- go-live day and complete sources ------------------------------------------------------


def test_a_court_declares_and_withdraws_a_source(city: City, wang: Account) -> None:
    now, on = timezone.now(), date(2026, 3, 2)
    courts.declare_source(city.luolong, "N04", by=wang, on=on, at=now)
    with pytest.raises(WrongState, match="已声明完整"):
        courts.declare_source(city.luolong, "N04", by=wang, on=on, at=now)
    courts.withdraw_source(city.luolong, "N04", reason="漏导", by=wang, at=now)
    assert not CompleteSource.objects.filter(court=city.luolong, source="N04").exists()
    events = JournalRecord.objects.filter(event__startswith="Source").order_by("pk")
    assert [record.event for record in events] == ["SourceDeclared", "SourceWithdrawn"]


def test_unknown_source_is_refused(city: City, wang: Account) -> None:
    with pytest.raises(WrongState, match="没有名为 N99 的来源"):
        courts.declare_source(city.luolong, "N99", by=wang, on=date(2026, 3, 2), at=timezone.now())


def test_go_live_day_stays_inside_the_reach(city: City, wang: Account) -> None:
    day, now = date(2026, 1, 1), timezone.now()
    courts.set_go_live(city.luolong, day, reason="党组决定", by=wang, at=now)
    assert Court.objects.get(pk=city.luolong.pk).go_live_on == day
    with pytest.raises(NotYours):
        courts.set_go_live(city.jianxi, day, reason="党组决定", by=wang, at=now)


def test_pages_of_another_court_are_not_found(
    sign_in: Callable[[Account], Client], city: City, wang: Account
) -> None:
    browser = sign_in(wang)
    assert browser.get(reverse("org:court_go_live", args=[city.luolong.pk])).status_code == 200
    assert browser.get(reverse("org:court_go_live", args=[city.jianxi.pk])).status_code == 404


# --- groups ---------------------------------------------------------------------------------


def test_groups_are_set_up_and_changed_with_a_record(
    sign_in: Callable[[Account], Client], city: City, system_admin: Account
) -> None:
    browser = sign_in(system_admin)
    data = {"name": "执行二团队", "kind": "team", "valid_from": "2026-01-05", "duty_text": ""}
    url = reverse("org:group_add", args=[city.luolong.pk])
    assert browser.post(url, data).status_code == 302
    assert "已有名为 执行二团队 的组" in browser.post(url, data).content.decode()
    group = Group.objects.get(name="执行二团队")
    change = reverse("org:group_change", args=[group.pk])
    browser.post(change, data | {"duty_text": "涉民生案件"})
    record = JournalRecord.objects.get(event="GroupChanged")
    assert record.data["changed"] == {"duty_text": ["", "涉民生案件"]}


def test_group_does_not_end_before_it_begins(
    sign_in: Callable[[Account], Client], city: City, system_admin: Account
) -> None:
    data = {"name": "x", "kind": "team", "valid_from": "2026-01-05", "valid_to": "2026-01-04"}
    page = sign_in(system_admin).post(reverse("org:group_add", args=[city.luolong.pk]), data)
    assert "撤销日不能早于设立日" in page.content.decode()
