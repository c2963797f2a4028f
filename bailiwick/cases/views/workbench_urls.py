"""工作台 and the lists it opens."""

from django.urls import URLPattern, path

from bailiwick.cases.views import workbench

urlpatterns: list[URLPattern] = [
    path("", workbench.workbench, name="workbench"),
    path("today/", workbench.workbench_print, name="workbench_print"),
    path("expiring/", workbench.expiring_list, name="expiring_list"),
    path("expiring/export/", workbench.expiring_export, name="expiring_export"),
    path("cases/<int:case_id>/snooze/", workbench.case_snooze, name="case_snooze"),
    path("eve/", workbench.eve_list, name="eve_list"),
]
