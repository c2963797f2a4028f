from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bailiwick.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        from bailiwick.cases import menu, wiring

        menu.install()
        wiring.connect()
