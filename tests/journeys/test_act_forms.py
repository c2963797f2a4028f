"""The forms of the acts and the pages behind a row: axe finds nothing severe, and they fit 320 px."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from bailiwick.cases.facts import NewFact
from bailiwick.org import reference
from bailiwick.org.models import Account
from tests import make
from tests.journeys.steps import login
from tests.journeys.test_every_page import look

ACTS = (
    "node", "event", "deduction", "extension", "measure", "renew", "release", "payment", "close",
    "party", "upload", "reveal",
)  # fmt: skip


@pytest.fixture(autouse=True)
def calendar(transactional_db: None) -> None:
    """The working-day calendar, as a new installation has it."""
    reference.load()


def test_the_forms_of_the_acts(page: Page, li: Account) -> None:
    today = localdate()
    case = make.make_case(officer=li, filed_on=today - timedelta(days=40), as_of=today)
    make.measure(case, "冻结存款", today - timedelta(days=20), today + timedelta(days=9))
    make.payment(case, "到账", today - timedelta(days=3), "50000")
    make.add_facts(case, NewFact("node", "N07", today - timedelta(days=30)))
    fact = case.facts.get(what="N07")
    party = case.parties.first()
    assert party is not None
    login(page, li)
    paths = [f"/cases/{case.pk}/{act}/" for act in ACTS]
    paths += [f"/facts/{fact.pk}/correct/", f"/facts/{fact.pk}/void/"]
    paths += [f"/parties/{party.pk}/edit/", f"/parties/{party.pk}/reveal/"]
    paths += ["/rules/EXEC/", "/rules/P03/", "/preferences/", "/keys/", "/cases/paste/"]
    faults = []
    for path in paths:
        faults += look(page, path, f"act-{path.strip('/').replace('/', '-')}")
    assert not faults, "\n".join(faults)


def test_closing_asks_only_for_what_the_chosen_mode_needs(page: Page, li: Account) -> None:
    case = make.make_case(officer=li, filed_on=localdate() - timedelta(days=9), as_of=localdate())
    login(page, li)
    page.goto(f"/cases/{case.pk}/close/")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("[name=closing_notice]")).to_be_visible()  # 执行完毕 is the first
    expect(page.locator("[name=cause]")).to_be_hidden()
    page.locator("[name=mode]").select_option("终结执行")
    expect(page.locator("[name=cause]")).to_be_visible()
    expect(page.locator("[name=closing_notice]")).to_be_hidden()
    page.locator("[name=mode]").select_option("终结本次执行程序")
    expect(page.locator("[name=consent]")).to_be_visible()
    expect(page.locator("[name=document]")).to_be_visible()
