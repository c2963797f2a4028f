"""每日提示: one message a person and day, gathered from whoever has something to say.

A context registers what it knows; nobody is told one thing at a time, and each day is told once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bailiwick.notices.services import messages
from bailiwick.org.models import Person


@dataclass(frozen=True)
class Line:
    """One line of a person's digest; smaller ``order`` stands first."""

    person_id: int
    text: str
    order: int = 100


Source = Callable[[date], Iterable[Line]]
_sources: dict[str, Source] = {}


def add_source(name: str, source: Source) -> None:
    """Declare who contributes lines, all persons at once; called in ``AppConfig.ready``."""
    _sources[name] = source


def send(*, on: date, at: datetime) -> int:
    """Tell everybody their lines of the day; running it again the same day tells nothing twice."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for name in sorted(_sources):
        for line in _sources[name](on):
            lines[line.person_id].append(line)
    told = 0
    for person in Person.objects.filter(pk__in=lines, left_on__isnull=True):
        texts = [line.text for line in sorted(lines[person.pk], key=lambda line: line.order)]
        told += bool(
            messages.tell(
                person,
                f"今日提示 {len(texts)} 项：{texts[0]}",
                at=at,
                body="；".join(texts),
                url="/",
                key=f"digest-{on.isoformat()}",
            )
        )
    return told
