from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "bailiwick.org"
    label = "org"
    verbose_name = "组织人员"
