"""Addresses of the shell itself."""

from django.urls import path

from bailiwick.web.health import healthz
from bailiwick.web.live import stream

app_name = "web"
urlpatterns = [
    path("healthz", healthz, name="health"),
    path("live/stream", stream, name="live_stream"),
]
