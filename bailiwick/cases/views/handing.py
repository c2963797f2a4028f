"""名下案件: what a person has in hand, and handing it over when the person moves or leaves."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from bailiwick.cases.forms import ERRORS, Day, words
from bailiwick.cases.selectors import handover, register
from bailiwick.cases.services.handover import HandedOver, hand_over
from bailiwick.cases.views.acts import light_of
from bailiwick.org.models import Person
from bailiwick.org.request import StaffRequest
from bailiwick.web import toasts
from bailiwick.web.asked import whole
from bailiwick.web.policy import policy

PAGE_SIZE = 100


class HandOverForm(forms.Form):
    taker = forms.ModelChoiceField(
        label="接收人", queryset=Person.objects.none(), empty_label="选择接收人"
    )
    on = Day(label="移交日期")
    reason = words("移交理由", help="记入每件案件的承办人沿革")

    def __init__(
        self, sent: QueryDict | None, *, person: Person, given: bool, courts: set[int]
    ) -> None:
        today = timezone.localdate()
        initial = {"on": today, "reason": _reason_of(person)}
        super().__init__(sent, initial=initial)
        people = handover.takers(courts, today) if courts else Person.objects.none()
        field = self.fields["taker"]
        field.queryset = people if given else people.exclude(pk=person.pk)  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.name}（{one.staff_no}）"  # type: ignore[attr-defined]
        for one in self.fields.values():
            one.error_messages |= ERRORS


@policy("cases.assign_officer")
def person_cases(request: StaffRequest, person_id: int) -> HttpResponse:
    """GET and POST /people/<id>/cases/: the open cases in hand, and handing them over."""
    person = get_object_or_404(Person.objects.select_related("court"), pk=person_id)
    given = request.GET.get("view") == "given"
    rows = (handover.given_away_by if given else handover.held_by)(person, request.user)
    courts = set(rows.order_by().values_list("court_id", flat=True).distinct())
    chosen_court = whole(request.GET.get("court"))
    if chosen_court in courts:
        rows = rows.filter(court=chosen_court)
        courts = {chosen_court}
    form = HandOverForm(request.POST or None, person=person, given=given, courts=courts)
    picked = [pk for key in request.POST.getlist("pick") if (pk := whole(key)) is not None]
    if request.method == "POST":
        cases = list(rows.filter(pk__in=picked))
        if not cases:
            form.add_error(None, "没有勾选案件，勾选后再移交")
        if form.is_valid():
            data = form.cleaned_data
            outcome = hand_over(
                cases, data["taker"], on=data["on"], reason=data["reason"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
            if not outcome.refused:
                toasts.say(request, f"已移交{data['taker'].name} {len(outcome.done)} 件")
                return redirect(request.get_full_path())
            _explain(form, outcome)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    visible = register.cases_visible_to(request.user).filter(officer=person, closed_on=None)
    held = handover.held_by(person, request.user).count()
    context = {
        "person": person,
        "form": form,
        "given": given,
        "page": page,
        "rows": [(case, light_of(case)) for case in page],
        "picked": set(picked),
        "several": len(courts) > 1,
        "held": held,
        "given_count": handover.given_away_by(person, request.user).count(),
        "veiled": visible.count() - held,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/person_cases.html", context, status=status)


def _explain(form: HandOverForm, outcome: HandedOver) -> None:
    if outcome.done:
        form.add_error(None, f"已移交 {len(outcome.done)} 件，其余 {len(outcome.refused)} 件未移交")
    for case, why in outcome.refused:
        form.add_error(None, f"{case.number}：{why}")


def _reason_of(person: Person) -> str:
    """Return the reason of a running or coming re-assignment, to start from."""
    today = timezone.localdate()
    moved = person.posts.filter(temporary=True, ends_on__gte=today).order_by("-starts_on").first()
    return f"临时调配：{moved.reason}（至{moved.ends_on:%Y-%m-%d}）" if moved else ""
