"""Addresses of the shell itself."""

from django.urls import path

from bailiwick.web import views
from bailiwick.web.health import healthz
from bailiwick.web.live import stream

app_name = "web"
urlpatterns = [
    path("healthz", healthz, name="health"),
    path("live/stream", stream, name="live_stream"),
    path("keys/", views.keys, name="keys"),
    path("preferences/", views.preference_edit, name="preferences"),
    path("preferences/set", views.preference_set, name="preference_set"),
]
