"""案件列表 and 案件详情."""

from django.urls import URLPattern, path

from bailiwick.cases.views import case_file, register

urlpatterns: list[URLPattern] = [
    path("cases/", register.case_list, name="case_list"),
    path("cases/news/", register.case_list_news, name="case_list_news"),
    path("cases/export/", register.case_export, name="case_export"),
    path("cases/suggest/", register.case_suggest, name="case_suggest"),
    path("cases/views/", register.view_save, name="view_save"),
    path("cases/views/<int:view_id>/forget/", register.view_forget, name="view_forget"),
    path("cases/<int:case_id>/", case_file.case_detail, name="case_detail"),
    path("cases/<int:case_id>/row/", register.case_row, name="case_row"),
    path("cases/<int:case_id>/header/", case_file.case_header, name="case_header"),
    path("cases/<int:case_id>/sheet/", case_file.case_sheet, name="case_sheet"),
    path("cases/<int:case_id>/clocks/", case_file.case_clocks, name="case_clocks"),
    path("cases/<int:case_id>/facts/", case_file.case_facts, name="case_facts"),
    path("cases/<int:case_id>/measures/", case_file.case_measures, name="case_measures"),
    path("cases/<int:case_id>/money/", case_file.case_money, name="case_money"),
    path("cases/<int:case_id>/documents/", case_file.case_documents, name="case_documents"),
    path("cases/<int:case_id>/approvals/", case_file.case_approvals, name="case_approvals"),
    path("cases/<int:case_id>/history/", case_file.case_history, name="case_history"),
]
