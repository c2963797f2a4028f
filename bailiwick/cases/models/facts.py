"""Facts: the append-only list each case has. Nothing here is ever updated or deleted (a trigger says so)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bailiwick.cases.models.register import Case
from bailiwick.org.models import Account, Court


class Origin(models.TextChoices):
    IMPORT = "import", "流程系统导入"
    HERE = "here", "本系统"
    DEVICE = "device", "设备"


class Fact(models.Model):
    """What is true of a case from a day on, and when we learnt it. Words: ``law.facts``.

    A correction is a new row that names the row it ``supersedes``; kind ``void`` takes one back.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts", db_index=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=30, blank=True)
    on = models.DateField("发生日期", db_column="on_day")
    until = models.DateField(null=True, blank=True)
    ref = models.CharField(max_length=60, blank=True)
    document = models.CharField("文书", max_length=200, blank=True)
    months = models.SmallIntegerField(default=0)
    days = models.SmallIntegerField(default=0)
    urgent = models.BooleanField(default=False)
    mode = models.CharField(max_length=30, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    holder = models.CharField(max_length=120, blank=True)  # 权利人, 缴款人/收款人
    handler = models.CharField("经办人", max_length=30, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    batch = models.ForeignKey(
        "ImportBatch", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case", "id"]),
            models.Index(
                fields=["supersedes"], condition=Q(supersedes__isnull=False), name="fact_supersedes"
            ),
            models.Index(
                fields=["court", "case"], condition=Q(origin="here"), name="fact_typed_here"
            ),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="fact_batch"),
        ]


class Document(models.Model):
    """A file that proves a fact (文书): uploaded here, named in the fact's ``document``."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=200)
    dated_on = models.DateField("文书日期", null=True, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    stored_as = models.CharField(max_length=80, blank=True)  # SM3 of the content, below files/
    size_bytes = models.PositiveBigIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at"]
