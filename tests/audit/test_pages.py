"""审计日志: only the auditor sees it, and looking is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client

from bailiwick.audit import journal, naming, selectors, verification
from bailiwick.audit.models import JournalRecord
from bailiwick.audit.sealing import Sealer
from bailiwick.events.approvals import ApprovalWithdrawn
from bailiwick.events.web import AccessDenied
from bailiwick.org.models import Account
from tests.cast import City

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SignIn = Callable[[Account], Client]


def some_records(li: Account, city: City, count: int = 3) -> list[JournalRecord]:
    return [
        journal.record(
            ApprovalWithdrawn(number, "k", f"延长第{number}次", "已结案"),
            by=li,
            court=city.luolong.pk,
            case=number,
            at=AT + timedelta(days=number),
        )
        for number in range(count)
    ]


def test_only_the_auditor_may_look(
    sign_in: SignIn, audit_admin: Account, li: Account, system_admin: Account, sun: Account
) -> None:
    assert sign_in(audit_admin).get("/audit/").status_code == 200
    for other in (li, system_admin, sun):
        assert sign_in(other).get("/audit/").status_code == 403


def test_looking_is_recorded(
    sign_in: SignIn, audit_admin: Account, li: Account, city: City
) -> None:
    entry = some_records(li, city)[0]
    browser = sign_in(audit_admin)
    browser.get("/audit/?actor=李&since=2026-11-01")
    browser.get(f"/audit/{entry.pk}/")
    looks = JournalRecord.objects.filter(kind="look", actor=audit_admin.pk).order_by("id")
    assert [look.event for look in looks] == ["JournalSearched", "JournalRecordRead"]
    assert looks[0].data == {"filters": "操作人 李，自 2026-11-01"}


def test_detail_shows_content_and_chain(
    sign_in: SignIn, audit_admin: Account, li: Account, city: City
) -> None:
    entry = some_records(li, city)[1]
    browser = sign_in(audit_admin)
    assert "待封存" in browser.get(f"/audit/{entry.pk}/").content.decode()
    Sealer().seal()
    page = browser.get(f"/audit/{entry.pk}/").content.decode()
    assert "延长第1次" in page
    assert "与内容相符" in page
    assert "李执行员" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [2, 1, 0]),
        ("actor=李", [2, 1, 0]),
        ("actor=赵", []),
        ("event=ApprovalWithdrawn", [2, 1, 0]),
        ("event=没有这种", []),
        ("kind=act", [2, 1, 0]),
        ("kind=denial", []),
        ("kind=odd", []),
        ("court=洛龙", [2, 1, 0]),
        ("court=涧西", []),
        ("since=2026-11-21&until=2026-11-21", [1]),
        ("until=2026-11-20", [0]),
        ("since=不是日期", []),
        ("q=第2次", [2]),
        ("case=（2026）豫0311执2号", [2]),
    ],
)
def test_filters(
    li: Account, city: City, query: str, found: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    some_records(li, city)
    second = naming.Naming(find=lambda text: [2] if "执2号" in text else [], names=lambda ids: {})
    monkeypatch.setitem(naming._namings, "case", second)
    rows = selectors.records(selectors.search(QueryDict(query)))
    mine = [row.case for row in rows if row.event == "ApprovalWithdrawn"]
    assert mine == found


def test_pages_by_keyset_walk_there_and_back(li: Account, city: City) -> None:
    ids = [entry.pk for entry in some_records(li, city, 10)][::-1]
    found = selectors.search(QueryDict("event=ApprovalWithdrawn"))
    first = selectors.page(found, before=None, after=None, size=4)
    assert ([r.pk for r in first.rows], first.newer) == (ids[:4], None)
    second = selectors.page(found, before=first.older, after=None, size=4)
    assert [r.pk for r in second.rows] == ids[4:8]
    third = selectors.page(found, before=second.older, after=None, size=4)
    assert ([r.pk for r in third.rows], third.older) == (ids[8:], None)
    back = selectors.page(found, before=None, after=third.newer, size=4)
    assert [r.pk for r in back.rows] == ids[4:8]
    start = selectors.page(found, before=None, after=back.newer, size=4)
    assert ([r.pk for r in start.rows], start.newer) == (ids[:4], None)


def test_history_of_a_case(li: Account, city: City) -> None:
    some_records(li, city)
    assert [entry.data["title"] for entry in selectors.history_of_case(1)] == ["延长第1次"]


def test_list_asks_few_questions(
    sign_in: SignIn,
    audit_admin: Account,
    li: Account,
    city: City,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    some_records(li, city, 60)
    browser = sign_in(audit_admin)
    browser.get("/audit/")
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        browser.get("/audit/")


def test_verification_is_asked_for_on_the_page_and_recorded(
    sign_in: SignIn, audit_admin: Account, li: Account, city: City
) -> None:
    some_records(li, city)
    Sealer().seal()
    browser = sign_in(audit_admin)
    browser.post("/audit/verify/")
    assert verification.is_running()
    assert "正在校验" in browser.get("/audit/").content.decode()
    verification.verify_now(account_id=audit_admin.pk, at=AT)
    last = selectors.last_verification()
    assert last is not None
    assert last.actor == audit_admin.pk
    assert last.data["ok"] is True


def test_journal_is_exported_by_the_auditor_and_that_is_recorded(
    sign_in: SignIn, audit_admin: Account, li: Account, city: City
) -> None:
    some_records(li, city)
    answer = sign_in(audit_admin).post("/exports/audit.journal/?actor=李")
    sheet = openpyxl.load_workbook(BytesIO(answer.content))["数据"]
    assert sheet.max_row == 4
    assert sheet["C2"].value == "李执行员"
    assert JournalRecord.objects.filter(event="ListExported", actor=audit_admin.pk).count() == 1
    assert sign_in(li).post("/exports/audit.journal/").status_code == 403
    assert JournalRecord.objects.filter(kind="denial", actor=li.pk).count() == 1


def test_events_have_names() -> None:
    assert naming.label_of(AccessDenied.__name__) == "访问被拒绝"
    assert naming.label_of("NoLongerDeclared") == "NoLongerDeclared"
