"""Position report (位置信息汇报, 0x0200) and its words.

Source: JT/T 808-2013 表23 (basic part), 表24 (alarm bits), 表25 (status bits), 表26-30 (items).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import Any

from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.items import (
    LOCATION_ITEMS,
    Item,
    Table,
    items_from_json,
    items_to_json,
)
from bailiwick.protocols.jtt808.kinds import Kind, Seen, Sink, Source, steps
from bailiwick.protocols.jtt808.moments import BEIJING, Moment, read_moment, write_moment

CLAUSE = "JT/T 808-2013 表23"
BASIC_BYTES = 28
_BASIC = Struct(">IIIIhHH6s")
_SOUTH, _WEST = 1 << 2, 1 << 3

ALARMS: Mapping[int, str] = {
    0: "emergency", 1: "overspeed", 2: "fatigue", 3: "danger", 4: "gnss_fault",
    5: "antenna_open", 6: "antenna_short", 7: "low_main_power", 8: "main_power_lost",
    9: "display_fault", 10: "tts_fault", 11: "camera_fault", 12: "ic_card_fault",
    13: "overspeed_warning", 14: "fatigue_warning", 18: "day_driving_limit",
    19: "parking_too_long", 20: "area_crossing", 21: "route_crossing", 22: "segment_time",
    23: "off_route", 24: "vss_fault", 25: "fuel_abnormal", 26: "stolen",
    27: "illegal_ignition", 28: "illegal_move", 29: "collision", 30: "rollover",
    31: "illegal_door",
}  # fmt: skip
# These stay set until the platform answers: raise them on the rising edge only.
LATCHED_ALARMS = frozenset({0, 3, 20, 21, 22, 27, 28})
LATCHED_MASK = sum(1 << bit for bit in LATCHED_ALARMS)

STATUS: Mapping[int, str] = {
    0: "acc_on", 1: "fixed", 2: "south", 3: "west", 4: "out_of_operation", 5: "encrypted_coordinates",
    10: "fuel_cut", 11: "circuit_cut", 12: "doors_locked", 13: "door_1_open", 14: "door_2_open",
    15: "door_3_open", 16: "door_4_open", 17: "door_5_open", 18: "gps", 19: "beidou",
    20: "glonass", 21: "galileo", 22: "moving",
}  # fmt: skip
_LOAD_SHIFT, _LOAD_MASK = 8, 0x300  # two bits: 0 empty, 1 half, 2 reserved, 3 full


@dataclass(frozen=True, slots=True)
class Location:
    """One position. ``lat_deg`` is negative in the south, ``lon_deg`` in the west."""

    alarm_bits: int
    status_bits: int
    lat_deg: float
    lon_deg: float
    altitude_m: int
    speed_kmh: float
    course_deg: int
    fixed_at: datetime | None  # Beijing time; None before the clock was set
    items: tuple[Item, ...] = ()

    @property
    def alarms(self) -> tuple[str, ...]:
        return tuple(bit_names(self.alarm_bits, ALARMS))

    @property
    def is_fixed(self) -> bool:
        """False: the last or an invalid position. Store it, do not move the marker."""
        return bool(self.status_bits & 2)

    @property
    def datum(self) -> str:
        return "GCJ-02" if self.status_bits & 1 << 5 else "WGS-84"

    def values(self, table: Table = LOCATION_ITEMS) -> dict[str, Any]:
        """Known items by name, each in its unit; unknown ones are left out."""
        return {table[i.number][0]: i.value(table) for i in self.items if i.number in table}


def bit_names(bits: int, names: Mapping[int, str]) -> list[str]:
    """Name the bits that are set; a bit without a name is ``bit15``."""
    return [names.get(bit, f"bit{bit}") for bit in range(32) if bits >> bit & 1]


def bits_of(said: Iterable[Any], names: Mapping[int, str]) -> int:
    """The inverse of ``bit_names``. Raises BadBody."""
    numbers = {names.get(bit, f"bit{bit}"): bit for bit in range(32)}
    bits = 0
    for name in said:
        if not isinstance(name, str) or name not in numbers:
            raise BadBody(f"不认识的标志 {str(name)[:40]!r}", CLAUSE)
        bits |= 1 << numbers[name]
    return bits


@dataclass(frozen=True, slots=True)
class LocationKind(Kind):
    """The 28 basic bytes, and the items to the end of the body where ``with_items``."""

    with_items: bool = True
    table: Table | None = None

    def read(self, source: Source, seen: Seen) -> Location:
        raw = source.take(BASIC_BYTES)
        alarm, status, lat, lon, altitude, speed, course, moment = _BASIC.unpack(raw)
        if lat > 90_000_000:
            raise BadBody(f"纬度 {lat / 1e6} 度超出 ±90", CLAUSE)
        if lon > 180_000_000:
            raise BadBody(f"经度 {lon / 1e6} 度超出 ±180", CLAUSE)
        if course > 360:  # 360 is not in the text, but units send it
            raise BadBody(f"方向 {course} 度不在 0 至 359", CLAUSE)
        return Location(
            alarm,
            status,
            -lat / 1e6 if status & _SOUTH and lat else lat / 1e6,
            -lon / 1e6 if status & _WEST and lon else lon / 1e6,
            altitude,
            speed / 10,
            course,
            read_moment(moment, source, BEIJING),
            _read_items(source) if self.with_items else (),
        )

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if not isinstance(value, Location):
            raise sink.bad("应为 Location")
        if value.items and not self.with_items:
            raise sink.bad("此处位置不带附加信息")
        lat, lon = steps(value.lat_deg, 1_000_000, sink), steps(value.lon_deg, 1_000_000, sink)
        speed = steps(value.speed_kmh, 10, sink)
        _check_ranges(value, lat, lon, speed)
        sink.data += _BASIC.pack(
            value.alarm_bits,
            value.status_bits,
            abs(lat),
            abs(lon),
            value.altitude_m,
            speed,
            value.course_deg,
            write_moment(value.fixed_at, sink, BEIJING),
        )
        for item in value.items:
            if not 0 <= item.number <= 255 or len(item.raw) > 255:
                raise sink.bad(f"附加信息 {item.number} 超出范围")
            sink.data += bytes((item.number, len(item.raw))) + item.raw

    def to_json(self, value: Any) -> dict[str, Any]:
        status: dict[str, Any] = {
            name: bool(value.status_bits >> bit & 1) for bit, name in STATUS.items()
        }
        status["load"] = (value.status_bits & _LOAD_MASK) >> _LOAD_SHIFT
        others = value.status_bits & ~_LOAD_MASK
        status |= {name: True for name in bit_names(others, STATUS) if name.startswith("bit")}
        return {
            "lat_deg": value.lat_deg,
            "lon_deg": value.lon_deg,
            "altitude_m": value.altitude_m,
            "speed_kmh": value.speed_kmh,
            "course_deg": value.course_deg,
            "fixed_at": Moment().to_json(value.fixed_at),
            "alarms": list(value.alarms),
            "status": status,
            "items": items_to_json(value.items, self.table or LOCATION_ITEMS, 2),
        }

    def from_json(self, value: Any) -> Location:
        if not isinstance(value, dict):
            raise BadBody("位置应为 JSON 对象", CLAUSE)
        unknown = [str(key) for key in value if key not in _JSON_KEYS]
        absent = [key for key in _JSON_KEYS - {"alarms", "status", "items"} if key not in value]
        if unknown or absent:
            raise BadBody(f"位置的字段不对：{'、'.join(sorted(unknown + absent))[:80]}", CLAUSE)
        alarms, status = value.get("alarms", []), value.get("status", {})
        if not isinstance(alarms, list) or not isinstance(status, dict):
            raise BadBody("alarms 应为列表，status 应为对象", CLAUSE)
        return Location(
            bits_of(alarms, ALARMS),
            _status_bits(status),
            value["lat_deg"],
            value["lon_deg"],
            value["altitude_m"],
            value["speed_kmh"],
            value["course_deg"],
            Moment().from_json(value["fixed_at"]),
            items_from_json(value.get("items", {}), self.table or LOCATION_ITEMS),
        )


_JSON_KEYS = frozenset(
    [
        "lat_deg",
        "lon_deg",
        "altitude_m",
        "speed_kmh",
        "course_deg",
        "fixed_at",
        "alarms",
        "status",
        "items",
    ]
)


def _read_items(source: Source) -> tuple[Item, ...]:
    data, at, end = source.data, source.at, len(source.data)
    items = []
    while at < end:
        until = at + 2 + data[at + 1] if at + 1 < end else end + 1
        if until > end:
            raise BadBody(f"附加信息 0x{data[at]:02X} 超出消息体", "JT/T 808-2013 表26")
        items.append(Item(data[at], data[at + 2 : until]))
        at = until
    source.at = end
    return tuple(items)


def _check_ranges(value: Location, lat: int, lon: int, speed: int) -> None:
    bits = (value.alarm_bits, value.status_bits)
    if not all(type(part) is int and 0 <= part <= 0xFFFFFFFF for part in bits):
        raise BadBody("报警标志或状态超出 32 位", CLAUSE)
    if abs(lat) > 90_000_000 or abs(lon) > 180_000_000:
        raise BadBody(f"坐标 {value.lat_deg}, {value.lon_deg} 超出 ±90、±180 度", CLAUSE)
    signs = ((lat, _SOUTH), (lon, _WEST))
    if any(number and (number < 0) is not bool(value.status_bits & bit) for number, bit in signs):
        raise BadBody("坐标的正负与状态的南纬、西经不符", CLAUSE)
    whole = type(value.altitude_m) is int and type(value.course_deg) is int
    if not whole or not -0x8000 <= value.altitude_m < 0x8000 or not 0 <= value.course_deg <= 360:
        raise BadBody("高程应为 16 位有符号整数，方向应为 0 至 359 的整数", CLAUSE)
    if not 0 <= speed <= 0xFFFF:
        raise BadBody(f"速度 {value.speed_kmh} 超出范围", CLAUSE)


def _status_bits(status: Mapping[str, Any]) -> int:
    said = dict(status)
    load = said.pop("load", 0)
    if type(load) is not int or not 0 <= load <= 3:
        raise BadBody("load 应为 0 至 3", CLAUSE)
    if not all(type(on) is bool for on in said.values()):
        raise BadBody("status 的各项应为 true 或 false", CLAUSE)
    names = [name for name, on in said.items() if on]
    if {"bit8", "bit9"} & set(names):
        raise BadBody("载重状态写作 load", CLAUSE)
    return bits_of(names, STATUS) | load << _LOAD_SHIFT
