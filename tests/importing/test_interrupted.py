"""Killed half-way: it shows as interrupted, continues where it stopped, and ends like one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bailiwick.cases.importing import service, tasks, uploads
from bailiwick.cases.models import Case, Fact, ImportBatch, ImportUnit
from bailiwick.errors import WrongState
from tests.cast import City
from tests.importing.sources import CASES, case_row, folder, refusals, run

State = ImportBatch.State
COUNT = 1500
NODES = ["案号", "节点", "发生日期"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    numbers = [f"（2026）豫0311执{n}号" for n in range(1, COUNT + 1)]
    nodes = [[n, code, "2026-03-05"] for n in numbers for code in ("N04", "N05", "N07")]
    return folder(
        tmp_path / "in", 案件=[CASES, *map(case_row, numbers), case_row("坏")],
        节点=[NODES, *nodes, [numbers[-1], "N99", "2026-03-05"]],
    )  # fmt: skip


def url() -> str:
    """The database of this test, for a process of its own."""
    name = connection.settings_dict["NAME"]
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def start(source: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_cases", str(source)]
    process = subprocess.Popen(  # noqa: S603
        words, env=os.environ | {"DATABASE_URL": url()}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()


def content() -> list[tuple[str, ...]]:
    return list(
        Fact.objects.order_by("case__number", "what").values_list("case__number", "what", "on")
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_continues_and_ends_like_an_undisturbed_one(
    city: City, source: Path, start: subprocess.Popen[bytes]
) -> None:
    deadline = time.monotonic() + 60
    while ImportUnit.objects.count() == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    start.send_signal(signal.SIGKILL)
    start.wait()
    landed = Case.objects.count()
    assert 0 < landed < COUNT, "killed too early or too late to show anything"
    assert landed == ImportUnit.objects.count()  # a case is there with its unit, or neither is
    assert Fact.objects.count() == landed * 4  # and with all its rows

    wait_for_the_server_to_notice()
    assert [batch.state for batch in service.mark_interrupted(timezone.now())] == [
        State.INTERRUPTED
    ]
    batch = service.last_interrupted(source)
    assert batch is not None
    service.run(batch, by=None, at=timezone.now())

    assert (batch.state, batch.runs, batch.cases_done, batch.cases_new) == (
        State.DONE, 2, COUNT, COUNT
    )  # fmt: skip
    assert [(sheet, row) for sheet, row, _ in refusals(batch)] == [
        ("案件", COUNT + 2), ("节点", COUNT * 3 + 2)
    ]  # fmt: skip
    assert batch.rows_rejected == 2
    interrupted = content()
    assert run(source).cases_same == COUNT
    assert content() == interrupted


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_and_comes_back(
    city: City, source: Path, start: subprocess.Popen[bytes]
) -> None:
    deadline = time.monotonic() + 60
    while ImportUnit.objects.count() == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s",
            [service._LOCK_SPACE],
        )
        assert cursor.fetchone() == (True,)
    assert start.wait(timeout=120) == 1  # two rows were refused, as without the disturbance
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.runs, batch.cases_done) == (State.DONE, 1, COUNT)
    assert Fact.objects.count() == COUNT * 4


@pytest.mark.django_db
def test_the_worker_continues_uploads_and_leaves_the_command_line_alone(
    city: City, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    place = uploads.folder() / "a"
    place.mkdir(parents=True)
    for path in (folder(place / "x", 案件=[CASES, case_row()]), tmp_path / "elsewhere"):
        ImportBatch.objects.create(
            state=State.RUNNING, source_name=path.name, stored_path=str(path), started_at=now,
            touched_at=now,
        )  # fmt: skip
    tasks.continue_interrupted(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'batch_id')::int FROM procrastinate_jobs WHERE task_name LIKE %s",
            ["%run_import"],
        )
        jobs = [row[0] for row in cursor.fetchall()]
    assert jobs == [ImportBatch.objects.get(source_name="x").pk]
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {State.INTERRUPTED}


def wait_for_the_server_to_notice() -> None:
    for _ in range(200):
        if not service.held_batches():
            return
        time.sleep(0.05)
    raise AssertionError("the killed process still holds its import")


def test_a_silent_import_is_interrupted_after_two_minutes(city: City) -> None:
    now = timezone.now()
    batch = ImportBatch.objects.create(
        state=State.RUNNING, source_name="x", started_at=now, touched_at=now
    )
    service._lock(batch)
    try:
        assert service.mark_interrupted(now + timedelta(seconds=119)) == []
        assert service.mark_interrupted(now + timedelta(seconds=121)) == [batch]
    finally:
        service._unlock(batch)


def test_an_import_whose_process_has_gone_is_interrupted_at_once(city: City) -> None:
    now = timezone.now()
    batch = ImportBatch.objects.create(
        state=State.RUNNING, source_name="x", started_at=now, touched_at=now
    )
    assert service.mark_interrupted(now) == [batch]


def test_a_source_that_changed_cannot_be_continued(city: City, tmp_path: Path) -> None:
    place = folder(tmp_path / "in", 案件=[CASES, case_row()])
    batch = run(place)
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.INTERRUPTED)
    folder(place, 案件=[CASES, case_row(案由="租赁合同纠纷")])
    with pytest.raises(WrongState, match="来源文件已变动或不在原处，不能继续"):
        service.run(batch, by=None, at=timezone.now())


def test_a_finished_import_does_not_run_again(city: City, tmp_path: Path) -> None:
    batch = run(folder(tmp_path / "in", 案件=[CASES, case_row()]))
    with pytest.raises(WrongState, match="这次导入已经完成"):
        service.run(batch, by=None, at=timezone.now())
