"""What other parts know of a person: lines beside the person's page, by whoever brings them.

The organisation knows nothing of cases; who does registers a source when the platform starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bailiwick.org.models import Account, Person


@dataclass(frozen=True)
class Beside:
    """A figure beside a person, the list behind it, and what may be done about it."""

    label: str
    value: str
    url: str
    act: str = ""
    act_url: str = ""


_sources: list[Callable[[Person, Account], Beside | None]] = []


def add_source(source: Callable[[Person, Account], Beside | None]) -> None:
    """Register a source; it answers None to an account that may not know."""
    _sources.append(source)


def of(person: Person, viewer: Account) -> list[Beside]:
    """Return the lines the viewer may see, in order of registration."""
    return [line for source in _sources if (line := source(person, viewer)) is not None]
