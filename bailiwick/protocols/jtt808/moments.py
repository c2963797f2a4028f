"""Times: BCD YYMMDDhhmmss, Beijing time (JT/T 808-2013 表23, 时间)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.kinds import Kind, Seen, Sink, Source, shown

BEIJING = ZoneInfo("Asia/Shanghai")

# Two BCD digits to a number; rubbish becomes a number no calendar accepts.
_BCD = tuple(
    (byte >> 4) * 10 + (byte & 15) if byte >> 4 < 10 and byte & 15 < 10 else -10_000
    for byte in range(256)
)


@dataclass(frozen=True, slots=True)
class Moment(Kind):
    """BCD YYMMDDhhmmss, Beijing time unless another ``zone`` is given; all zero is None."""

    none_is_a_value: ClassVar[bool] = True
    zone: tzinfo = BEIJING

    def read(self, source: Source, seen: Seen) -> datetime | None:
        return read_moment(source.take(6), source, self.zone)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        sink.data += write_moment(value, sink, self.zone)

    def to_json(self, value: datetime | None) -> str | None:
        return value.isoformat() if value else None

    def from_json(self, value: Any) -> datetime | None:
        return None if value is None else moment_of(value)


@dataclass(frozen=True, slots=True)
class DayOrMoment(Kind):
    """BCD YYMMDDhhmmss of a fence: a date of zeros means this time on every day."""

    def read(self, source: Source, seen: Seen) -> datetime | time | None:
        raw = source.take(6)
        if raw[:3] != b"\0\0\0":
            return read_moment(raw, source, BEIJING)
        try:
            return time(_BCD[raw[3]], _BCD[raw[4]], _BCD[raw[5]])
        except ValueError:
            raise source.bad(f"{raw.hex()} 不是 BCD 时间") from None

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if isinstance(value, time):
            if value.microsecond:
                raise sink.bad(f"{value} 应为整秒")
            sink.data += bytes.fromhex(f"000000{value:%H%M%S}")
        elif value is None:
            raise sink.bad("缺少时间")
        else:
            sink.data += write_moment(value, sink, BEIJING)

    def to_json(self, value: datetime | time) -> str:
        return value.isoformat()

    def from_json(self, value: Any) -> datetime | time:
        if isinstance(value, str) and len(value) == 8:
            try:
                return time.fromisoformat(value)
            except ValueError:
                raise BadBody(f"{shown(value)} 不是时间") from None
        return moment_of(value)


def read_moment(raw: bytes, source: Source, zone: tzinfo) -> datetime | None:
    """BCD[6] to an aware time; None for all zeros. Raises BadBody for anything else not a time."""
    if raw == b"\0\0\0\0\0\0":
        return None
    year, month, day, hour, minute, second = (_BCD[byte] for byte in raw)
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise source.bad(f"{raw.hex().upper()} 不是 BCD 时间") from None


def write_moment(value: Any, sink: Sink, zone: tzinfo) -> bytes:
    """An aware time (or None) to BCD[6] in ``zone``. Raises BadBody outside 2000-2099."""
    if value is None:
        return bytes(6)
    if not isinstance(value, datetime) or value.tzinfo is None or value.microsecond:
        raise sink.bad(f"{shown(value)} 应为带时区的整秒时间")
    try:
        local = value.astimezone(zone)
    except OverflowError:
        raise sink.bad(f"时间 {value} 不在 2000 至 2099 年") from None
    if not 2000 <= local.year <= 2099:
        raise sink.bad(f"时间 {value} 不在 2000 至 2099 年")
    return bytes.fromhex(f"{local:%y%m%d%H%M%S}")


def moment_of(value: Any) -> datetime:
    """ISO text with an offset to a time. Raises BadBody."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadBody(f"{shown(value)} 不是时间") from None
    if moment.tzinfo is None:
        raise BadBody(f"时间 {shown(value)} 没有时区")
    return moment


UTC_MOMENT = Moment(UTC)
