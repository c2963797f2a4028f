"""``manage.py load_reference``: courts, bureaus, groups and calendar, idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bailiwick.org import reference


class Command(BaseCommand):
    help = "载入法院、执行机构、组、工作日历（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        counts = reference.load()
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
