"""What screening does when something happens elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from bailiwick.audit.models import JournalRecord

OWN_EVENTS = {"HitReviewed"}


@receiver(post_save, sender=JournalRecord, dispatch_uid="screen_case_after_act")
def screen_after_act(instance: JournalRecord, *, created: bool, **_: Any) -> None:
    """Screen a case again after each act on it: every act writes one record that names its case.

    The job is deferred inside the act's transaction; imports write their records in bulk and are
    followed by the nightly run.
    """
    if not created or instance.case is None or instance.kind != "act":
        return
    if instance.event in OWN_EVENTS:
        return
    from bailiwick.supervision import tasks

    one_at_a_time = tasks.screen_case.configure(lock=f"screen_case.{instance.case}")
    one_at_a_time.defer(case_id=instance.case)
