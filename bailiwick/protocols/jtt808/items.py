"""Numbered items behind a fixed part: additional information of a position, terminal parameters.

An item keeps its bytes; ``value`` reads them by a table. A known number with bytes that do not fit
(vendors reuse numbers) stays raw, so nothing a terminal sends is lost or guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.header import Version
from bailiwick.protocols.jtt808.kinds import (
    BYTE,
    DWORD,
    WORD,
    Kind,
    Raw,
    Scaled,
    Seen,
    Signed,
    Sink,
    Source,
    When,
)
from bailiwick.protocols.jtt808.records import Nested

Table = Mapping[int, tuple[str, Kind]]
ITEMS_CLAUSE = "JT/T 808-2013 表26"


class Item(NamedTuple):
    """One item as sent: its number and its bytes."""

    number: int
    raw: bytes

    def value(self, table: Table) -> Any:
        """Return the value in the table's unit, or the bytes where the table does not fit."""
        row = table.get(self.number)
        read = row and _read(row[1], self.raw)
        return self.raw if read is None else read


def _read(kind: Kind, raw: bytes) -> Any:
    source = Source(raw, Version.V2019, ITEMS_CLAUSE)
    try:
        value = kind.read(source, {})
    except BadBody:
        return None
    return None if source.left else value


def item_of(table: Table, name: str, value: Any) -> Item:
    """Make an item from its name in ``table`` and its value. Raises BadBody."""
    for number, (known, kind) in table.items():
        if known == name:
            sink = Sink(Version.V2019, ITEMS_CLAUSE)
            kind.write(value, sink, {})
            return Item(number, bytes(sink.data))
    raise BadBody(f"不认识的项目 {name[:40]!r}", ITEMS_CLAUSE)


def items_to_json(items: Iterable[Item], table: Table, digits: int) -> dict[str, Any]:
    """Items by name, unknown ones as ``"0xE1": hex``; a repeated one gets ``#2`` behind its name."""
    shown: dict[str, Any] = {}
    for item in items:
        row = table.get(item.number)
        value = _read(row[1], item.raw) if row else None
        if row is None or value is None:
            name, form = f"0x{item.number:0{digits}X}", item.raw.hex()
        else:
            name, form = row[0], row[1].to_json(value)
        key, again = name, 2
        while key in shown:
            key, again = f"{name}#{again}", again + 1
        shown[key] = form
    return shown


def items_from_json(value: Any, table: Table) -> tuple[Item, ...]:
    """The inverse of ``items_to_json``. Raises BadBody."""
    if not isinstance(value, dict):
        raise BadBody("项目应为 JSON 对象", ITEMS_CLAUSE)
    kinds = dict(table.values())
    items: list[Item] = []
    for key, form in value.items():
        name = key.partition("#")[0]
        if name in kinds:
            items.append(item_of(table, name, kinds[name].from_json(form)))
            continue
        try:
            number = int(name, 16) if name.startswith("0x") else -1
        except ValueError:
            number = -1
        if number < 0:
            raise BadBody(f"不认识的项目 {name[:40]!r}", ITEMS_CLAUSE)
        items.append(Item(number, Raw().from_json(form)))
    return tuple(items)


@dataclass(frozen=True, slots=True)
class Items(Kind):
    """Items to the end of the body, or as many as a count says; names and units by ``table``."""

    table: Table
    number: Kind
    digits: int
    count: Kind | None = None

    def read(self, source: Source, seen: Seen) -> tuple[Item, ...]:
        number: int = self.count.read(source, seen) if self.count else -1
        items: list[Item] = []
        while len(items) < number if self.count else source.left:
            items.append(Item(self.number.read(source, seen), source.take(BYTE.read(source, seen))))
        return tuple(items)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if not isinstance(value, tuple) or not all(isinstance(item, Item) for item in value):
            raise sink.bad("应为项目列表")
        if self.count:
            self.count.write(len(value), sink, seen)
        for item in value:
            self.number.write(item.number, sink, seen)
            BYTE.write(len(item.raw), sink, seen)
            sink.data += item.raw

    def to_json(self, value: Any) -> dict[str, Any]:
        return items_to_json(value, self.table, self.digits)

    def from_json(self, value: Any) -> tuple[Item, ...]:
        return items_from_json(value, self.table)


# ------------------------------------------------------------ additional items of 0x0200


@dataclass(frozen=True, slots=True)
class Overspeed:
    """表28. ``place``: 0 none, 1 circle, 2 rectangle, 3 polygon, 4 route segment."""

    place: Annotated[int, BYTE]
    area_id: Annotated[int | None, When(lambda seen, _: seen["place"] != 0, DWORD)]


@dataclass(frozen=True, slots=True)
class Crossing:
    """表29 (in or out of an area or route). ``direction``: 0 in, 1 out."""

    place: Annotated[int, BYTE]
    area_id: Annotated[int, DWORD]
    direction: Annotated[int, BYTE]


@dataclass(frozen=True, slots=True)
class SegmentTime:
    """表30 (time on a route segment). ``result``: 0 too short, 1 too long."""

    segment_id: Annotated[int, DWORD]
    duration_s: Annotated[int, WORD]
    result: Annotated[int, BYTE]


@dataclass(frozen=True, slots=True)
class SafetyAlarm:
    """Head of an active-safety block (ADAS, DSM, tyres, blind spot); the rest as it is."""

    alarm_id: Annotated[int, DWORD]
    state: Annotated[int, BYTE]  # 0 no flag, 1 begins, 2 ends
    event: Annotated[int, BYTE]
    level: Annotated[int, BYTE]
    rest: Annotated[bytes, Raw()]


# JT/T 808-2013 表27, 808-2019 表27 (05, 06) and JT/T 1078-2016 表13 (14 to 18).
LOCATION_ITEMS: Table = {
    0x01: ("odometer_km", Scaled(4, 10)),
    0x02: ("fuel_l", Scaled(2, 10)),
    0x03: ("recorder_speed_kmh", Scaled(2, 10)),
    0x04: ("alarm_event_id", WORD),
    0x05: ("tyre_pressure_pa", Raw(30)),
    0x06: ("cabin_temperature_c", Signed(2)),
    0x11: ("overspeed", Nested(Overspeed)),
    0x12: ("crossing", Nested(Crossing)),
    0x13: ("segment_time", Nested(SegmentTime)),
    0x14: ("video_alarm_bits", DWORD),
    0x15: ("signal_lost_channels", DWORD),
    0x16: ("occluded_channels", DWORD),
    0x17: ("storage_fault_bits", WORD),
    0x18: ("abnormal_driving_bits", WORD),
    0x25: ("signal_bits", DWORD),
    0x2A: ("io_bits", WORD),
    0x2B: ("analog_bits", DWORD),
    0x30: ("signal_strength", BYTE),
    0x31: ("satellites", BYTE),
}

# What a maker adds, by the name of its profile; choose one per device. None may hide a standard item.
VENDOR_PROFILES: Mapping[str, Table] = {
    "standard": {},
    "active_safety": {
        0x64: ("driver_assistance", Nested(SafetyAlarm)),
        0x65: ("driver_state", Nested(SafetyAlarm)),
        0x66: ("tyre_state", Raw()),
        0x67: ("blind_spot", Raw()),
    },
    "simulator": {0xE5: ("running_number", DWORD)},
}


def table_of(profile: str) -> Table:
    """Return the standard items with those of one vendor profile. Raises BadBody: unknown name."""
    if profile not in VENDOR_PROFILES:
        raise BadBody(f"没有厂商附加项 {profile[:40]!r}，可选 {'、'.join(VENDOR_PROFILES)}")
    return {**LOCATION_ITEMS, **VENDOR_PROFILES[profile]}
