"""导入: list and upload, check with preview, confirm, progress, difference report, refused rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from bailiwick.cases.importing import layout, selectors, service, tasks, uploads
from bailiwick.cases.models import ImportBatch, ImportDifference
from bailiwick.errors import Refusal
from bailiwick.web.asked import page_size
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy
from bailiwick.web.toasts import say

RIGHT = "cases.import_cases"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ImportBatch.State


class UploadForm(forms.Form):
    """One file: XLSX, a ZIP of CSV files, or a single CSV."""

    file = forms.FileField(
        label="文件",
        help_text="一个 XLSX，或装有 CSV 的 ZIP。先预检，确认后才写入。",
        error_messages={"required": "没有选择文件", "empty": "文件是空的"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.zip,.csv"}),
    )


@policy(RIGHT)
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports in reach with their counts, and the place to upload."""
    return _list(request, UploadForm())


def _list(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    account: Any = request.user
    service.mark_interrupted(timezone.now())
    rows = selectors.batches_visible_to(account)
    page = Paginator(rows, page_size(request)).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "layouts": layout.LAYOUTS.values()}
    return page_or_part(
        request, "cases/import_list.html", "cases/_import_rows.html", context, status=status
    )


@require_POST
@policy(RIGHT)
def import_upload(request: HttpRequest) -> HttpResponse:
    """Take a file and check it in the background; its page shows what would happen."""
    account: Any = request.user
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            batch = uploads.take(form.cleaned_data["file"], by=account, at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            _defer(batch)
            return redirect("cases:import_detail", batch.pk)
    return _list(request, form, status=422)


def _defer(batch: ImportBatch) -> None:
    with transaction.atomic():
        tasks.run_import.defer(batch_id=batch.pk)


@policy(RIGHT)
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the seven sheets."""
    return _file(uploads.template_file(), "案件导入模板.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@policy(RIGHT)
def import_detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One import: progress, counts, refused rows, remarks, difference report."""
    account: Any = request.user
    service.mark_interrupted(timezone.now())
    batch = _batch(request, batch_id)
    show = request.GET.get("show", "")
    counts = selectors.difference_counts(batch)
    tabs = _tabs(batch, counts)
    if show not in {key for key, *_ in tabs}:
        show = next((key for key, _, count in tabs if count), tabs[0][0])
    if show in {"rejects", "notes"}:
        rows: Any = selectors.rejects(batch, notes=show == "notes")
    else:
        rows = selectors.differences(batch, account, show)
    page = Paginator(rows, page_size(request)).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "page": page,
        "tabs": tabs,
        "show": show,
        "is_list_of_rows": show in {"rejects", "notes"},
        "moving": batch.state in {State.RUNNING, State.WAITING, State.INTERRUPTED},
        "may_confirm": batch.state == State.CHECKED and batch.by_id == account.pk,
        "may_continue": batch.state == State.INTERRUPTED and uploads.is_upload(batch),
    }
    return page_or_part(request, "cases/import_detail.html", "cases/_import_state.html", context)


def _tabs(batch: ImportBatch, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Refused first: they are the work that waits."""
    tabs = [("rejects", "未导入", batch.rows_rejected)]
    tabs += [(kind.value, kind.label, counts.get(kind.value, 0)) for kind in ImportDifference.Kind]
    return [*tabs, ("notes", "提示", batch.rows_noted)]


def _batch(request: HttpRequest, batch_id: int) -> ImportBatch:
    account: Any = request.user
    batch = selectors.batches_visible_to(account).filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    return batch


@require_POST
@policy(RIGHT)
def import_confirm(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Import what was checked; only the person who uploaded it confirms."""
    batch = _batch(request, batch_id)
    if batch.by != request.user:
        raise Http404
    return _act(request, batch, "已开始导入，可以离开本页", service.discard_check)


@require_POST
@policy(RIGHT)
def import_continue(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Continue an import that stopped, from where it stopped."""
    batch = _batch(request, batch_id)
    if batch.state != State.INTERRUPTED or not uploads.is_upload(batch):
        raise Http404
    return _act(request, batch, "从断处继续导入", lambda batch: None)


def _act(request: HttpRequest, batch: ImportBatch, said: str, prepare: Any) -> HttpResponse:
    try:
        with transaction.atomic():
            prepare(batch)
            tasks.run_import.defer(batch_id=batch.pk)
    except Refusal as refusal:
        say(request, str(refusal))
    else:
        say(request, said)
    return redirect("cases:import_detail", batch.pk)


@require_POST
@policy(RIGHT)
def import_drop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give up a check."""
    batch = _batch(request, batch_id)
    account: Any = request.user
    if batch.by_id != account.pk:
        raise Http404
    try:
        uploads.drop(batch, by=account, at=timezone.now())
    except Refusal as refusal:
        say(request, str(refusal))
    return redirect("cases:import_list")


@policy(RIGHT)
def import_rejects(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The refused rows as a workbook, with sheet, row and reason."""
    account: Any = request.user
    batch = _batch(request, batch_id)
    content = uploads.rejects_file(batch, by=account, at=timezone.now())
    return _file(content, f"未导入行-{batch.pk}.xlsx")
