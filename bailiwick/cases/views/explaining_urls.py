"""预警说明."""

from django.urls import URLPattern, path

from bailiwick.cases.views import explaining

urlpatterns: list[URLPattern] = [
    path("cases/<int:case_id>/why/<str:rule>/", explaining.case_explain, name="case_explain"),
]
