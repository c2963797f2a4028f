"""Forms of the acts on a case. They check form, the services check law."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from bailiwick.cases.facts import standing_rows
from bailiwick.cases.models import Case, CaseKind, PartyKind, PartyRole
from bailiwick.cases.services import corrections, labels
from bailiwick.cases.services.documents import ALLOWED_TEXT
from bailiwick.cases.services.extensions import APPROVERS
from bailiwick.cases.services.measures import ends_of, measures_of
from bailiwick.cases.services.nodes import BY_OTHER_ACTS
from bailiwick.cases.services.officers import HANDLING_ROLES
from bailiwick.cases.services.payments import waiting
from bailiwick.law.case_numbers import CASE_TYPES, CLOSING_MODES
from bailiwick.law.facts import DEDUCTIONS, EVENTS, MEASURES, PAYMENTS
from bailiwick.law.nodes import NODES, STAGES
from bailiwick.org.models import Court, Person

ERRORS = {
    "required": "未填写",
    "invalid": "写法不对，日期如 2026-11-25，金额如 12800.00",
    "invalid_choice": "不在可选范围内",
}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Day(forms.DateField):
    widget = DayInput


def text(label: str, *, required: bool = False, most: int = 200, help: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, help_text=help)


def words(label: str, *, required: bool = True, help: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, required=required, max_length=300, widget=widget, help_text=help
    )


def money(label: str, *, required: bool = True, help: str = "单位：元") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=16, decimal_places=2, help_text=help
    )


class ActForm(forms.Form):
    """Base: knows the case, and says in our words what is wrong with a field."""

    def __init__(self, *args: Any, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        for field in self.fields.values():
            field.error_messages |= ERRORS
        if case is not None:
            self.prepare(case)

    def prepare(self, case: Case) -> None:
        """Fill choices that depend on the case."""


def _node_choices() -> list[tuple[str, Any]]:
    return [("", "选择节点"), *_nodes_by_stage()]


def _nodes_by_stage() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            stage,
            [
                (node.code, f"{node.code}　{node.name}")
                for node in NODES.values()
                if node.stage == stage and node.code not in BY_OTHER_ACTS
            ],
        )
        for stage in STAGES
    ]


class NodeForm(ActForm):
    node = forms.ChoiceField(label="节点", choices=_node_choices)
    on = Day(label="发生日期")
    document = text("文号", help="有文书的写文号")
    handler = text("经办人", most=30)
    note = words("备注", required=False)


class EventForm(ActForm):
    what = forms.ChoiceField(
        label="事项", choices=[(word, word) for word in EVENTS if word != "结案"]
    )
    on = Day(label="收到日期", help_text="裁定送达写送达日期")
    detail = text(
        "内容", most=300, help="申请什么、线索或反馈写财产、异议写种类（执行行为、案外人…）"
    )
    ref = forms.ChoiceField(label="针对", required=False, help_text="裁定送达选所答复的申请、异议")
    mode = text("结果", most=30, help="裁定送达写结果")
    urgent = forms.BooleanField(label="情况紧急", required=False)
    document = text("文号")

    def prepare(self, case: Case) -> None:
        asked = [
            (fact.ref, "　".join(part for part in (fact.what, fact.detail, str(fact.on)) if part))
            for fact in standing_rows(case.pk)
            if fact.kind == "event" and fact.what in ("申请", "异议") and fact.ref
        ]
        self.fields["ref"].choices = [("", "全部未答复的"), *asked]  # type: ignore[attr-defined]


class DeductionForm(ActForm):
    what = forms.ChoiceField(
        label="扣除事由",
        choices=[(row.word, f"{row.word}（{row.meaning}）") for row in DEDUCTIONS.values()],
    )
    on = Day(label="起始日期", help_text="起止两日都扣除")
    until = Day(label="截止日期", required=False, help_text="尚未结束的不填，期限显示为已暂停")
    document = text("文书", help="没有文书的扣除照样登记，但不改变期限")
    reason = words("说明", required=False)


class EndDeductionForm(ActForm):
    until = Day(label="截止日期", help_text="当日仍扣除")
    document = text("文书", help="恢复执行、评估报告等；不填沿用原文书")


class ExtensionForm(ActForm):
    months = forms.IntegerField(label="延长月数", min_value=0, max_value=3, initial=3)
    days = forms.IntegerField(
        label="延长日数", min_value=0, max_value=92, required=False, help_text="按月延长的不填"
    )
    role = forms.ChoiceField(label="报批", choices=list(APPROVERS.items()))
    reason = words("理由")


class MeasureForm(ActForm):
    what = forms.ChoiceField(label="措施", choices=[(word, word) for word in MEASURES])
    asset = text("财产", required=True, most=300, help="坐落、车牌、账户所在银行等，不写完整账号")
    holder = text("权利人", most=120)
    value = money("价值", required=False)
    on = Day(label="生效日期", help_text="轮候的写生效之日")
    until = Day(label="届满日期", required=False, help_text="按通知书所载；不填的按最长期限推定")
    document = text("裁定书、协助执行通知书文号", required=True)
    ref = text("标识", most=60, help="流程系统中的编号；不填自动编号")


class _MeasureChoice(ActForm):
    ref = forms.ChoiceField(label="措施")

    def prepare(self, case: Case) -> None:
        known, ends = measures_of(case), ends_of(case)
        self.fields["ref"].choices = [  # type: ignore[attr-defined]
            (ref, f"{known[ref].what}　{known[ref].detail}　至{ends[ref] or '（未载明）'}")
            for ref in ends
            if ref in known
        ]


class RenewForm(_MeasureChoice):
    on = Day(label="续行日期")
    until = Day(label="新的届满日期")
    document = text("裁定书、协助执行通知书文号", required=True)


class ReleaseForm(_MeasureChoice):
    on = Day(label="解除日期")
    document = text("解除裁定书文号", required=True)
    reason = words("理由", required=False)


class PaymentForm(ActForm):
    what = forms.ChoiceField(
        label="类型", choices=[(word, f"{word}（{meaning}）") for word, meaning in PAYMENTS.items()]
    )
    amount = money("金额")
    on = Day(label="日期", help_text="到账写财务通知之日")
    holder = text("缴款人或收款人", most=120)
    ref = forms.ChoiceField(label="哪一笔到账", required=False, help_text="发放时选；到账不选")
    document = text("文书", help="向申请执行人以外的人发放，写合议庭意见文号")

    def prepare(self, case: Case) -> None:
        self.fields["ref"].choices = [  # type: ignore[attr-defined]
            ("", "（到账不选）"),
            *(
                (fact.ref, f"{fact.on}到账{fact.amount}元，尚余{rest}元")
                for fact, rest in waiting(case)
            ),
        ]


#: Which papers and reasons fulfil a condition of a closing mode; a ruling may go with any.
_SHOWN_FOR = {
    "closing_notice": ("closing_notice",),
    "settlement": ("paid_or_settled", "settlement_performed"),
    "waiver": ("paid_or_settled",),
    "consent": ("consent_or_panel",),
    "panel": ("consent_or_panel",),
    "cause": ("cause_named",),
    "elsewhere": ("filed_elsewhere",),
}


class ClosingForm(ActForm):
    """Asks only for what a mode of this type of case needs; the page shows what the chosen needs."""

    mode = forms.ChoiceField(label="结案方式")
    on = Day(label="结案日期")
    document = text("裁定书、决定书文号")
    closing_notice = text("结案通知书文号", help="执行完毕；双方书面确认的写笔录")
    settlement = text("和解履行完毕的凭据", help="执行完毕而标的额未全部到位时")
    waiver = text("申请执行人放弃余额的书面材料")
    consent = text("申请执行人同意终结本次执行程序的书面材料")
    panel = text("合议庭笔录及院长批准文号", help="申请执行人不同意终结本次执行程序时")
    cause = text("终结执行的事由", most=300)
    elsewhere = text("销案事由", most=300, help="管辖异议成立、他院立案在先、退回委托经批准")

    def prepare(self, case: Case) -> None:
        modes = CLOSING_MODES.get(case.type_code, ())
        self.fields["mode"].choices = [(m.name, m.name) for m in modes]  # type: ignore[attr-defined]
        for name, conditions in _SHOWN_FOR.items():
            asking = [mode.name for mode in modes if set(conditions) & set(mode.needs)]
            if asking:
                self.fields[name].widget.attrs["data-for"] = " ".join(asking)
            else:
                del self.fields[name]


class AssignForm(ActForm):
    person = forms.ModelChoiceField(label="承办人", queryset=Person.objects.none())
    on = Day(label="分案日期")
    reason = words("变更理由", required=False, help="首次确定承办人的不填")

    def prepare(self, case: Case) -> None:
        today = timezone.localdate()
        holds = Q(
            posts__court=case.court_id, posts__role__in=HANDLING_ROLES, posts__starts_on__lte=today
        ) & (Q(posts__ends_on__isnull=True) | Q(posts__ends_on__gte=today))
        people = Person.objects.filter(holds, left_on__isnull=True).distinct()
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class PartyForm(ActForm):
    role = forms.ChoiceField(label="诉讼地位", choices=PartyRole.choices)
    name = text("名称", required=True, most=120)
    kind = forms.ChoiceField(
        label="类型", choices=[("", "未载明"), *PartyKind.choices], required=False
    )
    id_number = text("证件号码", most=30, help="加密保存，列表和页面只显示掩码")
    phone = text("联系电话", most=30)
    account = text("账号", most=40)
    address = text("地址", most=200)


class PartyEditForm(PartyForm):
    """Empty sealed fields leave what is stored; a single dash empties it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("id_number", "phone", "account", "address"):
            self.fields[name].help_text = "不填不变；填 - 清空"


class RemovePartyForm(ActForm):
    on = Day(label="退出日期")
    reason = words("依据", help="变更追加裁定文号等")


class RevealForm(ActForm):
    reason = words("事由", help="记入审计日志，本案承办人、审计管理员可见")


class LabelForm(ActForm):
    label = forms.ChoiceField(
        label="敏感标签", required=False, choices=[("", "无"), *((x, x) for x in labels.LABELS)]
    )
    reason = words("理由")


class UploadForm(ActForm):
    file = forms.FileField(label="文件", help_text=f"{ALLOWED_TEXT}，不超过30兆")
    title = text("名称", help="如：评估报告、终本约谈笔录；不填用文件名")
    dated_on = Day(label="文书日期", required=False)


class CorrectForm(ActForm):
    """Correct one fact: only the fields that fact uses are shown."""

    on = Day(label="发生日期")
    until = Day(label="截止日期", required=False)
    months = forms.IntegerField(label="月数", min_value=0, max_value=24, required=False)
    days = forms.IntegerField(label="日数", min_value=0, max_value=366, required=False)
    amount = money("金额", required=False)
    holder = text("权利人、缴款人或收款人", most=120)
    document = text("文书")
    detail = text("说明", most=300)
    handler = text("经办人", most=30)
    reason = words("更正理由")

    SHOWN: dict[str, tuple[str, ...]] = {
        "node": ("on", "document", "handler", "detail"),
        "deduction": ("on", "until", "document", "detail"),
        "extension": ("on", "months", "days", "document", "detail"),
        "measure": ("on", "until", "amount", "holder", "document", "detail"),
        "renew": ("on", "until", "document"),
        "release": ("on", "document", "detail"),
        "payment": ("on", "amount", "holder", "document"),
        "event": ("on", "document", "detail"),
    }

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = (*self.SHOWN.get(kind, ("on",)), "reason")
        for name in list(self.fields):
            if name not in kept:
                del self.fields[name]

    @property
    def changes(self) -> dict[str, Any]:
        return {
            name: value if value is not None or name in ("until", "amount") else 0
            for name, value in self.cleaned_data.items()
            if name in corrections.CORRECTABLE
        }


class VoidForm(ActForm):
    reason = words("撤销理由")


class RegisterForm(ActForm):
    court = forms.ModelChoiceField(label="法院", queryset=Court.objects.none())
    number = text("案号", required=True, most=60, help="如（2026）豫0311执1207号，半角全角均可")
    filed_on = Day(label="立案日期")
    kind = forms.ChoiceField(label="执行类别", choices=CaseKind.choices)
    cause = text("案由", most=60)
    basis = text("执行依据", help="作出机关、文号")
    amount_claimed = money("申请执行标的额", required=False)
    original_number = text("原案号", most=60, help="恢复执行案件必填")
    applicant = text("申请执行人", most=120, required=True)
    debtor = text("被执行人", most=120, required=True, help="多人的登记后逐一补充")

    def __init__(self, *args: Any, courts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["court"].queryset = courts  # type: ignore[attr-defined]
        self.fields["number"].help_text += "；类型代字：" + "、".join(CASE_TYPES)
