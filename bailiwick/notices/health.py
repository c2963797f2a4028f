"""Health of the background: is a worker alive, are jobs stuck?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bailiwick.notices.models import WorkerBeat

STALE = timedelta(seconds=30)
STUCK = timedelta(minutes=15)


def worker() -> dict[str, Any]:
    """Return whether a worker gave a sign of life within 30 s, and the jobs that wait."""
    now = timezone.now()
    last = WorkerBeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, count(*) FROM procrastinate_jobs"
            " WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1"
        )
        jobs = dict(cursor.fetchall())
    alive = last is not None and now - last < STALE
    return {
        "ok": alive,
        "last_sign_s": round((now - last).total_seconds(), 1) if last else None,
        "jobs_waiting": jobs.get("todo", 0),
        "jobs_running": jobs.get("doing", 0),
        "jobs_failed": jobs.get("failed", 0),
    }
