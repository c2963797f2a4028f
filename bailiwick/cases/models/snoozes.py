"""搁置: a person's own note that a case of today can wait until a day, and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bailiwick.cases.models.register import Case
from bailiwick.org.models import Account


class Snooze(models.Model):
    """One person's snooze of one case. It hides nothing from others and changes no light.

    ``rank`` is the severity of the light then (0 black): a worse light ends the snooze.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="snoozes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="snoozes")
    until = models.DateField("搁置至")
    reason = models.CharField("事由", max_length=100)
    rank = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "case"], name="one_snooze_a_person_and_case")
        ]
