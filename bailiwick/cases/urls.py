"""Addresses of the case register; each topic keeps its own list."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern

app_name = "cases"
urlpatterns: list[URLPattern] = []
for _topic in ("register", "acts", "explaining", "workbench", "importing"):
    _name = f"bailiwick.cases.views.{_topic}_urls"
    if find_spec("bailiwick.cases.views") and find_spec(_name):
        urlpatterns += import_module(_name).urlpatterns
