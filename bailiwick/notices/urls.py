"""Addresses of this context."""

from django.urls import path

from bailiwick.notices import views

app_name = "notices"
urlpatterns = [
    path("messages/", views.message_list, name="message_list"),
    path("messages/read/", views.message_read, name="message_read"),
    path("messages/<int:message_id>/", views.message_open, name="message_open"),
    path("downloads/", views.download_list, name="download_list"),
    path("downloads/<int:download_id>/file/", views.download_fetch, name="download_fetch"),
    path("exports/<str:kind>/", views.export_start, name="export_start"),
]
