"""Each page of the menu, for each kind of person: axe finds nothing severe, and it fits 320 px."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page

from bailiwick.org import reference
from bailiwick.org.models import Account
from tests.journeys.caseload import caseload
from tests.journeys.steps import axe_faults, login, shot, too_wide

PHONE = {"width": 320, "height": 800}
DESK = {"width": 1440, "height": 900}


@pytest.fixture(autouse=True)
def calendar(transactional_db: None) -> None:
    """The working-day calendar, as a new installation has it."""
    reference.load()


@pytest.mark.parametrize("who", ["li", "sun", "system_admin", "security_admin", "audit_admin"])
def test_the_menu_of(who: str, page: Page, li: Account, request: pytest.FixtureRequest) -> None:
    account: Account = request.getfixturevalue(who)
    caseload(li, localdate())
    login(page, account)
    faults = []
    own = ", .bw-r a[href^='/']" if who == "li" else ""  # the same pages for everybody
    for path in ["/", *menu(page, f".bw-menu a[href^='/']{own}")]:
        faults += look(page, path, f"{who}-{path.strip('/').replace('/', '-') or 'home'}")
    assert not faults, "\n".join(faults)


def test_a_case_from_every_side(page: Page, li: Account) -> None:
    case = caseload(li, localdate())[10]
    login(page, li)
    page.goto(f"/cases/{case.pk}/")
    tabs = page.eval_on_selector_all(".bw-tabs a", "all => all.map(a => a.getAttribute('href'))")
    faults = []
    for path in dict.fromkeys([f"/cases/{case.pk}/", f"/cases/{case.pk}/why/EXEC/", *tabs]):
        side = path.replace(f"/cases/{case.pk}", "").strip("/?=").replace("/", "-")
        faults += look(page, path, f"case-{side}")
    assert not faults, "\n".join(faults)


def menu(page: Page, links: str) -> list[str]:
    """Return the addresses behind the links, once each."""
    found: list[str] = page.eval_on_selector_all(
        links, "all => all.map(a => a.getAttribute('href'))"
    )
    return [path for path in dict.fromkeys(found) if path != "/"]


def look(page: Page, path: str, name: str) -> list[str]:
    """Look at one page on a desk and on a phone; return what is wrong with it."""
    page.set_viewport_size(DESK)
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        return [f"{path}: {answer and answer.status}"]
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(250)  # parts that htmx fetches at once
    shot(page, name)
    faults = axe_faults(page)
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(100)
    faults += [f"wider than 320 px: {wide}" for wide in too_wide(page)]
    return [f"{path}: {fault}" for fault in faults]
