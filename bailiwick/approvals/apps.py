from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "bailiwick.approvals"
    label = "approvals"
    verbose_name = "审批"
