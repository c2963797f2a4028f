"""What a request asks for, read so that no query string can make a page fail."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

SIZES = (20, 50, 100)
_LONGEST = 18  # digits: what fits a bigint


def whole(text: str | None) -> int | None:
    """Return an id or a count written in ASCII digits, at most what a bigint holds; else None.

    ``str.isdigit`` says yes to ² and ፩, which ``int`` refuses, and to any length.
    """
    text = text or ""
    fits = text.isascii() and text.isdigit() and len(text) <= _LONGEST
    return int(text) if fits else None


def page_size(request: HttpRequest, usual: int = SIZES[0]) -> int:
    """Return how many rows a page of the list has (``size`` of the query)."""
    asked = whole(request.GET.get("size"))
    return asked if asked in SIZES else usual


def local_address(request: HttpRequest, otherwise: str) -> str:
    """Return ``next`` of the form or the query when it is a path of ours, else ``otherwise``."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours else otherwise
