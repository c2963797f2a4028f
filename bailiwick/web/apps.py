from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "bailiwick.web"
    label = "web"
    verbose_name = "页面"
