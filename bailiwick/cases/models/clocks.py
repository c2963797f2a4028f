"""Clocks as derived and stored, and the courts' settings of the rules."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bailiwick.cases.models.register import Case
from bailiwick.law.rules import SETTING_KEYS
from bailiwick.org.models import Account, Court


class CaseClock(models.Model):
    """One clock of a case as last derived. The explanation is not stored: it is derived on demand."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=12)
    type_code = models.CharField(
        max_length=8, default="", db_default=""
    )  # of the case; known of live clocks
    subject = models.CharField(max_length=60, blank=True)
    start_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8)  # running paused met met_late overdue grey
    internal = models.BooleanField(default=False)  # 内部管理节点, not adopted by the court
    yellow_on = models.DateField(null=True)
    orange_on = models.DateField(null=True)
    red_on = models.DateField(null=True)
    black_on = models.DateField(null=True)
    met_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "rule", "subject"], name="one_clock_per_subject"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "rule", "due_on"],
                include=[
                    "case",
                    "internal",
                    "state",
                    "yellow_on",
                    "orange_on",
                    "red_on",
                    "black_on",
                ],
                condition=Q(state__in=["running", "overdue", "paused", "grey"]),
                name="clock_live",
            ),
            models.Index(
                fields=["court", "red_on"],
                condition=Q(state__in=["running", "overdue"]),
                name="clock_red",
            ),
        ]


class RuleSetting(models.Model):
    """A court's own value for a rule: a stricter limit, a switch, or the adoption of an internal limit.

    ``court`` empty means the whole city. ``paper`` is the number of the court's paper (发文号); without
    it an internal limit stays off in figures.
    """

    court = models.ForeignKey(
        Court, on_delete=models.PROTECT, null=True, related_name="rule_settings"
    )
    rule = models.CharField(max_length=12)
    key = models.CharField(max_length=30)  # limit_days, limit_months, adopted, switch name
    value = models.CharField(max_length=60)
    paper = models.CharField("发文号", max_length=80, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["rule", "key", "valid_from"]

    @property
    def label(self) -> str:
        """The words of the key: 期限（日）, 采用内部管理节点 …"""
        known = SETTING_KEYS.get(self.key)
        return known.label if known else self.key


class DerivationRun(models.Model):
    """One pass over the register after a calendar, a setting or a statement of completeness changed.

    ``version`` names the state of those tables it was derived with; while it differs from the newest
    finished run, the worker starts another.
    """

    version = models.CharField(max_length=300)
    as_of = models.DateField()
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    cases_total = models.PositiveIntegerField(default=0)
    cases_done = models.PositiveIntegerField(default=0)
    cases_changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
