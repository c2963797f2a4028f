"""案件列表: who sees what, the URL is the whole state, every number is the count of its list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from bailiwick.cases.models import SavedView
from bailiwick.cases.selectors import register
from bailiwick.cases.selectors.case_rows import total_of
from bailiwick.org.models import Account
from tests import make

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
ROW = re.compile(r'<tr id="case-(\d+)"')


def rows(client: Client, url: str = "/cases/") -> list[int]:
    answer = client.get(url)
    assert answer.status_code == 200
    return [int(pk) for pk in ROW.findall(answer.content.decode())]


def test_officer_sees_own_cases_colleague_and_stranger_do_not(
    sign_in: SignIn, li: Account, chen: Account, zhao: Account, wang: Account, sun: Account
) -> None:
    case = make.make_case(officer=li)
    assert rows(sign_in(li)) == [case.pk]
    assert rows(sign_in(chen)) == []
    assert rows(sign_in(zhao)) == []
    assert rows(sign_in(wang)) == [case.pk]
    assert rows(sign_in(sun)) == [case.pk]


def test_an_empty_list_says_why_and_what_next(sign_in: SignIn, li: Account) -> None:
    page = sign_in(li).get("/cases/?level=overdue").content.decode()
    assert "没有符合条件的案件" in page
    assert "筛选：状态：在办，预警等级：超期与严重超期" in page
    assert "查看临期案件" in page


def test_a_search_that_finds_nothing_says_how_to_search(sign_in: SignIn, li: Account) -> None:
    page = sign_in(li).get("/cases/?q=查无此人").content.decode()
    assert "没有找到“查无此人”" in page
    assert "证件号码、电话、账号须完整" in page
    assert "清空条件" in page


def test_a_text_in_the_search_box_opens_the_cases_named_in_it(sign_in: SignIn, li: Account) -> None:
    first, second = make.make_case(officer=li), make.make_case(officer=li)
    text = f"下午合议这两件：{first.number}、{second.number}，卷宗带上"
    page = sign_in(li).get("/cases/", {"q": text}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/cases/paste/")
    content = page.content.decode()
    assert f'href="/cases/{first.pk}/"' in content
    assert f'href="/cases/{second.pk}/"' in content


def test_each_tab_has_the_count_of_the_list_it_opens(sign_in: SignIn, li: Account) -> None:
    today = localdate()
    make.make_case(officer=li, filed_on=today - timedelta(days=300), as_of=today)
    make.make_case(officer=li, filed_on=today, as_of=today)
    client = sign_in(li)
    page = client.get("/cases/").content.decode()
    views = page[page.index('class="bw-views"') : page.index("</nav>", page.index("bw-views"))]
    tabs = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)<b>([\d,]+)</b>', views)
    assert [name for _, name, _ in tabs][:2] == ["我的在办", "超期与严重超期"]
    for url, name, count in tabs:
        assert len(rows(client, url.replace("&amp;", "&"))) == int(count), name


def test_state_is_in_the_url_and_empty_values_are_tidied_away(sign_in: SignIn, li: Account) -> None:
    answer = sign_in(li).get("/cases/?q=&level=&status=open&flag=grey")
    assert answer.status_code == 302
    assert answer["Location"] == "/cases/?grey=1"


def test_chip_takes_one_condition_away(sign_in: SignIn, li: Account) -> None:
    page = sign_in(li).get("/cases/?level=red&money_waiting=1").content.decode()
    assert "预警等级：超期" in page
    assert 'href="?money_waiting=1" aria-label="去掉条件 预警等级：超期"' in page


def test_query_count_does_not_grow_with_the_page(sign_in: SignIn, li: Account) -> None:
    for _ in range(3):
        make.make_case(officer=li)
    client = sign_in(li)
    client.get("/cases/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/cases/")
    for _ in range(12):
        make.make_case(officer=li)
    with CaptureQueriesContext(connection) as many:
        assert len(rows(client)) == 15
    assert len(many) == len(few)
    assert len(many) <= 32


def test_counting_stops_at_its_limit(li: Account) -> None:
    for _ in range(4):
        make.make_case(officer=li)
    found = register.narrowed(li, {}, localdate())
    assert total_of(found, limit=3).text == "3 以上"
    assert total_of(found, limit=4).text == "4"


def test_saved_view_is_a_tab_with_a_live_count_and_only_its_owners(
    sign_in: SignIn, li: Account, wang: Account
) -> None:
    make.make_case(officer=li, cause="劳动争议")
    client = sign_in(li)
    answer = client.post("/cases/views/", {"name": "劳动", "query": "cause=劳动&page=3"})
    assert answer.status_code == 302
    view = SavedView.objects.get(account=li)
    assert view.query == "cause=%E5%8A%B3%E5%8A%A8"
    page = client.get(f"/cases/?{view.query}").content.decode()
    assert re.search(r'class="bw-on" aria-current="page">劳动<b>1</b>', page)
    sign_in(wang).post(f"/cases/views/{view.pk}/forget/")
    assert SavedView.objects.filter(pk=view.pk).exists()
    client.post(f"/cases/views/{view.pk}/forget/")
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_export_is_the_filter_of_the_page(sign_in: SignIn, li: Account) -> None:
    make.make_case(officer=li, cause="劳动争议")
    make.make_case(officer=li)
    client = sign_in(li)
    page = client.get("/cases/?cause=劳动").content.decode()
    assert "导出当前筛选 1 件" in page
    answer = client.post("/cases/export/", {"query": "cause=劳动", "only": "all"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_picked_export_takes_only_rows_the_person_may_list(
    sign_in: SignIn, li: Account, zhao: Account
) -> None:
    from bailiwick.cases.selectors.case_list import picked

    mine = make.make_case(officer=li)
    foreign = make.make_case(officer=zhao)
    assert picked(li, [str(mine.pk), str(foreign.pk), "x", "²", "9" * 5000]) == [mine.pk]
    form = {"query": "", "only": "picked", "pick": [foreign.pk]}
    exported = sign_in(li).post("/cases/export/", form)
    assert _numbers_in(exported.content) == []  # not the whole list instead
    exported = sign_in(li).post("/cases/export/", form | {"pick": [foreign.pk, mine.pk]})
    assert _numbers_in(exported.content) == [mine.number]


def _numbers_in(workbook: bytes) -> list[str]:
    """Read the column of case numbers out of an exported list."""
    with ZipFile(BytesIO(workbook)) as archive:
        texts = archive.read("xl/worksheets/sheet2.xml").decode()
    return re.findall(r"（\d{4}）[^<]+号", texts)


def test_a_cause_is_not_an_oracle_for_veiled_cases(
    sign_in: SignIn, li: Account, wang: Account
) -> None:
    """The list shows 敏感案件 without its cause; narrowing by cause must not tell it either."""
    make.make_case(officer=li, cause="抚养费纠纷", sensitive="涉未成年")
    page = sign_in(wang).get("/cases/").content.decode()
    assert "敏感案件" in page
    assert "敏感案件" not in sign_in(wang).get("/cases/?cause=抚养费").content.decode()
    assert "抚养费纠纷" in sign_in(li).get("/cases/?cause=抚养费").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "size=²",
        "page=²",
        "shown=²",
        "as_of=9999-12-31",
        "amount_from=1e999999",
        "court=" + "9" * 5000,
    ],
)
def test_odd_numbers_and_days_are_left_out(sign_in: SignIn, li: Account, query: str) -> None:
    client = sign_in(li)
    assert client.get(f"/cases/?{query}").status_code == 200
    assert client.get(f"/cases/news/?{query}").status_code == 200


def test_new_rows_are_announced_and_rows_renew_alone(sign_in: SignIn, li: Account) -> None:
    shown = make.make_case(officer=li)
    client = sign_in(li)
    quiet = client.get(f"/cases/news/?shown={shown.pk}").content.decode()
    assert "hidden" in quiet
    fresh = make.make_case(officer=li)
    told = client.get(f"/cases/news/?shown={shown.pk}").content.decode()
    assert "有 1 条更新" in told
    assert " hidden" not in told
    row = client.get(f"/cases/{fresh.pk}/row/").content.decode()
    assert f'id="case-{fresh.pk}"' in row
    assert f'data-live="case:{fresh.pk}"' in row


def test_suggestions_find_two_characters_and_pasted_text(
    sign_in: SignIn, li: Account, zhao: Account
) -> None:
    case = make.make_case(officer=li, applicants=("周海燕",))
    client = sign_in(li)
    assert case.number in client.get("/cases/suggest/?q=海燕").content.decode()
    text = f"请查一下{case.number}的进展，当事人来电多次催问，领导很重视"
    assert case.number in client.get("/cases/suggest/", {"q": text}).content.decode()
    assert case.number not in sign_in(zhao).get("/cases/suggest/?q=海燕").content.decode()
