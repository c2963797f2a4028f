"""What the register brings to others when the platform starts: acts, kinds of requests, menu."""

from __future__ import annotations

from datetime import date

from bailiwick.approvals.services import register_kind
from bailiwick.cases import acts
from bailiwick.cases.models import Case, Fact
from bailiwick.law import acts as law_acts
from bailiwick.law.case_numbers import CASE_TYPES
from bailiwick.org import beside
from bailiwick.web.context import MenuItem, add_item


def connect() -> None:
    """Called once by ``CasesConfig.ready``."""
    from bailiwick.cases import law_changes, told
    from bailiwick.cases.selectors import backfill, handover
    from bailiwick.cases.services import extensions

    told.connect()
    law_changes.connect()
    beside.add_source(handover.beside_person)
    register_kind(extensions.KIND, "延长执行期限", on_granted=extensions.on_granted)
    add_item(
        MenuItem(
            "待回填流程系统", "cases:backfill_list", permissions=("cases.view_backfill",),
            section="案件", order=23,
        ),
        count=backfill.count,
    )  # fmt: skip
    _acts()


def _acts() -> None:
    offer = acts.register
    offer("node", "补录节点", "cases:node_record", "cases.record_fact", order=10)
    offer(
        "event", "登记事项", "cases:event_record", "cases.record_fact", order=15, obstacle=_closed
    )
    offer("deduction", "登记扣除", "cases:deduction_record", "cases.record_fact", order=20,
          obstacle=_closed)  # fmt: skip
    offer("extension", "报批延长期限", "cases:extension_ask", "cases.ask_extension", order=25,
          obstacle=_no_exec)  # fmt: skip
    offer("measure", "登记查控措施", "cases:measure_impose", "cases.record_fact", order=30,
          obstacle=_closed_but_zhongben)  # fmt: skip
    offer("renew", "续行查封冻结", "cases:measure_renew", "cases.record_fact", order=32,
          obstacle=_no_measure)  # fmt: skip
    offer("release", "解除措施", "cases:measure_release", "cases.record_fact", order=34,
          obstacle=_no_measure)  # fmt: skip
    offer("payment", "登记案款", "cases:payment_record", "cases.record_payment", order=40)
    offer("party", "登记当事人", "cases:party_add", "cases.edit_party", order=50)
    offer("upload", "上传文书", "cases:document_upload", "cases.upload_document", order=55)
    offer("assign", "指定承办人", "cases:officer_assign", "cases.assign_officer", order=60,
          obstacle=_closed)  # fmt: skip
    offer("label", "设定敏感标签", "cases:label_set", "cases.set_label", order=70)
    offer("close", "结案", "cases:case_close", "cases.close_case", order=80, obstacle=_stayed)


def _closed(case: Case, on: date) -> str:
    return f"已于{case.closed_on}结案" if case.closed_on else ""


def _closed_but_zhongben(case: Case, on: date) -> str:
    return "" if case.closing_mode == "终结本次执行程序" else _closed(case, on)


def _no_exec(case: Case, on: date) -> str:
    kind = CASE_TYPES.get(case.type_code)
    if kind is None or not kind.has_exec:
        return f"{case.type_code}案件没有执行期限（{law_acts.EXTENSION.on(on)}）"
    return _closed(case, on)


def _no_measure(case: Case, on: date) -> str:
    from bailiwick.cases.services.measures import ends_of

    return "" if ends_of(case) else "没有在控的措施"


def _stayed(case: Case, on: date) -> str:
    from bailiwick.cases.services.closing import STAYS

    if case.closed_on:
        return _closed(case, on)
    gone = Fact.objects.filter(case=case, supersedes__isnull=False).values("supersedes")
    running = Fact.objects.filter(
        case=case, kind="deduction", what__in=STAYS, until__isnull=True
    ).exclude(pk__in=gone)
    return f"中止、暂缓期间不得结案（{law_acts.NEVER_CLOSES.on(on)}）" if running.exists() else ""
