"""Notices to people and files prepared for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bailiwick.org.models import Account, Person


class Notice(models.Model):
    """站内消息 to one person about one subject."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=120, blank=True)  # the same news is told once
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["person", "read_at", "-created_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "key"], condition=~Q(key=""), name="notice_told_once"
            )
        ]


class Download(models.Model):
    """下载中心: a file made in the background; kept seven days."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队"
        RUNNING = "running", "制作中"
        READY = "ready", "可下载"
        FAILED = "failed", "未完成"
        EXPIRED = "expired", "已过期"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="downloads")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)  # which exporter: cases.case_list …
    query = models.TextField(blank=True)  # as in the address; a picked selection may be long
    state = models.CharField(max_length=8, choices=State.choices)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=160, blank=True)
    stored_as = models.CharField(max_length=120, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]


class WorkerBeat(models.Model):
    """A worker process by its name: which job worker it is, and its last sign of life."""

    name = models.CharField(max_length=40, primary_key=True)
    job_worker = models.BigIntegerField(null=True)  # procrastinate_workers.id
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
