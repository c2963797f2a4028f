"""预警说明: why a light is what it is, on any day, by the facts of now or those known then."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from bailiwick.cases.selectors import explaining
from bailiwick.cases.views.case_file import open_case
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy


@policy("cases.view_case")
def case_explain(request: HttpRequest, case_id: int, rule: str) -> HttpResponse:
    """One clock of a case explained: a page, or the offcanvas of the page it came from."""
    case = open_case(request, case_id)
    account: Any = request.user
    today = timezone.localdate()
    asked = explaining.read(request.GET, today)
    try:
        shown = explaining.explained(case, rule, asked, today=today, reader=account)
    except LookupError:
        if not explaining.is_rule(rule):
            raise Http404(f"没有规则 {rule}") from None
        bar = explaining.bar_of(case, rule, asked, today=today)
        context = {"case": case, "rule": rule, "asked": asked, "shown": bar}
        return page_or_part(
            request, "cases/case_explain_none.html", "cases/_explanation_none.html", context
        )
    context = {"case": case, "rule": rule, "shown": shown, "asked": asked}
    return page_or_part(request, "cases/case_explain.html", "cases/_explanation.html", context)
