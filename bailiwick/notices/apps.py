from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "bailiwick.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from bailiwick.notices import health, selectors
        from bailiwick.web.context import add_bar_count
        from bailiwick.web.health import add_check

        add_bar_count(
            "notices", "消息", "notices:message_list", selectors.unread_count,
            icon="bell", badge=True, order=20,
        )  # fmt: skip
        add_bar_count(
            "downloads", "下载中心", "notices:download_list", None, icon="download", order=30
        )
        add_check("worker", health.worker)
