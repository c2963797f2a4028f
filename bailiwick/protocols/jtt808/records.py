"""Dataclasses as layouts: the fields' annotations, in order, are the body's table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.header import Version
from bailiwick.protocols.jtt808.kinds import Kind, Seen, Sink, Source

T = TypeVar("T")


_LAYOUTS: dict[type[Any], tuple[tuple[str, Kind], ...]] = {}


def layout(record: type[Any]) -> tuple[tuple[str, Kind], ...]:
    """Return the fields of a record with their kinds, in the order of the table."""
    known = _LAYOUTS.get(record)
    if known is not None:
        return known
    rows = []
    names = vars(sys.modules[record.__module__])  # conditions in annotations use its functions
    for name, hint in get_type_hints(record, names, include_extras=True).items():
        if get_origin(hint) is Annotated:
            rows += [(name, kind) for kind in get_args(hint)[1:] if isinstance(kind, Kind)]
    _LAYOUTS[record] = tuple(rows)
    return _LAYOUTS[record]


@dataclass(frozen=True, slots=True)
class Nested(Kind):
    """A record inside a record. Its fields see those of the enclosing one."""

    record: type[Any]

    def read(self, source: Source, seen: Seen) -> Any:
        around = dict(seen)
        values = {}
        for name, kind in layout(self.record):
            values[name] = around[name] = kind.read(source, around)
        return self.record(**values)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if type(value) is not self.record:
            raise sink.bad(f"应为 {self.record.__name__}")
        rows = layout(self.record)
        around = {**seen, **{name: getattr(value, name) for name, _ in rows}}
        for name, kind in rows:
            try:
                kind.write(around[name], sink, around)
            except BadBody as error:
                raise _at(name, error) from None

    def to_json(self, value: Any) -> dict[str, Any]:
        shown = {name: kind.to_json(getattr(value, name)) for name, kind in layout(self.record)}
        return {name: part for name, part in shown.items() if part is not None}

    def from_json(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise BadBody(f"{self.record.__name__} 应为 JSON 对象")
        rows = layout(self.record)
        unknown = sorted(str(key) for key in value.keys() - {name for name, _ in rows})
        if unknown:
            raise BadBody(f"不认识的字段 {', '.join(unknown)[:80]}")
        values = {}
        for name, kind in rows:
            try:
                values[name] = kind.from_json(value[name]) if name in value else None
            except BadBody as error:
                raise _at(name, error) from None
        return self.record(**values)


def _at(name: str, error: BadBody) -> BadBody:
    return BadBody(f"{name}：{error.reason}", error.clause)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the message table."""

    message_id: int
    title: str
    clause: str
    kind: Kind
    body: type[Any]


MESSAGES: dict[int, Entry] = {}
ID_OF: dict[type[Any], int] = {}


def message(message_id: int, title: str, clause: str) -> Callable[[type[T]], type[T]]:
    """Enter a dataclass into the message table. ``clause`` is a section of JT/T 808-2013."""

    def enter(body: type[T]) -> type[T]:
        enter_kind(message_id, title, clause, body, Nested(body))
        return body

    return enter


def enter_kind(message_id: int, title: str, clause: str, body: type[Any], kind: Kind) -> None:
    """Enter a body with a kind of its own."""
    where = clause if clause.startswith("JT/T") else f"JT/T 808-2013 {clause}"
    MESSAGES[message_id] = Entry(message_id, title, where, kind, body)
    ID_OF[body] = message_id


def read_body(entry: Entry, version: Version, data: bytes) -> Any:
    """Read a whole body. Raises BadBody when it is too short, too long or holds bad values."""
    source = Source(data, version, entry.clause)
    body = entry.kind.read(source, {})
    if source.left:
        raise source.bad(f"消息体多出 {source.left} 字节")
    return body


def write_body(entry: Entry, version: Version, body: Any) -> bytes:
    """Write a body. Raises BadBody when a value does not fit the edition's table."""
    sink = Sink(version, entry.clause)
    entry.kind.write(body, sink, {})
    return bytes(sink.data)
