"""Addresses of this context."""

from django.urls import URLPattern

app_name = "cases"
urlpatterns: list[URLPattern] = []
