"""One URL, two sizes: a page for a browser, its part for htmx."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render ``part`` when htmx asks, else ``page`` (which includes it)."""
    asked_by_htmx = request.headers.get("HX-Request") == "true"
    response = render(request, part if asked_by_htmx else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
