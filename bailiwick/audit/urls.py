"""Addresses of this context."""

from django.urls import path

from bailiwick.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.record_list, name="record_list"),
    path("<int:record_id>/", views.record_detail, name="record_detail"),
    path("verify/", views.journal_verify, name="journal_verify"),
]
