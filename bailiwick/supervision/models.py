"""Screening hits (筛查命中) and their review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bailiwick.cases.models import Case
from bailiwick.org.models import Account, Court


class ScreeningRun(models.Model):
    """One run of the screening over the whole register: nightly, or asked for by a person."""

    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    as_of = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rules = models.PositiveSmallIntegerField(default=0)  # screened so far
    rules_total = models.PositiveSmallIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)  # why it did not finish

    class Meta:
        ordering = ["-pk"]


class ScreeningHit(models.Model):
    """A case that fits a rule's predicate. Kept when cleared or found false: it counts for the rule."""

    class Review(models.TextChoices):
        OPEN = "open", "待核查"
        TRUE = "true", "属实"
        FALSE = "false", "误报"

    rule = models.CharField(max_length=4)
    rule_version = models.PositiveSmallIntegerField(default=1)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hits")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, blank=True)
    severity = models.CharField(max_length=8)
    internal = models.BooleanField(default=False)  # threshold of our own, not adopted by the court
    found_on = models.DateField()
    last_on = models.DateField()
    facts = models.JSONField(default=dict)  # what the predicate used: fact ids, days, amounts
    cleared_on = models.DateField(null=True)
    review = models.CharField(max_length=6, choices=Review.choices, default=Review.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=200, blank=True)
    reviewed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-found_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "case", "subject"],
                condition=Q(cleared_on__isnull=True),
                name="one_standing_hit",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "rule", "review"],
                condition=Q(cleared_on__isnull=True),
                name="hit_standing",
            ),
            models.Index(fields=["case"]),
            models.Index(
                fields=["rule", "review"], condition=~Q(review="open"), name="hit_reviewed"
            ),
        ]
