"""工作台, its list for paper, 查封冻结到期预警 and 假期前夜清单."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from bailiwick.cases.selectors import case_list as listing
from bailiwick.cases.selectors import expiring
from bailiwick.cases.selectors import workbench as desk
from bailiwick.cases.services import snoozing
from bailiwick.cases.views.case_file import open_case
from bailiwick.cases.views.exporting import export_answer
from bailiwick.org.scope import scope_of
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy, signed_in
from bailiwick.web.toasts import say

EXPIRING_KIND = "cases.expiring_list"
PAGE_SIZE = 50


@signed_in
def workbench(request: HttpRequest) -> HttpResponse:
    """The first page after login. Administrators keep no cases: they get their own first page."""
    account: Any = request.user
    if not account.has_perm("cases.view_case"):
        for permission, target in (
            ("audit.view_journal", "audit:record_list"),
            ("org.view_people", "org:organisation"),
        ):
            if account.has_perm(permission):
                return redirect(target)
        return redirect("web:keys")
    on = timezone.localdate()
    context = {"board": desk.board(account, on, own=_own(request))}
    return page_or_part(request, "cases/workbench.html", "cases/_workbench_board.html", context)


@require_POST
@policy("cases.view_case")
def case_snooze(request: HttpRequest, case_id: int) -> HttpResponse:
    """搁置, or take back (without a day): only on the person's own workbench."""
    account: Any = request.user
    case = open_case(request, case_id)
    now = timezone.now()
    asked = request.POST.get("until", "")
    if not asked:
        snoozing.end_snooze(case, by=account, at=now)
        say(request, f"{case.number} 已恢复到今日必办")
        return redirect("cases:workbench")
    try:
        until = date.fromisoformat(asked)
        snoozing.snooze(
            case, until=until, reason=request.POST.get("reason", ""), by=account,
            on=timezone.localdate(), at=now,
        )  # fmt: skip
    except ValueError:
        raise Http404("日期无效") from None
    say(request, f"{case.number} 搁置至 {until:%m-%d}")
    return redirect("cases:workbench")


@policy("cases.view_case")
def workbench_print(request: HttpRequest) -> HttpResponse:
    """今日清单: every line of today, for paper."""
    account: Any = request.user
    context = {"board": desk.board(account, timezone.localdate(), own=_own(request), full=True)}
    return render(request, "cases/workbench_print.html", context)


def _own(request: HttpRequest) -> bool | None:
    return {"own": True, "all": False}.get(request.GET.get("of", ""))


@policy("cases.view_case")
def expiring_list(request: HttpRequest) -> HttpResponse:
    """查封冻结到期预警: terms by the ladder; they neither roll nor pause."""
    account: Any = request.user
    on = timezone.localdate()
    reach = _reach(account, request.GET)
    step = request.GET.get("step", "")
    rows = expiring.on_step(expiring.measures(reach), step, on)
    rows = expiring.narrowed(rows, request.GET)
    page = Paginator(expiring.by_urgency(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "items": expiring.items(list(page), on),
        "ladder": [
            {
                "label": label,
                "count": count,
                "url": listing.with_changes(request.GET, step=key),
                "current": key == step,
            }
            for key, label, count in expiring.ladder_counts(reach, request.GET, on)
        ],
        "query": request.GET.urlencode(),
        "params": request.GET,
        "fields": listing.fields(request.GET, account, ("officer", "court")),
        "types": expiring.TYPES,
        "several": len(scope_of(account).courts) > 1,
        "may_export": account.has_perm("cases.export_case"),
        "may_record": account.has_perm("cases.record_fact"),
    }
    response = render(request, "cases/expiring_list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@policy("cases.view_case")
def eve_list(request: HttpRequest) -> HttpResponse:
    """假期前夜清单: everything that ends in the coming long holiday."""
    account: Any = request.user
    on = timezone.localdate()
    coming = expiring.coming_holiday(on)
    if coming is None:
        raise Http404("近一年没有已知的长假")
    first, last, name = coming
    back_on = last + timedelta(days=1)
    rows = expiring.eve_clocks(_reach(account, request.GET), first, last, back_on)
    kind = request.GET.get("kind", "")
    kinds = [
        {"key": key, "label": label, "count": rows.filter(condition).count(),
         "url": listing.with_changes(request.GET, kind=key), "current": key == kind}
        for key, (label, condition) in expiring.EVE_KINDS.items()
    ]  # fmt: skip
    total = rows.count()
    if kind in expiring.EVE_KINDS:
        rows = rows.filter(expiring.EVE_KINDS[kind][1])
    page = Paginator(expiring.by_days(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "items": expiring.items(list(page), on),
        "eve": expiring.Eve(name, first, last, back_on, total, request.path, ()),
        "kinds": kinds,
        "kind": kind,
        "all_url": listing.with_changes(request.GET, kind=""),
        "total": total,
        "near": expiring.is_near(first, on),
        "year_warning": expiring.year_warning(on),
    }
    return render(request, "cases/eve_list.html", context)


@require_POST
@policy("cases.export_case")
def expiring_export(request: HttpRequest) -> HttpResponse:
    """Export the list of expiring measures as it is filtered."""
    return export_answer(request, EXPIRING_KIND, QueryDict(request.POST.get("query", "")))


def _reach(account: Any, params: QueryDict) -> Q:
    return expiring.reach_of(account, params)
