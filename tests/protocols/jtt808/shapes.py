"""Hypothesis strategies made from the message tables themselves: every kind of field, one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from bailiwick.protocols.jtt808 import kinds, moments, reports, texts
from bailiwick.protocols.jtt808.header import Version
from bailiwick.protocols.jtt808.items import Item, Items
from bailiwick.protocols.jtt808.kinds import Kind
from bailiwick.protocols.jtt808.location import Location, LocationKind
from bailiwick.protocols.jtt808.records import MESSAGES, Nested, layout

WORDS = st.text(alphabet="京A·0 9z津测试执行局;\0", max_size=6)


@st.composite
def bodies(draw: st.DrawFn, message_id: int, version: Version) -> Any:
    return _draw(draw, MESSAGES[message_id].kind, {}, version)


def _draw(draw: st.DrawFn, kind: Kind, seen: dict[str, Any], version: Version) -> Any:
    match kind:
        case kinds.When():
            wanted = kind.condition(seen, version)
            return _draw(draw, kind.kind, seen, version) if wanted else None
        case kinds.IfLeft():
            wanted = draw(st.booleans())
            return _draw(draw, kind.kind, seen, version) if wanted else None
        case kinds.ByEdition():
            chosen = kind.since if version is Version.V2019 else kind.before
            return _draw(draw, chosen, seen, version)
        case kinds.Many():
            number = draw(st.integers(0, 3))
            return tuple(_draw(draw, kind.element, seen, version) for _ in range(number))
        case Nested():
            return _record(draw, kind.record, seen, version)
        case LocationKind():
            return draw(locations(with_items=kind.with_items))
        case reports.BatchKind():
            entries = st.one_of(locations(), st.builds(_unreadable, st.binary(max_size=20)))
            return reports.LocationBatch(
                draw(st.integers(0, 1)), tuple(draw(st.lists(entries, max_size=3)))
            )
    return draw(_simple(kind, seen, version))


def _unreadable(raw: bytes) -> reports.Unreadable:
    """What reading back gives for bytes that are too short for a position."""
    short = f"消息体太短：第 0 字节起缺 {28 - len(raw)} 字节（JT/T 808-2013 表23）"
    return reports.Unreadable(raw, short)


def _record(draw: st.DrawFn, record: type[Any], seen: dict[str, Any], version: Version) -> Any:
    around, values = dict(seen), {}
    rows = layout(record)
    ahead = {name for name, kind in rows if isinstance(kind, kinds.Degrees) and kind.ahead}
    if ahead:  # the sign stands in a field that comes later
        values["attributes"] = around["attributes"] = draw(st.integers(0, 255))
    for name, kind in rows:
        if name not in values:
            values[name] = around[name] = _draw(draw, kind, around, version)
    return record(**values)


def _simple(kind: Kind, seen: dict[str, Any], version: Version) -> st.SearchStrategy[Any]:
    match kind:
        case kinds.Whole():
            size = kind.size_2019 or kind.size if version is Version.V2019 else kind.size
            return st.integers(0, 3) | st.integers(0, 256**size - 1)
        case kinds.Degrees():
            sign = -1 if seen["attributes"] >> kind.sign_bit & 1 else 1
            # a zero has no sign
            return st.integers(0, kind.limit * 1_000_000).map(
                lambda n: sign * n / 1e6 if n else 0.0
            )
        case kinds.Raw(size=None):
            return st.binary(max_size=40)
        case kinds.Raw(size=size):
            return st.binary(min_size=size or 0, max_size=size)
        case kinds.Counted():
            return st.binary(max_size=40)
        case texts.Text() | texts.CountedText():
            return WORDS.filter(lambda text: len(text.encode("gbk")) <= 20)
        case texts.Fixed():
            size = kind._size(version)
            return WORDS.filter(
                lambda text: len(text.encode("gbk")) <= size and not text.endswith("\0")
            )
        case texts.Digits():
            digits = kind.size * 2
            return st.text("0123456789", min_size=digits, max_size=digits)
        case moments.Moment():
            return st.none() | _times(kind.zone)
        case moments.DayOrMoment():
            return _times(moments.BEIJING) | st.times().map(lambda it: it.replace(microsecond=0))
        case Items():
            top = 0xFFFFFFFF if kind.digits == 4 else 255
            return _items(top)
    raise AssertionError(f"no strategy for {kind}")


def _times(zone: Any) -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(  # noqa: DTZ001
        lambda it: it.replace(microsecond=0, tzinfo=zone)
    )


def _items(top: int = 255) -> st.SearchStrategy[tuple[Item, ...]]:
    numbers = st.sampled_from([0x01, 0x02, 0x11, 0x12, 0x13, 0x14, 0x17, 0x30]) | st.integers(
        0, top
    )
    return st.lists(st.builds(Item, numbers, st.binary(max_size=12)), max_size=4).map(tuple)


@st.composite
def locations(draw: st.DrawFn, with_items: bool = True) -> Location:
    status = draw(st.integers(0, 0xFFFFFFFF))
    lat, lon = draw(st.integers(0, 90_000_000)), draw(st.integers(0, 180_000_000))
    return Location(
        alarm_bits=draw(st.integers(0, 0xFFFFFFFF)),
        status_bits=status,
        lat_deg=-lat / 1e6 if status & 4 and lat else lat / 1e6,
        lon_deg=-lon / 1e6 if status & 8 and lon else lon / 1e6,
        altitude_m=draw(st.integers(-0x8000, 0x7FFF)),
        speed_kmh=draw(st.integers(0, 0xFFFF)) / 10,
        course_deg=draw(st.integers(0, 359)),
        fixed_at=draw(st.none() | _times(moments.BEIJING)),
        items=draw(_items()) if with_items else (),
    )
