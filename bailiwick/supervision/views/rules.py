"""规则库: all rules on a day, one rule with its versions, and a court's own settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bailiwick.cases.models import RuleSetting
from bailiwick.errors import Refusal
from bailiwick.org.models import Account, Court
from bailiwick.org.scope import scope_of
from bailiwick.supervision.forms import EndForm, SettingForm
from bailiwick.supervision.selectors import hits, rulebook
from bailiwick.supervision.services import rule_settings
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy
from bailiwick.web.toasts import say

KINDS = {
    "": "全部",
    "set": "有本院设定",
    "internal": "内部管理节点",
    "uncertain": "待核",
    "waiting": "等待事实",
    "past": "当日未生效",
}


@require_GET
@policy("supervision.view_rules")
def rule_list(request: HttpRequest) -> HttpResponse:
    """Every rule with text, source, dates, settings and how many cases it touches today."""
    account: Any = request.user
    on = _day(request)
    lines = _with_figures(account, rulebook.lines(on), on)
    shown = rulebook.searched(lines, request.GET)
    groups = [
        (name, label, sum(line.group == name for line in lines))
        for name, label in rulebook.GROUPS.items()
    ]
    context = {
        "on": on,
        "today": timezone.localdate(),
        "lines": shown,
        "count": len(shown),
        "groups": [group for group in groups if group[2]],
        "group": request.GET.get("group", ""),
        "kinds": [
            (key, label, len(rulebook.searched(lines, {"kind": key})))
            for key, label in KINDS.items()
        ],
        "kind": request.GET.get("kind", ""),
        "params": request.GET,
    }
    return page_or_part(request, "supervision/rule_list.html", "supervision/_rules.html", context)


@require_GET
@policy("supervision.view_rules")
def rule_detail(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule: versions, articles by day, settings with their papers, cases touched."""
    return render(request, "supervision/rule_detail.html", _detail(request, rule, None))


@require_POST
@policy("cases.set_rule")
def rule_set(request: HttpRequest, rule: str) -> HttpResponse:
    """Set a court's own value from a day on, by a paper."""
    account: Any = request.user
    line = rulebook.find(rule, timezone.localdate())
    if line is None:
        raise Http404
    form = SettingForm(request.POST, line=line, courts=_courts(account))
    if form.is_valid():
        values = form.cleaned_data
        try:
            rule_settings.set_value(
                values["court"],
                rule,
                values["key"],
                values["value"],
                paper=values["paper"],
                valid_from=values["valid_from"],
                by=account,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(
                request,
                f"已设定{line.name}，{values['valid_from']:%Y-%m-%d} 起适用，案件时限随后重算",
            )
            return redirect("supervision:rule_detail", rule)
    return render(request, "supervision/rule_detail.html", _detail(request, rule, form), status=422)


@policy("cases.set_rule")
def setting_end(request: HttpRequest, setting_id: int) -> HttpResponse:
    """End a setting: says what follows, asks for the last day and the reason."""
    account: Any = request.user
    setting = get_object_or_404(
        RuleSetting.objects.select_related("court"), pk=setting_id, court__in=_courts(account)
    )
    line = rulebook.find(setting.rule, timezone.localdate())
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            rule_settings.end(
                setting,
                valid_to=form.cleaned_data["valid_to"],
                reason=form.cleaned_data["reason"],
                by=account,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"已停用 {setting.rule} 的设定，案件时限随后重算")
            return redirect("supervision:rule_detail", setting.rule)
    context = {"setting": setting, "line": line, "form": form}
    status = 422 if form.errors else 200
    return render(request, "supervision/setting_end.html", context, status=status)


def _detail(request: HttpRequest, rule: str, form: SettingForm | None) -> dict[str, Any]:
    account: Any = request.user
    on = _day(request)
    line = rulebook.find(rule, on)
    if line is None:
        raise Http404
    line = _with_figures(account, [line], on)[0]
    may_set = account.has_perm("cases.set_rule") and bool(line.keys)
    if may_set and form is None:
        form = SettingForm(line=line, courts=_courts(account), initial={"valid_from": on})
    return {
        "line": line,
        "on": on,
        "today": timezone.localdate(),
        "settings": line.settings,
        "form": form if may_set else None,
        "may_set": may_set,
        "own": scope_of(account).courts,
        "list_url": f"{reverse('cases:case_list')}?rule={rule}",
        "hits_url": f"{reverse('supervision:hit_list')}?rule={rule}",
    }


def _with_figures(account: Account, lines: list[rulebook.Line], on: date) -> list[rulebook.Line]:
    scope = scope_of(account)
    courts = sorted(scope.courts | scope.own_courts)
    counts = rulebook.touched(account, on)
    standing = hits.standing_by_rule(account)
    settings: dict[str, list[RuleSetting]] = {}
    for setting in rulebook.in_force(rulebook.settings_of(courts), on):
        settings.setdefault(setting.rule, []).append(setting)
    return [
        replace(
            line,
            settings=tuple(settings.get(line.id, ())),
            touched=counts.get(line.id, (0, 0))[0] if line.group not in "PRN" else None,
            overdue=counts.get(line.id, (0, 0))[1] if line.group not in "PRN" else None,
            hits=standing.get(line.id, 0) if line.group in "PR" else None,
        )
        for line in lines
    ]


def _courts(account: Account) -> Any:
    return Court.objects.filter(pk__in=scope_of(account).courts, valid_to__isnull=True)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()
