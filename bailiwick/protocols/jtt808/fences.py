"""Fences held by the terminal: circles, rectangles, polygons, routes.

Area attributes (JT/T 808-2013 表56): bit 0 time window, bit 1 speed limit, bits 2 and 3 alarm on
entering (driver, platform), bits 4 and 5 on leaving, bit 6 south, bit 7 west, bit 14 close the
radio inside, bit 15 collect GNSS inside. Segment attributes (表66): bit 0 driving time, bit 1
speed limit, bit 2 south, bit 3 west. 2019 adds the night speed and the name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated

from bailiwick.protocols.jtt808.header import Version
from bailiwick.protocols.jtt808.kinds import (
    BYTE,
    DWORD,
    WORD,
    Degrees,
    Kind,
    Many,
    Seen,
    When,
    since_2019,
)
from bailiwick.protocols.jtt808.moments import DayOrMoment
from bailiwick.protocols.jtt808.records import Nested, message
from bailiwick.protocols.jtt808.texts import CountedText

LAT, LON = Degrees(90, sign_bit=6), Degrees(180, sign_bit=7)
TURN_LAT, TURN_LON = Degrees(90, sign_bit=2, ahead=9), Degrees(180, sign_bit=3, ahead=5)


def _bit(seen: Seen, bit: int) -> bool:
    attributes = seen["attributes"]
    return isinstance(attributes, int) and bool(attributes >> bit & 1)


def _if_bit(bit: int, kind: Kind) -> When:
    return When(lambda seen, _: _bit(seen, bit), kind)


def _has_night_speed(seen: Seen, version: Version) -> bool:
    return version is Version.V2019 and _bit(seen, 1)


WINDOW = _if_bit(0, DayOrMoment())
SPEED, DURATION = _if_bit(1, WORD), _if_bit(1, BYTE)
NIGHT_SPEED = When(_has_night_speed, WORD)
NAME = since_2019(CountedText(2))
IDS = Many(DWORD, BYTE)


@dataclass(frozen=True, slots=True)
class Circle:
    """A start or end without a date is a time of every day."""

    area_id: Annotated[int, DWORD]
    attributes: Annotated[int, WORD]
    lat_deg: Annotated[float, LAT]
    lon_deg: Annotated[float, LON]
    radius_m: Annotated[int, DWORD]
    starts_at: Annotated[datetime | time | None, WINDOW] = None
    ends_at: Annotated[datetime | time | None, WINDOW] = None
    max_speed_kmh: Annotated[int | None, SPEED] = None
    overspeed_s: Annotated[int | None, DURATION] = None
    night_max_speed_kmh: Annotated[int | None, NIGHT_SPEED] = None
    name: Annotated[str | None, NAME] = None


@message(0x8600, "设置圆形区域", "8.35")
@dataclass(frozen=True, slots=True)
class SetCircles:
    """``action``: 0 replace all, 1 add, 2 change."""

    action: Annotated[int, BYTE]
    areas: Annotated[tuple[Circle, ...], Many(Nested(Circle), BYTE)]


@message(0x8601, "删除圆形区域", "8.36")
@dataclass(frozen=True, slots=True)
class DeleteCircles:
    """An empty list deletes all."""

    area_ids: Annotated[tuple[int, ...], IDS]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Top left and bottom right corner."""

    area_id: Annotated[int, DWORD]
    attributes: Annotated[int, WORD]
    top_lat_deg: Annotated[float, LAT]
    left_lon_deg: Annotated[float, LON]
    bottom_lat_deg: Annotated[float, LAT]
    right_lon_deg: Annotated[float, LON]
    starts_at: Annotated[datetime | time | None, WINDOW] = None
    ends_at: Annotated[datetime | time | None, WINDOW] = None
    max_speed_kmh: Annotated[int | None, SPEED] = None
    overspeed_s: Annotated[int | None, DURATION] = None
    night_max_speed_kmh: Annotated[int | None, NIGHT_SPEED] = None
    name: Annotated[str | None, NAME] = None


@message(0x8602, "设置矩形区域", "8.37")
@dataclass(frozen=True, slots=True)
class SetRectangles:
    """``action``: 0 replace all, 1 add, 2 change."""

    action: Annotated[int, BYTE]
    areas: Annotated[tuple[Rectangle, ...], Many(Nested(Rectangle), BYTE)]


@message(0x8603, "删除矩形区域", "8.38")
@dataclass(frozen=True, slots=True)
class DeleteRectangles:
    """An empty list deletes all."""

    area_ids: Annotated[tuple[int, ...], IDS]


@dataclass(frozen=True, slots=True)
class Vertex:
    """A corner; its hemisphere stands in the attributes of the polygon."""

    lat_deg: Annotated[float, LAT]
    lon_deg: Annotated[float, LON]


@message(0x8604, "设置多边形区域", "8.39")
@dataclass(frozen=True, slots=True)
class SetPolygon:
    """One polygon a message."""

    area_id: Annotated[int, DWORD]
    attributes: Annotated[int, WORD]
    starts_at: Annotated[datetime | time | None, WINDOW]
    ends_at: Annotated[datetime | time | None, WINDOW]
    max_speed_kmh: Annotated[int | None, SPEED]
    overspeed_s: Annotated[int | None, DURATION]
    vertices: Annotated[tuple[Vertex, ...], Many(Nested(Vertex), WORD)]
    night_max_speed_kmh: Annotated[int | None, NIGHT_SPEED] = None
    name: Annotated[str | None, NAME] = None


@message(0x8605, "删除多边形区域", "8.40")
@dataclass(frozen=True, slots=True)
class DeletePolygons:
    """An empty list deletes all."""

    area_ids: Annotated[tuple[int, ...], IDS]


@dataclass(frozen=True, slots=True)
class Turn:
    """A corner of a route and the segment that begins there (表65)."""

    turn_id: Annotated[int, DWORD]
    segment_id: Annotated[int, DWORD]
    lat_deg: Annotated[float, TURN_LAT]
    lon_deg: Annotated[float, TURN_LON]
    width_m: Annotated[int, BYTE]
    attributes: Annotated[int, BYTE]
    longest_s: Annotated[int | None, _if_bit(0, WORD)] = None
    shortest_s: Annotated[int | None, _if_bit(0, WORD)] = None
    max_speed_kmh: Annotated[int | None, SPEED] = None
    overspeed_s: Annotated[int | None, DURATION] = None
    night_max_speed_kmh: Annotated[int | None, NIGHT_SPEED] = None


@message(0x8606, "设置路线", "8.41")
@dataclass(frozen=True, slots=True)
class SetRoute:
    """One route a message. Attributes (表64): bit 0 time window, bits 2 to 5 alarms."""

    route_id: Annotated[int, DWORD]
    attributes: Annotated[int, WORD]
    starts_at: Annotated[datetime | time | None, WINDOW]
    ends_at: Annotated[datetime | time | None, WINDOW]
    turns: Annotated[tuple[Turn, ...], Many(Nested(Turn), WORD)]
    name: Annotated[str | None, NAME] = None


@message(0x8607, "删除路线", "8.42")
@dataclass(frozen=True, slots=True)
class DeleteRoutes:
    """An empty list deletes all."""

    route_ids: Annotated[tuple[int, ...], IDS]
