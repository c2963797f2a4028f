"""The journey that must be shown: from the workbench to a light that turns green by itself.

An officer signs in, finds the red case on the workbench, reads why, records the missing node; the
list that stands open in another window changes its light by itself; the journal verifies. Then the
whole way again with the keyboard alone.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import BrowserContext, Page, expect

from bailiwick.audit import chain
from bailiwick.audit.sealing import Sealer
from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case
from bailiwick.org import reference
from bailiwick.org.models import Account
from tests import make
from tests.cast import PASSWORD
from tests.journeys.steps import axe, login, shot

FILED_DAYS_AGO = 12
DONE = {"N04": 1, "N05": 2, "N06": 3, "N08": 4, "N09": 4, "N10": 5, "N11": 4, "N15": 6}


@pytest.fixture(autouse=True)
def calendar(transactional_db: None) -> None:
    """The working-day calendar, as a new installation has it."""
    reference.load()


@pytest.fixture
def red_case(li: Account) -> Case:
    """Filed twelve days ago, everything done but the enforcement notice (N07, three days)."""
    today = localdate()
    filed = today - timedelta(days=FILED_DAYS_AGO)
    case = make.make_case(officer=li, filed_on=filed, as_of=today)
    facts = [NewFact("node", code, filed + timedelta(days=days)) for code, days in DONE.items()]
    make.add_facts(case, *facts, at=make.moment(today, 1))
    return case


def sent_on(case: Case) -> date:
    return case.filed_on + timedelta(days=4)


def light(page: Page, case: Case) -> str:
    return page.locator(f"#case-{case.pk} .lv").inner_text()


def test_a_red_light_turns_green_on_the_open_list_by_itself(
    page: Page, context: BrowserContext, li: Account, red_case: Case
) -> None:
    login(page, li)
    lists = context.new_page()
    lists.goto("/cases/")
    lists.wait_for_selector("html[data-live=up]")
    row = lists.locator(f"#case-{red_case.pk}")
    expect(row.locator(".lv")).to_have_attribute("data-lv", "black")

    page.goto("/")
    line = page.locator(".bw-li", has_text=red_case.number)
    expect(line).to_contain_text("执行通知")
    expect(line).to_contain_text("我")
    shot(page, "journey-1-workbench")
    line.get_by_role("link", name="为什么").click()

    why = page.locator(".bw-oc")
    expect(why.get_by_role("heading", level=1)).to_contain_text("预警说明：")
    expect(why).to_contain_text("怎样解除")
    expect(why.locator("blockquote").first).to_be_visible()
    expect(why.locator(".bw-exgrid")).to_have_css("display", "grid")  # dressed, not bare
    shot(page, "journey-2-why")
    axe(page)
    why.get_by_role("link", name="办理并补录：执行通知").click()

    expect(page.locator("select[name=node]")).to_have_value("N07")
    page.locator("input[name=on]").fill(sent_on(red_case).isoformat())
    page.get_by_role("button", name="补录", exact=True).click()
    expect(page.locator(".bw-oc .lv.big")).to_have_attribute("data-lv", "met")
    shot(page, "journey-3-cleared")

    expect(row.locator(".lv")).to_have_attribute("data-lv", "green")
    shot(lists, "journey-4-list")
    Sealer().seal()
    report = chain.verify()
    assert report.first is None
    assert report.unsealed == 0
    assert report.records > 0


def test_other_courts_get_404_and_the_intermediate_court_sees_both(
    page: Page, context: BrowserContext, zhao: Account, sun: Account, red_case: Case, li: Account
) -> None:
    foreign = make.make_case(officer=zhao)
    login(page, zhao)
    for path in ("", "why/EXEC/", "facts/"):
        answer = page.goto(f"/cases/{red_case.pk}/{path}")
        assert answer is not None
        assert answer.status == 404, path
    page.goto("/cases/")
    expect(page.locator("tbody tr")).to_have_count(1)

    context.clear_cookies()
    login(page, sun)
    page.goto("/cases/")
    expect(page.locator(f"#case-{red_case.pk}")).to_be_visible()
    expect(page.locator(f"#case-{foreign.pk}")).to_be_visible()
    answer = page.goto(f"/cases/{red_case.pk}/")
    assert answer is not None
    assert answer.status == 200


def test_the_whole_journey_by_keyboard(
    page: Page, context: BrowserContext, li: Account, red_case: Case
) -> None:
    keys = page.keyboard
    page.goto("/login/")
    keys.type(li.username)  # the first field has the focus
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_selector("html[data-ready] .bw-me")
    lists = context.new_page()
    lists.goto("/cases/")
    lists.wait_for_selector("html[data-live=up]")
    row = lists.locator(f"#case-{red_case.pk}")
    expect(row.locator(".lv")).to_have_attribute("data-lv", "black")

    page.bring_to_front()
    keys.press("j")
    expect(page.locator(".bw-li.bw-cur")).to_contain_text(red_case.number)
    keys.press("w")
    dialog = page.locator("dialog .bw-oc")
    expect(dialog).to_be_visible()
    tab_to(page, "办理并补录：执行通知")
    keys.press("Enter")
    page.wait_for_url("**/node/**")
    page.wait_for_selector("html[data-ready]")
    for _ in range(60):
        keys.press("Tab")
        if page.evaluate("document.activeElement?.name") == "on":
            break
    keys.type(sent_on(red_case).strftime("%m%d%Y"))
    keys.press("Control+Enter")
    expect(page.locator(".bw-oc .lv.big")).to_have_attribute("data-lv", "met")
    expect(row.locator(".lv")).to_have_attribute("data-lv", "green")  # the open list, by itself
    page.wait_for_selector("html[data-ready]")
    keys.press("/")
    keys.type("海燕")
    expect(page.locator("#suggestions a").first).to_contain_text(red_case.number)
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_url(f"**/cases/{red_case.pk}/")
    expect(page.locator("#case-header .lv")).to_have_attribute("data-lv", "green")


def test_the_open_tab_of_a_case_follows_an_act_elsewhere(
    page: Page, li: Account, red_case: Case
) -> None:
    login(page, li)
    page.goto(f"/cases/{red_case.pk}/")
    page.wait_for_selector("html[data-live=up]")
    page.get_by_role("link", name="事实").click()  # the tab of now is renewed, not the first one
    expect(page).to_have_url(re.compile(r"/facts/$"))
    expect(page.locator("#facts")).not_to_contain_text("限制消费")
    make.add_facts(red_case, NewFact("node", "N27", sent_on(red_case)), at=make.moment(localdate()))
    expect(page.locator("#facts")).to_contain_text("限制消费")
    expect(page).to_have_url(re.compile(r"/facts/$"))


def test_escape_closes_the_explanation_and_the_list_is_as_it_was(
    page: Page, li: Account, red_case: Case
) -> None:
    login(page, li)
    page.goto("/cases/?level=overdue")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("j")
    page.keyboard.press("w")
    expect(page.locator("dialog .bw-oc")).to_be_visible()
    assert "/why/" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert page.url.endswith("/cases/?level=overdue")


def test_the_day_of_an_explanation_is_chosen_in_place(
    page: Page, li: Account, red_case: Case
) -> None:
    login(page, li)
    page.goto(f"/cases/{red_case.pk}/")
    page.locator(".bw-ck1 a", has_text="为什么").first.click()
    dialog = page.locator("dialog .bw-oc")
    expect(dialog.locator(".lv.big")).to_have_attribute("data-lv", "black")
    dialog.locator("input[type=date]").fill(sent_on(red_case).isoformat())
    expect(dialog.locator(".lv.big")).not_to_have_attribute("data-lv", "black")
    assert f"on={sent_on(red_case).isoformat()}" in page.url
    dialog.get_by_role("link", name="按当日所知").click()
    expect(dialog).to_contain_text("按当日所知，这一天没有这项期限")  # it was all recorded today
    assert "known=then" in page.url


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in (page.evaluate("document.activeElement?.innerText") or ""):
            return
    raise AssertionError(f"no {name} within 60 tabs")
