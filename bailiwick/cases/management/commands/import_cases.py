"""``import_cases PATH``: import a folder, a ZIP or a workbook, with progress and a summary."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bailiwick.cases.importing import service
from bailiwick.cases.models import ImportBatch, ImportReject
from bailiwick.errors import Refusal

SHOWN_REJECTS = 20


class Command(BaseCommand):
    help = "导入案件（CSV 文件夹、ZIP 或一个 XLSX）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="CSV 文件夹、ZIP 或 XLSX")
        parser.add_argument("--dry-run", action="store_true", help="只预检，不写入")
        parser.add_argument(
            "--continue", action="store_true", dest="go_on", help="继续同一来源中断的导入"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        path = options["path"].resolve()
        if not path.exists():
            self._fail(f"找不到 {path}")
        try:
            batch = self._batch(path, options, at)
            self.said_at = 0.0
            service.run(batch, by=None, at=at, progress=self._progress)
        except Refusal as refusal:
            self._fail(str(refusal))
        self._summary(batch)
        if batch.state == ImportBatch.State.FAILED or batch.rows_rejected:
            sys.exit(1)

    def _batch(self, path: Path, options: dict[str, Any], at: Any) -> ImportBatch:
        interrupted = service.last_interrupted(path)
        if options["go_on"]:
            if interrupted is None:
                raise Refusal("没有可以继续的导入：这个来源没有中断的导入，或来源已变动")
            return interrupted
        if interrupted and not options["dry_run"]:
            print(
                f"同一来源的导入 {interrupted.pk} 曾中断，加 --continue 可从断处继续；现重新导入，不会重复"
            )
        return service.start(path, by=None, at=at, dry_run=options["dry_run"])

    def _progress(self, batch: ImportBatch) -> None:
        now = time.monotonic()
        if now - self.said_at > 1 or batch.cases_done >= batch.cases_total:
            self.said_at = now
            print(
                f"  {batch.cases_done:,} / {batch.cases_total:,} 件　新增 {batch.cases_new:,}"
                f"　更新 {batch.cases_changed:,}　未变 {batch.cases_same:,}　未导入 {batch.rows_rejected:,} 行",
                flush=True,
            )

    def _summary(self, batch: ImportBatch) -> None:
        word = "预检" if batch.dry_run else "导入"
        if batch.state == ImportBatch.State.FAILED:
            print(f"✗ 未{word}：{batch.message}", file=sys.stderr)
            return
        print(f"✓ {word} {batch.pk} 完成：{batch.source_name}")
        print(
            f"  案件 {batch.cases_total:,} 件：新增 {batch.cases_new:,}，更新 {batch.cases_changed:,}，未变 {batch.cases_same:,}"
        )
        print(
            f"  来源 {batch.rows_total:,} 行，{'将写入' if batch.dry_run else '写入'}事实 {batch.facts_added:,} 条，未导入 {batch.rows_rejected:,} 行，提示 {batch.rows_noted:,} 条"
        )
        self._rejects(batch)

    def _rejects(self, batch: ImportBatch) -> None:
        found = ImportReject.objects.filter(batch=batch, note=False)
        for reject in found[:SHOWN_REJECTS]:
            column = f"“{reject.column}”" if reject.column else ""
            print(
                f"  ✗ {reject.sheet or '来源'} 第 {reject.row} 行 {column} {reject.number} {reject.reason}"
            )
        if batch.rows_rejected > SHOWN_REJECTS:
            print(f"  … 其余 {batch.rows_rejected - SHOWN_REJECTS:,} 行在页面“导入”中下载")

    def _fail(self, reason: str) -> None:
        print(f"✗ {reason}", file=sys.stderr)
        sys.exit(1)
