"""An officer signs in, finds the keys, walks the page and leaves: by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bailiwick.org.models import Account
from tests.cast import PASSWORD
from tests.journeys.steps import axe, login, no_sideways_scrolling, shot


def test_in_and_out_by_keyboard_alone(page: Page, li: Account) -> None:
    page.goto("/login/")
    axe(page)
    page.keyboard.type(li.username)  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("html[data-ready] .bw-menu")).to_be_visible()
    shot(page, "shell-workbench")

    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="快捷键")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("为什么")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)

    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("?jk")  # keys are text inside a field
    expect(page.locator("#find")).to_have_value("?jk")

    page.locator(".bw-me summary").focus()
    page.keyboard.press("Enter")
    out = page.get_by_role("button", name="退出登录")
    expect(out).to_be_visible()
    out.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/**")


def test_keys_can_be_switched_off_and_type_made_large(page: Page, li: Account) -> None:
    login(page, li)
    page.goto("/preferences/")
    axe(page)
    page.get_by_label("启用快捷键").uncheck()
    page.get_by_label("大字").check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".bw-toast")).to_contain_text("显示设置已保存")
    expect(page.locator("html.bw-large")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_have_count(0)


def test_the_frame_fits_a_phone(page: Page, li: Account) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    login(page, li)
    page.goto("/keys/")
    no_sideways_scrolling(page)
    expect(page.locator("#menu")).to_be_hidden()
    page.get_by_role("link", name="打开菜单").click()
    expect(page.locator("#menu")).to_be_visible()
    shot(page, "shell-320-menu")
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()


def test_a_page_that_does_not_exist_says_so_in_the_frame(page: Page, li: Account) -> None:
    login(page, li)
    page.goto("/no-such-page/")
    expect(page.locator("h1")).to_contain_text(["没有这个页面"])
    axe(page)
