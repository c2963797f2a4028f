"""What screening does when something happens elsewhere."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from procrastinate.exceptions import AlreadyEnqueued

from bailiwick.audit.models import JournalRecord
from bailiwick.cases.importing.signals import import_done

OWN_EVENTS = {"HitReviewed"}
GATHER_S = 5


@receiver(post_save, sender=JournalRecord, dispatch_uid="screen_case_after_act")
def screen_after_act(instance: JournalRecord, *, created: bool, **_: Any) -> None:
    """Screen a case again after each act on it: every act writes one record that names its case.

    The job is deferred inside the act's transaction; imports write their records in bulk and are
    followed by a run over the register.
    """
    if not created or instance.case is None or instance.kind != "act":
        return
    if instance.event in OWN_EVENTS:
        return
    from bailiwick.supervision import tasks

    one_at_a_time = tasks.screen_case.configure(lock=f"screen_case.{instance.case}")
    one_at_a_time.defer(case_id=instance.case)


@receiver(import_done, dispatch_uid="screen_after_import")
def screen_after_import(**_: Any) -> None:
    """Screen the register when an import has ended; one run answers several that end together."""
    from bailiwick.supervision import tasks

    soon = tasks.screen_after_import.configure(schedule_in={"seconds": GATHER_S})
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        soon.defer()
