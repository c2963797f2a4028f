"""Health: each part's state, asked afresh; 200 only when the platform is ready for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from bailiwick.web.policy import public

Check = Callable[[], dict[str, Any]]
_checks: dict[str, Check] = {}


def add_check(name: str, check: Check) -> None:
    """Add a part; its answer has ``ok`` and may say more. Called in ``AppConfig.ready``."""
    _checks[name] = check


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """GET /healthz: {"ready": bool, "parts": {name: {"ok": bool, …}}}."""
    parts: dict[str, Any] = {"database": _database()}
    if parts["database"]["ok"]:
        for name, check in sorted(_checks.items()):
            try:
                parts[name] = check()
            except DatabaseError:
                parts[name] = {"ok": False, "why": "database"}
    ready = all(part["ok"] or part.get("optional") for part in parts.values())
    answer = JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)
    answer["Cache-Control"] = "no-store"
    return answer


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            (version,) = cursor.fetchone()
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        return {"ok": False, "why": type(error).__name__}
    return {"ok": pending == 0, "version": version, "pending_migrations": pending}
