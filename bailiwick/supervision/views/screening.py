"""筛查: hits by rule and court, why each is one, review, runs."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bailiwick.cases.selectors.clocks import rule_name, why_url
from bailiwick.errors import Refusal
from bailiwick.law.screening import SCREENING
from bailiwick.supervision.forms import ReviewForm
from bailiwick.supervision.models import ScreeningHit
from bailiwick.supervision.selectors import hits, rulebook
from bailiwick.supervision.services import reviewing, running
from bailiwick.web.asked import page_size
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy
from bailiwick.web.toasts import say


@require_GET
@policy("supervision.view_screening")
def hit_list(request: HttpRequest) -> HttpResponse:
    """Hits to be reviewed, by rule and court; everything in the URL."""
    account: Any = request.user
    rows = hits.filtered(account, request.GET)
    page = Paginator(hits.ordered(rows), page_size(request)).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "hits": [_shown(hit) for hit in page.object_list],
        "lines": hits.rule_lines(account, request.GET),
        "courts": hits.by_court(account, request.GET),
        "states": hits.STATES.items(),
        "state": request.GET.get("state") or "open",
        "severities": hits.SEVERITIES.items(),
        "params": request.GET,
        "chosen": SCREENING.get(request.GET.get("rule", "")),
        "running": hits.running(),
        "last_run": next((run for run in hits.runs(1) if run.finished_at), None),
    }
    return page_or_part(
        request, "supervision/hit_list.html", "supervision/_hits_live.html", context
    )


@require_GET
@policy("supervision.view_screening")
def hit_detail(request: HttpRequest, hit_id: int) -> HttpResponse:
    """Why a case is a hit: the rule, the facts used with their links, the review."""
    hit = _hit(request, hit_id)
    return render(request, "supervision/hit_detail.html", _detail(hit, ReviewForm()))


@require_POST
@policy("supervision.review_hit")
def hit_review(request: HttpRequest, hit_id: int) -> HttpResponse:
    """属实 or 误报."""
    account: Any = request.user
    hit = _hit(request, hit_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        act = reviewing.refute if form.cleaned_data["outcome"] == "false" else reviewing.confirm
        try:
            act(
                hit,
                reason=form.cleaned_data["reason"],
                document=form.cleaned_data["document"],
                by=account,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(
                request,
                f"{hit.case.number} 已核查为{dict(hits.STATES)[form.cleaned_data['outcome']]}",
            )
            return redirect("supervision:hit_detail", hit.pk)
    return render(request, "supervision/hit_detail.html", _detail(hit, form), status=422)


@require_POST
@policy("supervision.run_screening")
def screening_run(request: HttpRequest) -> HttpResponse:
    """Ask for a run now; the worker carries it out and the page shows how far it is."""
    account: Any = request.user
    try:
        running.ask(by=account, at=timezone.now())
        say(request, "筛查已开始，完成后本页自动更新")
    except Refusal as refusal:
        say(request, refusal.message)
    return redirect("supervision:hit_list")


@require_GET
@policy("supervision.view_screening")
def run_list(request: HttpRequest) -> HttpResponse:
    """History of the runs, with how far one is that is going on."""
    context = {"runs": hits.runs(), "running": hits.running()}
    return page_or_part(
        request, "supervision/run_list.html", "supervision/_runs_live.html", context
    )


def _hit(request: HttpRequest, hit_id: int) -> ScreeningHit:
    account: Any = request.user
    rows = hits.visible(account).select_related("case__court", "case__officer", "court")
    return get_object_or_404(rows, pk=hit_id)


def _shown(hit: ScreeningHit) -> dict[str, Any]:
    return {
        "hit": hit,
        "rule": SCREENING.get(hit.rule),
        "summary": hits.summary(hit),
        "severity": hits.SEVERITIES.get(hit.severity, ""),
    }


def _detail(hit: ScreeningHit, form: ReviewForm) -> dict[str, Any]:
    clock = hit.facts.get("clock")
    on = timezone.localdate()
    return {
        "hit": hit,
        "form": form,
        "rule": SCREENING.get(hit.rule),
        "severity": hits.SEVERITIES.get(hit.severity, ""),
        "line": rulebook.find(hit.rule, hit.last_on),
        "facts": hits.facts_used(hit),
        "values": hits.values_used(hit),
        "why_url": why_url(hit.case_id, clock, hit.subject) if clock else "",
        "clock_name": rule_name(clock, on) if clock else "",
        "state": "cleared" if hit.cleared_on else hit.review,
    }
