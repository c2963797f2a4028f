"""案件详情: one view a tab, each under its own address; htmx gets the panel alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from bailiwick.audit import selectors as journal
from bailiwick.cases import acts, panels
from bailiwick.cases.models import Case
from bailiwick.cases.selectors import act_links, case_page, explaining, register, timeline
from bailiwick.cases.selectors.case_rows import row_of
from bailiwick.cases.selectors.clocks import LIVE_STATES, clocks_of
from bailiwick.cases.services.looks import look_at_case
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy

OVERVIEW_FACTS = 14
SIDE_CLOCKS = 6
MAIN_ACTS = 2


def open_case(request: HttpRequest, case_id: int) -> Case:
    """Return the case if its page is the reader's to open; anything else answers 404."""
    account: Any = request.user
    rows = register.cases_open_to(account).select_related(
        "court", "officer", "clerk", "group", "original"
    )
    return get_object_or_404(rows, pk=case_id)


def _panel(
    key: str, template: str, look: str
) -> Callable[[Callable[..., dict[str, Any]]], Callable[..., HttpResponse]]:
    """Turn a function that answers a panel's context into the view of its tab."""

    def decorate(fill: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
        @policy("cases.view_case")
        def view(request: HttpRequest, case_id: int) -> HttpResponse:
            case = open_case(request, case_id)
            account: Any = request.user
            on = timezone.localdate()
            look_at_case(case, by=account, at=timezone.now())
            context = {"case": case, "on": on, "panel": template} | fill(request, case, on)
            if request.headers.get("HX-Request") != "true":
                context |= _header(request, case, on)
                context["tabs"] = _tabs(request, case, key)
                context["tab_label"] = look
            return page_or_part(request, "cases/case_detail.html", "cases/_panel.html", context)

        view.__name__ = fill.__name__
        view.__doc__ = fill.__doc__
        return view

    return decorate


@_panel("overview", "cases/_panel_overview.html", "概览")
def case_detail(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """概览: money, next step, time line, clocks, people."""
    account: Any = request.user
    facts = case_page.facts_of(case)
    clocks = list(clocks_of(case.pk))
    rows = case_page.clock_rows_of(clocks, facts, on)
    live = [row for row in rows if row.state in LIVE_STATES]
    measures = case_page.measures_of(facts, clocks, on)
    may_reveal = account.has_perm("cases.reveal_identity")
    share = case.amount_received * 100 / case.amount_claimed if case.amount_claimed else None
    return _timeline(request, case, facts, clocks, on, limit=OVERVIEW_FACTS) | {
        "clocks": live[:SIDE_CLOCKS],
        "clocks_total": len(rows),
        "controlled_value": case_page.controlled_value(measures, on),
        "received_share": int(share) if share is not None else None,
        "next_step": explaining.next_step(case, rows, on, reader=account),
        "next_text": case_page.next_step(case, facts, rows),
        "parties": case_page.parties_of(case),
        "may_reveal": may_reveal,
        "related": case_page.related_to(case, register.cases_open_to(account)),
        "officers": case_page.officers_of(case),
    }


@_panel("clocks", "cases/_panel_clocks.html", "时限")
def case_clocks(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """时限: every clock, official ones and internal ones apart, met ones last."""
    facts = case_page.facts_of(case)
    rows = case_page.clock_rows_of(list(clocks_of(case.pk)), facts, on)
    live = [row for row in rows if row.state in LIVE_STATES]
    groups = [
        ("法定期限", "", [row for row in live if not row.internal and not row.light.measure]),
        ("查控措施期限", "不顺延、不扣除", [row for row in live if row.light.measure]),
        ("内部管理节点", "本院未发文采用，不计入通报", [row for row in live if row.internal]),
        ("已完成", "", [row for row in rows if row.state not in LIVE_STATES]),
    ]
    shown = [
        {"label": label, "note": note, "rows": found} for label, note, found in groups if found
    ]
    return {"clock_groups": shown}


@_panel("facts", "cases/_panel_facts.html", "事实")
def case_facts(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """事实: the whole time line, superseded facts included."""
    facts = case_page.facts_of(case)
    context = _timeline(request, case, facts, list(clocks_of(case.pk)), on, limit=None)
    account: Any = request.user
    context["may_mend"] = account.has_perm("cases.record_fact")
    context["running"] = {f.pk for f in facts if f.kind == "deduction" and f.until is None}
    return context


@_panel("measures", "cases/_panel_measures.html", "查控措施")
def case_measures(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """查控措施: seizures and freezes with their newest term."""
    facts = case_page.facts_of(case)
    account: Any = request.user
    return {
        "measures": case_page.measures_of(facts, list(clocks_of(case.pk)), on),
        "may_record": account.has_perm("cases.record_fact"),
    }


@_panel("money", "cases/_panel_money.html", "案款")
def case_money(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """案款: money in and out, with the clock for paying out."""
    facts = case_page.facts_of(case)
    return {
        "payments": case_page.payments_of(facts, list(clocks_of(case.pk)), on),
        "balance": case.amount_received - case.amount_paid,
    }


@_panel("documents", "cases/_panel_documents.html", "文书")
def case_documents(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """文书: uploaded papers, and those the facts only name."""
    facts = case_page.facts_of(case)
    entries = timeline.entries(facts, [], on)
    return {
        "documents": case_page.documents_of(case),
        "named": [entry for entry in entries if entry.document and not entry.old],
    }


@_panel("approvals", "cases/_panel_approvals.html", "审批")
def case_approvals(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """审批: requests about this case and where they stand."""
    return {"approvals": case_page.approvals_of(case)}


@_panel("history", "cases/_panel_history.html", "历史与查阅记录")
def case_history(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """历史与查阅记录: the journal's records of this case, looks included."""
    records = journal.history_of_case(case.pk)
    return {"history": case_page.history_lines(records, case_page.facts_of(case))}


@policy("cases.view_case")
def case_header(request: HttpRequest, case_id: int) -> HttpResponse:
    """The head of the page alone: fetched again when the case changed."""
    case = open_case(request, case_id)
    context = {"case": case} | _header(request, case, timezone.localdate())
    return render(request, "cases/_case_header.html", context)


@policy("cases.view_case")
def case_sheet(request: HttpRequest, case_id: int) -> HttpResponse:
    """案件信息表 for paper: A4, masked numbers, shapes and words instead of colours."""
    case = open_case(request, case_id)
    account: Any = request.user
    on = timezone.localdate()
    look_at_case(case, by=account, at=timezone.now())
    facts = case_page.facts_of(case)
    clocks = list(clocks_of(case.pk))
    context = {
        "case": case,
        "light": row_of(case, [c for c in clocks if c.state in LIVE_STATES], on).light,
        "parties": case_page.parties_of(case),
        "clocks": case_page.clock_rows_of(clocks, facts, on),
        "measures": case_page.measures_of(facts, clocks, on),
        "payments": case_page.payments_of(facts, clocks, on),
        "entries": timeline.entries(facts, clocks, on)[::-1],
        "officers": case_page.officers_of(case),
        "related": case_page.related_to(case, register.cases_open_to(account)),
    }
    return render(request, "cases/case_sheet.html", context)


def _timeline(
    request: HttpRequest, case: Case, facts: list[Any], clocks: list[Any], on: date,
    *, limit: int | None,
) -> dict[str, Any]:  # fmt: skip
    wanted = request.GET.get("facts", "")
    wanted = wanted if wanted in timeline.FILTERS else ""
    entries = timeline.entries(facts, clocks, on)
    chosen = [entry for entry in entries if timeline.in_group(entry, wanted)]
    here = request.path
    return {
        "timeline": chosen[:limit] if limit else chosen,
        "timeline_total": len(chosen),
        "may_record": request.user.has_perm("cases.record_fact"),
        "timeline_more": bool(limit and len(chosen) > limit),
        "filter_label": timeline.FILTERS[wanted],
        "filters": [
            {
                "label": label,
                "url": f"{here}?facts={key}" if key else here,
                "current": key == wanted,
            }
            for key, label in timeline.FILTERS.items()
        ],
    }


def _header(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    account: Any = request.user
    clocks = [clock for clock in clocks_of(case.pk) if clock.state in LIVE_STATES]
    row = row_of(case, clocks, on)
    offered = acts.offered(case, account, on)
    ready = [act for act in offered if act.allowed]
    main = ready[:MAIN_ACTS]
    return {
        "light": row.light,
        "why_url": row.why_url,
        "tags": _tags(case),
        "main_acts": main,
        "more_acts": [act for act in offered if act not in main],
        "other_court": case_page.may_see_other_courts(account, case),
        "list_url": request.session.get("case_list", reverse("cases:case_list")),
    }


def _tags(case: Case) -> list[tuple[str, str]]:
    tags = [("恢复执行" if case.type_code == "执恢" else "首次执行", "bw-blue")]
    if case.type_code not in ("执", "执恢"):
        tags = [(case.type_code, "bw-blue")]
    if case.kind != "民事":
        tags.append((case.kind, ""))
    if case.sensitive:
        tags.append((case.sensitive, "bw-line"))
    if case.is_paused:
        tags.append(("有暂停期间", ""))
    if case.closed_on:
        tags.append((case.closing_mode, ""))
    return tags


def _tabs(request: HttpRequest, case: Case, here: str) -> list[dict[str, Any]]:
    account: Any = request.user
    counts = case_page.counts_of(case)
    return [
        {
            "key": panel.key,
            "label": panel.label,
            "url": reverse(panel.url_name, args=[case.pk]),
            "current": panel.key == here,
            "count": counts.get(panel.key),
        }
        for panel in panels.shown_to(account)
        if act_links.address(panel.url_name, case.pk)
    ]
