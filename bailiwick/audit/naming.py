"""What the journal's ids are called: accounts, courts and cases, told by whoever knows them.

The journal stands below all contexts and keeps plain ids. A context declares how to find its things
by a text and how to name them; called in ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bailiwick.events import Event


@dataclass(frozen=True)
class Naming:
    """``find`` returns ids for a text somebody typed; ``names`` returns texts for ids."""

    find: Callable[[str], Iterable[int]]
    names: Callable[[Iterable[int]], Mapping[int, str]]


_namings: dict[str, Naming] = {}


def register(kind: str, naming: Naming) -> None:
    """Declare how ``case``, ``court`` … are called."""
    _namings[kind] = naming


def find(kind: str, text: str) -> list[int]:
    """Return the ids a text means; nothing when nobody has declared the kind."""
    naming = _namings.get(kind)
    return list(naming.find(text))[:200] if naming else []


def names(kind: str, ids: Iterable[int | None]) -> dict[int, str]:
    """Return what ids are called; an unknown id keeps its number."""
    wanted = {id_ for id_ in ids if id_ is not None}
    naming = _namings.get(kind)
    known = dict(naming.names(wanted)) if naming and wanted else {}
    return {id_: known.get(id_, f"#{id_}") for id_ in wanted}


KINDS = {
    "act": "办理",
    "look": "查看",
    "login": "登录",
    "denial": "拒绝",
    "export": "导出",
    "system": "系统",
}


def event_labels() -> dict[str, str]:
    """Return {class name: label} of all events declared in ``bailiwick.events``."""
    found: dict[str, str] = {}
    waiting = list(Event.__subclasses__())
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        if event.label:
            found[event.__name__] = event.label
    return found


def label_of(event: str) -> str:
    """Return what an event is called; a name no longer declared stays as it is."""
    return event_labels().get(event, event)
