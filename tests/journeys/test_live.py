"""A hint reaches an open page; a page that cannot hear says so and catches up afterwards."""

from __future__ import annotations

from django.db import connection
from playwright.sync_api import Page

from bailiwick.org.models import Account
from bailiwick.web.live import hint
from tests.journeys.steps import login

LISTEN = """() => {
  window.heard = {};
  for (const topic of ['case:7', 'cases', 'case:8', 'notice']) {
    const element = document.createElement('i');
    element.dataset.live = topic;
    const count = () => { window.heard[topic] = (window.heard[topic] || 0) + 1 };
    element.addEventListener('live', count);
    document.body.append(element);
  }
}"""


def open_page(page: Page, account: Account) -> None:
    login(page, account)
    page.goto("/keys/")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_function("document.documentElement.dataset.live === 'up'")
    page.evaluate(LISTEN)


def hub_connections(action: str = "count(*)") -> int:
    """How many LISTEN connections the server holds; ``action`` may end them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {action} FROM pg_stat_activity WHERE application_name = 'bailiwick-live'"  # noqa: S608
            " AND datname = current_database()"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def test_a_hint_reaches_what_names_its_topic_and_nothing_else(page: Page, li: Account) -> None:
    open_page(page, li)
    page.wait_for_timeout(600)  # a first "fetch everything" of a hub that has just started
    page.evaluate("window.heard = {}")
    for _ in range(3):
        hint("case", 7, court=li.person.court_id)
    page.wait_for_function("window.heard['case:7'] === 1 && window.heard['cases'] === 1")
    page.wait_for_timeout(600)
    assert page.evaluate("window.heard") == {"case:7": 1, "cases": 1}  # three hints, one fetch


def test_a_hint_of_another_court_or_person_is_not_heard(
    page: Page, li: Account, zhao: Account
) -> None:
    open_page(page, li)
    page.wait_for_timeout(600)
    page.evaluate("window.heard = {}")
    hint("case", 7, court=zhao.person.court_id)
    hint("notice", 1, person=zhao.person_id)
    hint("case", 8, court=li.person.court_id)
    page.wait_for_function("window.heard['case:8'] === 1")
    assert set(page.evaluate("window.heard")) == {"case:8", "cases"}


def test_after_the_database_dropped_the_hub_everything_is_fetched_and_hints_go_on(
    page: Page, li: Account
) -> None:
    open_page(page, li)
    assert hub_connections() == 1  # one a process, however many listeners
    page.wait_for_timeout(600)
    page.evaluate("window.heard = {}")
    hub_connections("pg_terminate_backend(pid)")
    page.wait_for_function("window.heard['case:8'] === 1", timeout=10_000)
    page.evaluate("window.heard = {}")
    hint("case", 7, court=li.person.court_id)
    page.wait_for_function("window.heard['case:7'] === 1")


def test_a_stream_holds_no_database_connection(page: Page, li: Account) -> None:
    open_page(page, li)
    before = connections()
    for _ in range(5):
        page.evaluate("new EventSource('/live/stream')")
    page.wait_for_timeout(1500)
    assert connections() <= before + 1


def connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
