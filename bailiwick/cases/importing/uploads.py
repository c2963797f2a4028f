"""Files people upload for an import, and the files they get back: template and refused rows."""

from __future__ import annotations

import io
import secrets
import shutil
from datetime import datetime
from pathlib import Path

import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from bailiwick.audit import journal
from bailiwick.cases.importing import layout, selectors, service
from bailiwick.cases.models import ImportBatch
from bailiwick.errors import RuleBroken, WrongState
from bailiwick.events.imports import ImportDropped, RejectsDownloaded
from bailiwick.org.models import Account
from bailiwick.web.live import hint

ENDINGS = (".xlsx", ".zip", ".csv")
_PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
          "strings_to_urls": False}  # fmt: skip


def folder() -> Path:
    """Return where uploads wait until their import is done."""
    return Path(settings.MEDIA_ROOT) / "imports"


def take(file: UploadedFile[bytes], *, by: Account, at: datetime) -> ImportBatch:
    """Keep an uploaded file and register its check; nothing is imported before it is confirmed.

    Raises:
        RuleBroken: not a kind of file that is read, empty, or too large.
    """
    name = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    stem, ending = Path(name).stem, Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise RuleBroken("只能上传 XLSX、装有 CSV 的 ZIP 或单个 CSV")
    if not file.size:
        raise RuleBroken("文件是空的")
    if file.size > layout.MAX_PACKED_BYTES:
        raise RuleBroken(f"文件超过 {layout.MAX_PACKED_BYTES // 1024**2} MB，分批导出后再导入")
    place = folder() / secrets.token_hex(12)
    place.mkdir(parents=True, mode=0o700)
    stored = (
        place / f"{layout.sheet_of(stem) or 'upload' if ending == '.csv' else 'upload'}{ending}"
    )
    with stored.open("wb") as target:
        for piece in file.chunks():
            target.write(piece)
    return service.start(stored, by=by, at=at, dry_run=True, name=name)


def is_upload(batch: ImportBatch) -> bool:
    """Whether the source is a file of ours that the worker may read again."""
    return Path(batch.stored_path).is_relative_to(folder()) if batch.stored_path else False


def forget_file(batch: ImportBatch) -> None:
    """Remove the uploaded file: it holds identity data and is not needed any more."""
    if is_upload(batch):
        shutil.rmtree(Path(batch.stored_path).parent, ignore_errors=True)


@transaction.atomic
def drop(batch: ImportBatch, *, by: Account, at: datetime) -> None:
    """Give up a check that was not confirmed; its file is removed.

    Raises:
        WrongState: it is running, or has been imported.
    """
    changed = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.CHECKED).update(
        state=ImportBatch.State.FAILED, message="已放弃，未导入", finished_at=at
    )
    if not changed:
        raise WrongState("只有待确认的预检可以放弃")
    event = ImportDropped(batch.pk, batch.source_name)
    journal.record(event, by=by, court=batch.court_id, subject=("import", batch.pk), at=at)
    hint("import", batch.pk)
    transaction.on_commit(lambda: forget_file(batch))


@transaction.atomic
def rejects_file(batch: ImportBatch, *, by: Account, at: datetime) -> bytes:
    """Return the refused rows as a workbook that can be corrected and imported again."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _PLAIN)
    head = book.add_format({"bold": True, "bg_color": "#E4EDF8"})
    count = 0
    for sheet, columns, rows in selectors.reject_tables(batch, own=batch.by_id == by.pk):
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        page.set_column(0, len(columns) - 2, 16)
        page.set_column(len(columns) - 1, len(columns) - 1, 60)
        for index, name in enumerate(columns):
            page.write_string(0, index, name, head)
        for line, row in enumerate(rows, start=1):
            for index, value in enumerate(row):
                page.write_string(line, index, str(value))
            count += 1
    if not count:
        book.add_worksheet("没有未导入的行")
    book.close()
    event = RejectsDownloaded(batch.pk, count)
    journal.record(event, by=by, court=batch.court_id, subject=("import", batch.pk), at=at)
    return target.getvalue()


def template_file() -> bytes:
    """Return an empty workbook with the seven sheets and their headers."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E4EDF8"})
    text = book.add_format({"num_format": "@"})
    for sheet, form in layout.LAYOUTS.items():
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        for index, column in enumerate(form.columns):
            page.set_column(index, index, 18, text)
            page.write_string(0, index, column.name + ("*" if column.required else ""), head)
    book.close()
    return target.getvalue()
