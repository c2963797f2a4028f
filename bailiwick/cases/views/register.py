"""案件列表: everything in its URL; rows renew themselves, new rows wait."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bailiwick.cases.models import Case
from bailiwick.cases.selectors import case_list as listing
from bailiwick.cases.selectors import register
from bailiwick.cases.selectors.case_rows import PAGES_LIMIT, Total, rows_of, total_of
from bailiwick.cases.services import saved_views
from bailiwick.cases.views.exporting import export_answer
from bailiwick.errors import Refusal
from bailiwick.org.scope import scope_of
from bailiwick.web.asked import page_size, whole
from bailiwick.web.policy import policy
from bailiwick.web.preferences import Preferences
from bailiwick.web.toasts import say

EXPORT_KIND = "cases.case_list"
PASTED_LENGTH = 24  # longer than any name or number: a text, in which numbers and names are found
_KEPT = ("size", "sort", "rule", "rule_level", "subject", "official", "as_of")


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages over a counted list; beyond the limit nobody turns pages, they narrow the list."""

    def __init__(self, rows: Any, size: int, total: Total) -> None:
        super().__init__(rows, size)
        self.total = total

    @property
    def count(self) -> int:
        return min(self.total.count, PAGES_LIMIT) if self.total.capped else self.total.count

    @property
    def num_pages(self) -> int:
        return max(1, -(-min(self.count, PAGES_LIMIT) // self.per_page))


@policy("cases.view_case")
def case_list(request: HttpRequest) -> HttpResponse:
    tidy = _tidy(request.GET)
    if tidy.urlencode() != request.GET.urlencode():
        return redirect(f"{request.path}?{tidy.urlencode()}" if tidy else request.path)
    on = register.day_of(request.GET, timezone.localdate())
    account: Any = request.user
    total = total_of(register.narrowed(account, request.GET, on))
    pasted = request.GET.get("q", "")
    if total.count == 0 and len(pasted) > PASTED_LENGTH and account.has_perm("cases.view_case"):
        return redirect(f"{reverse('cases:paste_find')}?{urlencode({'text': pasted})}")
    size = page_size(request)
    pages = BoundedPaginator(register.filtered(account, request.GET, on), size, total)
    page = pages.get_page(request.GET.get("page"))
    start = (page.number - 1) * size
    cases = register.page(account, request.GET, on, start, min(start + size, pages.count))
    context = {
        "params": request.GET,
        "query": listing.filter_query(request.GET),
        "kept": [
            pair for pair in _pairs(request.GET)
            if pair[0] in _KEPT
        ],
        "scope_text": _scope_text(account, request.GET),
        "total": total,
        "pages_limit": PAGES_LIMIT,
        "rows": rows_of(cases, on),
        "page": page,
        "shown": listing.page_ids(cases),
        "columns": _columns(request),
        "views": listing.tabs(account, request.GET, on),
        "chips": listing.chips(request.GET, on),
        "main_fields": listing.fields(request.GET, account, listing.MAIN_FIELDS),
        "more_fields": listing.fields(request.GET, account, listing.MORE_FIELDS),
        "more_used": listing.more_is_used(request.GET),
        "may_export": account.has_perm("cases.export_case"),
        "empty": _empty(request.GET, on),
    }  # fmt: skip
    return render(request, "cases/case_list.html", context)


@policy("cases.view_case")
def case_row(request: HttpRequest, case_id: int) -> HttpResponse:
    """One row, fetched again when its case changed; it stays where it is in the list."""
    account: Any = request.user
    on = timezone.localdate()
    rows = register.cases_visible_to(account).select_related("court", "officer", "group")
    case = get_object_or_404(rows, pk=case_id)
    context = {"row": rows_of([case], on)[0], "columns": _columns(request)}
    return render(request, "cases/_case_row.html", context)


@policy("cases.view_case")
def case_list_news(request: HttpRequest) -> HttpResponse:
    """How many rows of this page of the list are new since it was drawn."""
    account: Any = request.user
    on = register.day_of(request.GET, timezone.localdate())
    shown = {whole(one) for one in request.GET.get("shown", "").split(",")}
    size = page_size(request)
    start = (min(whole(request.GET.get("page")) or 1, PAGES_LIMIT) - 1) * size
    rows = register.page(account, request.GET, on, start, start + size)
    fresh = [case.pk for case in rows if case.pk not in shown]
    context = {
        "fresh": len(fresh),
        "query": listing.filter_query(request.GET),
        "shown": request.GET.get("shown", ""),
    }
    return render(request, "cases/_case_news.html", context)


@require_POST
@policy("cases.export_case")
def case_export(request: HttpRequest) -> HttpResponse:
    """Export the whole filter, or only the picked rows, to a spreadsheet."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    if request.POST.get("only") == "picked":
        account: Any = request.user
        query.setlist(
            "pick", [str(pk) for pk in listing.picked(account, request.POST.getlist("pick"))]
        )
    return export_answer(request, EXPORT_KIND, query)


@require_POST
@policy("cases.view_case")
def view_save(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    query = listing.filter_query(QueryDict(request.POST.get("query", "")))
    try:
        view = saved_views.save_view(
            request.POST.get("name", ""), query, page=listing.PAGE, by=account
        )
    except Refusal as refusal:
        say(request, refusal.message)
    else:
        say(request, f"已保存视图“{view.name}”")
    return redirect(f"{reverse('cases:case_list')}?{query}")


@require_POST
@policy("cases.view_case")
def view_forget(request: HttpRequest, view_id: int) -> HttpResponse:
    account: Any = request.user
    saved_views.forget_view(view_id, by=account)
    say(request, "视图已删除，案件不受影响")
    return redirect("cases:case_list")


@policy("cases.view_case")
def case_suggest(request: HttpRequest) -> HttpResponse:
    """What the search box of the bar offers while somebody types or pastes a text."""
    account: Any = request.user
    text = request.GET.get("q", "").strip()[:2000]
    pasted = len(text) > PASTED_LENGTH or "\n" in text
    cases: list[Case] = []
    if len(text) >= 2:
        cases = (
            register.recognised(account, text, 8) if pasted else register.suggestions(account, text)
        )
    context = {"cases": rows_of(cases, timezone.localdate()), "text": text, "pasted": pasted}
    return render(request, "cases/_suggestions.html", context)


def _tidy(params: QueryDict) -> QueryDict:
    """Return the query without empty values; the field 标记 becomes the flag it names."""
    clean = QueryDict(mutable=True)
    for key in params:
        values = [value.strip() for value in params.getlist(key) if value.strip()]
        if key == "flag":
            for flag in values:
                clean[flag] = "1"
        elif values:
            clean.setlist(key, values)
    if clean.get("status") == "open" and not clean.get("q"):
        del clean["status"]
    return clean


def _columns(request: HttpRequest) -> list[listing.Column]:
    account: Any = request.user
    scope = scope_of(account)
    several, own_only = len(scope.courts) > 1, not (scope.courts or scope.groups)
    chosen = Preferences.of(account).columns.get(listing.PAGE, [])
    return listing.columns_of(request.GET, chosen, several_courts=several, own_only=own_only)


def _pairs(params: QueryDict) -> list[tuple[str, str]]:
    return [(key, value) for key in params for value in params.getlist(key)]


def _scope_text(account: Any, params: QueryDict) -> str:
    words = listing.scope_words(account)
    return f"{words}在办" if register.only_open(params) else f"{words}符合条件"


def _empty(params: QueryDict, on: Any) -> dict[str, str]:
    text = params.get("q", "")
    address = reverse("cases:case_list")
    if text and len(text.strip()) < 2:
        return {
            "title": "搜索至少两个字",
            "text": "案号、当事人名称的任意两个连续字；证件号码、电话须完整",
            "link": address,
            "link_text": "查看在办案件",
        }
    if text:
        return {
            "title": f"没有找到“{text[:30]}”",
            "text": "名称、案号两个字起；证件号码、电话、账号须完整；只查本人可查看的案件",
            "link": address,
            "link_text": "清空条件",
        }
    return {
        "title": "没有符合条件的案件",
        "text": f"筛选：{listing.missing_words(params, on)}",
        "link": f"{address}?level=near",
        "link_text": "查看临期案件",
    }
