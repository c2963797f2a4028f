"""The worker process: it seals, does jobs, takes up what a killed one left, and stops when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from bailiwick.audit import chain, journal
from bailiwick.events.audit import JournalSearched
from bailiwick.notices import health
from bailiwick.notices.models import Download, WorkerBeat
from bailiwick.notices.tasks import make_download
from bailiwick.org.models import Account
from config.home import PROJECT

AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start worker processes on the test's database; all are gone afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    params = connection.get_connection_params()
    url = f"postgresql://{params['user']}@/{params['dbname']}?host={params['host']}"
    if params.get("port"):
        url += f"&port={params['port']}"

    def worker(name: str = "worker-1") -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, str(PROJECT / "manage.py"), "run_worker", "--name", name],
            env=os.environ | {"DATABASE_URL": url, "BAILIWICK_HOME": str(tmp_path)},
            cwd=PROJECT,
        )
        started.append(process)
        return process

    yield worker
    for process in started:
        process.kill()
        process.wait()


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def waiting_download(account: Account) -> Download:
    return Download.objects.create(
        account=account, title="列表", kind="tests.unknown", state="waiting", created_at=AT
    )


def test_seals_works_and_stops(start: Callable[..., subprocess.Popen[bytes]], li: Account) -> None:
    journal.record(JournalSearched("全部"), by=None)
    download = waiting_download(li)
    make_download.defer(download_id=download.pk)
    process = start()
    until(lambda: chain.unsealed()[0] == 0)
    until(lambda: Download.objects.get(pk=download.pk).state == "failed")  # no such exporter
    assert health.worker()["ok"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not WorkerBeat.objects.exists()
    assert not health.worker()["ok"]
    assert chain.verify().whole


def test_second_process_of_the_same_name_steps_back(
    start: Callable[..., subprocess.Popen[bytes]],
) -> None:
    first = start()
    until(lambda: WorkerBeat.objects.exists())
    second = start()
    assert second.wait(30) == 1
    assert first.poll() is None


def test_job_of_a_killed_worker_is_taken_up_by_its_successor(
    start: Callable[..., subprocess.Popen[bytes]], li: Account
) -> None:
    """The job is held in the middle by a row lock while its worker is killed with -9."""
    download = waiting_download(li)
    params = connection.get_connection_params()
    where = {key: params[key] for key in ("host", "port", "dbname", "user") if params.get(key)}
    with psycopg.connect(**where) as blocker:
        blocker.execute("SELECT 1 FROM notices_download WHERE id = %s FOR UPDATE", [download.pk])
        make_download.defer(download_id=download.pk)
        first = start()
        until(lambda: jobs_in("doing") == 1)
        until(lambda: WorkerBeat.objects.filter(job_worker__isnull=False).exists())
        first.kill()
        first.wait()
    assert jobs_in("doing") == 1  # nobody has noticed yet
    start()
    until(lambda: Download.objects.get(pk=download.pk).state == "failed")
    until(lambda: jobs_in("doing") == 0)


def jobs_in(status: str) -> int:
    """Count the test's own jobs: what is due by the clock may run beside them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE status::text = %s AND queue_name = 'exports'",
            [status],
        )
        return int(cursor.fetchone()[0])
