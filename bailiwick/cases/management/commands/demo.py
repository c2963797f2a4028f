"""``demo``: build the demo city, or continue it after a kill."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bailiwick.cases.demo import city


class Command(BaseCommand):
    help = "装入演示城市（虚构人员和案件）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=city.CASES, help="案件数")
        parser.add_argument("--seed", type=int, default=city.SEED, help="同一种子得到同一城市")
        parser.add_argument("--shard", type=int, default=None, help="内部使用")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        cases, seed, shard = options["cases"], options["seed"], options["shard"]
        if shard is not None:
            city.build_shard(shard, cases=cases, seed=seed, at=at, say=self._say)
            return
        if not city.build(cases=cases, seed=seed, at=at, say=self._say):
            print("✗ 演示城市没有装完，再执行一次即可继续", file=sys.stderr)
            sys.exit(1)

    def _say(self, text: str) -> None:
        print(f"· {text}", flush=True)
