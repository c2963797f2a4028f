"""Pages of the acts on a case: one page for all, a view with its own policy for each.

The page names the case, says what the act does, keeps what was typed when it is refused, and
shows the refusal with its article.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from bailiwick.cases import acts, forms
from bailiwick.cases.models import Case, Fact, Party
from bailiwick.cases.selectors import lights, register
from bailiwick.cases.services import (
    closing,
    corrections,
    deductions,
    documents,
    extensions,
    labels,
    measures,
    nodes,
    officers,
    parties,
    payments,
)
from bailiwick.cases.services.closing import CannotClose, Grounds
from bailiwick.cases.services.parties import PartyData
from bailiwick.errors import Refusal
from bailiwick.law.nodes import NODES
from bailiwick.org.models import Account
from bailiwick.web import toasts
from bailiwick.web.asked import local_address, whole
from bailiwick.web.lights import Light
from bailiwick.web.policy import policy


@dataclass(frozen=True)
class Doing:
    """One submitted act: the case, what was typed, who and when, and the version that was seen."""

    case: Case
    data: dict[str, Any]
    by: Account
    at: datetime
    version: int | None

    @property
    def common(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at, "version": self.version}


def account_of(request: HttpRequest) -> Account:
    """Return who asks; the policy at the door let only accounts through."""
    return cast(Account, request.user)


def open_case(request: HttpRequest, case_id: int) -> Case:
    """Return a case the account may open, else answer 404 as for one that does not exist."""
    rows = register.cases_open_to(account_of(request)).select_related("court", "officer", "group")
    return get_object_or_404(rows, pk=case_id)


def light_of(case: Case) -> Light:
    on = timezone.localdate()
    level = lights.level_of(case, on)
    paused = case.is_paused and case.due_on is None
    return Light(
        None if level == lights.NO_LEVEL else level,
        lights.days_of(case, on),
        "paused" if paused else "running",
    )


def shown(request: HttpRequest, case: Case, form: Any, **context: Any) -> HttpResponse:
    """Render the page of an act; a refused one answers 422 and keeps its input."""
    context = {
        "case": case,
        "form": form,
        "light": light_of(case),
        "back": back(request, case),
    } | context
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/act_form.html", context, status=status)


def back(request: HttpRequest, case: Case) -> str:
    """Return where the act was opened from, if that is a page of ours; else the case."""
    return local_address(request, case.get_absolute_url())


def seen_version(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version"))


def attempt(
    request: HttpRequest, case: Case, form: Any, perform: Callable[[Doing], str]
) -> HttpResponse | None:
    """Do the act; None when it was refused (the form then says why)."""
    doing = Doing(
        case, form.cleaned_data, account_of(request), timezone.now(), seen_version(request)
    )
    try:
        said = perform(doing)
    except CannotClose as refusal:
        form.add_error(None, f"还不能以所选方式结案（{refusal.article}），缺下列条件")
        for missing in refusal.missing:
            form.add_error(None, missing)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        case.refresh_from_db()  # the next attempt knows what it saw
    else:
        toasts.say(request, said)
        return redirect(back(request, case))
    return None


def act(
    key: str,
    title: str,
    permission: str,
    form_class: type[forms.ActForm],
    lead: str,
    verb: str = "登记",
    extra: Callable[[Case, date], dict[str, Any]] = lambda case, on: {},
) -> Callable[[Callable[[Doing], str]], Callable[..., HttpResponse]]:
    """Turn a function that does an act into the view of its page."""

    def decorate(perform: Callable[[Doing], str]) -> Callable[..., HttpResponse]:
        @policy(permission)
        def view(request: HttpRequest, case_id: int) -> HttpResponse:
            case = open_case(request, case_id)
            form = form_class(
                request.POST or None,
                request.FILES or None,
                case=case,
                initial=_initial(request),
            )
            if request.method == "POST" and form.is_valid():
                done = attempt(request, case, form, perform)
                if done:
                    return done
            obstacle = acts.obstacle(key, case, timezone.localdate())
            context = {"title": title, "lead": lead, "verb": verb, "obstacle": obstacle}
            return shown(request, case, form, **context, **extra(case, timezone.localdate()))

        view.__name__ = perform.__name__
        view.__doc__ = perform.__doc__
        return view

    return decorate


def _initial(request: HttpRequest) -> dict[str, Any]:
    """Today, and what a link that opened the page already knows (node=N07, ref=m1)."""
    today = timezone.localdate()
    given = {key: value for key, value in request.GET.items() if key not in ("next", "version")}
    if "ref" in given:  # 办理发放 of that sum
        given.setdefault("what", "发放")
    return {"on": today} | given


@act("node", "补录节点", "cases.record_fact", forms.NodeForm,
     "补录后期限随即重算，并列入“待回填流程系统”，直到导入带来同一节点", "补录")  # fmt: skip
def node_record(doing: Doing) -> str:
    """补录节点."""
    data = doing.data
    nodes.record_node(
        doing.case, data["node"], on=data["on"], document=data["document"],
        handler=data["handler"], note=data["note"], **doing.common,
    )  # fmt: skip
    return f"已补录{NODES[data['node']].name}（{data['on']}）"


@act("event", "登记事项", "cases.record_fact", forms.EventForm,
     "收到申请、线索、反馈、异议，或裁定送达；有法定期限的自次日起算")  # fmt: skip
def event_record(doing: Doing) -> str:
    """登记申请、线索、反馈、异议、裁定送达."""
    data = doing.data
    nodes.record_event(
        doing.case, data["what"], on=data["on"], detail=data["detail"], mode=data["mode"],
        urgent=data["urgent"], document=data["document"],
        ref=data["ref"] if data["what"] in nodes.ANSWERS else "", **doing.common,
    )  # fmt: skip
    return f"已登记{data['what']}（{data['on']}）"


@act("deduction", "登记扣除", "cases.record_fact", forms.DeductionForm,
     "起止两日都不计入期限；没有文书的照样登记，但不改变期限")  # fmt: skip
def deduction_record(doing: Doing) -> str:
    """登记扣除."""
    data = doing.data
    fact = deductions.record_deduction(
        doing.case, data["what"], on=data["on"], until=data["until"], document=data["document"],
        reason=data["reason"], **doing.common,
    )  # fmt: skip
    effect = "期限已重算" if deductions.counts(fact) else "没有文书，不计入扣除"
    return f"已登记{data['what']}自{data['on']}，{effect}"


@act("extension", "报批延长期限", "cases.ask_extension", forms.ExtensionForm,
     "报院长或副院长批准，批准后重算期限；届满后批准的不消除此前的超期", "报批")  # fmt: skip
def extension_ask(doing: Doing) -> str:
    """报批延长期限."""
    data = doing.data
    extensions.ask_extension(
        doing.case, months=data["months"], days=data["days"] or 0, reason=data["reason"],
        role=data["role"], **doing.common,
    )  # fmt: skip
    return "已报批，批准后期限随即重算"


@act("measure", "登记查控措施", "cases.record_fact", forms.MeasureForm,
     "届满日期当日终了时措施自动失效，不顺延；届满前90日、60日、30日提醒")  # fmt: skip
def measure_impose(doing: Doing) -> str:
    """登记查封、扣押、冻结."""
    data = doing.data
    fact = measures.impose(
        doing.case, data["what"], on=data["on"], until=data["until"], document=data["document"],
        asset=data["asset"], holder=data["holder"], value=data["value"], ref=data["ref"],
        **doing.common,
    )  # fmt: skip
    return f"已登记{data['what']}（{fact.ref}）"


@act("renew", "续行查封冻结", "cases.record_fact", forms.RenewForm,
     "届满前办理；届满后不能续行，须重新采取措施", "续行")  # fmt: skip
def measure_renew(doing: Doing) -> str:
    """续行查封冻结."""
    data = doing.data
    measures.renew(
        doing.case, data["ref"], on=data["on"], until=data["until"], document=data["document"],
        **doing.common,
    )  # fmt: skip
    return f"已续行至{data['until']}"


@act("release", "解除查控措施", "cases.record_fact", forms.ReleaseForm,
     "解除后此项措施的预警随即停止", "解除")  # fmt: skip
def measure_release(doing: Doing) -> str:
    """解除查控措施."""
    data = doing.data
    measures.release(
        doing.case, data["ref"], on=data["on"], document=data["document"], reason=data["reason"],
        **doing.common,
    )  # fmt: skip
    return f"已解除措施{data['ref']}"


@act("payment", "登记案款", "cases.record_payment", forms.PaymentForm,
     "到账起30日内发放；发放不得超过该笔到账，收款人不是申请执行人的须有合议庭意见")  # fmt: skip
def payment_record(doing: Doing) -> str:
    """登记到账、发放."""
    data = doing.data
    payments.record_payment(
        doing.case, data["what"], amount=data["amount"], on=data["on"], holder=data["holder"],
        document=data["document"], ref=data["ref"], **doing.common,
    )  # fmt: skip
    return f"已登记{data['what']} {data['amount']:,.2f} 元"


@act("close", "结案", "cases.close_case", forms.ClosingForm,
     "结案后执行期限停止计算，查控措施的预警继续；条件不全的逐项列出", "结案",
     lambda case, on: {"modes": closing.checklist(case, on)})  # fmt: skip
def case_close(doing: Doing) -> str:
    """结案."""
    data = dict(doing.data)
    mode, on = data.pop("mode"), data.pop("on")
    closing.close_case(doing.case, mode, on=on, grounds=Grounds(**data), **doing.common)
    return f"{doing.case.number}已以{mode}结案"


@act("assign", "指定承办人", "cases.assign_officer", forms.AssignForm,
     "首次指定同时记为分案；变更的保留承办人沿革", "指定")  # fmt: skip
def officer_assign(doing: Doing) -> str:
    """指定、变更承办人."""
    data = doing.data
    officers.assign(
        doing.case, data["person"], on=data["on"], reason=data["reason"], **doing.common
    )
    return f"承办人已定为{data['person'].name}"


@act("party", "登记当事人", "cases.edit_party", forms.PartyForm,
     "证件号码、电话、账号、地址加密保存，只能整号查询")  # fmt: skip
def party_add(doing: Doing) -> str:
    """登记当事人."""
    party = parties.add_party(doing.case, PartyData(**doing.data), **doing.common)
    return f"已登记{party.role}{party.name}"


@act("label", "设定敏感标签", "cases.set_label", forms.LabelForm,
     "设定后，没有相应权限的人在列表中只看到“敏感案件”", "设定")  # fmt: skip
def label_set(doing: Doing) -> str:
    """设定敏感标签."""
    data = doing.data
    labels.set_label(doing.case, data["label"], reason=data["reason"], **doing.common)
    return f"敏感标签已设为{data['label'] or '无'}"


@act("upload", "上传文书", "cases.upload_document", forms.UploadForm,
     "文件按内容保存，不能替换；扣除、延长、措施须附文书的，写文号并上传", "上传")  # fmt: skip
def document_upload(doing: Doing) -> str:
    """上传文书."""
    data = doing.data
    document = documents.upload(
        doing.case, data["file"], title=data["title"], dated_on=data["dated_on"], by=doing.by,
        at=doing.at,
    )  # fmt: skip
    return f"已上传{document.title}"


def fact_of(request: HttpRequest, fact_id: int) -> tuple[Case, Fact]:
    """Return a fact of a case the account may open, else 404."""
    fact = get_object_or_404(Fact, pk=fact_id)
    return open_case(request, fact.case_id), fact


def _fact_words(fact: Fact) -> str:
    node = NODES.get(fact.what)
    return f"{node.name if node else fact.what}（{fact.on}，{fact.get_origin_display()}）"


@policy("cases.record_fact")
def fact_correct(request: HttpRequest, fact_id: int) -> HttpResponse:
    """更正事实: the old one stays to be seen."""
    case, fact = fact_of(request, fact_id)
    initial = {name: getattr(fact, name) for name in corrections.CORRECTABLE}
    form = forms.CorrectForm(request.POST or None, case=case, kind=fact.kind, initial=initial)

    def perform(doing: Doing) -> str:
        corrections.correct(fact, form.changes, reason=doing.data["reason"], **doing.common)
        return f"已更正{_fact_words(fact)}"

    if (
        request.method == "POST"
        and form.is_valid()
        and (done := attempt(request, case, form, perform))
    ):
        return done
    lead = f"更正：{_fact_words(fact)}。原内容保留在时间线上，期限随即重算"
    void = f"{reverse('cases:fact_void', args=[fact.pk])}?next={quote(back(request, case))}"
    return shown(request, case, form, title="更正事实", lead=lead, verb="更正", void_url=void)


@policy("cases.record_fact")
def fact_void(request: HttpRequest, fact_id: int) -> HttpResponse:
    """撤销事实: it never happened; the record of it stays."""
    case, fact = fact_of(request, fact_id)
    form = forms.VoidForm(request.POST or None, case=case)

    def perform(doing: Doing) -> str:
        corrections.void_fact(fact, reason=doing.data["reason"], **doing.common)
        return f"已撤销{_fact_words(fact)}"

    if (
        request.method == "POST"
        and form.is_valid()
        and (done := attempt(request, case, form, perform))
    ):
        return done
    lead = f"撤销：{_fact_words(fact)}。撤销后不再参与期限计算，记录保留"
    return shown(request, case, form, title="撤销事实", lead=lead, verb="撤销")


@policy("cases.record_fact")
def deduction_end(request: HttpRequest, fact_id: int) -> HttpResponse:
    """扣除事由结束: the running pause gets its last day."""
    case, fact = fact_of(request, fact_id)
    initial = {"until": timezone.localdate()}
    form = forms.EndDeductionForm(request.POST or None, case=case, initial=initial)

    def perform(doing: Doing) -> str:
        data = doing.data
        deductions.end_deduction(
            fact, until=data["until"], document=data["document"], **doing.common
        )
        return f"{fact.what}已截止于{data['until']}"

    if (
        request.method == "POST"
        and form.is_valid()
        and (done := attempt(request, case, form, perform))
    ):
        return done
    lead = f"{fact.what}自{fact.on}起未截止；填写后期限恢复计算"
    return shown(request, case, form, title="扣除事由结束", lead=lead, verb="登记截止")


def party_of(request: HttpRequest, party_id: int) -> tuple[Case, Party]:
    """Return a party of a case the account may open, else 404."""
    party = get_object_or_404(Party.objects.select_related("case"), pk=party_id)
    return open_case(request, party.case_id), party


@policy("cases.edit_party")
def party_edit(request: HttpRequest, party_id: int) -> HttpResponse:
    """维护当事人: sealed fields are not shown; left empty they stay."""
    case, party = party_of(request, party_id)
    initial = {"role": party.role, "name": party.name, "kind": party.kind}
    form = forms.PartyEditForm(request.POST or None, case=case, initial=initial)

    def perform(doing: Doing) -> str:
        sealed = {
            name: None if not doing.data[name] else doing.data[name].strip("-－ ")
            for name in parties.SEALED_FIELDS
        }
        parties.edit_party(party, PartyData(**(doing.data | sealed)), **doing.common)
        return f"已维护{party.role}{party.name}"

    if (
        request.method == "POST"
        and form.is_valid()
        and (done := attempt(request, case, form, perform))
    ):
        return done
    lead = f"{party.role}{party.name}；审计日志只记改了哪几项，不记内容"
    return shown(request, case, form, title="维护当事人", lead=lead, verb="保存")


@policy("cases.edit_party")
def party_remove(request: HttpRequest, party_id: int) -> HttpResponse:
    """当事人退出."""
    case, party = party_of(request, party_id)
    form = forms.RemovePartyForm(
        request.POST or None, case=case, initial={"on": timezone.localdate()}
    )

    def perform(doing: Doing) -> str:
        data = doing.data
        parties.remove_party(party, on=data["on"], reason=data["reason"], by=doing.by, at=doing.at)
        return f"{party.role}{party.name}已退出本案"

    if (
        request.method == "POST"
        and form.is_valid()
        and (done := attempt(request, case, form, perform))
    ):
        return done
    lead = f"{party.role}{party.name}退出本案；资料保留"
    return shown(request, case, form, title="当事人退出", lead=lead, verb="退出")
