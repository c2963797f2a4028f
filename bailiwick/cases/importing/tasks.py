"""Jobs of imports: the check and the import of an uploaded file, and taking up what was interrupted."""

from __future__ import annotations

import contextlib
import logging

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from bailiwick.cases.models import ImportBatch
from bailiwick.errors import Refusal

logger = logging.getLogger(__name__)


@app.task(queue="imports")
def run_import(batch_id: int) -> None:
    """Check or import one upload from where it stands. Safe to repeat after a kill."""
    from bailiwick.cases.importing import service, uploads  # they read the law: workers only

    batch = ImportBatch.objects.select_related("by__person").get(pk=batch_id)
    if batch.state in {ImportBatch.State.DONE, ImportBatch.State.CHECKED, ImportBatch.State.FAILED}:
        return
    try:
        service.run(batch, by=batch.by, at=timezone.now())
    except Refusal as refusal:
        logger.warning("import not run", extra={"batch": batch_id})
        batch.refresh_from_db()
        if batch.state in {ImportBatch.State.WAITING, ImportBatch.State.INTERRUPTED}:
            service.note(batch, str(refusal))  # else another job of the same import is at it
        return
    if batch.state == ImportBatch.State.DONE:
        uploads.forget_file(batch)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="cases.continue_imports")
def continue_interrupted(timestamp: int) -> None:
    """Mark imports whose process has gone, and continue those of uploaded files."""
    from bailiwick.cases.importing import service, uploads

    for batch in service.mark_interrupted(timezone.now()):
        if uploads.is_upload(batch):
            with contextlib.suppress(AlreadyEnqueued):
                run_import.configure(queueing_lock=f"import {batch.pk}").defer(batch_id=batch.pk)
