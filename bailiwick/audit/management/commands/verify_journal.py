"""``bin/bailiwick verify_journal``: is the journal whole?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bailiwick.audit import chain


class Command(BaseCommand):
    help = "校验审计日志: 第一条被改动、缺失或重复封存的记录,以及未封存条数"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument(
            "--head",
            metavar="序号:封存值",
            default="",
            help="此前留存在别处的链头;链被截断或重建时据此发现",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code: 0 whole, 1 not whole, 3 whole but records have waited for a seal over 60 s."""
        report = chain.verify(_head(options["head"]))
        if options["json"]:
            self.stdout.write(json.dumps(report.data(), ensure_ascii=False))
        else:
            self.stdout.write(report.words())
            self.stdout.write(f"链头 {report.head_seq}:{report.head_seal}")
            for kind, count in sorted(report.faults.items()):
                self.stdout.write(f"  {kind}: {count}")
        if not report.whole:
            sys.exit(1)
        if report.late:
            sys.exit(3)


def _head(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    number, _, seal = text.partition(":")
    if not number.isdecimal() or len(seal) != 64:
        raise CommandError("--head 应写作 序号:封存值")
    return int(number), seal
