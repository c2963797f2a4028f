"""Exports: typed, honest about their filters, background above 2,000 rows, only for their owner."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.http import QueryDict
from pytest_django import Settings

from bailiwick.audit.models import JournalRecord
from bailiwick.errors import NotYours, WrongState
from bailiwick.notices.models import Download, Notice
from bailiwick.notices.services import exports, spreadsheets
from bailiwick.notices.services.spreadsheets import Column, Export
from bailiwick.org.models import Account

AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)  # 09:30 in Luoyang
COLUMNS = [
    Column("案号", 28),
    Column("立案日期", 12, "date"),
    Column("标的额", 14, "amount"),
    Column("当事人", 20),
    Column("记录时间", 18, "moment"),
]


def rows(count: int) -> Iterator[tuple[object, ...]]:
    for serial in range(1, count + 1):
        yield (
            f"（2026）豫0311执{serial}号",
            date(2026, 3, 15),
            Decimal("128000.50"),
            "=cmd|'/c calc'!A1",
            AT,
        )


@pytest.fixture(autouse=True)
def a_list(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path

    def read(account: Account, query: QueryDict) -> Export:
        count = int(query.get("n", "3"))
        return Export("案件列表", [("承办人", "李"), ("级别", "超期")], COLUMNS, rows(count), count)

    exports.register_exporter("tests.cases", "案件列表", read, permission="cases.export_case")


@pytest.mark.django_db
def test_small_list_comes_at_once_with_its_filters(li: Account) -> None:
    made = exports.start("tests.cases", "n=3", by=li, at=AT)
    assert isinstance(made, exports.File)
    assert made.name == "案件列表_20261120-0930.xlsx"
    book = openpyxl.load_workbook(BytesIO(made.content))
    assert book.sheetnames == ["筛选条件", "数据"]
    cover = {row[0].value: row[1].value for row in book["筛选条件"].iter_rows()}
    assert cover == {
        "名称": "案件列表",
        "导出人": "李执行员",
        "导出时间": "2026-11-20 09:30",
        "条数": 3,
        "承办人": "李",
        "级别": "超期",
    }
    head, first, *_ = book["数据"].iter_rows(values_only=True)
    assert head == ("案号", "立案日期", "标的额", "当事人", "记录时间")
    assert first == (
        "（2026）豫0311执1号",
        datetime(2026, 3, 15),  # noqa: DTZ001  (Excel knows no zones)
        128000.5,
        "=cmd|'/c calc'!A1",
        datetime(2026, 11, 20, 9, 30),  # noqa: DTZ001
    )
    assert book["数据"]["D2"].data_type == "s"  # text, never a formula


@pytest.mark.django_db
def test_every_export_is_in_the_journal(li: Account) -> None:
    exports.start("tests.cases", "n=3", by=li, at=AT)
    record = JournalRecord.objects.get()
    assert (record.kind, record.event, record.actor) == ("export", "ListExported", li.pk)
    assert record.data == {
        "exporter": "tests.cases",
        "title": "案件列表",
        "rows": 3,
        "filters": [["承办人", "李"], ["级别", "超期"]],
    }


@pytest.mark.django_db
def test_two_thousand_at_once_one_more_in_the_background(li: Account) -> None:
    assert isinstance(exports.start("tests.cases", "n=2000", by=li, at=AT), exports.File)
    waiting = exports.start("tests.cases", "n=2001", by=li, at=AT)
    assert isinstance(waiting, Download)
    assert (waiting.state, waiting.rows_total) == ("waiting", 2001)
    exports.make(waiting.pk, at=AT)
    exports.make(waiting.pk, at=AT)  # a job may run twice
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows_done) == ("ready", 2001)
    path = exports.fetch(waiting, by=li, at=AT)
    assert openpyxl.load_workbook(path, read_only=True)["数据"].max_row in {2002, None}
    assert Notice.objects.filter(person=li.person, title__contains="2,001").count() == 1
    assert JournalRecord.objects.filter(event="ListExported").count() == 2
    assert JournalRecord.objects.filter(event="DownloadFetched").count() == 1


@pytest.mark.django_db
def test_only_its_owner_and_only_while_the_right_lasts(li: Account, chen: Account) -> None:
    waiting = exports.start("tests.cases", "n=2001", by=li, at=AT)
    assert isinstance(waiting, Download)
    with pytest.raises(WrongState):
        exports.fetch(waiting, by=li, at=AT)  # not made yet
    exports.make(waiting.pk, at=AT)
    waiting.refresh_from_db()
    with pytest.raises(NotYours):
        exports.fetch(waiting, by=chen, at=AT)
    li.person.posts.update(ends_on=date(2026, 1, 1))
    with pytest.raises(NotYours):
        exports.fetch(waiting, by=Account.objects.get(pk=li.pk), at=AT)


@pytest.mark.django_db
def test_right_lost_while_it_waited_makes_no_file(li: Account) -> None:
    waiting = exports.start("tests.cases", "n=2001", by=li, at=AT)
    li.person.posts.update(ends_on=date(2026, 1, 1))
    exports.make(waiting.pk, at=AT)  # type: ignore[union-attr]
    waiting.refresh_from_db()  # type: ignore[union-attr]
    assert waiting.state == "failed"  # type: ignore[union-attr]
    assert "当前岗位不能导出" in waiting.message  # type: ignore[union-attr]
    assert not any(exports.downloads_folder().iterdir())


@pytest.mark.django_db
def test_without_the_right_nothing_is_read(audit_admin: Account) -> None:
    with pytest.raises(NotYours):
        exports.start("tests.cases", "n=1", by=audit_admin, at=AT)


@pytest.mark.django_db
def test_kept_for_seven_days(li: Account) -> None:
    waiting = exports.start("tests.cases", "n=2001", by=li, at=AT)
    assert isinstance(waiting, Download)
    exports.make(waiting.pk, at=AT)
    waiting.refresh_from_db()
    assert waiting.expires_at is not None
    assert waiting.finished_at is not None
    assert waiting.expires_at - waiting.finished_at == timedelta(days=7)
    assert exports.purge(at=waiting.expires_at - timedelta(seconds=1)) == 0
    assert exports.purge(at=waiting.expires_at) == 1
    waiting.refresh_from_db()
    assert waiting.state == "expired"
    with pytest.raises(WrongState, match="重新导出"):
        exports.fetch(waiting, by=li, at=AT)


def test_long_lists_go_on_in_a_further_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "ROWS_A_SHEET", 4)
    path = tmp_path / "list.xlsx"
    columns = [Column("序号", 8, "number")]
    for count, sheets in ((0, [0]), (4, [4]), (5, [4, 1]), (9, [4, 4, 1])):
        export = Export("列表", [], columns, ((n,) for n in range(count)), count)
        assert spreadsheets.write(path, export, asked_by="李", at=AT) == count
        book = openpyxl.load_workbook(path)
        assert [book[name].max_row - 1 for name in book.sheetnames[1:]] == sheets
        values = [
            row[0]
            for name in book.sheetnames[1:]
            for row in book[name].iter_rows(2, values_only=True)
        ]
        assert values == list(range(count))


@pytest.mark.slow
def test_hundred_thousand_rows_within_a_minute(tmp_path: Path) -> None:
    wide = [Column(f"列{number}") for number in range(15)]
    lines = (tuple(f"值{n}-{c}" for c in range(15)) for n in range(100_000))
    started = time.monotonic()
    done = spreadsheets.write(
        tmp_path / "big.xlsx", Export("大表", [], wide, lines, 100_000), asked_by="李", at=AT
    )
    assert done == 100_000
    assert time.monotonic() - started < 60
