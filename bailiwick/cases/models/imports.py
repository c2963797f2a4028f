"""Imports from the national system: batch, units (a case with all its rows), refusals, differences."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bailiwick.org.models import Account, Court


class ImportBatch(models.Model):
    """One import of a folder or workbook; it continues where it stopped after a crash."""

    class State(models.TextChoices):
        CHECKED = "checked", "已预检"
        WAITING = "waiting", "排队"
        RUNNING = "running", "导入中"
        INTERRUPTED = "interrupted", "已中断"
        DONE = "done", "已完成"
        FAILED = "failed", "未导入"

    state = models.CharField(max_length=12, choices=State.choices)
    source_name = models.CharField("来源", max_length=200)
    stored_path = models.CharField(max_length=400, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    dry_run = models.BooleanField(default=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()  # heartbeat: older than two minutes means interrupted
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    cases_total = models.PositiveIntegerField(default=0)
    cases_done = models.PositiveIntegerField(default=0)
    cases_new = models.PositiveIntegerField(default=0)
    cases_changed = models.PositiveIntegerField(default=0)
    cases_same = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    rows_noted = models.PositiveIntegerField(default=0)  # landed, with a remark
    facts_added = models.PositiveIntegerField(default=0)
    runs = models.PositiveSmallIntegerField(default=0)  # 1, and one more each time it continued
    message = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-started_at"]


class ImportUnit(models.Model):
    """A case of a batch that is done: written in the transaction that wrote the case."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="units")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "position"], name="unit_once_per_batch")
        ]


class ImportReject(models.Model):
    """A row that was refused, with the reason a clerk understands; a ``note`` landed all the same.

    ``unit`` is the position of its case; empty for what reading refused before cases were known.
    ``original`` is the row as it was read, sealed: it holds identity numbers (``cases.privacy``).
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rejects")
    sheet = models.CharField(max_length=20)
    row = models.PositiveIntegerField()
    number = models.CharField(max_length=80, blank=True)
    column = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300)
    unit = models.PositiveIntegerField(null=True)
    note = models.BooleanField(default=False)
    original = models.BinaryField(null=True)

    class Meta:
        ordering = ["sheet", "row"]


class ImportDifference(models.Model):
    """What an import changed against what stood, or what stands here and the import does not have."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="differences")
    case_id = models.BigIntegerField(null=True)
    number = models.CharField(max_length=60)

    class Kind(models.TextChoices):
        NEW = "new", "新增案件"
        CHANGED = "changed", "已按来源更新"
        BACKFILLED = "backfilled", "已回填"
        KEPT_HERE = "kept_here", "本系统有，来源没有"
        MISSING = "missing", "来源不再有"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    field = models.CharField(max_length=60)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes: ClassVar = [models.Index(fields=["batch", "kind"])]
