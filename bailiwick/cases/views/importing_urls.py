"""导入."""

from django.urls import URLPattern, path

from bailiwick.cases.views import importing

urlpatterns: list[URLPattern] = [
    path("import/", importing.import_list, name="import_list"),
    path("import/upload/", importing.import_upload, name="import_upload"),
    path("import/template/", importing.import_template, name="import_template"),
    path("import/<int:batch_id>/", importing.import_detail, name="import_detail"),
    path("import/<int:batch_id>/confirm/", importing.import_confirm, name="import_confirm"),
    path("import/<int:batch_id>/continue/", importing.import_continue, name="import_continue"),
    path("import/<int:batch_id>/drop/", importing.import_drop, name="import_drop"),
    path("import/<int:batch_id>/rejects/", importing.import_rejects, name="import_rejects"),
]
