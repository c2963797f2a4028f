from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "bailiwick.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from bailiwick.audit import exporting, health, naming, verification
        from bailiwick.notices.services.exports import register_exporter
        from bailiwick.org.models import Account, Court
        from bailiwick.web.context import MenuItem, add_item
        from bailiwick.web.health import add_check

        add_item(
            MenuItem(
                "审计日志",
                "audit:record_list",
                icon="file-search",
                permissions=("audit.view_journal",),
                order=90,
                also=("audit:record_detail",),
            )
        )
        add_check("journal", health.journal)
        register_exporter(
            "audit.journal", "审计日志", exporting.rows, permission="audit.export_journal"
        )
        verification.name_accounts_by(
            lambda pk: Account.objects.select_related("person").filter(pk=pk).first()
        )
        courts = Court.objects
        naming.register(
            "court",
            naming.Naming(
                find=lambda text: courts.filter(name__contains=text).values_list("pk", flat=True),
                names=lambda ids: dict(courts.filter(pk__in=ids).values_list("pk", "short_name")),
            ),
        )
