from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "bailiwick.approvals"
    label = "approvals"
    verbose_name = "审批"

    def ready(self) -> None:
        from bailiwick.approvals import selectors
        from bailiwick.notices import digest
        from bailiwick.web.context import MenuItem, add_bar_count, add_item

        item = MenuItem(
            "审批",
            "approvals:approval_list",
            icon="writing-sign",
            permissions=("approvals.decide", "cases.view_case"),
            order=40,
            also=("approvals:approval_detail",),
        )
        add_item(item, count=selectors.waiting_count)
        add_bar_count(
            "todo", "待签批", "approvals:approval_list", selectors.waiting_count,
            icon="checklist", badge=True, order=10, permissions=("approvals.decide",),
        )  # fmt: skip
        digest.add_source("approvals", selectors.digest_lines)
