"""What a terminal reports by itself: positions, batches of them, driver cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.header import Version
from bailiwick.protocols.jtt808.items import Table
from bailiwick.protocols.jtt808.kinds import BYTE, WORD, Counted, Kind, Seen, Sink, Source, When
from bailiwick.protocols.jtt808.location import CLAUSE, Location, LocationKind
from bailiwick.protocols.jtt808.moments import Moment
from bailiwick.protocols.jtt808.records import enter_kind, message
from bailiwick.protocols.jtt808.texts import CountedText, Digits, Fixed

BATCH_CLAUSE = "JT/T 808-2013 8.49"
LOCATION = LocationKind()


enter_kind(0x0200, "位置信息汇报", "8.18", Location, LOCATION)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One position of a batch that is not one. ``reason`` says why."""

    raw: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class LocationBatch:
    """``kind``: 0 normal batch, 1 replay of a blind area; store by device time.

    A bad position must not cost us the good ones beside it: it stands in the list as Unreadable.
    """

    kind: int
    locations: tuple[Location | Unreadable, ...]


@dataclass(frozen=True, slots=True)
class BatchKind(Kind):
    """Count, kind, then each position behind its length; items in JSON by ``table``."""

    table: Table | None = None

    def read(self, source: Source, seen: Seen) -> LocationBatch:
        count, kind = WORD.read(source, seen), BYTE.read(source, seen)
        if count > source.left:
            raise source.bad(f"应有 {count} 个位置，消息体只剩 {source.left} 字节")
        parts = [Counted(2).read(source, seen) for _ in range(count)]
        return LocationBatch(kind, tuple(_read_one(part, source) for part in parts))

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if not isinstance(value, LocationBatch) or not isinstance(value.locations, tuple):
            raise sink.bad("应为 LocationBatch")
        WORD.write(len(value.locations), sink, seen)
        BYTE.write(value.kind, sink, seen)
        for location in value.locations:
            inner = Sink(sink.version, CLAUSE)
            if isinstance(location, Unreadable):
                inner.data += location.raw
            else:
                LOCATION.write(location, inner, seen)
            Counted(2).write(bytes(inner.data), sink, seen)

    def to_json(self, value: Any) -> dict[str, Any]:
        shown = [
            {"raw": location.raw.hex(), "error": location.reason}
            if isinstance(location, Unreadable)
            else LocationKind(table=self.table).to_json(location)
            for location in value.locations
        ]
        return {"kind": value.kind, "locations": shown}

    def from_json(self, value: Any) -> LocationBatch:
        if not isinstance(value, dict) or value.keys() != {"kind", "locations"}:
            raise BadBody("应有且只有 kind 与 locations", BATCH_CLAUSE)
        if not isinstance(value["locations"], list):
            raise BadBody("locations 应为列表", BATCH_CLAUSE)
        kind = LocationKind(table=self.table)
        locations = tuple(_from_json(one, kind) for one in value["locations"])
        return LocationBatch(value["kind"], locations)


def _read_one(raw: bytes, source: Source) -> Location | Unreadable:
    try:
        return LOCATION.read(Source(raw, source.version, CLAUSE), {})
    except BadBody as error:
        return Unreadable(raw, str(error))


def _from_json(value: Any, kind: LocationKind) -> Location | Unreadable:
    if isinstance(value, dict) and "raw" in value:
        return Unreadable(Counted(2).from_json(value["raw"]), str(value.get("error", "")))
    return kind.from_json(value)


enter_kind(0x0704, "定位数据批量上传", "8.49", LocationBatch, BatchKind())


def _with_state(kind: Kind) -> When:
    return When(lambda _, version: version is not Version.V2011, kind)


def _card_in(seen: Seen, version: Version) -> bool:
    return version is not Version.V2011 and seen["state"] == 1


def _card_read(seen: Seen, version: Version) -> bool:
    return version is Version.V2011 or (_card_in(seen, version) and seen["read_result"] == 0)


def _newer_card_read(seen: Seen, version: Version) -> bool:
    return version is not Version.V2011 and _card_read(seen, version)


@message(0x0702, "驾驶员身份信息采集上报", "8.48")
@dataclass(frozen=True, slots=True)
class DriverCard:
    """A driver's IC card. ``state``: 1 in, 2 out; ``read_result``: 0 read, 1 no key, 2 locked,
    3 pulled out, 4 wrong check. The rest stands there only for a card that was read.

    2011 has no state and no time: name, identity number, licence and issuer.
    """

    state: Annotated[int | None, _with_state(BYTE)] = None
    at: Annotated[datetime | None, _with_state(Moment())] = None
    read_result: Annotated[int | None, When(_card_in, BYTE)] = None
    name: Annotated[str | None, When(_card_read, CountedText(1))] = None
    identity_2011: Annotated[
        str | None, When(lambda _, version: version is Version.V2011, Fixed(20))
    ] = None
    licence: Annotated[str | None, When(_card_read, Fixed(20, size_2011=40))] = None
    issuer: Annotated[str | None, When(_card_read, CountedText(1))] = None
    valid_until: Annotated[str | None, When(_newer_card_read, Digits(4))] = None
    identity_2019: Annotated[
        str | None,
        When(
            lambda seen, version: version is Version.V2019 and _card_read(seen, version), Fixed(20)
        ),
    ] = None
