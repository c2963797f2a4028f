"""Who must approve what (审批矩阵, legal_rules §14): the posts that sign in turn, and the source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A row of the matrix. ``days``: how long the approving officer may take."""

    act: str
    name: str
    approvers: tuple[str, ...]
    article: str
    days: int = 7  # the approving officer decides within 7 days (法发〔2006〕35号第十三条)
    in_force: date = date(2007, 1, 1)


APPROVALS: dict[str, ApprovalRow] = {
    row.act: row
    for row in (
        ApprovalRow("extend_exec", "延长执行期限", ("副院长",), "法发〔2006〕35号第一条"),
        ApprovalRow("extend_exec_president", "延长执行期限", ("院长",), "法发〔2006〕35号第一条"),
        ApprovalRow("zhongben", "终结本次执行程序", ("合议庭", "院长"), "民诉法解释第五百一十七条"),
        ApprovalRow("close", "结案审批", ("执行局长",), "法发〔2014〕26号"),
        ApprovalRow("limit_consumption", "限制消费令", ("院长",), "法释〔2015〕17号第五条"),
        ApprovalRow("list_dishonest", "纳入失信决定", ("院长",), "法释〔2017〕7号第五条"),
        ApprovalRow("search", "搜查令", ("院长",), "民诉法解释第四百九十四条"),
        ApprovalRow("coerce", "拘传、罚款、拘留", ("院长",), "民事诉讼法第一百一十九条"),
        ApprovalRow("pay_delay", "延缓发放、提存", ("执行局长",), "法发〔2017〕6号第十条"),
        ApprovalRow(
            "pay_third", "向申请执行人以外的人发放", ("合议庭",), "法发〔2017〕6号第十一条"
        ),
    )
}
