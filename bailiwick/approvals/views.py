"""审批: the inbox, one request with its trail, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bailiwick.approvals import selectors, services
from bailiwick.approvals.forms import DecisionForm, WithdrawForm
from bailiwick.approvals.models import Approval, Step
from bailiwick.approvals.services import routing
from bailiwick.errors import Refusal
from bailiwick.org.request import StaffRequest
from bailiwick.web.asked import page_size
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import signed_in
from bailiwick.web.toasts import say

TABS = (("waiting", "待我签批"), ("asked", "我发起"), ("done", "已办"))


@require_GET
@signed_in
def approval_list(request: StaffRequest) -> HttpResponse:
    """待我签批 / 我发起 / 已办."""
    tab = request.GET.get("tab", "waiting")
    lists: dict[str, Any] = {
        "waiting": selectors.waiting_for(request.user),
        "asked": selectors.asked_by(request.user),
        "done": selectors.decided_by(request.user),
    }
    if tab not in lists:
        raise Http404
    page = Paginator(lists[tab], page_size(request)).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [_row(item, today) for item in page]
    context = {
        "tab": tab,
        "tabs": [(key, label, lists[key].count()) for key, label in TABS],
        "page": page,
        "rows": rows,
    }
    return page_or_part(
        request, "approvals/approval_list.html", "approvals/_approval_rows.html", context
    )


def _row(item: Approval | Step, today: Any) -> dict[str, Any]:
    """One line of any of the three lists: the request, the step it speaks of, and its light."""
    step: Step | None
    if isinstance(item, Step):
        approval, step = item.approval, item
    else:
        approval = item
        step = next((s for s in item.steps.all() if s.outcome == Step.Outcome.WAITING), None)
    return {
        "approval": approval,
        "step": step,
        "kind": services.kind_of(approval.kind).label,
        "light": selectors.light_of(step, today) if step else None,
    }


@require_GET
@signed_in
def approval_detail(request: StaffRequest, approval_id: int) -> HttpResponse:
    """One request: what is asked, the trail, and the form for whoever may decide it."""
    return _detail(request, _visible(request, approval_id))


@require_POST
@signed_in
def step_decide(request: StaffRequest, approval_id: int, step_id: int) -> HttpResponse:
    """Decide the waiting step; a refusal comes back on the form with what was typed."""
    approval = _visible(request, approval_id)
    step = get_object_or_404(approval.steps, pk=step_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        chosen, opinion = form.cleaned_data["outcome"], form.cleaned_data["opinion"]
        now = timezone.now()
        try:
            if chosen == DecisionForm.BACK:
                services.send_back(step, opinion, by=request.user, at=now)
            else:
                services.decide(step, chosen, opinion, by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            label = dict(DecisionForm.CHOICES)[chosen]
            say(request, f"{label}：{approval.title}")
            return redirect("approvals:approval_list")
    return _detail(request, approval, decision=form, status=422)


@require_POST
@signed_in
def approval_withdraw(request: StaffRequest, approval_id: int) -> HttpResponse:
    """Take an own request back."""
    approval = _visible(request, approval_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw(
                approval, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"已撤回：{approval.title}")
            return redirect("approvals:approval_detail", approval_id)
    return _detail(request, approval, withdrawal=form, status=422)


@require_POST
@signed_in
def approval_send_again(request: StaffRequest, approval_id: int) -> HttpResponse:
    """Send a returned request again."""
    approval = _visible(request, approval_id)
    try:
        services.send_again(approval, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _detail(request, approval, refusal=str(refusal), status=422)
    say(request, f"已重新报批：{approval.title}")
    return redirect("approvals:approval_detail", approval_id)


def _visible(request: StaffRequest, approval_id: int) -> Approval:
    return get_object_or_404(
        selectors.visible_to(request.user).select_related("asked_by__person", "court"),
        pk=approval_id,
    )


def _detail(
    request: StaffRequest,
    approval: Approval,
    *,
    decision: DecisionForm | None = None,
    withdrawal: WithdrawForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    steps = list(approval.steps.select_related("court", "decided_by__person", "for_person"))
    waiting = next((step for step in steps if step.outcome == Step.Outcome.WAITING), None)
    allowed, absent = routing.may_decide(waiting, request.user, today) if waiting else (False, None)
    own = approval.asked_by_id == request.user.pk
    decision = decision or DecisionForm()
    if not any(step.outcome == Step.Outcome.AGREED for step in steps):
        decision.without_step_before()
    context = {
        "approval": approval,
        "kind": services.kind_of(approval.kind).label,
        "lines": approval.data.get("lines", []),
        "trail": [(step, selectors.light_of(step, today)) for step in steps],
        "waiting": waiting,
        "may_decide": allowed,
        "stands_in_for": absent,
        "decision": decision,
        "may_withdraw": own and approval.state in {"open", "returned"},
        "may_send_again": own and approval.state == "returned",
        "withdrawal": withdrawal or WithdrawForm(),
        "refusal": refusal,
    }
    return render(request, "approvals/approval_detail.html", context, status=status)
