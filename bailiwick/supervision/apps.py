from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "bailiwick.supervision"
    label = "supervision"
    verbose_name = "监督与质效"
