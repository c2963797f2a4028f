"""``screen``: the hits of a day, found anew and printed; ``--store`` keeps them as the night does."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bailiwick.supervision import screening


class Command(BaseCommand):
    help = "筛查：打印某日的命中"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="截至日，默认今天")
        parser.add_argument("--rule", action="append", help="只查这条规则，可重复")
        parser.add_argument("--json", action="store_true", help="每行一条 JSON")
        parser.add_argument("--store", action="store_true", help="写入命中（如每日运行）")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"] or timezone.localdate()
        rows = screening.find(as_of, rules=options["rule"])
        if options["store"]:
            screening.run(as_of, rules=options["rule"])
        for row in rows:
            if options["json"]:
                told = row | {"facts": json.loads(row["facts"])}
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            else:
                self.stdout.write(
                    f"{row['rule']} {row['severity']:<6} {row['court']} {row['case_number']} "
                    f"{row['subject']}"
                )
        if not options["json"]:
            self.stdout.write(f"共 {len(rows)} 条，截至 {as_of}")
