"""工作台 and the ladder of expiring measures: who acts first, and every number opens its list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from bailiwick.approvals.models import Approval, Step
from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case
from bailiwick.cases.selectors import expiring, workbench
from bailiwick.org import reference
from bailiwick.org.models import Account, CalendarDay, Role
from tests import make

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
ROW = re.compile(r'<tr id="case-(\d+)"')
FIGURE = re.compile(
    r'<a href="([^"]+)">\s*<span class="bw-l">([^<]+)</span>\s*<span class="bw-n">([\d,]+)<small>'
)


@pytest.fixture(autouse=True)
def calendar(db: None) -> None:
    reference.load()


def overdue(officer: Account, days: int = 300) -> Case:
    today = localdate()
    return make.make_case(officer=officer, filed_on=today - timedelta(days=days), as_of=today)


def rows(client: Client, url: str) -> int:
    return len(ROW.findall(client.get(url.replace("&amp;", "&") + "&size=100").content.decode()))


def test_every_figure_is_the_count_of_the_list_it_opens(
    sign_in: SignIn, li: Account, wang: Account
) -> None:
    for days in (300, 200, 150, 3):
        overdue(li, days)
    for reader in (li, wang):
        client = sign_in(reader)
        figures = FIGURE.findall(client.get("/").content.decode())
        assert [name for _, name, _ in figures][:2] == ["今日必办", "临期"]
        for url, name, count in figures:
            if url.startswith("/cases/?"):
                assert rows(client, url) == int(count), name


def test_one_line_a_case_and_only_own_cases(
    sign_in: SignIn, li: Account, chen: Account, zhao: Account
) -> None:
    case = overdue(li)
    page = sign_in(li).get("/").content.decode()
    must = page[page.index('id="h-must"') : page.index('id="h-near"')]
    assert must.count(f">{case.number}<") == 1
    for other in (chen, zhao):
        assert case.number not in sign_in(other).get("/").content.decode()


def test_what_waits_for_somebody_else_stands_apart(li: Account, he: Account) -> None:
    mine = overdue(li, 190)
    done = [NewFact("node", f"N{n:02d}", mine.filed_on) for n in (4, 5, 7, 8, 9, 10, 11, 15)]
    make.add_facts(mine, *done, at=now())
    assert [line.case_id for line in lines(li, "由我办理")] == [mine.pk]
    request = Approval.objects.create(
        kind="cases.extension", court=mine.court, subject_type="case", subject_id=mine.pk,
        title="延长执行期限", asked_by=li, asked_at=now(),
    )  # fmt: skip
    Step.objects.create(
        approval=request, position=1, role=Role.PRES, court=mine.court, due_on=localdate()
    )
    assert lines(li, "由我办理") == []
    waiting = lines(li, "等他人办理")
    assert [line.case_id for line in waiting] == [mine.pk]
    assert waiting[0].who == "等院长"
    assert waiting[0].act_label == "看审批"
    assert "执行期限" in waiting[0].what


def test_without_a_request_nobody_is_sent_to_an_empty_list_of_requests(li: Account) -> None:
    """The handing over (N05, three days after the 16th) is the filing office's: late since the 20th."""
    case = make.make_case(officer=li, filed_on=date(2026, 11, 13), as_of=date(2026, 11, 24))
    make.add_facts(case, NewFact("node", "N04", date(2026, 11, 16)), at=now())
    board = workbench.board(li, date(2026, 11, 24))
    line = next(one for group in board.groups for one in group.lines)
    assert (line.who, line.act_label) == ("等立案庭", "补录接收")


def test_nobody_is_offered_an_act_the_post_may_not_do(
    li: Account, filing: Account, sign_in: SignIn
) -> None:
    """The filing office sees the court's cases and may not close them; the officer may."""
    case = overdue(li, 190)
    done = [NewFact("node", f"N{n:02d}", case.filed_on) for n in (4, 5, 7, 8, 9, 10, 11, 15)]
    make.add_facts(case, *done, at=now())
    for account, offered in ((li, True), (filing, False)):
        client = sign_in(account)
        for path in ("/", f"/cases/{case.pk}/", f"/cases/{case.pk}/why/EXEC/"):
            page = client.get(path).content.decode()
            assert (f"/cases/{case.pk}/close/" in page) is offered, (account, path)


def test_a_limit_answered_by_a_service_is_recorded_as_that_service(li: Account) -> None:
    """Preservation: five days from the application of the 2nd; its ruling is served, no node is."""
    case = make.make_case(
        officer=li, type_code="财保", filed_on=date(2026, 11, 2), as_of=date(2026, 11, 20)
    )
    make.add_facts(
        case, NewFact("event", "申请", date(2026, 11, 2), detail="保全", ref="a1"), at=now()
    )
    board = workbench.board(li, date(2026, 11, 20))
    line = next(one for group in board.groups for one in group.lines)
    assert line.act_label == "登记裁定送达"
    assert "/event/?what=" in line.act_url


def lines(account: Account, label: str) -> list[workbench.Line]:
    board = workbench.board(account, localdate())
    return [line for group in board.groups if group.label == label for line in group.lines]


def test_a_short_limit_that_ends_this_week_is_named_though_it_is_green(
    li: Account, sign_in: SignIn
) -> None:
    """The officer is due seven days after the filing on Friday the 20th: Friday the 27th."""
    monday = date(2026, 11, 23)
    case = make.make_case(officer=li, filed_on=date(2026, 11, 20), as_of=monday)
    case.refresh_from_db()
    assert case.due_on == date(2026, 11, 27)  # 7 days from the 20th
    board = workbench.board(li, monday)
    assert [line.case_id for line in board.near] == [case.pk]
    assert board.near[0].light.level == "green"
    assert board.week_count == 1
    page = sign_in(li).get(board.week_url).content.decode()
    assert case.number in page
    later = workbench.board(li, date(2026, 11, 16))
    assert later.near == []
    assert later.next_due == date(2026, 11, 27)


def test_the_explanation_opens_dressed(li: Account, sign_in: SignIn) -> None:
    assert "cases/explain.css" in sign_in(li).get("/").content.decode()


def test_those_who_oversee_see_teams_and_courts(li: Account, zhao: Account, sun: Account,
                                                wang: Account) -> None:  # fmt: skip
    overdue(li)
    overdue(zhao)
    labels = [group.label for group in workbench.board(sun, localdate()).groups]
    assert sorted(labels) == ["洛阳市洛龙区人民法院", "洛阳市涧西区人民法院"]
    assert [group.label for group in workbench.board(wang, localdate()).groups] == ["执行一团队"]


def test_administrators_are_led_to_their_own_pages(
    sign_in: SignIn, audit_admin: Account, system_admin: Account
) -> None:
    assert sign_in(audit_admin).get("/")["Location"] == "/audit/"
    assert sign_in(system_admin).get("/")["Location"] == "/organisation/"


def test_htmx_gets_the_board_alone(sign_in: SignIn, li: Account) -> None:
    part = sign_in(li).get("/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "今日必办" in part


def test_the_list_for_paper_has_every_line(sign_in: SignIn, li: Account) -> None:
    cases = [overdue(li, 200 + n) for n in range(12)]
    page = sign_in(li).get("/today/").content.decode()
    assert all(case.number in page for case in cases)


@pytest.mark.parametrize(
    ("left", "steps"),
    [
        pytest.param(-31, {"old"}, id="lapsed long ago"),
        pytest.param(-30, {"", "lapsed"}, id="lapsed within thirty days"),
        pytest.param(0, {"", "3", "7", "30", "60", "90"}, id="ends today"),
        pytest.param(3, {"", "3", "7", "30", "60", "90"}, id="three days"),
        pytest.param(4, {"", "7", "30", "60", "90"}, id="four days"),
        pytest.param(30, {"", "30", "60", "90"}, id="thirty days"),
        pytest.param(31, {"60", "90"}, id="thirty-one days"),
        pytest.param(91, set(), id="not yet"),
    ],
)
def test_ladder(left: int, steps: set[str], li: Account, sign_in: SignIn) -> None:
    today = localdate()
    case = make.make_case(officer=li, filed_on=today - timedelta(days=200), as_of=today)
    fact = NewFact("measure", "冻结存款", today - timedelta(days=150),
                   until=today + timedelta(days=left), ref="m1", detail="工商银行账户")  # fmt: skip
    make.add_facts(case, fact, at=now())
    reach = expiring.reach_of(li, {})
    counts = {step: count for step, _, count in expiring.ladder_counts(reach, {}, today)}
    assert {step for step, count in counts.items() if count} == steps
    client = sign_in(li)
    for step, count in counts.items():
        page = client.get(f"/expiring/?step={step}").content.decode()
        assert page.count("<tr data-row") == count, step


def test_measures_of_others_are_not_listed(li: Account, zhao: Account, sign_in: SignIn) -> None:
    today = localdate()
    case = make.make_case(officer=li, filed_on=today - timedelta(days=20), as_of=today)
    make.measure(case, "冻结存款", today - timedelta(days=10), today + timedelta(days=5))
    assert case.number in sign_in(li).get("/expiring/").content.decode()
    assert case.number not in sign_in(zhao).get("/expiring/").content.decode()
    answer = sign_in(li).post("/expiring/export/", {"query": "step=7"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_holiday_catches_measures_on_the_day_and_other_limits_on_the_day_after(
    li: Account, sign_in: SignIn
) -> None:
    """A holiday of four days from five working days ahead: a freeze ends inside it, and is listed."""
    CalendarDay.objects.all().delete()
    today = localdate()
    first = today + timedelta(days=7 - today.weekday() + 7)  # a Monday, 8 to 14 days ahead
    for offset in range(4):
        day = first + timedelta(days=offset)
        CalendarDay.objects.create(day=day, is_off=True, name="国庆节")
    from bailiwick.cases import derivation

    derivation.forget()
    case = make.make_case(officer=li, filed_on=today - timedelta(days=20), as_of=today)
    make.measure(case, "冻结存款", today - timedelta(days=10), first + timedelta(days=1))
    found = expiring.eve(expiring.reach_of(li, {}), today, {})
    assert found is not None
    assert found.name == "国庆节"
    assert found.last == first + timedelta(days=3)
    assert [(part.label, part.count) for part in found.parts] == [("冻结查封", 1)]
    page = sign_in(li).get(found.parts[0].url).content.decode()
    assert page.count("<tr data-row") == 1


def test_no_holiday_within_ten_working_days_no_list(li: Account) -> None:
    on = date(2026, 8, 3)  # Mid-Autumn is on 2026-09-25
    assert expiring.eve(expiring.reach_of(li, {}), on, {}) is None


def test_a_case_put_aside_stands_apart_until_its_day_and_the_count_stays(
    li: Account, chen: Account, sign_in: SignIn
) -> None:
    case = overdue(li, 190)
    done = [NewFact("node", f"N{n:02d}", case.filed_on) for n in (4, 5, 7, 8, 9, 10, 11, 15)]
    make.add_facts(case, *done, at=now())
    today = localdate()
    client = sign_in(li)
    url = f"/cases/{case.pk}/snooze/"
    day = (today + timedelta(days=3)).isoformat()
    assert client.post(url, {"until": day, "reason": "等待评估报告"}).status_code == 302
    assert lines(li, "由我办理") == []
    aside = lines(li, "已搁置")
    assert [line.case_id for line in aside] == [case.pk]
    assert aside[0].detail.endswith("等待评估报告")
    assert workbench.board(li, today).must_count == 1
    assert [
        line.case_id
        for group in workbench.board(li, today + timedelta(days=3)).groups
        if group.label == "由我办理"
        for line in group.lines
    ] == [case.pk]
    assert sign_in(chen).post(url, {"until": day, "reason": "不是我的"}).status_code == 404
    client.post(url)
    assert [line.case_id for line in lines(li, "由我办理")] == [case.pk]


@pytest.mark.parametrize(
    ("days", "reason", "message"),
    [
        pytest.param(3, " ", "搁置须写明事由", id="no reason"),
        pytest.param(0, "等待评估报告", "14 日以内", id="today is not later"),
        pytest.param(15, "等待评估报告", "14 日以内", id="too long"),
    ],
)
def test_refused_to_put_aside(
    days: int, reason: str, message: str, li: Account, sign_in: SignIn
) -> None:
    case = overdue(li, 190)
    until = (localdate() + timedelta(days=days)).isoformat()
    answer = sign_in(li).post(f"/cases/{case.pk}/snooze/", {"until": until, "reason": reason})
    assert answer.status_code == 409
    assert message in answer.content.decode()


def test_a_measure_about_to_lapse_cannot_be_put_aside(li: Account, sign_in: SignIn) -> None:
    case = overdue(li, 190)
    today = localdate()
    make.measure(case, "冻结存款", today - timedelta(days=30), today + timedelta(days=2))
    until = (today + timedelta(days=1)).isoformat()
    answer = sign_in(li).post(f"/cases/{case.pk}/snooze/", {"until": until, "reason": "以后再办"})
    assert answer.status_code == 409
    assert "不能搁置" in answer.content.decode()
