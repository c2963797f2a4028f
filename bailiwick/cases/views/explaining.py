"""预警说明: why a light is what it is, on any day, by the facts of now or those known then."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bailiwick.cases.selectors import explaining
from bailiwick.cases.views.case_file import open_case
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy


@policy("cases.view_case")
def case_explain(request: HttpRequest, case_id: int, rule: str) -> HttpResponse:
    """One clock of a case explained: a page, or the offcanvas of the page it came from."""
    case = open_case(request, case_id)
    today = timezone.localdate()
    asked = explaining.read(request.GET, today)
    try:
        shown = explaining.explained(case, rule, asked, today=today)
    except LookupError:
        context = {"case": case, "rule": rule, "asked": asked}
        return render(request, "cases/case_explain_none.html", context, status=404)
    context = {"case": case, "rule": rule, "shown": shown, "asked": asked}
    return page_or_part(request, "cases/case_explain.html", "cases/_explanation.html", context)
