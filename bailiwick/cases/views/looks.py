"""Looks that leave a trace: identity data in full, a document; and the list 待回填流程系统."""

from __future__ import annotations

from decimal import Decimal

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bailiwick.cases import forms
from bailiwick.cases.models import Document
from bailiwick.cases.selectors import backfill, register
from bailiwick.cases.services import documents, parties
from bailiwick.cases.services import register as registering
from bailiwick.cases.services.parties import PartyData
from bailiwick.cases.services.register import CaseData
from bailiwick.cases.views.acts import account_of, open_case, party_of, shown
from bailiwick.errors import Refusal
from bailiwick.org.models import Court
from bailiwick.org.scope import scope_of
from bailiwick.web import toasts
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy

PAGE_SIZE = 50


@never_cache
@policy("cases.reveal_identity")
def party_reveal(request: HttpRequest, party_id: int) -> HttpResponse:
    """查看身份信息原文: with a reason, shown once, recorded."""
    case, party = party_of(request, party_id)
    form = forms.RevealForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            found = parties.reveal(
                party, list(parties.SEALED_FIELDS), reason=form.cleaned_data["reason"],
                by=account_of(request), at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            rows = [(parties.SEALED_FIELDS[name], value) for name, value in found.items()]
            context = {"case": case, "party": party, "rows": rows}
            return render(request, "cases/party_revealed.html", context)
    lead = f"{party.role}{party.name}；查看记入审计日志，离开此页后须重新填写事由"
    return shown(request, case, form, title="查看身份信息原文", lead=lead, verb="查看")


@policy("cases.reveal_identity", "cases.edit_party")
def case_reveal(request: HttpRequest, case_id: int) -> HttpResponse:
    """当事人: whose data to look at in full, whose to maintain."""
    case = open_case(request, case_id)
    present = list(case.parties.filter(removed_on__isnull=True))
    return render(request, "cases/case_reveal.html", {"case": case, "parties": present})


@policy("cases.view_case")
def document_open(request: HttpRequest, document_id: int) -> FileResponse:
    """打开文书: served with the right to the case, never by the name of the file."""
    document = get_object_or_404(Document.objects.select_related("case"), pk=document_id)
    open_case(request, document.case_id)
    try:
        path = documents.opened(document, by=account_of(request), at=timezone.now())
    except FileNotFoundError as error:
        raise Http404 from error
    kind = documents.content_type(document)
    response = FileResponse(
        path.open("rb"),
        content_type=kind,
        filename=document.file_name,
        as_attachment=kind not in ("application/pdf", "image/jpeg", "image/png"),
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@policy("cases.view_backfill")
def backfill_list(request: HttpRequest) -> HttpResponse:
    """待回填流程系统: what was typed here, with a copy button for each field."""
    rows = backfill.typed_here(account_of(request))
    kind = request.GET.get("kind", "")
    if kind in backfill.KINDS:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [{"fact": fact, "cells": backfill.cells(fact)} for fact in page]
    context = {
        "page": page,
        "lines": lines,
        "kind": kind,
        "kinds": [(str(value), label) for value, label in backfill.KINDS.items()],
    }
    return page_or_part(request, "cases/backfill_list.html", "cases/_backfill_rows.html", context)


@policy("cases.register_case")
def case_register(request: HttpRequest) -> HttpResponse:
    """手工登记: typing is the exception, the import brings the rest."""
    courts = Court.objects.filter(
        pk__in=scope_of(account_of(request)).courts, valid_to__isnull=True
    )
    form = forms.RegisterForm(
        request.POST or None,
        courts=courts,
        initial={"filed_on": timezone.localdate(), "court": courts.first()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            case = registering.register_case(
                data["court"],
                CaseData(
                    number=data["number"], filed_on=data["filed_on"], kind=data["kind"],
                    cause=data["cause"], basis=data["basis"],
                    amount_claimed=data["amount_claimed"] or Decimal(0),
                    original_number=data["original_number"],
                ),
                people=[
                    PartyData("申请执行人", data["applicant"]),
                    PartyData("被执行人", data["debtor"]),
                ],
                by=account_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.say(request, f"已登记{case.number}")
            return redirect(case)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "back": reverse("cases:case_list")}
    return render(request, "cases/case_register.html", context, status=status)


@policy("cases.view_case")
def paste_find(request: HttpRequest) -> HttpResponse:
    """粘贴即查: case numbers, identity numbers and names found in any pasted text."""
    text = (request.POST.get("text") or request.GET.get("text") or "")[:20000]
    found = register.recognised(account_of(request), text) if text.strip() else []
    if len(found) == 1:
        return redirect(found[0])
    return render(request, "cases/paste_find.html", {"text": text, "cases": found})
