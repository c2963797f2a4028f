"""What an officer has typed survives a login in between, and is gone once it was recorded."""

from __future__ import annotations

from django.conf import settings
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from bailiwick.org.models import Account
from tests.journeys.caseload import caseload
from tests.journeys.steps import login
from tests.make import days_before


def test_a_draft_survives_a_login_and_not_its_own_success(page: Page, li: Account) -> None:
    case = caseload(li, localdate())[0]
    form = f"/cases/{case.pk}/node/?node=N07"
    login(page, li)
    page.goto(form)
    page.wait_for_selector("html[data-ready]")
    page.get_by_label("备注").fill("电话告知，次日面交")
    page.get_by_label("发生日期").fill(days_before(localdate(), 1).isoformat())

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)  # the session is over
    page.locator("form.bw-act [type=submit]").click()
    page.wait_for_url("**/login/**")
    login(page, li)
    page.goto(form)
    page.wait_for_selector("html[data-ready]")
    expect(page.get_by_label("备注")).to_have_value("电话告知，次日面交")
    expect(page.get_by_text("已恢复上次未提交的内容")).to_be_visible()

    page.locator("form.bw-act [type=submit]").click()
    page.wait_for_url(lambda url: "/node/" not in url)
    page.wait_for_selector("html[data-ready]")
    page.goto(form)
    page.wait_for_selector("html[data-ready]")
    expect(page.get_by_label("备注")).to_have_value("")
