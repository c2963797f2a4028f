"""Messages, the download centre and the address that starts an export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import Settings

from bailiwick.notices import digest, selectors
from bailiwick.notices.models import Download, Notice
from bailiwick.notices.services import exports, messages
from bailiwick.notices.services.spreadsheets import Column, Export
from bailiwick.org.models import Account

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SignIn = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def a_list(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path

    def read(account: Account, query: QueryDict) -> Export:
        picked = query.getlist("id")
        count = len(picked) or int(query.get("n", "1"))
        return Export(
            "列表", [("选中", "、".join(picked))], [Column("甲")], (("乙",),) * count, count
        )

    exports.register_exporter("tests.list", "列表", read)


def test_unread_first_and_read_by_opening(sign_in: SignIn, li: Account, chen: Account) -> None:
    old = messages.tell(li.person, "旧消息", at=AT, url="/approvals/")
    new = messages.tell(li.person, "新消息", at=datetime(2026, 11, 21, 2, 0, tzinfo=UTC))
    other = messages.tell(chen.person, "他人消息", at=AT)
    assert old is not None
    assert new is not None
    assert other is not None
    browser = sign_in(li)
    messages.mark_read([new.pk], by=li, at=AT)
    page = browser.get("/messages/").content.decode()
    assert page.index("旧消息") < page.index("新消息")
    assert "他人消息" not in page
    answer = browser.get(f"/messages/{old.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/approvals/")
    assert selectors.unread_count(li) == 0
    assert browser.get(f"/messages/{other.pk}/").status_code == 404


def test_message_never_leads_away_from_here(sign_in: SignIn, li: Account) -> None:
    for url in ("//evil.example/x", "https://evil.example/", "javascript:alert(1)"):
        message = messages.tell(li.person, "消息", at=AT, url=url)
        assert message is not None
        answer = sign_in(li).get(f"/messages/{message.pk}/")
        assert answer["Location"] == "/messages/"


def test_mark_all_read_touches_only_ones_own(sign_in: SignIn, li: Account, chen: Account) -> None:
    for person in (li.person, li.person, chen.person):
        messages.tell(person, "消息", at=AT)
    sign_in(li).post("/messages/read/", {"all": "1"})
    assert selectors.unread_count(li) == 0
    assert selectors.unread_count(chen) == 1


def test_small_export_comes_back_at_once_with_the_selection(sign_in: SignIn, li: Account) -> None:
    answer = sign_in(li).post("/exports/tests.list/?n=9", {"id": ["4", "5"]})
    assert answer.status_code == 200
    assert answer["Content-Type"] == exports.XLSX
    assert "filename*=utf-8''%E5%88%97%E8%A1%A8" in answer["Content-Disposition"]


def test_large_export_goes_to_the_download_centre(
    sign_in: SignIn, li: Account, chen: Account
) -> None:
    browser = sign_in(li)
    answer = browser.post("/exports/tests.list/?n=2500")
    assert (answer.status_code, answer["Location"]) == (302, "/downloads/")
    download = Download.objects.get()
    assert "排队" in browser.get("/downloads/").content.decode()
    exports.make(download.pk, at=AT)
    page = browser.get("/downloads/").content.decode()
    assert f"/downloads/{download.pk}/file/" in page
    file = browser.get(f"/downloads/{download.pk}/file/")
    assert b"".join(file.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    stranger = sign_in(chen)
    assert stranger.get(f"/downloads/{download.pk}/file/").status_code == 404
    assert f"/downloads/{download.pk}/" not in stranger.get("/downloads/").content.decode()


def test_export_is_asked_for_by_post_and_by_known_name(sign_in: SignIn, li: Account) -> None:
    assert sign_in(li).get("/exports/tests.list/").status_code == 405
    assert sign_in(li).post("/exports/tests.nothing/").status_code == 404


@pytest.fixture
def a_source(li: Account, chen: Account) -> Iterator[None]:
    digest.add_source(
        "tests",
        lambda on: [
            digest.Line(li.person_id, "临期 3 件", order=20),
            digest.Line(li.person_id, "超期 1 件", order=10),
        ],
    )
    yield
    digest._sources.pop("tests")


@pytest.mark.usefixtures("a_source")
def test_digest_is_one_message_a_day(li: Account, chen: Account) -> None:
    on = date(2026, 11, 20)
    assert digest.send(on=on, at=AT) == 1
    assert digest.send(on=on, at=AT) == 0
    message = Notice.objects.get(person=li.person)
    assert message.title == "今日提示 2 项：超期 1 件"
    assert message.body == "超期 1 件；临期 3 件"
    assert not Notice.objects.filter(person=chen.person).exists()


def test_cleaning_up_forgets_failed_jobs_after_thirty_days() -> None:
    from django.db import connection

    from bailiwick.notices.tasks import clean_up, make_download

    with connection.cursor() as cursor:
        for days in (29, 31):
            job = make_download.defer(download_id=0)
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job])
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - make_interval(days => %s)"
                " WHERE job_id = %s",
                [days, job],
            )
        waiting = make_download.defer(download_id=1)
        clean_up(timestamp=0)
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [waiting])
        assert cursor.fetchone() == ("todo",)
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        assert cursor.fetchone() == (1,)
