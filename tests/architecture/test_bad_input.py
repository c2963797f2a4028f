"""Rubbish in every address, query and form is answered, never a fault: no status of 500 and above.

Bounded and seeded: each route is asked with each bad word in every query name the code reads, and
its forms are posted with bad words in each field. Roles: the head of the centre for pages of cases,
the three administrators for theirs.
"""

from __future__ import annotations

import logging
import os
import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bailiwick.cases.models import Fact, Party
from bailiwick.org.models import Account
from tests.architecture.routes import Route, routes
from tests.cast import City
from tests.make import make_case, measure, node, payment

PACKAGE = Path(__file__).parents[2] / "bailiwick"
#: Endless; ends the session that asks; answers 503 while parts are missing, as they are here.
NOT_ASKED = {"web:live_stream", "org:logout", "web:health"}
BAD_WORDS = (
    "",
    " ",
    "0",
    "-1",
    "1" * 18,
    "9" * 40,
    "9" * 5000,
    "1e999999",
    "1e400",
    "-0.0",
    "NaN",
    "sNaN",
    "Infinity",
    "²",  # isdigit() says yes, int() says no
    "፩፪፫",
    "٣",
    "１２３",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "20261125",
    "a\x00b",
    "𠮷䶮",
    "‮gpj",
    "%",
    "_%\\",
    "' or 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}",
    "../../etc/passwd",
    "//evil.example/",
    "（2026）豫0311执1号",
    ",,,",
    "overdue",
    "x" * 9000,
)


#: The whole walk takes a quarter of an hour: BAILIWICK_FUZZ=1. Else each route gets the words that
#: did harm before and a few others, chosen by its name.
WHOLE = bool(os.environ.get("BAILIWICK_FUZZ"))
SINGLES = 12 if WHOLE else 3
HARMFUL = ("9" * 5000, "a\x00b", "²", "9999-12-31", "1e999999")


def words_for(chance: random.Random) -> tuple[str, ...]:
    return BAD_WORDS if WHOLE else (*HARMFUL, *chance.sample(BAD_WORDS, 4))


def asked_names() -> list[str]:
    """Every name the code reads from a query or a form by hand."""
    pattern = re.compile(r'(?:GET|POST|params|query|asked)\.get(?:list)?\("([a-z_]+)"')
    found = {"amount_from", "amount_to", "due_within", "filed_from", "due_to", "cause", "node"}
    for source in PACKAGE.rglob("*.py"):
        found |= set(pattern.findall(source.read_text(encoding="utf-8")))
    return sorted(found)


NAMES = asked_names()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def known(city: City, li: Account) -> dict[str, object]:
    """Ids that exist, so that the rubbish meets the code behind the 404."""
    case = make_case(city.luolong, officer=li)
    node(case, "N07", date(2026, 11, 5))
    measure(case, "冻结存款", date(2026, 11, 6), date(2027, 11, 5))
    payment(case, "到账", date(2026, 11, 9), "5000.00")
    return {
        "case_id": case.pk,
        "fact_id": Fact.objects.filter(case=case).latest("pk").pk,
        "party_id": Party.objects.filter(case=case).earliest("pk").pk,
        "person_id": li.person_id,
        "post_id": li.person.posts.earliest("pk").pk,
        "account_id": li.pk,
        "court_id": city.luolong.pk,
        "group_id": city.team.pk,
        "rule": "EXEC",
        "year": 2026,
        "kind": "cases.case_list",
        "name": "EXEC",
    }


def address(route: Route, known: dict[str, object]) -> str:
    values = {
        name: known.get(name, 1 if converter == "IntConverter" else "N03")
        for name, converter in route.parameters.items()
    }
    return reverse(route.name, kwargs=values)


def asked() -> list[Route]:
    return [route for route in routes() if route.name not in NOT_ASKED]


def get(browser: Client, url: str, query: dict[str, str]) -> int:
    return browser.get(url, query).status_code


def post(browser: Client, url: str, form: dict[str, object]) -> int:
    return browser.post(url, form).status_code


def statuses(do: Callable[[], int]) -> int:
    """Do a request in a savepoint that is taken back."""
    with transaction.atomic():
        status = do()
        transaction.set_rollback(True)
    return status


@pytest.fixture
def browsers(
    sign_in: Callable[[Account], Client],
    sun: Account,
    li: Account,
    system_admin: Account,
    security_admin: Account,
    audit_admin: Account,
) -> list[Client]:
    made = [sign_in(one) for one in (sun, li, system_admin, security_admin, audit_admin)]
    for browser in made:
        browser.raise_request_exception = False
    return made


def browser_for(route: Route, browsers: list[Client], known: dict[str, object]) -> Client:
    """The first of the roles that gets past the door."""
    for browser in browsers:
        if statuses(partial(get, browser, address(route, known), {})) not in (302, 403):
            return browser
    return browsers[0]


@pytest.mark.slow
@pytest.mark.parametrize("route", asked(), ids=lambda route: route.name)
def test_rubbish_in_the_query_is_no_fault(
    route: Route, browsers: list[Client], known: dict[str, object]
) -> None:
    browser, url = browser_for(route, browsers, known), address(route, known)
    chance = random.Random(route.name)  # noqa: S311
    tries = [dict.fromkeys(NAMES, word) for word in words_for(chance)]
    tries += [{chance.choice(NAMES): chance.choice(BAD_WORDS)} for _ in range(SINGLES)]
    failed = []
    for query in tries:
        status = statuses(partial(get, browser, url, query))
        if status >= 500:
            failed.append({name: word[:30] for name, word in list(query.items())[-2:]})
    assert not failed, f"{url}: {failed}"


@pytest.mark.slow
@pytest.mark.parametrize("route", asked(), ids=lambda route: route.name)
def test_rubbish_in_a_form_is_no_fault(
    route: Route, browsers: list[Client], known: dict[str, object]
) -> None:
    browser, url = browser_for(route, browsers, known), address(route, known)
    page = browser.get(url).content.decode(errors="replace")
    fields = sorted(set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)))
    fields = [name for name in fields if name != "csrfmiddlewaretoken"] or NAMES
    lawful = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    lawful |= {"reason": "按期核查需要", "version": ""}
    chance = random.Random(route.name)  # noqa: S311
    failed = []
    for word in words_for(chance):
        tries = [dict.fromkeys(fields, word), lawful | {chance.choice(fields): word}]
        for form in tries:
            status = statuses(partial(post, browser, url, form))
            if status >= 500:
                failed.append({name: text[:30] for name, text in form.items() if text == word})
    upload = SimpleUploadedFile("../../x\u202egpj.pdf", b"%PDF-" + b"\0" * 64)
    status = statuses(partial(post, browser, url, {**lawful, "file": upload}))
    assert status < 500
    assert not failed, f"{url}: {failed}"
