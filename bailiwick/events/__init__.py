"""What can happen, past tense, one module per context. Pure: ids, days and plain values only."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. ``label`` is what the journal page shows; ``kind`` groups the records."""

    label: ClassVar[str] = ""
    kind: ClassVar[str] = "act"  # act | look | login | denial | export | system

    def data(self) -> dict[str, Any]:
        """Return the event's fields as JSON-able values (days and amounts as text)."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
