"""One sentence after an act, with a way back where there is one. Never for errors."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

_UNDO = "undo:"


@dataclass(frozen=True)
class Toast:
    """What was done; ``undo_url`` is posted to when the person takes it back."""

    text: str
    undo_url: str = ""

    @property
    def seconds(self) -> int:
        return 9 if self.undo_url else 6


def say(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Show the sentence on the next page."""
    messages.info(request, text, extra_tags=_UNDO + undo_url if undo_url else "")


def say_with(response: HttpResponse, text: str, *, undo_url: str = "") -> HttpResponse:
    """Show the sentence with this htmx answer, without a page change."""
    response["HX-Trigger"] = json.dumps({"toast": {"text": text, "undo": undo_url}})
    return response


def take(request: HttpRequest) -> list[Toast]:
    """Return what waits to be said; it will not be said again."""
    found = []
    for message in messages.get_messages(request):
        tags = message.extra_tags or ""
        found.append(Toast(str(message.message), tags.partition(_UNDO)[2]))
    return found
