"""Derive clocks and lights of the whole register again: ``rederive [--as-of D] [--workers N]``."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bailiwick.cases import rederivation


class Command(BaseCommand):
    help = "重新推算全部案件的时限和预警灯，只写入有变化的"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, default=None)
        parser.add_argument("--workers", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        outcome = rederivation.run(
            options["as_of"] or timezone.localdate(), workers=options["workers"]
        )
        self.stdout.write(
            json.dumps(
                {
                    "cases": outcome.cases,
                    "changed": outcome.changed,
                    "clocks_written": outcome.clocks_written,
                    "seconds": round(time.perf_counter() - started, 1),
                }
            )
        )
