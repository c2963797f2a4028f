"""Courts, groups, people, posts and accounts. Everything that may change carries from–to days.

Days are court days (Asia/Shanghai); ``valid_to`` and ``until`` are the last day, inclusive.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bailiwick.org import browsers


class CourtLevel(models.TextChoices):
    INTERMEDIATE = "intermediate", "中级人民法院"
    BASIC = "basic", "基层人民法院"


class Court(models.Model):
    """法院. The tree is dated: 2017 had 16 basic courts, from 2021 there are 15 with successors."""

    code = models.CharField("法院代字", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    level = models.CharField(max_length=12, choices=CourtLevel.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField("设立")
    valid_to = models.DateField("撤销", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    go_live_on = models.DateField("启用日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class CompleteSource(models.Model):
    """A court declares a source complete; before that, what is missing is grey (缺数据)."""

    court = models.ForeignKey(Court, on_delete=models.CASCADE, related_name="complete_sources")
    source = models.CharField("事实种类", max_length=20)  # N01…N37, 措施, 案款, 扣除, *
    declared_on = models.DateField("声明日")
    declared_by = models.ForeignKey("Account", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "source"], name="one_statement_per_source")
        ]


class GroupKind(models.TextChoices):
    GENERAL = "general", "综合组"
    COMMAND = "command", "指挥信息组"
    PROCESS = "process", "流程管控组"
    CASES = "cases", "案件管理组"
    PETITION = "petition", "信访督办组"
    PRESERVATION = "preservation", "保全查控组"
    TEAM = "team", "执行团队"


class Bureau(models.Model):
    """执行局. A basic court's bureau is a 分局 of the intermediate court's (is_branch_of)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="bureaus")
    name = models.CharField(max_length=60)
    is_branch_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="branches"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A group of the command centre (六个组) or an enforcement team (执行团队) of a court."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="groups")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, null=True, related_name="groups")
    name = models.CharField("名称", max_length=40)
    kind = models.CharField(max_length=14, choices=GroupKind.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    duty_text = models.TextField("职责", blank=True)

    class Meta:
        ordering = ["court__order", "kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "name"], name="group_name_once_per_court")
        ]

    def __str__(self) -> str:
        return self.name


class Title(models.TextChoices):
    JUDGE = "judge", "员额法官"
    OFFICER = "officer", "执行员"
    ASSISTANT = "assistant", "法官助理"
    CLERK = "clerk", "书记员"
    POLICE = "police", "司法警察"
    STAFF = "staff", "工作人员"


class Person(models.Model):
    """A member of staff (人员). Names may be written two ways in lists: hence aliases."""

    name = models.CharField("姓名", max_length=30)
    aliases = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    staff_no = models.CharField("工号", max_length=20, unique=True)
    title = models.CharField("职务", max_length=12, choices=Title.choices)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="people")
    pinyin = models.CharField("拼音", max_length=120, blank=True)
    initials = models.CharField("拼音首字母", max_length=30, blank=True)
    office_phone = models.CharField("办公电话", max_length=20, blank=True)
    left_on = models.DateField("离职日", null=True, blank=True)

    class Meta:
        ordering = ["pinyin", "staff_no"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """Roles of the plan (requirements: Roles used). What each may do: ``org.roles``."""

    PRES = "PRES", "院长"
    VP = "VP", "主管院领导"
    DIR = "DIR", "执行局长"
    HEAD = "HEAD", "中心负责人"
    DH_GEN = "DH_GEN", "综合组副主任"
    DH_PROC = "DH_PROC", "流程管控组副主任"
    PUB = "PUB", "宣传干事"
    INFO = "INFO", "信息化干事"
    SEC = "SEC", "借调干警"
    CLK_CC = "CLK_CC", "指挥中心内勤"
    CLK_PLAT = "CLK_PLAT", "平台书记员"
    CLK_MONEY = "CLK_MONEY", "案款书记员"
    CLK_GOV = "CLK_GOV", "政府机构失信备案书记员"
    CLK_SUP = "CLK_SUP", "交办督办书记员"
    CLK_PET = "CLK_PET", "信访书记员"
    PET_L = "PET_L", "信访督办组长"
    PET_D = "PET_D", "信访督办副组长"
    PRES_OFF = "PRES_OFF", "保全查控组干警"
    LEAD = "LEAD", "执行团队长"
    OFF = "OFF", "承办人"
    CLERK = "CLERK", "书记员"
    FIN = "FIN", "财务"
    FILING = "FILING", "立案庭"
    SUPERIOR = "SUPERIOR", "上级法院督导"
    SYS_ADMIN = "SYS_ADMIN", "系统管理员"
    SEC_ADMIN = "SEC_ADMIN", "安全管理员"
    AUD_ADMIN = "AUD_ADMIN", "审计管理员"


ADMIN_ROLES = (Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUD_ADMIN)


class Post(models.Model):
    """任职: a role at a place, from–to. Several at once; a temporary one names its reason."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField("岗位", max_length=10, choices=Role.choices)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="posts")
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    temporary = models.BooleanField("临时调配", default=False)
    reason = models.CharField("事由", max_length=200, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    sees_sensitive = models.BooleanField("可见敏感案件", default=False)  # granted by 安全管理员
    confirmed = models.BooleanField(default=True)  # a post from a staff list waits for 安全管理员

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["person", "starts_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(temporary=False) | Q(ends_on__isnull=False),
                name="temporary_post_has_an_end",
            ),
        ]


class Absence(models.Model):
    """An absence (请假、出差) that allocation, the workbench and the roster read."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField("类别", max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    substitute = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="substitutes_for"
    )


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None, **fields: object) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """账号. One person, one account; rights come from today's posts, never from here."""

    username = models.CharField("用户名", max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    demo = models.BooleanField(default=False)
    preferences = models.JSONField(default=dict, blank=True)  # 大字, keys off, columns

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()
    is_staff = False
    is_superuser = False

    def has_perm(self, permission: str, obj: models.Model | None = None) -> bool:
        """Whether one of today's posts carries the permission; no superuser, no groups."""
        return any(
            backend.has_perm(self, permission, obj)
            for backend in auth.get_backends()
            if hasattr(backend, "has_perm")  # the lockout backend answers no such question
        )

    @property
    def posts_text(self) -> str:
        """Today's posts in words, as the journal keeps them."""
        from bailiwick.org.backend import posts_text  # the backend imports these models

        return posts_text(self)

    def __str__(self) -> str:
        return self.username


class OldPassword(models.Model):
    """Hashes of former passwords: the last five may not come back."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=200)
    set_at = models.DateTimeField()


END_REASONS = {
    "idle": "长时间没有操作，会话已结束",
    "absolute": "登录已满 12 小时，会话已结束",
    "replaced": "此账号已在另一处登录，本窗口的会话已结束",
    "logout": "已退出登录",
    "own": "本人在另一窗口结束了此会话",
    "admin": "管理员结束了此会话",
    "disabled": "账号已停用",
    "password": "密码已修改，需要重新登录",
}


class LoginSession(models.Model):
    """A session as its owner and the administrators see it: where, since when, why it ended."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    active_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=60, blank=True)

    @property
    def browser(self) -> str:
        """Browser and system in words."""
        return browsers.words_of(self.agent)

    @property
    def end_words(self) -> str:
        """Why it ended, as its owner reads it."""
        return END_REASONS.get(self.end_reason, "会话已结束")


class CalendarDay(models.Model):
    """A day that differs from the plain week: a public holiday, or a weekend worked (调休)."""

    day = models.DateField(primary_key=True)
    is_off = models.BooleanField("休息")
    name = models.CharField("名称", max_length=40, blank=True)


class CalendarYear(models.Model):
    """Whether the State Council's arrangement of a year has been entered (已核对)."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    official = models.BooleanField("已核对", default=False)
    source = models.CharField("依据", max_length=120, blank=True)


class CalendarChange(models.Model):
    """Each edit of the calendar with its reason. The newest key is the calendar's version."""

    year = models.PositiveSmallIntegerField()
    day = models.DateField(null=True)  # None: the year as a whole
    was = models.CharField(max_length=60, blank=True)
    now = models.CharField(max_length=60, blank=True)
    reason = models.CharField("事由", max_length=200)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
