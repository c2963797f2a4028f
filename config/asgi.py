"""The web application: live addresses to Django's async side, everything else to its threads.

The pages run in eight fixed threads a process (a2wsgi), each with a database connection that stays
open. The live addresses hold no database connection while they stream.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from config import env, trust
from config.tls import TRUST_PAGE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

THREADS = 8
LIVE = ("/live/",)
AUTHORITY = env.text("BAILIWICK_TLS_AUTHORITY")  # set by bin/run --lan

wsgi_application = get_wsgi_application()
_pages = WSGIMiddleware(cast(Any, wsgi_application), workers=THREADS)
_live = get_asgi_application()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Route one connection by its path."""
    path = scope["path"] if scope["type"] == "http" else ""
    if path.startswith(LIVE):
        await _live(scope, receive, send)
    elif AUTHORITY and (path == TRUST_PAGE or path.startswith(f"{TRUST_PAGE}/")):
        await trust.answer(path, Path(AUTHORITY), send)
    else:
        await _pages(scope, receive, send)
