"""Pages of the shell itself: keys, preferences."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bailiwick.errors import Refusal
from bailiwick.org.request import StaffRequest
from bailiwick.web import preferences
from bailiwick.web.forms import PreferencesForm
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import signed_in
from bailiwick.web.toasts import say


@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """GET /keys/: all keys; as a part, the help sheet."""
    return page_or_part(request, "web/keys.html", "web/_keys.html", {})


@signed_in
def preference_edit(request: StaffRequest) -> HttpResponse:
    """GET and POST /preferences/: large type, keys, density."""
    chosen = preferences.Preferences.of(request.user)
    form = PreferencesForm(
        request.POST or None,
        initial={"large": chosen.large, "keys": chosen.keys, "density": chosen.density},
    )
    if form.is_valid():
        preferences.prefer(request.user, **form.cleaned_data)
        say(request, "显示设置已保存")
        return redirect(reverse("web:preferences"))
    return render(request, "web/preferences.html", {"form": form})


@require_POST
@signed_in
def preference_set(request: StaffRequest) -> HttpResponse:
    """POST /preferences/set: one choice from a page's own switch (density, columns of a table)."""
    table = request.POST.get("table", "")
    try:
        if table:
            preferences.prefer_columns(request.user, table[:40], request.POST.getlist("column"))
        else:
            preferences.prefer(request.user, density=request.POST.get("density"))
    except Refusal as refusal:
        return HttpResponseBadRequest(str(refusal))
    return HttpResponse(status=204)
