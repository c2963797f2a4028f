"""Addresses of this context."""

from django.urls import path

from bailiwick.supervision.views import board, rules, screening

app_name = "supervision"
urlpatterns = [
    path("board/", board.node_board, name="node_board"),
    path("screening/", screening.hit_list, name="hit_list"),
    path("screening/run/", screening.screening_run, name="screening_run"),
    path("screening/runs/", screening.run_list, name="run_list"),
    path("screening/<int:hit_id>/", screening.hit_detail, name="hit_detail"),
    path("screening/<int:hit_id>/review/", screening.hit_review, name="hit_review"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/settings/<int:setting_id>/end/", rules.setting_end, name="setting_end"),
    path("rules/<str:rule>/", rules.rule_detail, name="rule_detail"),
    path("rules/<str:rule>/set/", rules.rule_set, name="rule_set"),
]
