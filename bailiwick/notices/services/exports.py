"""导出: a list as a spreadsheet, at once up to 2,000 rows, else by the worker into 下载中心.

A context registers how its list is read; the page of a list only needs a button that posts to
``notices:export_start``. Rights are asked for again when the file is made, as the person who asked.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import content_disposition_header

from bailiwick.audit import journal
from bailiwick.errors import NotYours, Refusal, WrongState
from bailiwick.events.notices import DownloadFetched, ListExported
from bailiwick.notices.models import Download
from bailiwick.notices.services import messages
from bailiwick.notices.services.spreadsheets import Column, Export, Kind, write
from bailiwick.org.models import Account
from bailiwick.web.live import hint

__all__ = ["Column", "Export", "File", "Kind", "Row", "register_exporter", "start"]

AT_ONCE_ROWS = 2_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = timedelta(days=7)
Rows = Callable[[Account, QueryDict], Export]
Row = tuple[object, ...]


@dataclass(frozen=True)
class Exporter:
    """One kind of list: what it is called, how it is read, what the reader must be allowed."""

    kind: str
    title: str
    rows: Rows
    permission: str


@dataclass(frozen=True)
class File:
    """A spreadsheet made at once."""

    name: str
    content: bytes
    rows: int


_exporters: dict[str, Exporter] = {}


def register_exporter(kind: str, title: str, rows: Rows, *, permission: str = "") -> None:
    """Declare a list that can be exported; called in ``AppConfig.ready``.

    ``kind`` is ``context.list_name``; ``rows`` reads it with the account's scope and the list's own
    query; ``permission`` empty: any signed-in person (own things only).
    """
    _exporters[kind] = Exporter(kind, title, rows, permission)


def exporter(kind: str) -> Exporter | None:
    """Return the registered exporter, or None."""
    return _exporters.get(kind)


@transaction.atomic
def start(kind: str, query: QueryDict | str, *, by: Account, at: datetime) -> File | Download:
    """Export a list for ``by``: a file at once, or a waiting download above 2,000 rows.

    Raises:
        NotYours: today's posts do not allow this export.
        WrongState: no such list.
    """
    chosen = _allowed(kind, by)
    asked = QueryDict(query) if isinstance(query, str) else query
    export = chosen.rows(by, asked)
    if export.count > AT_ONCE_ROWS:
        return _wait_for_worker(chosen, export, asked, by=by, at=at)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        rows = write(path, export, asked_by=_name(by), at=at)
        content = path.read_bytes()
    _record(chosen, export, rows, by=by, at=at)
    return File(_file_name(export.title, at), content, rows)


def make(download_id: int, *, at: datetime) -> None:
    """Make the file of a waiting download (the worker's part). Safe to repeat after a kill."""
    download = Download.objects.select_related("account__person").get(pk=download_id)
    if download.state not in {Download.State.WAITING, Download.State.RUNNING}:
        return
    Download.objects.filter(pk=download.pk).update(state=Download.State.RUNNING, rows_done=0)
    try:
        chosen = _allowed(download.kind, download.account)
        export = chosen.rows(download.account, QueryDict(download.query))
        folder = downloads_folder()
        fresh = folder / f"{download.pk}.new"
        rows = write(
            fresh, export, asked_by=_name(download.account), at=at, progress=_progress(download)
        )
    except Refusal as refusal:
        _fail(download, refusal.message, at=at)
        return
    stored_as = f"{download.pk}-{secrets.token_hex(8)}.xlsx"
    fresh.replace(folder / stored_as)
    _hand_over(download, chosen, export, rows, stored_as, at=at)


@transaction.atomic
def fetch(download: Download, *, by: Account, at: datetime) -> Path:
    """Return the file's path for its owner; the fetching is recorded.

    Raises:
        NotYours: somebody else's, or the right to this list has gone meanwhile.
        WrongState: not ready, expired, or the file is gone.
    """
    if download.account_id != by.pk:
        raise NotYours("这个文件属于他人")
    _allowed(download.kind, by)
    path = downloads_folder() / download.stored_as
    expired = download.expires_at is not None and download.expires_at <= at
    if download.state != Download.State.READY or expired or not path.is_file():
        raise WrongState("文件已过期或尚未制作完成，可重新导出")
    event = DownloadFetched(download.pk, download.title, download.file_name)
    journal.record(event, by=by, subject=("notices.download", download.pk), at=at)
    return path


def purge(*, at: datetime) -> int:
    """Remove files older than seven days, and files that belong to no download."""
    old = list(Download.objects.filter(state=Download.State.READY, expires_at__lte=at))
    for download in old:
        (downloads_folder() / download.stored_as).unlink(missing_ok=True)
        Download.objects.filter(pk=download.pk).update(state=Download.State.EXPIRED, stored_as="")
    Download.objects.filter(
        state__in=[Download.State.WAITING, Download.State.RUNNING],
        created_at__lte=at - timedelta(days=1),
    ).update(state=Download.State.FAILED, message="制作多次失败，可重新导出", finished_at=at)
    kept = set(Download.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    for path in downloads_folder().iterdir():
        made = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
        if path.name not in kept and at - made > timedelta(days=1):
            path.unlink(missing_ok=True)
    return len(old)


def disposition(name: str) -> str:
    """Return the Content-Disposition header of a file to be saved under a Chinese name."""
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def downloads_folder() -> Path:
    """Return the folder of finished files, made if missing."""
    folder = Path(settings.MEDIA_ROOT) / "downloads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _allowed(kind: str, account: Account) -> Exporter:
    chosen = _exporters.get(kind)
    if chosen is None:
        raise WrongState("没有这种导出")
    if not account.is_active or (chosen.permission and not account.has_perm(chosen.permission)):
        raise NotYours(f"当前岗位不能导出：{chosen.title}")
    return chosen


def _wait_for_worker(
    chosen: Exporter, export: Export, asked: QueryDict, *, by: Account, at: datetime
) -> Download:
    from bailiwick.notices import tasks

    download = Download.objects.create(
        account=by,
        title=export.title[:120],
        kind=chosen.kind,
        query=asked.urlencode(),
        state=Download.State.WAITING,
        rows_total=export.count,
        file_name=_file_name(export.title, at),
        created_at=at,
    )
    tasks.make_download.defer(download_id=download.pk)
    return download


def _progress(download: Download) -> Callable[[int], None]:
    def tell(done: int) -> None:
        Download.objects.filter(pk=download.pk).update(rows_done=done)
        hint("download", download.pk, person=download.account.person_id)

    return tell


@transaction.atomic
def _hand_over(
    download: Download, chosen: Exporter, export: Export, rows: int, stored_as: str, *, at: datetime
) -> None:
    finished = timezone.now()
    Download.objects.filter(pk=download.pk).update(
        state=Download.State.READY,
        rows_done=rows,
        rows_total=rows,
        stored_as=stored_as,
        size_bytes=(downloads_folder() / stored_as).stat().st_size,
        finished_at=finished,
        expires_at=finished + KEPT,
    )
    _record(chosen, export, rows, by=download.account, at=at, download=download)
    messages.tell(
        download.account.person,
        f"{download.title}已备好，共 {rows:,} 条",
        at=finished,
        body="保留 7 天",
        url="/downloads/",
        subject=("notices.download", download.pk),
        key=f"download-{download.pk}",
    )
    hint("download", download.pk, person=download.account.person_id)


@transaction.atomic
def _fail(download: Download, why: str, *, at: datetime) -> None:
    Download.objects.filter(pk=download.pk).update(
        state=Download.State.FAILED, message=why[:200], finished_at=at
    )
    hint("download", download.pk, person=download.account.person_id)


def _record(
    chosen: Exporter,
    export: Export,
    rows: int,
    *,
    by: Account,
    at: datetime,
    download: Download | None = None,
) -> None:
    filters = [[label, value] for label, value in export.filters]
    subject = ("notices.download", download.pk) if download else None
    journal.record(
        ListExported(chosen.kind, export.title, rows, filters), by=by, subject=subject, at=at
    )


def _name(account: Account) -> str:
    return account.person.name if account.person_id else account.username


def _file_name(title: str, at: datetime) -> str:
    safe = "".join("_" if c in '\\/:*?"<>|\r\n' else c for c in title).strip() or "导出"
    return f"{safe[:80]}_{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
