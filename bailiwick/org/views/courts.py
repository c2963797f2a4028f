"""A court's page: validity, successors, groups, go-live day, complete sources."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate

from bailiwick.errors import Refusal
from bailiwick.org.forms import GoLiveForm, GroupForm, ReasonForm, SourceForm
from bailiwick.org.models import Court, Group
from bailiwick.org.request import StaffRequest
from bailiwick.org.scope import scope_of
from bailiwick.org.services import courts
from bailiwick.web.policy import policy
from bailiwick.web.toasts import say


@policy("org.view_people")
def court_detail(request: StaffRequest, court_id: int) -> HttpResponse:
    """GET /courts/<id>/: validity, successors, groups, go-live day, complete sources."""
    court = get_object_or_404(Court.objects.select_related("parent", "successor"), pk=court_id)
    declared = [
        (courts.source_words(one.source), one)
        for one in court.complete_sources.select_related("declared_by__person")
    ]
    may_declare = (
        request.user.has_perm("cases.declare_source") and court.pk in scope_of(request.user).courts
    )
    context = {
        "court": court,
        "predecessors": court.predecessors.all(),
        "groups": court.groups.all(),
        "bureaus": court.bureaus.select_related("is_branch_of"),
        "declared": declared,
        "may_declare": may_declare,
        "may_edit": request.user.has_perm("org.edit_organisation"),
    }
    return render(request, "org/court_detail.html", context)


@policy("cases.declare_source")
def court_go_live(request: StaffRequest, court_id: int) -> HttpResponse:
    """GET and POST /courts/<id>/go-live: the day from which a missing fact may be red."""
    court = _court_in_reach(request, court_id)
    form = GoLiveForm(request.POST or None, initial={"go_live_on": court.go_live_on})
    if form.is_valid():
        try:
            courts.set_go_live(
                court,
                form.cleaned_data["go_live_on"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{court.short_name}启用日已设定")
            return redirect("org:court_detail", court.pk)
    context = {
        "form": form,
        "title": f"设定{court.short_name}启用日",
        "verb": "设定",
        "court": court,
    }
    return render(request, "org/court_form.html", context)


@policy("cases.declare_source")
def source_declare(request: StaffRequest, court_id: int) -> HttpResponse:
    """GET and POST /courts/<id>/sources/new: declare that a source is complete."""
    court = _court_in_reach(request, court_id)
    form = SourceForm(request.POST or None)
    if form.is_valid():
        try:
            courts.declare_source(
                court,
                form.cleaned_data["source"],
                by=request.user,
                on=localdate(),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, "已声明完整，缺少的事实从现在起按超期推算")
            return redirect("org:court_detail", court.pk)
    context = {
        "form": form,
        "title": f"声明{court.short_name}数据完整",
        "sentence": "声明后，该来源缺少的事实不再显示为缺数据，到期未办即亮红灯。",
        "verb": "声明完整",
        "court": court,
    }
    return render(request, "org/court_form.html", context)


@policy("cases.declare_source")
def source_withdraw(request: StaffRequest, court_id: int, source: str) -> HttpResponse:
    """GET and POST /courts/<id>/sources/<source>/withdraw: take a declaration back."""
    court = _court_in_reach(request, court_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            courts.withdraw_source(
                court,
                source,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, "完整声明已撤回")
            return redirect("org:court_detail", court.pk)
    words = courts.source_words(source)
    context = {"form": form, "title": f"撤回完整声明：{words}", "verb": "撤回", "court": court}
    return render(request, "org/court_form.html", context)


@policy("org.edit_organisation")
def group_add(request: StaffRequest, court_id: int) -> HttpResponse:
    """GET and POST /courts/<id>/groups/new: set up a group or a team."""
    court = get_object_or_404(Court, pk=court_id)
    form = GroupForm(request.POST or None, initial={"valid_from": localdate()})
    if form.is_valid():
        try:
            courts.add_group(court, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            say(request, f"{court.short_name}已设立 {form.cleaned_data['name']}")
            return redirect("org:court_detail", court.pk)
    context = {
        "form": form,
        "title": f"{court.short_name}设立组、团队",
        "verb": "设立",
        "court": court,
    }
    return render(request, "org/court_form.html", context)


@policy("org.edit_organisation")
def group_change(request: StaffRequest, group_id: int) -> HttpResponse:
    """GET and POST /groups/<id>/change: name, days, duties."""
    group = get_object_or_404(Group.objects.select_related("court"), pk=group_id)
    fields = ("name", "kind", "valid_from", "valid_to", "duty_text")
    form = GroupForm(request.POST or None, initial={key: getattr(group, key) for key in fields})
    if form.is_valid():
        try:
            courts.change_group(group, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            say(request, f"{group.name} 已变更")
            return redirect("org:court_detail", group.court_id)
    context = {"form": form, "title": f"变更 {group.name}", "verb": "保存", "court": group.court}
    return render(request, "org/court_form.html", context)


def _court_in_reach(request: StaffRequest, court_id: int) -> Court:
    return get_object_or_404(Court, pk=court_id, pk__in=scope_of(request.user).courts)
