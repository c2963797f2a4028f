"""``manage.py run_worker``: the worker process, started by the supervisor."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bailiwick.notices.worker import NameTaken, WorkerProcess


class Command(BaseCommand):
    help = "后台任务进程 (由 bin/run 启动)"
    requires_system_checks = ()  # it serves no pages; bin/run has checked the rest

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="worker-1", help="进程名,重启后不变,彼此不同")
        parser.add_argument("--concurrency", type=int, default=4, help="同时执行的任务数")
        parser.add_argument(
            "--no-seal", action="store_true", help="不封存审计日志 (另有进程封存时)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until TERM; exit code 1 when something failed, so that the supervisor restarts us."""
        process = WorkerProcess(
            options["name"], concurrency=options["concurrency"], seal=not options["no_seal"]
        )
        try:
            asyncio.run(process.run())
        except NameTaken as taken:
            raise CommandError(str(taken)) from taken
