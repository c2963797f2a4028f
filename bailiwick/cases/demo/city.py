"""Builds the demo city and continues it after a kill: two processes, the open cases first.

Each process feeds its half of the plan to the import service in batches of its own; what has landed
is skipped when it is started again. The day the city was first built is kept with its batch, so a
city that is continued tomorrow is still one city.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from bailiwick.cases import derivation
from bailiwick.cases.demo import acts, staff, story
from bailiwick.cases.demo.plan import BEFORE_MERGER, Spec, plan
from bailiwick.cases.importing import service
from bailiwick.cases.importing.rows import CaseUnit
from bailiwick.cases.models import Case, ImportBatch
from bailiwick.org import reference
from bailiwick.org.models import Court, Post, Role

CASES, SEED = 20_000, 20170809
SHARDS = 2
BLOCK = 200  # neighbours in the plan stay together; blocks alternate between the processes
ACTS = 308  # 22 rounds of the scripts
NAME = "演示城市"
_LOCK_SPACE = 0xDE30C7  # advisory locks of the halves: (space, shard)

Say = Callable[[str], None]


def build(*, cases: int, seed: int, at: datetime, say: Say) -> bool:
    """Build or continue the city; returns whether all of it is there."""
    reference.load()
    staff.build(at=at)
    say(f"人员和账号已就绪（{seconds_since(at):.0f} 秒）")
    on = first_day(cases, seed) or timezone.localdate(at)
    _remember(cases, seed, on, at)
    other = _start_other(cases, seed)
    try:
        build_shard(0, cases=cases, seed=seed, at=at, say=say)
        code = other.wait()
    finally:
        if other.poll() is None:
            other.terminate()
            other.wait()
    link()
    say(f"全部 {Case.objects.count():,} 件已就绪（{seconds_since(at):.0f} 秒）")
    return code == 0


def seconds_since(at: datetime) -> float:
    return (timezone.now() - at).total_seconds()


def _start_other(cases: int, seed: int) -> subprocess.Popen[bytes]:
    words = [
        sys.executable, "-X", "utf8", str(Path(settings.BASE_DIR) / "manage.py"), "demo",
        "--cases", str(cases), "--seed", str(seed), "--shard", "1",
    ]  # fmt: skip
    return subprocess.Popen(words, cwd=settings.BASE_DIR)  # noqa: S603  (our own command)


def build_shard(shard: int, *, cases: int, seed: int, at: datetime, say: Say) -> None:
    """Import one half of the plan, then play its half of the acts."""
    watch = _Parent(shard)
    with (
        connection.cursor() as cursor
    ):  # a child whose parent was killed still holds it for a moment
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCK_SPACE, shard])
    batch = _batch_of(cases, seed, shard)
    if batch is None:
        raise LookupError("the city was not begun")
    on = _day_of(batch)
    city = _city(on, seed)
    specs = [
        spec for spec in plan(cases, seed=seed, on=on) if spec.position // BLOCK % SHARDS == shard
    ]
    if batch.state != ImportBatch.State.DONE:
        service.import_units(
            lambda: _stories(specs, city), total=len(specs), name=batch.source_name, by=None, at=at,
            batch=batch, progress=_progress(shard, at, say, watch),
        )  # fmt: skip
    _acts(shard, watch, on=on, seed=seed, at=at, cases=cases)


def _stories(specs: list[Spec], city: story.City) -> Iterator[CaseUnit]:
    return (story.tell(spec, city) for spec in specs)


class _Parent:
    """The process that started this one: a half of a city does not go on alone."""

    def __init__(self, shard: int) -> None:
        self._id = os.getppid() if shard else 0

    def must_live(self) -> None:
        if self._id and os.getppid() != self._id:
            sys.exit("the process that started this one has gone")


def _progress(shard: int, at: datetime, say: Say, watch: _Parent) -> service.Progress:
    def progress(batch: ImportBatch) -> None:
        watch.must_live()
        done, step = batch.cases_done, 2000
        if not shard and (done // step > (done - service.CHUNK_CASES) // step or done < 500):
            say(f"{done * SHARDS:,} 件（{seconds_since(at):.0f} 秒）")

    return progress


# ------------------------------------------------------------------------------ batches of the city


def _key(cases: int, seed: int, shard: int | str) -> str:
    return f"demo:{seed}:{cases}:{shard}"


def _batch_of(cases: int, seed: int, shard: int | str) -> ImportBatch | None:
    return ImportBatch.objects.filter(digest=_key(cases, seed, shard)).order_by("pk").first()


def _day_of(batch: ImportBatch) -> date:
    return date.fromisoformat(batch.stored_path)


def first_day(cases: int, seed: int) -> date | None:
    """Return the day this city was begun; None for a new one."""
    batch = _batch_of(cases, seed, 0)
    return _day_of(batch) if batch else None


def _remember(cases: int, seed: int, on: date, at: datetime) -> None:
    for shard in range(SHARDS):
        if _batch_of(cases, seed, shard) is None:
            ImportBatch.objects.create(
                state=ImportBatch.State.WAITING, source_name=f"{NAME}（{shard + 1}）",
                digest=_key(cases, seed, shard), stored_path=on.isoformat(), started_at=at,
                touched_at=at,
            )  # fmt: skip


def _city(on: date, seed: int) -> story.City:
    courts = {court.code: court.pk for court in Court.objects.all()}
    clerks = {
        post.court_id: post.person_id
        for post in Post.objects.filter(role=Role.CLERK).order_by("-pk")
    }
    officers: dict[str, list[story.Officer]] = {}
    posts = Post.objects.filter(role=Role.OFF, person__account__demo=True)
    for post in posts.select_related("person", "court").order_by("pk"):
        officer = story.Officer(
            post.person_id, post.person.name, clerks.get(post.court_id), post.group_id
        )
        officers.setdefault(post.court.code, []).append(officer)
    for today, former in BEFORE_MERGER.items():
        for code in former:
            officers[code] = officers[today]
    return story.City(on, seed, courts, officers)


# ------------------------------------------------------------------------------ acts


def _acts(shard: int, watch: _Parent, *, on: date, seed: int, at: datetime, cases: int) -> None:
    """Play this half of the acts, derive as of today, and bring most of them back by import."""
    known = acts.teams()
    # a team plays in one process only, so two processes never change the same person's cases
    mine = [number for number in range(ACTS) if number % len(known) % SHARDS == shard]
    for number in mine:
        watch.must_live()
        acts.play(number, known[number % len(known)], on=on, seed=seed)
    played = list(
        Case.objects.filter(
            serial__gte=acts.FIRST_SERIAL, serial__lt=acts.FIRST_SERIAL + ACTS, type_code="执",
            serial__in=[acts.FIRST_SERIAL + number for number in mine],
        ).order_by("pk")
    )  # fmt: skip
    derivation.rederive_many([case.pk for case in played], as_of=timezone.localdate(at))
    key = _key(cases, seed, f"back{shard}")
    batch = ImportBatch.objects.filter(digest=key).first()
    if batch and batch.state == ImportBatch.State.DONE:
        return
    units = list(acts.backfilled(played, seed=seed))
    batch = batch or ImportBatch.objects.create(
        state=ImportBatch.State.WAITING, source_name=f"流程系统导出（{shard + 1}）", digest=key,
        started_at=at, touched_at=at,
    )  # fmt: skip
    service.import_units(
        lambda: units, total=len(units), name=batch.source_name, by=None, at=at, batch=batch
    )


def link() -> None:
    """Let resumed cases know their originals and tell the planner what the tables hold now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE cases_case, cases_fact, cases_party, cases_caseclock, cases_casekeys"
        )
