"""Forms of organisation, accounts, posts and calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation

from bailiwick.org import selectors
from bailiwick.org.models import Account, Court, Group, GroupKind, Person, Post, Role, Title
from bailiwick.org.roles import APPOINTED_ABOVE
from bailiwick.org.services.courts import NODE_SOURCES, OTHER_SOURCES, source_words


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, typed or picked by the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class LoginForm(forms.Form):
    username = forms.CharField(
        label="用户名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=20,
        help_text="验证器中的 6 位数字，或一个恢复码",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class PasswordForm(forms.Form):
    """The old password and the new one twice, checked by the rules."""

    old = forms.CharField(
        label="现密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 位，含大写字母、小写字母、数字、符号中的三类；不与最近 5 次相同",
    )
    again = forms.CharField(
        label="再输入一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: Account, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.account.check_password(old):
            raise forms.ValidationError("现密码不符")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.account)
        return new

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and cleaned.get("new") and cleaned.get("again") != cleaned["new"]:
            self.add_error("again", "两次输入的新密码不一致")
        return cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(label="事由", max_length=200)


class PersonForm(forms.Form):
    staff_no = forms.CharField(label="工号", max_length=20)
    name = forms.CharField(label="姓名", max_length=30)
    aliases = forms.CharField(
        label="别名", max_length=120, required=False, help_text="名册中的其他写法，用顿号分开"
    )
    title = forms.ChoiceField(label="职务", choices=Title.choices)
    court = forms.ModelChoiceField(label="法院", queryset=Court.objects.none())
    office_phone = forms.CharField(label="办公电话", max_length=20, required=False)

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["court"].queryset = Court.objects.filter(selectors.valid_on(on))  # type: ignore[attr-defined]

    def clean_aliases(self) -> list[str]:
        text = self.cleaned_data["aliases"].replace(",", "、").replace("，", "、")
        return [part.strip() for part in text.split("、") if part.strip()]


class GroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=40)
    kind = forms.ChoiceField(label="类别", choices=GroupKind.choices, initial=GroupKind.TEAM)
    valid_from = day_field("设立")
    valid_to = day_field("撤销", required=False)
    duty_text = forms.CharField(
        label="职责", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, last = (self.cleaned_data.get(key) for key in ("valid_from", "valid_to"))
        if first and last and last < first:
            self.add_error("valid_to", "撤销日不能早于设立日")
        return cleaned


class AccountForm(forms.Form):
    person = forms.ModelChoiceField(label="人员", queryset=Person.objects.none())
    username = forms.RegexField(
        label="用户名",
        regex=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$",
        help_text="字母、数字、点、横线，2 至 40 位，建议用工号",
        error_messages={"invalid": "用户名只能含字母、数字、点、横线、下划线，2 至 40 位"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        free = Person.objects.filter(account__isnull=True, left_on__isnull=True)
        self.fields["person"].queryset = free  # type: ignore[attr-defined]


class PostForm(forms.Form):
    role = forms.ChoiceField(label="岗位")
    court = forms.ModelChoiceField(label="法院", queryset=Court.objects.none())
    group = forms.ModelChoiceField(
        label="组、团队", queryset=Group.objects.none(), required=False, empty_label="不分组"
    )
    starts_on = day_field("起")
    ends_on = day_field("止", required=False, help_text="长期任职不填")
    reason = forms.CharField(label="依据", max_length=200, help_text="任免文件或会议决定")

    def __init__(self, *args: Any, by: Account, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        courts = selectors.courts_of(by, on)
        above = by.has_perm("org.manage_posts")
        roles = [role for role in Role if above or role not in APPOINTED_ABOVE]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["court"].queryset = courts  # type: ignore[attr-defined]
        groups = Group.objects.filter(selectors.valid_on(on), court__in=courts)
        self.fields["group"].queryset = groups.select_related("court")  # type: ignore[attr-defined]
        self.fields["group"].label_from_instance = group_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned:
            group, court = cleaned.get("group"), cleaned.get("court")
            if group and court and group.court_id != court.pk:
                self.add_error("group", "该组不属于所选法院")
        return cleaned


def group_label(group: Group) -> str:
    """Name a group with its court, since several courts have a 执行一团队."""
    return f"{group.court.short_name}　{group.name}"


class ReassignForm(forms.Form):
    post = forms.ModelChoiceField(
        label="现岗位", queryset=Post.objects.none(), empty_label="选择现岗位"
    )
    court = forms.ModelChoiceField(label="去往法院", queryset=Court.objects.none())
    group = forms.ModelChoiceField(
        label="去往组、团队", queryset=Group.objects.none(), required=False, empty_label="不分组"
    )
    starts_on = day_field("起")
    ends_on = day_field("止")
    reason = forms.CharField(label="事由", max_length=200)

    def __init__(self, *args: Any, person: Person, by: Account, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        posts = person.posts.filter(selectors.on_day(on), temporary=False, confirmed=True)
        courts = selectors.courts_of(by, on)
        groups = Group.objects.filter(selectors.valid_on(on), court__in=courts)
        self.fields["post"].queryset = posts.select_related("court", "group")  # type: ignore[attr-defined]
        self.fields["post"].label_from_instance = post_label  # type: ignore[attr-defined]
        if len(held := list(posts[:2])) == 1:
            self.fields["post"].initial = held[0].pk
        self.fields["court"].queryset = courts  # type: ignore[attr-defined]
        self.fields["group"].queryset = groups.select_related("court")  # type: ignore[attr-defined]
        self.fields["group"].label_from_instance = group_label  # type: ignore[attr-defined]


def post_label(post: Post) -> str:
    """Name a post with its place."""
    place = f"{post.court.short_name}　{post.group.name}" if post.group else post.court.short_name
    return f"{post.get_role_display()}（{place}）"


class EndPostForm(forms.Form):
    ends_on = day_field("最后一日")
    reason = forms.CharField(label="依据", max_length=200)


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(
        label="类别", choices=[(word, word) for word in ("请假", "出差", "培训", "借调", "其他")]
    )
    starts_on = day_field("起")
    ends_on = day_field("止")
    substitute = forms.ModelChoiceField(
        label="代班人", queryset=Person.objects.none(), required=False, empty_label="无"
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Person.objects.filter(court=person.court_id, left_on__isnull=True)
        self.fields["substitute"].queryset = others.exclude(pk=person.pk)  # type: ignore[attr-defined]


class CalendarDayForm(forms.Form):
    day = day_field("日期")
    kind = forms.ChoiceField(label="改为", choices=[("off", "休息"), ("work", "上班")])
    name = forms.CharField(
        label="名称",
        max_length=40,
        required=False,
        help_text="例：春节、春节调休上班；恢复平常则不填",
    )
    reason = forms.CharField(
        label="依据", max_length=200, help_text="国务院办公厅通知的文号，或本院决定"
    )


class CalendarYearForm(forms.Form):
    source = forms.CharField(
        label="核对依据", max_length=120, help_text="国务院办公厅节假日安排通知的名称、文号"
    )


class GoLiveForm(forms.Form):
    go_live_on = day_field(
        "启用日", required=False, help_text="此前缺少的事实显示为缺数据，不亮红灯"
    )
    reason = forms.CharField(label="事由", max_length=200)


class SourceForm(forms.Form):
    source = forms.ChoiceField(
        label="来源",
        choices=[*OTHER_SOURCES.items(), *((code, source_words(code)) for code in NODE_SOURCES)],
    )


class StaffFileForm(forms.Form):
    file = forms.FileField(
        label="人员名册",
        help_text="XLSX 或 CSV（UTF-8、GB18030），不超过 5,000 行",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
