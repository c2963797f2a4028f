"""What the register adds to the shell: menu entries with their counts, the tabs of a case, its exports."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from bailiwick.cases import panels
from bailiwick.cases.selectors import case_export, case_rows, expiring, register
from bailiwick.notices.services.exports import register_exporter
from bailiwick.web.context import MenuItem, add_item, add_section

VIEW = "cases.view_case"
PANELS = (
    ("overview", "概览", "cases:case_detail"),
    ("clocks", "时限", "cases:case_clocks"),
    ("facts", "事实", "cases:case_facts"),
    ("measures", "查控措施", "cases:case_measures"),
    ("money", "案款", "cases:case_money"),
    ("documents", "文书", "cases:case_documents"),
    ("approvals", "审批", "cases:case_approvals"),
    ("history", "历史与查阅记录", "cases:case_history"),
)
_CASE_PAGES = ("cases:case_explain", "cases:case_sheet", *(url for _, _, url in PANELS))


def open_cases(account: Any) -> int:
    """Return how many open cases the list shows first (counted no further than its own limit)."""
    rows = register.narrowed(account, {}, timezone.localdate())
    return case_rows.total_of(rows).count


def expiring_count(account: Any) -> int:
    """Return how many measures the first step of the ladder holds."""
    reach = expiring.reach_of(account, {})
    return expiring.due_soon(reach, timezone.localdate()).count()


def install() -> None:
    """Called once, when the application is ready."""
    add_item(
        MenuItem(
            "工作台", "cases:workbench", "home", (VIEW,), order=10,
            also=("cases:workbench_print", "cases:eve_list"),
        )
    )  # fmt: skip
    add_section("案件", "folder", order=20)
    add_item(
        MenuItem("案件列表", "cases:case_list", "", (VIEW,), "案件", 21, also=_CASE_PAGES),
        count=open_cases,
    )
    add_item(
        MenuItem("查封冻结到期预警", "cases:expiring_list", "", (VIEW,), "案件", 22),
        count=expiring_count,
    )
    add_item(
        MenuItem(
            "导入", "cases:import_list", "upload", ("cases.import_cases",), order=65,
            also=("cases:import_detail",),
        )
    )  # fmt: skip
    for order, (key, label, url_name) in enumerate(PANELS, start=1):
        panels.register(key, label, url_name, VIEW, order=order * 10)
    register_exporter(
        "cases.case_list", "案件列表", case_export.cases, permission="cases.export_case"
    )
    register_exporter(
        "cases.expiring_list",
        "查封冻结到期预警",
        case_export.measures,
        permission="cases.export_case",
    )
