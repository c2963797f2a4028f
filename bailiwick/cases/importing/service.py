"""Starts, continues and reports imports. A run holds an advisory lock; when its process dies the lock
goes with its connection, so "interrupted" is a fact of the database and not a guess.

Committed chunks name their units: a run that continues reads the source again and skips those.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from bailiwick.audit import journal
from bailiwick.cases.importing import layout, reading, writing
from bailiwick.cases.importing.archive import Unreadable
from bailiwick.cases.importing.checking import Desk, Place, unit_of
from bailiwick.cases.importing.rows import CaseUnit, Remark
from bailiwick.cases.importing.signals import import_done
from bailiwick.cases.importing.staging import Staging
from bailiwick.cases.models import ImportBatch, ImportDifference, ImportReject, ImportUnit
from bailiwick.errors import Refusal, WrongState
from bailiwick.events.imports import CasesImported, ImportChecked
from bailiwick.org.backend import posts_today
from bailiwick.org.models import Account, Court, Person
from bailiwick.org.scope import scope_of
from bailiwick.web.live import hint

logger = logging.getLogger(__name__)
State = ImportBatch.State
CHUNK_CASES = 400  # some 5,000 rows: a second of work, so a kill loses no more than that
SILENT = timedelta(minutes=2)  # a heartbeat older than this means the run has stopped
DATABASE_WAIT_S = 90  # how long a run waits for a database that restarts
_COUNTERS = (
    "cases_done", "cases_new", "cases_changed", "cases_same", "rows_total", "rows_rejected",
    "rows_noted", "facts_added",
)  # fmt: skip
_LOCK_SPACE = 0x1B0A7C  # advisory locks of imports: (space, batch)

Progress = Callable[[ImportBatch], None]


@dataclass(frozen=True)
class Source:
    """Where rows come from: checked units after those ``done``, and how many cases there are."""

    units: Callable[[set[int]], Iterator[CaseUnit]]
    remarks: list[Remark] = field(default_factory=list)


def start(
    path: Path, *, by: Account | None, at: datetime, dry_run: bool = False, name: str = ""
) -> ImportBatch:
    """Register an import (or a check) of a folder or file; ``run`` does the work."""
    return ImportBatch.objects.create(
        state=State.WAITING, source_name=(name or path.name)[:200], stored_path=str(path),
        digest=digest_of(path), dry_run=dry_run, started_at=at, touched_at=at, by=by,
        court=_court_of(by),
    )  # fmt: skip


def _court_of(by: Account | None) -> Court | None:
    posts = posts_today(by) if by else []
    return posts[0].court if posts else None


def digest_of(path: Path) -> str:
    """Return SHA-256 over the names and contents of a source; '' when it is not there."""
    state = hashlib.sha256()
    files = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    for file in files:
        if not file.is_file():
            return ""
        state.update(file.name.encode() if path.is_dir() else b"")
        with file.open("rb") as content:
            while piece := content.read(1 << 20):
                state.update(piece)
    return state.hexdigest()


def run(
    batch: ImportBatch, *, by: Account | None, at: datetime, progress: Progress = lambda batch: None
) -> ImportBatch:
    """Import (or check) the batch's source from where it stands to its end.

    Raises:
        WrongState: the batch is running elsewhere, done, or its source changed since it started.
    """
    path = Path(batch.stored_path)
    if batch.runs and digest_of(path) != batch.digest:
        raise WrongState("来源文件已变动或不在原处，不能继续；重新导入即可，已导入的不会重复")
    with _running(batch, by=by, at=at):
        try:
            with Staging() as staged:
                source = _source(path, staged, batch, by)
                _work(batch, source, by=by, at=at, progress=progress)
        except Unreadable as refused:
            _finish(batch, State.FAILED, str(refused))
    return batch


def import_units(
    units: Callable[[], Iterable[CaseUnit]],
    *,
    total: int,
    name: str,
    by: Account | None,
    at: datetime,
    batch: ImportBatch | None = None,
    progress: Progress = lambda batch: None,
) -> ImportBatch:
    """Import units that are already checked (demo city, bench): same writer, no files.

    ``units`` yields them in the same order each time; with ``batch`` it continues that one.
    """
    if batch is None:
        batch = ImportBatch.objects.create(
            state=State.WAITING, source_name=name[:200], started_at=at, touched_at=at, by=by
        )
    source = Source(lambda done: (unit for unit in units() if unit.position not in done))
    batch.cases_total = total
    with _running(batch, by=by, at=at):
        _work(batch, source, by=by, at=at, progress=progress)
    return batch


# ------------------------------------------------------------------------------ state


@contextmanager
def _running(batch: ImportBatch, *, by: Account | None, at: datetime) -> Iterator[None]:
    """Hold the batch: lock, state, one journal record for this run."""
    if not _lock(batch):
        raise WrongState("这次导入正在进行")
    try:
        batch.refresh_from_db(fields=["state", "runs"])
        if batch.state in {State.DONE, State.CHECKED}:
            raise WrongState("这次导入已经完成")
        with transaction.atomic():
            batch.runs += 1
            batch.state, batch.message, batch.touched_at = State.RUNNING, "", timezone.now()
            batch.save(update_fields=["runs", "state", "message", "touched_at", "cases_total"])
            event = (
                ImportChecked(batch.pk, batch.source_name, batch.digest)
                if batch.dry_run
                else CasesImported(batch.pk, batch.source_name, batch.digest, batch.runs - 1)
            )
            journal.record(event, by=by, court=batch.court_id, subject=("import", batch.pk), at=at)
            hint("import", batch.pk)
        yield
    finally:
        _unlock(batch)


def _lock(batch: ImportBatch) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, batch.pk])
        return bool(cursor.fetchone()[0])


def _unlock(batch: ImportBatch) -> None:
    if connection.connection is not None and not connection.connection.closed:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_SPACE, batch.pk])


def held_batches() -> set[int]:
    """Return the ids of batches some process is working on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [_LOCK_SPACE],
        )
        return {row[0] for row in cursor.fetchall()}


def mark_interrupted(at: datetime) -> list[ImportBatch]:
    """Mark running batches nobody works on, or silent for two minutes, as interrupted; return all such."""
    running = ImportBatch.objects.filter(state=State.RUNNING)
    if running:
        held = held_batches()
        for batch in running:
            if batch.pk in held and at - batch.touched_at <= SILENT:
                continue
            changed = ImportBatch.objects.filter(pk=batch.pk, state=State.RUNNING).update(
                state=State.INTERRUPTED
            )
            if changed:
                with transaction.atomic():
                    hint("import", batch.pk)
    return list(ImportBatch.objects.filter(state=State.INTERRUPTED))


def last_interrupted(path: Path) -> ImportBatch | None:
    """Return the newest import of the same source that did not come to its end."""
    mark_interrupted(timezone.now())
    return ImportBatch.objects.filter(
        stored_path=str(path), digest=digest_of(path), state=State.INTERRUPTED, dry_run=False
    ).first()


def discard_check(batch: ImportBatch) -> None:
    """Forget what a check found, so that the import that follows reports for itself.

    Raises:
        WrongState: the batch is no finished check.
    """
    changed = ImportBatch.objects.filter(pk=batch.pk, state=State.CHECKED).update(
        state=State.WAITING, dry_run=False, runs=0, message="", touched_at=timezone.now(),
        finished_at=None, **dict.fromkeys(_COUNTERS, 0),
    )  # fmt: skip
    if not changed:
        raise WrongState("这次导入不在待确认状态")
    ImportReject.objects.filter(batch=batch).delete()
    ImportDifference.objects.filter(batch=batch).delete()
    batch.refresh_from_db()


def note(batch: ImportBatch, message: str) -> None:
    """Say on the page why a run did not happen; the state stays."""
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(message=message[:400])
        hint("import", batch.pk)


def _finish(batch: ImportBatch, state: str, message: str = "") -> None:
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=state,
            message=message[:400],
            finished_at=timezone.now(),
            touched_at=timezone.now(),
        )
        if state == State.DONE:
            import_done.send(ImportBatch, batch=batch)
        hint("import", batch.pk)
    batch.refresh_from_db()


# ------------------------------------------------------------------------------ work


def _source(path: Path, staged: Staging, batch: ImportBatch, by: Account | None) -> Source:
    """Read the whole source into the scratch file; what reading refuses is stored anew each run."""
    remarks: list[Remark] = []

    def tell(
        sheet: str,
        row: int,
        column: str,
        reason: str,
        note: bool,
        original: dict[str, str] | None = None,
    ) -> None:
        remarks.append(Remark(sheet, row, column, reason, note=note, original=original))
        if len(remarks) >= 2000:
            _put_reading_remarks(batch, remarks)

    if batch.dry_run:  # a check that is repeated starts afresh
        ImportReject.objects.filter(batch=batch).delete()
        ImportDifference.objects.filter(batch=batch).delete()
        fresh = dict.fromkeys(_COUNTERS, 0)
        ImportBatch.objects.filter(pk=batch.pk).update(**fresh)
    ImportReject.objects.filter(batch=batch, unit=None).delete()
    ImportBatch.objects.filter(pk=batch.pk).update(
        rows_rejected=ImportReject.objects.filter(batch=batch, note=False).count(),
        rows_noted=ImportReject.objects.filter(batch=batch, note=True).count(),
    )
    with reading.opened(path, tell) as sheets:
        for sheet in sheets:
            staged.take(sheet, tell)
            ImportBatch.objects.filter(pk=batch.pk).update(
                touched_at=timezone.now(), rows_total=staged.rows
            )
    _put_reading_remarks(batch, remarks)
    batch.cases_total = staged.count()
    ImportBatch.objects.filter(pk=batch.pk).update(
        cases_total=batch.cases_total, rows_total=staged.rows
    )
    desk = desk_for(by)
    covers = frozenset(staged.sheets)
    return Source(lambda done: (unit_of(case, desk, covers) for case in staged.cases(done)))


def _put_reading_remarks(batch: ImportBatch, remarks: list[Remark]) -> None:
    with transaction.atomic():
        writing.write_remarks(batch, [(None, remark) for remark in remarks])
        refused = sum(not remark.note for remark in remarks)
        found = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        found.rows_rejected += refused
        found.rows_noted += len(remarks) - refused
        found.touched_at = timezone.now()
        found.save(update_fields=["rows_rejected", "rows_noted", "touched_at"])
    remarks.clear()


def _work(
    batch: ImportBatch, source: Source, *, by: Account | None, at: datetime, progress: Progress
) -> None:
    units = source.units(done_positions(batch))
    while chunk := list(islice(units, CHUNK_CASES)):
        _steadily(batch, partial(_write, batch, chunk, by=by, at=at))
        progress(batch)
    _steadily(batch, partial(_end, batch))
    progress(batch)


def _write(batch: ImportBatch, chunk: list[CaseUnit], *, by: Account | None, at: datetime) -> None:
    """Write what of the chunk has not landed; its commit may have been done though not heard of."""
    positions = [unit.position for unit in chunk]
    landed = ImportUnit.objects.filter(batch=batch, position__in=positions)
    done = set(landed.values_list("position", flat=True))
    left = [unit for unit in chunk if unit.position not in done]
    if left:
        with transaction.atomic():
            writing.write_chunk(batch, left, by=by, at=at)
            hint("import", batch.pk)
    batch.refresh_from_db()


def _end(batch: ImportBatch) -> None:
    if not batch.dry_run:
        with transaction.atomic():
            writing.link_originals()
    _finish(batch, State.CHECKED if batch.dry_run else State.DONE)


def _steadily(batch: ImportBatch, act: Callable[[], None]) -> None:
    """Do a step; wait for a database that restarts, and do it again where another import crossed."""
    deadline = time.monotonic() + DATABASE_WAIT_S
    crossed = 0
    while True:
        try:
            act()
            return
        except IntegrityError:
            crossed += 1  # another import brought the same new case just now: compare with it
            if crossed > 3:
                raise
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            logger.warning("database gone during an import", extra={"batch": batch.pk})
            _reconnect(batch, deadline)


def done_positions(batch: ImportBatch) -> set[int]:
    """Return the positions of the units that have landed."""
    return set(ImportUnit.objects.filter(batch=batch).values_list("position", flat=True))


def _reconnect(batch: ImportBatch, deadline: float) -> None:
    """Open a new connection and hold the batch again."""
    while True:
        connection.close()
        try:
            if not _lock(batch):
                raise WrongState("这次导入已由另一进程继续")
            return
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def desk_for(by: Account | None) -> Desk:
    """Return what checking asks of the register; ``by`` None is the command line: every court."""
    courts: dict[str, Place] = {}
    for court in Court.objects.all():
        place = Place(court.pk, court.code, court.name, court.successor_id)
        for name in (court.code, court.name, court.short_name):
            courts.setdefault(layout.plain(name), place)
    people: dict[tuple[int, str], set[int]] = {}
    for person in Person.objects.filter(left_on=None):
        for name in {person.name, person.staff_no, *person.aliases}:
            people.setdefault((person.court_id, name), set()).add(person.pk)
    allowed = scope_of(by).courts if by else None
    if allowed is not None and not allowed:
        raise Refusal("当前岗位没有可以导入的法院")
    return Desk(courts, people, timezone.localdate(), allowed)
