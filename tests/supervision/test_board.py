"""The node board: every number equals the list it opens, for everybody who may open it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from bailiwick.cases.selectors import register
from bailiwick.law.rules import RULES
from bailiwick.org.models import Account
from bailiwick.supervision.selectors import board as boards
from tests.make import add_facts, make_case, moment
from tests.supervision.facts import event, measure, node

D = date
TODAY = D(2026, 11, 25)


@pytest.fixture
def caseload(li: Account, chen: Account, zhao: Account) -> None:
    """Two courts, three officers: late notices, lapsed and near freezes, a stay, a closed case."""
    for place, officer in enumerate((li, li, chen, zhao)):
        case = make_case(officer=officer, filed_on=D(2026, 11, 2), as_of=D(2026, 11, 3))
        add_facts(
            case,
            node("N04", D(2026, 11, 3)),
            node("N05", D(2026, 11, 3 + place)),
            measure("冻结存款", D(2025, 12, 3), D(2026, 12, 2), ref="m1"),
            measure("冻结存款", D(2025, 11, 20), D(2026, 11, 19), ref="m2"),
            at=moment(TODAY),
        )
    make_case(officer=li, filed_on=D(2026, 4, 1), as_of=TODAY)
    make_case(officer=chen, type_code="执恢", filed_on=D(2026, 5, 22), as_of=TODAY)
    fresh = make_case(officer=zhao, filed_on=D(2026, 11, 20), as_of=TODAY)
    add_facts(fresh, event("线索", D(2026, 11, 23), ref="c1"), at=moment(TODAY))


def listed(account: Account, number: boards.Number) -> int:
    """How many cases the list behind a number shows to the account."""
    query = QueryDict(urlparse(number.url).query)
    return register.filtered(account, query, register.day_of(query, TODAY)).count()


def numbers(made: boards.Board) -> list[boards.Number]:
    found = []
    for row in made.all_rows:
        for cell in row.cells:
            found += [n for n in (cell.overdue, cell.near, cell.quiet) if n is not None]
        if made.wanted.mode != "levels":
            found += [row.open, row.overdue]
    return found


@pytest.mark.parametrize("mode", boards.MODES)
@pytest.mark.parametrize("levels", [boards.ALERTS, boards.LEVELS, ("red",), ("yellow", "grey")])
@pytest.mark.parametrize("more", [{}, {"internal": True}, {"type_code": "执"}, {"later": 9}])
def test_every_number_equals_its_list(
    caseload: None,
    sun: Account,
    wang: Account,
    li: Account,
    zhao: Account,
    mode: str,
    levels: tuple[str, ...],
    more: dict[str, Any],
) -> None:
    changes = dict(more)
    on = TODAY + timedelta(changes.pop("later", 0))
    for account in (sun, wang, li, zhao):
        wanted = boards.Wanted(on=on, today=TODAY, mode=mode, levels=levels, **changes)
        for number in numbers(boards.board(account, wanted)):
            assert number.count == listed(account, number), number


def test_worked_by_hand(caseload: None, sun: Account, city: Any) -> None:
    """豫0311 on Wed 2026-11-25: three cases received 11-03…11-05 without notice, due Fri 11-06,
    Mon 11-09 (11-07 is a Saturday) and Mon 11-09: all overdue by more than their three days, so
    black. m2 lapsed on 11-19 (black), m1 has 7 days left (orange): 查封冻结 counts each case once.
    """
    made = boards.board(sun, boards.Wanted(on=TODAY, today=TODAY))
    row = next(row for row in made.rows if row.name == city.luolong.short_name)
    cells = {column.key: cell for column, cell in row.pairs}

    assert cells["notice"].overdue == boards.Number(3, cells["notice"].overdue.url)
    assert cells["notice"].black == 3
    assert (cells["control"].overdue.count, cells["control"].black) == (3, 3)
    assert cells["control"].near.count == 3
    assert (cells["exec"].overdue.count, cells["exec"].black) == (2, 1)  # 10-09; 11-23 (rolled)
    assert cells["officer"].overdue.count == 2
    assert row.open.count == 5
    assert row.overdue.count == 5
    assert cells["auction"].empty
    assert made.rows[0].name == city.centre.short_name
    assert made.total is not None
    assert made.total.open.count == 7


def test_internal_nodes_only_when_asked_for(caseload: None, sun: Account) -> None:
    plain = boards.board(sun, boards.Wanted(on=TODAY, today=TODAY))
    wide = boards.board(sun, boards.Wanted(on=TODAY, today=TODAY, internal=True))

    def overdue(made: boards.Board) -> int:
        assert made.total is not None
        cell = {column.key: cell for column, cell in made.total.pairs}["received"]
        return cell.overdue.count if cell.overdue else 0

    assert overdue(plain) == 0
    assert overdue(wide) == 4  # N06, three days from receipt, in four cases


def test_every_rule_of_the_court_has_a_column() -> None:
    placed = [rule for column in boards.COLUMNS for rule in column.rules]
    assert len(placed) == len(set(placed))
    courts = {rule for rule, rows in RULES.items() if not rows[-1].party and rule != "C226"}
    assert courts == set(placed)


def test_officers_only_inside_the_own_team(caseload: None, wang: Account, sun: Account) -> None:
    wanted = boards.Wanted(on=TODAY, today=TODAY, mode="officers")
    assert {row.name for row in boards.board(wang, wanted).rows} == {"李执行员", "陈执行员"}
    assert boards.board(sun, wanted).nothing


def test_the_bar_fills_its_width() -> None:
    pieces = boards.spread_pieces({"black": 1, "red": 4, "green": 9}, 16)
    # roots: 1, 2, 3 + 2 without a clock join green: 9+2=11 -> 3.3166; whole 6.3166
    assert [(piece.level, piece.width) for piece in pieces] == [
        ("black", 158), ("red", 317), ("green", 525),
    ]  # fmt: skip
    assert boards.spread_pieces({}, 0) == []


# ------------------------------------------------------------------------------ page


def test_the_page_links_every_number(
    li: Account, sun: Account, sign_in: Callable[[Account], Client]
) -> None:
    case = make_case(officer=li, filed_on=localdate() - timedelta(20), as_of=localdate())
    browser = sign_in(sun)
    page = browser.get(reverse("supervision:node_board")).content.decode()
    links = [
        link.replace("&amp;", "&")
        for link in re.findall(r'href="(/cases/\?[^"]*rule=[^"]*)"', page)
    ]
    assert links
    for link in links:
        answer = browser.get(link, follow=True)
        assert answer.status_code == 200
        assert case.number in answer.content.decode()
        assert parse_qs(urlparse(link).query)["official"] == ["1"]


def test_stranger_sees_nothing(
    caseload: None, zhao: Account, city: Any, sign_in: Callable[[Account], Client]
) -> None:
    page = sign_in(zhao).get(reverse("supervision:node_board")).content.decode()
    assert city.luolong.short_name not in page
    assert city.jianxi.short_name in page


def test_odd_urls_are_no_error(sun: Account, sign_in: Callable[[Account], Client]) -> None:
    browser = sign_in(sun)
    for query in (
        "on=2026-13-45",
        "levels=blue",
        "mode=x",
        "type=无",
        "court=abc",
        "court=99999999999999",
    ):
        assert browser.get(f"{reverse('supervision:node_board')}?{query}").status_code == 200


def test_export_writes_the_same_numbers(caseload: None, sun: Account) -> None:
    from bailiwick.supervision.selectors.exporting import board_export

    export = board_export(sun, QueryDict(f"on={TODAY}"))
    rows = list(export.rows)
    assert rows[-1][0] == "全市合计"
    assert rows[-1][-2:] == [7, sum(row[-1] for row in rows[:-1])]
    assert len(rows[0]) == len(export.columns)


def test_two_statements_for_the_counts(
    caseload: None, sun: Account, django_assert_num_queries: Any
) -> None:
    boards.scope_of(sun)
    with django_assert_num_queries(3):  # cells, open cases, names of the courts
        boards.board(sun, boards.Wanted(on=TODAY, today=TODAY))
