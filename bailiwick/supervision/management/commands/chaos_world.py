"""``chaos_world``: what ``bin/bailiwick chaos`` needs from inside the platform. Not for people."""

from __future__ import annotations

import hashlib
import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.cases import rederivation
from bailiwick.cases.importing import service
from bailiwick.cases.models import Case, CaseClock, Fact
from bailiwick.org.models import Account, Court, Person, Post, Role, Title

USERNAME, PASSWORD = "chaos", "Luo-river-2017"  # of a home that is removed a minute later
BASE_SERIAL = 90_000  # cases that are edited; those below are imported during the trial
CASE_FIELDS = ("number", "court__code", "filed_on", "cause", "amount_claimed", "officer_name")
FACT_FIELDS = (
    "case__number", "kind", "what", "on", "until", "ref", "document", "months", "days", "amount",
    "detail", "origin",
)  # fmt: skip
CLOCK_FIELDS = (
    "case__number", "rule", "subject", "start_on", "due_on", "state", "red_on", "met_on",
)  # fmt: skip


class Command(BaseCommand):
    help = ""  # not listed

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["make", "report", "undisturbed"])
        parser.add_argument("base", nargs="?", type=Path)
        parser.add_argument("--path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        answer = getattr(self, f"_{options['step']}")(options["base"] or options["path"])
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _make(self, base: Path) -> dict[str, Any]:
        """Make the one who edits, and the cases that are edited."""
        with transaction.atomic():
            court = Court.objects.get(code="豫03")
            person = Person.objects.create(
                name="混沌试验", staff_no="chaos", title=Title.STAFF, court=court
            )
            Post.objects.create(
                person=person, role=Role.HEAD, court=court, starts_on=date(2015, 1, 1)
            )
            Account.objects.create_user(
                USERNAME, PASSWORD, person=person, password_changed_at=timezone.now()
            )
        self._import(base)
        return {"cases": list(Case.objects.values_list("pk", flat=True))}

    def _import(self, path: Path) -> None:
        at = timezone.now()
        service.run(service.start(path, by=None, at=at), by=None, at=at)

    def _undisturbed(self, path: Path) -> dict[str, Any]:
        self._import(path)
        return self._report(path)

    def _report(self, path: Path) -> dict[str, Any]:
        """Return what is stored, in a form that two homes can compare."""
        here = Fact.objects.filter(origin="here").values_list("pk", "detail")
        told = set(
            JournalRecord.objects.filter(event="EventRecorded").values_list("data__fact", flat=True)
        )
        ids = {pk for pk, _ in here}
        imported = Case.objects.filter(serial__lt=BASE_SERIAL)
        return {
            "marks": [detail for _, detail in here],
            "facts_without_record": sorted(ids - told),
            "records_without_fact": sorted(told - ids),
            "clocks_out_of_date": _out_of_date(),
            "cases": imported.count(),
            "content": _content(imported),
        }


def _content(cases: Any) -> str:
    """Return a digest of cases, facts and clocks without ids and times."""
    total = hashlib.sha256()
    for rows in (
        cases.order_by("number").values_list(*CASE_FIELDS),
        Fact.objects.filter(case__in=cases).order_by(*FACT_FIELDS).values_list(*FACT_FIELDS),
        CaseClock.objects.filter(case__in=cases).order_by(*CLOCK_FIELDS).values_list(*CLOCK_FIELDS),
    ):
        for row in rows.iterator(chunk_size=2_000):
            total.update(repr(row).encode())
    return total.hexdigest()


def _out_of_date() -> int:
    """Return how many cases' stored clocks differ from what their facts give today."""
    return rederivation.run(timezone.localdate()).changed
