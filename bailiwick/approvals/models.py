"""Approval requests and their steps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bailiwick.org.models import Account, Court, Person, Role


class Approval(models.Model):
    """A request somebody must decide (报批). What it does when granted: its kind's handler."""

    class State(models.TextChoices):
        OPEN = "open", "审批中"
        RETURNED = "returned", "已驳回"
        GRANTED = "granted", "已同意"
        REFUSED = "refused", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"

    kind = models.CharField(max_length=30)  # cases.extension, cases.closing …
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    route = models.JSONField(
        default=list
    )  # [[role, court id], …] as asked; sent again, it starts anew
    url = models.CharField(max_length=200, blank=True)  # page of the subject
    case = models.BigIntegerField(null=True)  # only handed on to the journal
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="asked_approvals")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"])]


class Step(models.Model):
    """One step of the trail: who is asked (a role at the court), by when, what was said."""

    class Outcome(models.TextChoices):
        COMING = "coming", "未到"
        WAITING = "waiting", "待办"
        AGREED = "agreed", "同意"
        RETURNED = "returned", "驳回"
        REFUSED = "refused", "不同意"
        SKIPPED = "skipped", "略过"

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role.choices)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    due_on = models.DateField()  # 法发〔2006〕35号: decide within 7 days
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opinion = models.CharField(max_length=400, blank=True)
    # An absent holder of the post is stood in for (代签): whose decision it was.
    for_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        indexes: ClassVar = [models.Index(fields=["court", "role", "outcome"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["approval"],
                condition=models.Q(outcome="waiting"),
                name="one_step_waits_at_a_time",
            )
        ]
