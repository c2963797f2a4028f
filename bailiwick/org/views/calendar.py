"""工作日历: the year, its days off and make-up days, and whether it has been checked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from bailiwick.errors import Refusal
from bailiwick.org import selectors
from bailiwick.org.forms import CalendarDayForm, CalendarYearForm, ReasonForm
from bailiwick.org.models import CalendarChange, CalendarDay, CalendarYear
from bailiwick.org.request import StaffRequest
from bailiwick.org.services import calendar
from bailiwick.web.asked import whole
from bailiwick.web.policy import policy, signed_in
from bailiwick.web.toasts import say


@signed_in
def year_detail(request: StaffRequest) -> HttpResponse:
    """GET /calendar/: a year at a glance; who may edit has the forms beside it."""
    year = _year(request)
    may_edit = request.user.has_perm("org.edit_calendar")
    context = {
        "year": year,
        "today": localdate(),
        "months": selectors.year_view(year),
        "state": CalendarYear.objects.filter(year=year).first(),
        "entries": CalendarDay.objects.filter(day__year=year).order_by("day"),
        "changes": CalendarChange.objects.filter(year=year).select_related("by__person")[:12],
        "may_edit": may_edit,
        "day_form": CalendarDayForm() if may_edit else None,
        "year_form": CalendarYearForm() if may_edit else None,
    }
    return render(request, "org/calendar.html", context)


@policy("org.edit_calendar")
def day_edit(request: StaffRequest) -> HttpResponse:
    """GET and POST /calendar/day: make a day a day off or a working day."""
    form = CalendarDayForm(request.POST or None, initial={"day": request.GET.get("day", "")})
    if form.is_valid():
        data = form.cleaned_data
        try:
            calendar.edit_day(
                data["day"],
                is_off=data["kind"] == "off",
                name=data["name"],
                reason=data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{data['day']:%Y-%m-%d} 已修改，受影响的时限正在重新推算")
            return redirect(f"{reverse('org:calendar')}?year={data['day'].year}")
    context = {
        "form": form,
        "title": "修改工作日历",
        "sentence": "修改后，全部未结时限按新日历重新推算。",
        "verb": "修改",
    }
    return render(request, "org/calendar_form.html", context)


@policy("org.edit_calendar")
def year_confirm(request: StaffRequest, year: int) -> HttpResponse:
    """GET and POST /calendar/<year>/confirm: the year has been checked against its notice."""
    form = CalendarYearForm(request.POST or None)
    if form.is_valid():
        try:
            calendar.confirm_year(
                year, source=form.cleaned_data["source"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{year} 年工作日历已核对")
            return redirect(f"{reverse('org:calendar')}?year={year}")
    context = {
        "form": form,
        "title": f"核对 {year} 年工作日历",
        "sentence": f"确认 {year} 年的放假与调休已按国务院办公厅通知逐日录入，临期预警据此推算。",
        "verb": "标为已核对",
        "year": year,
    }
    return render(request, "org/calendar_form.html", context)


@policy("org.edit_calendar")
def year_open(request: StaffRequest, year: int) -> HttpResponse:
    """GET and POST /calendar/<year>/open: take the confirmation back."""
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            calendar.open_year(
                year, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{year} 年改为未核对")
            return redirect(f"{reverse('org:calendar')}?year={year}")
    context = {"form": form, "title": f"撤回 {year} 年核对", "verb": "撤回核对", "year": year}
    return render(request, "org/calendar_form.html", context)


def _year(request: StaffRequest) -> int:
    year = whole(request.GET.get("year")) or localdate().year
    return min(max(year, calendar.FIRST_YEAR), calendar.LAST_YEAR)
