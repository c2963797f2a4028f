from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "bailiwick.audit"
    label = "audit"
    verbose_name = "审计"
