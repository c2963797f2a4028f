"""Passes over many cases: the whole register by several processes, and those whose day has come."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime

from django.db import connection, transaction

from bailiwick.audit import journal
from bailiwick.cases import derivation_worker
from bailiwick.cases.derivation import BATCH_CASES, Outcome, rederive_many
from bailiwick.cases.law_tables import tables
from bailiwick.cases.models import Case, DerivationRun
from bailiwick.events.cases import RegisterDerived

Progress = Callable[[Outcome], None]


def run(as_of: date, *, workers: int = 1, progress: Progress | None = None) -> Outcome:
    """Derive every case; ``workers`` processes take ranges of ids from a common list."""
    total = Outcome()
    for outcome in _outcomes(list(_ranges()), as_of, workers):
        total += outcome
        if progress:
            progress(total)
    return total


def _outcomes(ranges: list[tuple[int, int]], as_of: date, workers: int) -> Iterator[Outcome]:
    if workers < 2 or len(ranges) < 2:
        for low, high in ranges:
            yield range_of(low, high, as_of)
        return
    database = connection.settings_dict["NAME"]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, derivation_worker.start, (str(database),)) as pool:
        lows, highs = zip(*ranges, strict=True)
        yield from pool.map(derivation_worker.work, lows, highs, [as_of] * len(ranges))


def range_of(low: int, high: int, as_of: date) -> Outcome:
    """Derive the cases with ids in ``low``…``high``, both included."""
    ids = Case.objects.filter(pk__gte=low, pk__lte=high).values_list("pk", flat=True)
    return rederive_many(ids, as_of=as_of)


def _ranges() -> Iterator[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM cases_case")
        low, high = cursor.fetchone()
    if low is None:
        return
    for start in range(low, high + 1, BATCH_CASES):
        yield start, start + BATCH_CASES - 1


def wake(today: date) -> Outcome:
    """Derive the cases whose stored clocks end to be true today (pauses that run on, periods
    that open).
    """
    ids = Case.objects.filter(wake_on__lte=today).values_list("pk", flat=True)
    return rederive_many(ids, as_of=today)


def version_text() -> str:
    return " ".join(map(str, tables().version))


def is_due() -> bool:
    """Whether calendar, settings, courts or statements changed since the last finished run."""
    last = DerivationRun.objects.filter(finished_at__isnull=False).first()
    return last is None or last.version != version_text()


def catch_up(today: date, now: Callable[[], datetime], *, workers: int = 1) -> DerivationRun | None:
    """Derive the register again if the law tables changed, keeping its progress for the pages."""
    if not is_due():
        return None
    at = now()
    current = DerivationRun.objects.create(
        version=version_text(),
        as_of=today,
        started_at=at,
        touched_at=at,
        cases_total=Case.objects.count(),
    )

    def keep(outcome: Outcome) -> None:
        current.cases_done, current.cases_changed = outcome.cases, outcome.changed
        current.touched_at = now()
        current.save(update_fields=["cases_done", "cases_changed", "touched_at"])

    run(today, workers=workers, progress=keep)
    with transaction.atomic():
        current.finished_at = now()
        current.save(update_fields=["finished_at"])
        event = RegisterDerived(
            current.cases_done, current.cases_changed, "工作日历、规则设定或数据完整声明有变更"
        )
        journal.record(event, by=None, at=current.finished_at)
    return current
