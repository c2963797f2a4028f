"""What the register tells others about cases: their names to the journal, the day's lines to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, Q

from bailiwick.audit import naming
from bailiwick.cases.models import Case
from bailiwick.cases.selectors import lights
from bailiwick.notices import digest

FOUND = 200


def connect() -> None:
    """Called once by ``CasesConfig.ready``."""
    naming.register("case", naming.Naming(_find, _names))
    digest.add_source("cases", lines_of_the_day)


def _find(text: str) -> list[int]:
    """Return the cases whose number holds a text, brackets of either width."""
    wanted = text.strip().replace("(", "（").replace(")", "）")
    return list(Case.objects.filter(number__contains=wanted).values_list("pk", flat=True)[:FOUND])


def _names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Case.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


def lines_of_the_day(on: date) -> Iterator[digest.Line]:
    """Yield for each officer how many open cases are overdue and how many near their day."""
    overdue = lights.level_q("black", on) | lights.level_q("red", on)
    near = lights.level_q("orange", on) | lights.level_q("yellow", on)
    rows = (
        Case.objects.filter(closed_on__isnull=True, officer__isnull=False)
        .order_by()
        .values("officer")
        .annotate(overdue=Count("pk", filter=Q(overdue)), near=Count("pk", filter=Q(near)))
    )
    for row in rows.iterator():
        for count, word, order in ((row["overdue"], "超期", 20), (row["near"], "临期", 30)):
            if count:
                yield digest.Line(row["officer"], f"{word}案件 {count} 件", order)
