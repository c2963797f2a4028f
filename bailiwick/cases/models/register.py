"""Cases and parties. Money is yuan; days are court days."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bailiwick.org.models import Account, Court, Group, Person


class CaseKind(models.TextChoices):
    """What the case enforces: it decides which clocks run (legal_rules §0)."""

    CIVIL = "民事", "民事"
    ADMINISTRATIVE = "行政非诉", "行政非诉"
    CRIMINAL = "刑事涉财", "刑事涉财"


class Case(models.Model):
    """案件. The light columns are derived from its clocks in the transaction of the fact.

    ``yellow_on`` … ``black_on`` are the first days on which the worst official clock of the case
    shows that level: the level of any day is read off by comparing, so no nightly job is needed.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="cases", db_index=False)
    number = models.CharField("案号", max_length=60)  # normalised: full-width brackets
    legacy_number = models.BooleanField(default=False)  # before 2016: kept as text
    year = models.PositiveSmallIntegerField("收案年度", null=True)
    type_code = models.CharField("类型代字", max_length=8)
    serial = models.PositiveIntegerField("编号", null=True)
    kind = models.CharField(max_length=8, choices=CaseKind.choices, default=CaseKind.CIVIL)
    cause = models.CharField("案由", max_length=60, blank=True)
    basis = models.CharField("执行依据", max_length=200, blank=True)
    filed_on = models.DateField("立案日期")
    amount_claimed = models.DecimalField(
        "申请执行标的额", max_digits=16, decimal_places=2, default=0
    )
    amount_received = models.DecimalField(
        "实际到位金额", max_digits=16, decimal_places=2, default=0
    )
    amount_paid = models.DecimalField("已发放", max_digits=16, decimal_places=2, default=0)
    officer = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        db_index=False,
    )
    officer_name = models.CharField("承办人（来源所载）", max_length=30, blank=True)
    clerk = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="clerk_cases"
    )
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    closed_on = models.DateField("结案日期", null=True, blank=True)
    closing_mode = models.CharField("结案方式", max_length=30, blank=True)
    original_number = models.CharField("原案号", max_length=60, blank=True)
    original = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="resumed"
    )
    sensitive = models.CharField("敏感标签", max_length=20, blank=True)  # 涉密 涉未成年 敏感
    node = models.CharField("当前节点", max_length=4, blank=True)
    # people as the list shows them; the search keys stand in CaseKeys
    applicants_text = models.CharField(max_length=200, blank=True)
    debtors_text = models.CharField(max_length=200, blank=True)
    # derived light of the case
    yellow_on = models.DateField(null=True)
    orange_on = models.DateField(null=True)
    red_on = models.DateField(null=True)
    black_on = models.DateField(null=True)
    is_grey = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    due_on = models.DateField("最近届满", null=True)  # of its worst or next official clock
    wake_on = models.DateField(null=True)  # derive again on this day though nothing happened
    version = models.PositiveIntegerField(default=1)  # optimistic lock of pages
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "number"], name="number_once_per_court"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closing_mode=""),
                name="closed_case_names_its_mode",
            ),
            models.CheckConstraint(
                condition=Q(amount_claimed__gte=0, amount_received__gte=0, amount_paid__gte=0),
                name="case_amounts_not_negative",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["number"]),
            models.Index(fields=["court", "filed_on", "id"]),
            models.Index(fields=["court", "closed_on", "id"]),
            models.Index(fields=["officer", "closed_on"]),
            models.Index(fields=["group", "officer", "id"], name="case_team"),
            # one order over all courts of a city: without it a page of 50 sorts the register
            models.Index(fields=["filed_on", "id"], name="case_filed"),
            models.Index(
                F("closed_on").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(closed_on__isnull=False),
                name="case_closed",
            ),
            models.Index(
                fields=["due_on", "id"], condition=Q(closed_on__isnull=True), name="case_due"
            ),
            models.Index(fields=["wake_on"], condition=Q(wake_on__isnull=False), name="case_wake"),
            models.Index(
                fields=["original"], condition=Q(original__isnull=False), name="case_resumed"
            ),
            models.Index(
                fields=["court", "black_on"], condition=Q(black_on__isnull=False), name="case_black"
            ),
            models.Index(
                fields=["court", "red_on"], condition=Q(red_on__isnull=False), name="case_red"
            ),
            models.Index(
                fields=["court", "orange_on"],
                condition=Q(orange_on__isnull=False),
                name="case_orange",
            ),
            models.Index(
                fields=["court", "yellow_on"],
                condition=Q(yellow_on__isnull=False),
                name="case_yellow",
            ),
            models.Index(
                fields=["court", "filed_on"], condition=Q(closed_on__isnull=True), name="case_open"
            ),
            # all that lists, boards and counts ask of open cases: answered without their rows
            models.Index(
                fields=["court", "due_on", "id"],
                include=[
                    "filed_on",
                    "yellow_on",
                    "orange_on",
                    "red_on",
                    "black_on",
                    "is_grey",
                    "is_paused",
                    "year",
                    "type_code",
                    "serial",
                    "kind",
                    "node",
                    "cause",
                    "sensitive",
                    "officer",
                    "officer_name",
                    "clerk",
                    "group",
                    "amount_claimed",
                    "amount_received",
                    "amount_paid",
                ],
                condition=Q(closed_on__isnull=True),
                name="case_open_list",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cases:case_detail", args=[self.pk])


class CaseKeys(models.Model):
    """What a case is found by (``cases.search``), apart from the case.

    A light changes often and its columns are indexed, so each change would write every key of the
    case into the GIN index anew if they stood in the same row.
    """

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="keys"
    )
    keys = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["keys"], name="case_keys", fastupdate=False)]


class PartyRole(models.TextChoices):
    APPLICANT = "申请执行人", "申请执行人"
    DEBTOR = "被执行人", "被执行人"
    THIRD = "案外人", "案外人"
    OBJECTOR = "异议人", "异议人"
    INTERESTED = "利害关系人", "利害关系人"
    PRESERVER = "申请保全人", "申请保全人"
    PRESERVED = "被保全人", "被保全人"
    REVIEW = "复议申请人", "复议申请人"
    OTHER = "其他", "其他"


class PartyKind(models.TextChoices):
    NATURAL = "自然人", "自然人"
    LEGAL = "法人", "法人"
    OTHER = "其他组织", "其他组织"


class Party(models.Model):
    """当事人. Identity number, telephone, account and address are SM4-GCM ciphertexts.

    ``…_blind`` are keyed hashes (HMAC-SM3) for whole-value search; nothing readable is stored.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField("诉讼地位", max_length=12, choices=PartyRole.choices)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=8, choices=PartyKind.choices, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    id_number = models.BinaryField(null=True)
    id_blind = models.CharField(max_length=64, blank=True)
    id_mask = models.CharField(max_length=24, blank=True)
    phone = models.BinaryField(null=True)
    phone_blind = models.CharField(max_length=64, blank=True)
    phone_mask = models.CharField(max_length=24, blank=True)
    account = models.BinaryField(null=True)
    account_blind = models.CharField(max_length=64, blank=True)
    account_mask = models.CharField(max_length=24, blank=True)
    address = models.BinaryField(null=True)
    district = models.CharField("区县", max_length=30, blank=True)
    born_on = models.DateField(null=True, blank=True)
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["name"], name="party_name"),
            models.Index(fields=["id_blind"], condition=~Q(id_blind=""), name="party_id_blind"),
            models.Index(
                fields=["phone_blind"], condition=~Q(phone_blind=""), name="party_phone_blind"
            ),
            models.Index(
                fields=["account_blind"], condition=~Q(account_blind=""), name="party_account_blind"
            ),
        ]


class CaseOfficer(models.Model):
    """承办人沿革: who was responsible from–until, and why it changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="officers")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField("变更理由", max_length=200, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["starts_on", "pk"]


class SavedView(models.Model):
    """保存的视图: a name for the filters of a list (its query string)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=30)  # URL name of the list
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=600)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="view_name_once")
        ]
