"""A hint reaches an open page; a page that cannot hear says so and catches up afterwards."""

from __future__ import annotations

from django.db import connection
from playwright.sync_api import Page

from bailiwick.org.models import Account
from bailiwick.web.live import hint
from tests.journeys.steps import login

LISTEN = """() => {
  for (const topic of ['case:7', 'cases', 'case:8', 'notice']) {
    const element = document.createElement('i');
    element.dataset.live = topic;
    element.dataset.heard = '0';
    element.textContent = topic;
    element.addEventListener('live', () => { element.dataset.heard = +element.dataset.heard + 1 });
    document.getElementById('main').append(element);
  }
}"""
FORGET = "document.querySelectorAll('[data-heard]').forEach(e => { e.dataset.heard = '0' })"
HEARD = """Object.fromEntries([...document.querySelectorAll('[data-heard]')]
  .map(e => [e.dataset.live, +e.dataset.heard]).filter(([, times]) => times))"""


def open_page(page: Page, account: Account) -> None:
    """Open a page that listens, past the "fetch everything" of a hub just started."""
    login(page, account)
    page.goto("/keys/")
    page.wait_for_selector("html[data-live=up]")
    page.evaluate(LISTEN)
    page.wait_for_timeout(800)
    page.evaluate(FORGET)


def wait_until_heard(page: Page, topic: str, times: int = 1) -> None:
    page.wait_for_selector(f'[data-live="{topic}"][data-heard="{times}"]')


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
    for _ in range(3):
        hint("case", 7, court=li.person.court_id)
    wait_until_heard(page, "case:7")
    page.wait_for_timeout(800)
    assert page.evaluate(HEARD) == {"case:7": 1, "cases": 1}  # three hints, one fetch


def test_a_hint_of_another_court_or_person_is_not_heard(
    page: Page, li: Account, zhao: Account
) -> None:
    open_page(page, li)
    hint("case", 7, court=zhao.person.court_id)
    hint("notice", 1, person=zhao.person_id)
    hint("case", 8, court=li.person.court_id)
    wait_until_heard(page, "case:8")
    assert page.evaluate(HEARD) == {"case:8": 1, "cases": 1}


def test_after_the_database_dropped_the_hub_everything_is_fetched_and_hints_go_on(
    page: Page, li: Account
) -> None:
    open_page(page, li)
    assert hub_connections() == 1  # one a process, however many listeners
    hub_connections("pg_terminate_backend(pid)")
    wait_until_heard(page, "case:8")
    page.evaluate(FORGET)
    hint("case", 7, court=li.person.court_id)
    wait_until_heard(page, "case:7")


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
