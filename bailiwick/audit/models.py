"""The journal: what was done, seen, exported, refused. INSERT and SELECT only, for everybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class JournalRecord(models.Model):
    """One record. ``digest`` is SM3 over its content; nothing here is ever changed.

    ``written_at`` is the database's own clock, for watching the sealer; the digest leaves it out.
    """

    at = models.DateTimeField()
    event = models.CharField(max_length=60)  # name of the event class: NodeRecorded, LoggedIn …
    kind = models.CharField(max_length=10)  # act | look | login | denial | export | system
    actor = models.BigIntegerField(null=True)  # Account id
    actor_name = models.CharField(max_length=60, blank=True)
    actor_posts = models.CharField(max_length=200, blank=True)
    court = models.BigIntegerField(null=True)  # Court id the thing belongs to
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    case = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField(db_default=Now())  # ``at`` is the act's own moment

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case", "-id"]),
            models.Index(fields=["actor", "-id"]),
            models.Index(fields=["event", "-id"]),
            models.Index(fields=["-at"]),
        ]


class JournalSeal(models.Model):
    """The chain over committed records: seal = SM3(seq, record, digest, previous seal)."""

    seq = models.BigIntegerField(primary_key=True)
    record = models.BigIntegerField(db_index=True)  # not unique: a double sealing must be findable
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
