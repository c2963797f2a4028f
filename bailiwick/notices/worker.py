"""The worker process: jobs, the journal's sealer, and the sweep for jobs whose worker was killed.

One asyncio loop runs these side by side; when one of them fails, the process ends with an error and
the supervisor starts it anew. Everything here may be killed at any point.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import procrastinate
from django.db import close_old_connections, connection, connections
from procrastinate import jobs
from procrastinate.contrib.django import app

from bailiwick.audit.sealing import Sealer
from bailiwick.notices.models import WorkerBeat

logger = logging.getLogger(__name__)
SEAL_SECONDS = 1.0
BEAT_SECONDS = 5.0
SWEEP_SECONDS = 60.0
SILENT_SECONDS = 120.0  # a job whose worker has been silent for so long is taken up again
STALE_BEAT = timedelta(seconds=30)
GRACE_SECONDS = 8.0
NAME_SECONDS = 10.0
LOCK_SPACE = 0x5EA2  # advisory locks (space, number): one process for each worker name


class NameTaken(RuntimeError):
    """Another living process works under this name."""


class WorkerProcess:
    """Runs until told to stop; ``name`` is stable over restarts and distinct between workers."""

    def __init__(self, name: str, *, concurrency: int = 4, seal: bool = True) -> None:
        self.name = name
        self.seals = seal
        self.started_at = datetime.now(UTC)
        self._database = ThreadPoolExecutor(1, thread_name_prefix="beat")
        self._sealing = ThreadPoolExecutor(1, thread_name_prefix="seal")
        self._stop = asyncio.Event()
        self._concurrency = concurrency
        self._worker: procrastinate.worker.Worker | None = None

    async def run(self) -> None:
        """Work until ``stop``.

        Raises:
            NameTaken: another process has this name.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        await self._in(self._database, self._take_name)
        # An app of its own for fetching: what a job defers still goes through Django's connection,
        # inside the job's transaction.
        ours = app.with_connector(cast(Any, app.connector).get_worker_connector())
        async with ours.open_async():
            orphans = await self._in(self._database, self._last_job_worker)
            await self._take_up(ours, orphans)
            await self._work(ours)
        await self._in(self._database, self._leave)

    async def _work(self, ours: procrastinate.App) -> None:
        self._worker = ours._worker(
            name=self.name,
            concurrency=self._concurrency,
            install_signal_handlers=False,
            shutdown_graceful_timeout=GRACE_SECONDS,
            fetch_job_polling_interval=5.0,
            listen_notify=True,
            delete_jobs="successful",
            task_middleware=[_fresh_connections],
        )
        parts: list[Coroutine[Any, Any, None]] = [
            cast(Any, self._worker).run(),
            self._every(BEAT_SECONDS, self._beat),
            self._every(SWEEP_SECONDS, lambda: self._sweep(ours)),
        ]
        if self.seals:
            parts.append(self._every(SEAL_SECONDS, self._seal_loop(Sealer())))
        tasks = [asyncio.create_task(part) for part in parts]
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        cast(Any, self._worker).stop()
        self._stop.set()
        await asyncio.wait(tasks, timeout=GRACE_SECONDS + 1)
        for task in [*tasks, stopping]:
            task.cancel()
        failures = [task.exception() for task in tasks if task.done() and not task.cancelled()]
        for failure in failures:
            if failure is not None:
                raise failure

    async def _every(self, seconds: float, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while not self._stop.is_set():
            await step()
            try:
                await asyncio.wait_for(self._stop.wait(), seconds)
            except TimeoutError:
                continue

    async def _in(self, pool: ThreadPoolExecutor, call: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(pool, call)

    # ------------------------------------------------------------------ the steps

    def _seal_loop(self, sealer: Sealer) -> Callable[[], Coroutine[Any, Any, None]]:
        async def step() -> None:
            await self._in(self._sealing, sealer.seal)

        return step

    async def _beat(self) -> None:
        job_worker = self._worker.worker_id if self._worker else None
        await self._in(self._database, lambda: self._write_beat(job_worker))

    async def _sweep(self, ours: procrastinate.App) -> None:
        stalled = await ours.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS)
        for job in stalled:
            logger.warning("stalled job taken up again", extra={"job": job.id})
            await ours.job_manager.retry_job(job)

    async def _take_up(self, ours: procrastinate.App, job_worker: int | None) -> None:
        """Take up at once what our own killed predecessor was doing: nobody else holds its name."""
        if job_worker is None:
            return
        doing = jobs.Status.DOING.value
        for job in await ours.job_manager.list_jobs_async(status=doing, worker_id=job_worker):
            logger.warning("job of a killed worker taken up again", extra={"job": job.id})
            await ours.job_manager.retry_job(job)

    # ------------------------------------------------------------------ in the database thread

    def _take_name(self) -> None:
        """Hold the name for as long as our connection lives."""
        deadline = time.monotonic() + NAME_SECONDS
        with connection.cursor() as cursor:
            while True:
                cursor.execute(
                    "SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK_SPACE, self.name]
                )
                if cursor.fetchone()[0]:
                    return
                if time.monotonic() > deadline:
                    raise NameTaken(f"worker {self.name} already runs")
                time.sleep(0.2)  # the server may not have noticed yet that a killed one is gone

    def _last_job_worker(self) -> int | None:
        beat = WorkerBeat.objects.filter(pk=self.name).first()
        return beat.job_worker if beat else None

    def _write_beat(self, job_worker: int | None) -> None:
        now = datetime.now(UTC)
        WorkerBeat.objects.update_or_create(
            name=self.name,
            defaults={"job_worker": job_worker, "started_at": self.started_at, "beat_at": now},
        )

    def _leave(self) -> None:
        WorkerBeat.objects.filter(pk=self.name).delete()
        connections.close_all()


def _fresh_connections(process: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Give each job a living database connection of its thread."""
    close_old_connections()
    try:
        return process()
    finally:
        close_old_connections()
