"""The frame of a page: forms, pager, toasts, refusals, faults, preferences, menu by permission."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory

from bailiwick.errors import RuleBroken
from bailiwick.org.models import Account
from bailiwick.web import preferences
from bailiwick.web.faults import new_number, server_error
from bailiwick.web.middleware import PolicyMiddleware
from bailiwick.web.preferences import Preferences
from bailiwick.web.toasts import say_with

SignIn = Callable[[Account], Client]


class Deduction(forms.Form):
    """A form with each kind of field."""

    kind = forms.ChoiceField(label="类型", choices=[("评估", "评估"), ("审计", "审计")])
    starts_on = forms.DateField(label="起始日期", help_text="含当日")
    urgent = forms.BooleanField(label="紧急", required=False)


def test_a_field_has_its_label_before_it_and_its_class() -> None:
    html = str(Deduction())
    assert '<select name="kind" class="form-select"' in html.replace("\n", "")
    assert 'class="form-control"' in html
    assert 'class="form-check-input"' in html
    assert html.index("起始日期") < html.index('name="starts_on"')
    assert 'id="id_starts_on_helptext">含当日' in html
    assert 'aria-describedby="id_starts_on_helptext"' in html


def test_faults_are_counted_on_top_and_linked_to_their_fields() -> None:
    html = str(Deduction({"kind": "评估", "starts_on": "昨天"}))
    assert "有 1 处需要更正" in html
    assert 'href="#id_starts_on"' in html
    assert 'value="昨天"' in html  # nothing typed is lost
    assert "is-invalid" in html


def pager(query: str, number: int, count: int, size: int) -> str:
    page = Paginator(range(count), size).page(number)
    request = RequestFactory().get(f"/cases/?{query}")
    return Template("{% load bailiwick %}{% pager page %}").render(
        Context({"request": request, "page": page})
    )


def test_pager_says_how_many_and_keeps_the_filters() -> None:
    html = pager("level=red&page=2", 2, 1284, 20)
    assert "共 1,284 件，第 21–40 件" in html
    assert 'href="?level=red&amp;page=3"' in html
    assert 'href="?level=red&amp;page=65"' in html
    assert 'href="?level=red&amp;size=50"' in html


def test_pager_of_nothing_and_of_one_page_has_no_numbers() -> None:
    assert "共 0 件" in pager("", 1, 0, 20)
    assert "第 1–7 件" in pager("", 1, 7, 20)
    assert "下一页" not in pager("", 1, 7, 20)


def test_a_sentence_with_an_htmx_answer_is_ascii_in_its_header() -> None:
    answer = say_with(HttpResponse(), "已记录“执行通知”", undo_url="/undo/3")
    assert answer["HX-Trigger"].isascii()
    assert json.loads(answer["HX-Trigger"]) == {
        "toast": {"text": "已记录“执行通知”", "undo": "/undo/3"}
    }


def test_a_refusal_no_form_caught_is_a_page_with_its_article(rf: RequestFactory) -> None:
    door = PolicyMiddleware(lambda request: HttpResponse())
    refusal = RuleBroken("期限届满后不能延长", article="法释〔2006〕35号第五条")
    answer = door.process_exception(part(rf), refusal)
    assert answer is not None
    assert answer.status_code == 409
    assert "法释〔2006〕35号第五条" in answer.content.decode()
    assert door.process_exception(part(rf), ValueError()) is None


def part(rf: RequestFactory) -> HttpRequest:
    return rf.get("/", headers={"HX-Request": "true"})


def test_a_fault_quotes_a_number_and_asks_nothing_of_the_database(rf: RequestFactory) -> None:
    answer = server_error(rf.get("/"))  # no db fixture: a query would fail the test
    assert answer.status_code == 500
    assert "错误编号" in answer.content.decode()
    assert len(new_number()) == 9


def test_what_is_not_there_is_404_in_words(client: Client, db: None) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


def test_preferences_change_the_page(sign_in: SignIn, li: Account) -> None:
    browser = sign_in(li)
    answer = browser.post("/preferences/", {"large": "on", "density": "standard"}, follow=True)
    html = answer.content.decode()
    assert '<html lang="zh-CN" class="bw-large">' in html
    assert 'data-keys="off"' in html
    assert "bw-density-standard" in html
    assert "显示设置已保存" in html


def test_columns_are_kept_per_table_and_an_empty_choice_forgets(li: Account) -> None:
    preferences.prefer_columns(li, "case_list", ["number", "due"])
    preferences.prefer_columns(li, "hit_list", ["rule"])
    preferences.prefer_columns(li, "case_list", [])
    li.refresh_from_db()
    assert Preferences.of(li).columns == {"hit_list": ["rule"]}


@pytest.mark.parametrize("change", [{"density": "tiny"}, {"large": "yes"}, {"colour": "red"}])
def test_an_unknown_preference_is_refused(li: Account, change: dict[str, str]) -> None:
    with pytest.raises(RuleBroken):
        preferences.prefer(li, **change)


def test_the_page_carries_no_inline_script_or_style(sign_in: SignIn, li: Account) -> None:
    answer = sign_in(li).get("/keys/")
    html = answer.content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count('<script type="module" src="') == 1
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_an_administrator_sees_no_cases_in_the_menu(sign_in: SignIn, system_admin: Account) -> None:
    html = sign_in(system_admin).get("/keys/").content.decode()
    assert "案件列表" not in html


def test_while_the_database_restarts_a_page_says_to_come_again(rf: RequestFactory) -> None:
    try:
        raise OperationalError("the connection is closed")
    except OperationalError:
        answer = server_error(rf.get("/"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "数据库正在恢复" in answer.content.decode()
