"""The chip of a light: words and shape by the table of levels (design §2), one line a case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone as django_timezone

from bailiwick.web.lights import Light, chip_of
from bailiwick.web.templatetags import bailiwick as tags

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("light", "shape", "text"),
    [
        (Light("green", 99), "green", "正常 剩99日"),
        (Light("yellow", 35), "yellow", "临期 剩35日"),
        (Light("orange", 1), "orange", "临近 剩1日"),
        (Light("orange", 0), "orange", "临近 今日"),
        (Light("red", -14, "overdue"), "red", "超期 14日"),
        (Light("black", -38, "overdue"), "black", "严重超期 38日"),
        (Light("grey"), "grey", "缺数据"),
        (Light("grey", -400), "grey", "缺数据"),
        (Light("green", 12, "paused"), "paused", "已暂停"),
        (Light(None, None, "met"), "met", "已完成"),
        (Light(None, -3, "met_late"), "late", "逾期完成 3日"),
        (Light("green", 149, measure=True), "green", "正常 剩149日"),
        (Light("yellow", 25, measure=True), "yellow", "临期 剩25日"),
        (Light("orange", 6, measure=True), "orange", "临近 剩6日"),
        (Light("red", 2, measure=True), "red", "将失效 剩2日"),
        (Light("red", 0, measure=True), "red", "将失效 今日"),
        (Light("black", -2, measure=True), "black", "已失效 2日"),
        (Light("orange", 0, internal=True), "orange", "临近 今日"),
    ],
)
def test_words_and_shape(light: Light, shape: str, text: str) -> None:
    chip = chip_of(light)
    assert chip is not None
    assert (chip.shape, chip.text) == (shape, text)


def test_nothing_known_is_no_chip() -> None:
    assert chip_of(Light(None)) is None
    assert "—" in tags.light(Light(None))


def test_the_chip_as_written() -> None:
    assert tags.light(Light("red", -14, "overdue")) == (
        '<span class="lv lv-red" data-lv="red"><i></i>超期<em>14日</em></span>'
    )


def test_big_internal_and_link_are_classes_and_an_address() -> None:
    assert 'class="lv lv-red big"' in tags.light(Light("red", -1), big=True)
    internal = tags.light(Light("red", -1, internal=True))
    assert 'class="lv lv-red int"' in internal
    assert "内部管理节点" in internal
    linked = tags.light(Light("red", -1), href="/cases/1/why/EXEC/")
    assert linked.startswith('<a class="lv lv-red" data-lv="red" href="/cases/1/why/EXEC/">')


TODAY = django_timezone.localdate()
THIS_YEAR = date(TODAY.year, 1, 9) if date(TODAY.year, 1, 9) != TODAY else date(TODAY.year, 1, 10)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (TODAY, "今天"),
        (THIS_YEAR, THIS_YEAR.strftime("%m-%d")),
        (date(2017, 3, 2), "2017-03-02"),
        (datetime(2017, 3, 2, 23, 30, tzinfo=BEIJING), "2017-03-02"),
    ],
)
def test_day(value: date | None, text: str) -> None:
    assert tags.day(value) == text


def test_moment_is_short_and_full_on_hover() -> None:
    at = datetime(2017, 3, 2, 1, 5, 9, tzinfo=UTC)  # 09:05:09 in Beijing
    assert tags.moment_text(at) == "2017-03-02 09:05"
    assert tags.moment(at) == (
        '<time datetime="2017-03-02T09:05:09+08:00" title="2017-03-02 09:05:09">'
        "2017-03-02 09:05</time>"
    )


def test_long_day() -> None:
    assert tags.long_day(date(2026, 11, 23)) == "2026年11月23日 星期一"


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        (Decimal("128000"), "12.80"),
        (Decimal("12600000"), "1,260.00"),
        (Decimal("49.99"), "0.00"),
        (Decimal("50.00"), "0.01"),  # half up, as money is rounded
        (0, "0.00"),
        (None, "—"),
    ],
)
def test_wan(yuan: Decimal | None, text: str) -> None:
    assert tags.wan(yuan) == text


def test_thousands() -> None:
    assert tags.thousands(1284) == "1,284"
    assert tags.thousands(Decimal("1284.50")) == "1,284.50"
    assert tags.thousands(None) == "—"


def render(source: str, query: str, **context: object) -> str:
    request = RequestFactory().get(f"/cases/?{query}")
    return Template("{% load bailiwick %}" + source).render(
        Context({"request": request, **context})
    )


def test_query_with_changes_keys_and_starts_at_the_first_page() -> None:
    assert render("{% query_with level='red' %}", "court=3&page=7") == "?court=3&amp;level=red"
    assert render("{% query_with level='' %}", "level=red&court=3") == "?court=3"
    assert render("{% query_with page=8 %}", "court=3&page=7") == "?court=3&amp;page=8"


def test_query_without_takes_one_value_or_the_key() -> None:
    assert render("{% query_without 'type' '执恢' %}", "type=1&type=执恢&q=a") == "?type=1&amp;q=a"
    assert render("{% query_without 'type' %}", "type=1&type=2&q=a") == "?q=a"


def test_icon_is_decoration_or_named() -> None:
    assert 'aria-hidden="true"' in tags.icon("search")
    assert tags.icon("search").endswith('built/icons.svg#search"/></svg>')
    named = tags.icon("x", label='关闭"')
    assert 'role="img" aria-label="关闭&quot;"' in named
