from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "bailiwick.notices"
    label = "notices"
    verbose_name = "通知"
