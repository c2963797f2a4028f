"""0x0200, 位置信息汇报: JT/T 808-2013 表23 to 表30, and the items of JT/T 1078."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.header import Version
from bailiwick.protocols.jtt808.items import (
    LOCATION_ITEMS,
    VENDOR_PROFILES,
    Crossing,
    Item,
    Overspeed,
    SafetyAlarm,
    SegmentTime,
    item_of,
    items_from_json,
    items_to_json,
    table_of,
)
from bailiwick.protocols.jtt808.location import LATCHED_MASK, Location
from bailiwick.protocols.jtt808.messages import decode_body, encode_body


def place(
    *,
    alarm: str = "00000000",
    status: str = "00000002",
    lat: str = "025317c0",
    lon: str = "06f94740",
    rest: str = "0000 0000 0000",
    at: str = "261125090807",
    items: str = "",
) -> bytes:
    return bytes.fromhex(alarm + status + lat + lon + rest + at + items)


def read(**parts: str) -> Location:
    raw = place(**parts)
    location: Location = decode_body(0x0200, Version.V2013, raw)
    assert encode_body(0x0200, Version.V2013, location) == raw
    return location


@pytest.mark.parametrize(
    ("status", "lat_deg", "lon_deg"),
    [
        pytest.param("00000002", 39.0, 117.0, id="north east"),
        pytest.param("00000006", -39.0, 117.0, id="bit 2: south"),
        pytest.param("0000000a", 39.0, -117.0, id="bit 3: west"),
        pytest.param("0000000e", -39.0, -117.0, id="both"),
    ],
)
def test_signs_stand_in_the_status(status: str, lat_deg: float, lon_deg: float) -> None:
    location = read(status=status)
    assert (location.lat_deg, location.lon_deg) == (lat_deg, lon_deg)


def test_altitude_is_signed_speed_is_tenths() -> None:
    location = read(rest="ff9c 0001 0167")
    assert (location.altitude_m, location.speed_kmh, location.course_deg) == (-100, 0.1, 359)


def test_time_is_beijing_time() -> None:
    fixed_at = read().fixed_at
    assert fixed_at is not None
    assert fixed_at.isoformat() == "2026-11-25T09:08:07+08:00"
    assert fixed_at.utcoffset() == timedelta(hours=8)


def test_no_time_before_the_first_fix() -> None:
    assert read(at="000000000000").fixed_at is None


def test_fix_and_datum() -> None:
    assert (read().is_fixed, read().datum) == (True, "WGS-84")
    without = read(status="00000020")
    assert (without.is_fixed, without.datum) == (False, "GCJ-02")


def test_alarms_have_names_and_unnamed_bits_are_kept() -> None:
    # bits 0, 1, 15 and 31
    assert read(alarm="80008003").alarms == (
        "emergency",
        "overspeed",
        "bit15",
        "illegal_door",
    )


def test_latched_alarms() -> None:
    # 0, 3, 20, 21, 22, 27, 28 = 1 + 8 + 00700000 + 18000000
    assert LATCHED_MASK == 0x18700009


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        pytest.param({"lat": "055d4a81"}, "纬度 90.000001", id="latitude"),
        pytest.param({"lon": "0aba9501"}, "经度 180.000001", id="longitude"),
        pytest.param({"rest": "0000 0000 0169"}, "方向 361", id="course"),
        pytest.param({"at": "26112509080a"}, "BCD", id="not BCD"),
        pytest.param({"at": "260229090807"}, "BCD", id="29 February 2026"),
        pytest.param({"at": "261125240000"}, "BCD", id="hour 24"),
        pytest.param({"at": "260000000000"}, "BCD", id="no month"),
        pytest.param({"items": "01 04 000000"}, "0x01 超出", id="item cut"),
        pytest.param({"items": "01"}, "0x01 超出", id="item without length"),
    ],
)
def test_bad_positions(parts: dict[str, str], said: str) -> None:
    with pytest.raises(BadBody, match="JT/T 808-2013") as refused:
        decode_body(0x0200, Version.V2013, place(**parts))
    assert said in refused.value.reason


ITEMS: list[tuple[str, str, Any]] = [
    ("01 04 00000064", "odometer_km", 10.0),
    ("02 02 007d", "fuel_l", 12.5),
    ("03 02 0259", "recorder_speed_kmh", 60.1),
    ("04 02 0003", "alarm_event_id", 3),
    ("05 1e" + "01" * 30, "tyre_pressure_pa", b"\x01" * 30),
    ("06 02 fff6", "cabin_temperature_c", -10),
    ("11 01 00", "overspeed", Overspeed(0, None)),
    ("11 05 01 00000007", "overspeed", Overspeed(1, 7)),
    ("12 06 04 00000009 01", "crossing", Crossing(4, 9, 1)),
    ("13 07 0000000b 0258 01", "segment_time", SegmentTime(11, 600, 1)),
    ("14 04 00000003", "video_alarm_bits", 3),
    ("15 04 00000001", "signal_lost_channels", 1),
    ("16 04 00000002", "occluded_channels", 2),
    ("17 02 0001", "storage_fault_bits", 1),
    ("18 02 0006", "abnormal_driving_bits", 6),
    ("25 04 00000005", "signal_bits", 5),
    ("2a 02 0001", "io_bits", 1),
    ("2b 04 00010002", "analog_bits", 0x00010002),
    ("30 01 1f", "signal_strength", 31),
    ("31 01 0c", "satellites", 12),
]


@pytest.mark.parametrize(("raw", "name", "value"), ITEMS)
def test_item_by_hand(raw: str, name: str, value: object) -> None:
    location = read(items=raw)
    assert location.values() == {name: value}
    assert item_of(LOCATION_ITEMS, name, value) == location.items[0]


def test_every_standard_item_has_a_row() -> None:
    assert {name for _, name, _ in ITEMS} == {name for name, _ in LOCATION_ITEMS.values()}


def test_items_nobody_knows_and_known_numbers_with_other_bytes_stay_raw() -> None:
    location = read(items="e1 02 0102 30 02 0102 11 05 00 00000007")
    assert [item.value(LOCATION_ITEMS) for item in location.items] == [
        b"\1\2",
        b"\1\2",
        b"\0\0\0\0\7",
    ]
    assert items_to_json(location.items, LOCATION_ITEMS, 2) == {
        "0xE1": "0102",
        "0x30": "0102",
        "0x11": "0000000007",
    }


def test_repeated_items_keep_their_order_in_json() -> None:
    items = read(items="30 01 01 e1 00 30 01 02").items
    form = items_to_json(items, LOCATION_ITEMS, 2)
    assert form == {"signal_strength": 1, "0xE1": "", "signal_strength#2": 2}
    assert items_from_json(form, LOCATION_ITEMS) == items


def test_vendor_profiles_are_data() -> None:
    location = read(items="e5 04 0000002a 64 08 00000001 01 02 01 ff")
    assert location.values(table_of("simulator")) == {"running_number": 42}
    assert location.values(table_of("active_safety")) == {
        "driver_assistance": SafetyAlarm(1, 1, 2, 1, b"\xff")
    }
    assert location.values() == {}
    with pytest.raises(BadBody, match="simulator"):
        table_of("nobody")


@pytest.mark.parametrize("profile", VENDOR_PROFILES)
def test_no_profile_hides_a_standard_item_or_its_name(profile: str) -> None:
    ours = VENDOR_PROFILES[profile]
    assert not ours.keys() & LOCATION_ITEMS.keys()
    assert not {n for n, _ in ours.values()} & {n for n, _ in LOCATION_ITEMS.values()}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"lat_deg": 90.1}, id="latitude"),
        pytest.param({"lat_deg": -39.0}, id="south without its bit"),
        pytest.param({"lat_deg": float("nan")}, id="not a number"),
        pytest.param({"lat_deg": 10**400}, id="endless"),
        pytest.param({"speed_kmh": float("inf")}, id="infinite"),
        pytest.param({"lon_deg": "117"}, id="text"),
        pytest.param({"speed_kmh": -1}, id="speed"),
        pytest.param({"altitude_m": 40000}, id="altitude"),
        pytest.param({"course_deg": 361}, id="course"),
        pytest.param({"alarm_bits": 1 << 32}, id="alarms"),
        pytest.param({"fixed_at": datetime(2026, 1, 1)}, id="naive"),  # noqa: DTZ001
        pytest.param({"items": (Item(256, b""),)}, id="item number"),
        pytest.param({"items": (Item(1, bytes(256)),)}, id="item length"),
    ],
)
def test_positions_that_cannot_be_written(changes: dict[str, Any]) -> None:
    with pytest.raises(BadBody):
        encode_body(0x0200, Version.V2013, replace(read(), **changes))
