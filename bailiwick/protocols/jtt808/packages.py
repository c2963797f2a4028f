"""Long messages in parts: splitting, joining, asking again for what is missing.

Source: JT/T 808-2013 4.4.3 (消息包封装项), 8.4, 8.53. Time is an argument: any monotonic seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bailiwick.protocols.jtt808.errors import BadFrame
from bailiwick.protocols.jtt808.header import MAX_BODY_BYTES, Header, Package
from bailiwick.protocols.jtt808.media import MediaUploadAnswer
from bailiwick.protocols.jtt808.messages import Message, Part
from bailiwick.protocols.jtt808.session import ResendRequest

CLAUSE = "JT/T 808-2013 表3"
MEDIA_UPLOAD = 0x0801
MOST_LISTED = 255  # a list of missing parts is counted by one byte before 2019


@dataclass(slots=True)
class Gathering:
    """Parts of one message that arrived: when the last of them did, when we last asked again."""

    header: Header  # of the part that came first
    heard_at: float
    asked_at: float | None = None
    asked: int = 0
    parts: dict[int, bytes] = field(default_factory=dict)
    size_bytes: int = 0

    @property
    def missing(self) -> tuple[int, ...]:
        """Indexes from 1 of the parts that did not arrive."""
        total = self.header.package.total if self.header.package else 0
        return tuple(index for index in range(1, total + 1) if index not in self.parts)

    def ask(self, *, at: float) -> MediaUploadAnswer | ResendRequest:
        """Return what to send to get the missing parts: 0x8800 for a file, 0x8003 otherwise."""
        self.asked_at, self.asked = at, self.asked + 1
        missing = self.missing[:MOST_LISTED]
        if self.header.message_id == MEDIA_UPLOAD and len(self.parts.get(1, b"")) >= 4:
            return MediaUploadAnswer(int.from_bytes(self.parts[1][:4], "big"), missing)
        return ResendRequest(self.header.first_serial, missing)


class Reassembly:
    """Joins the parts of one connection's long messages. Memory is capped; old ones expire."""

    def __init__(
        self, *, expire_s: float = 30.0, max_bytes: int = 8 << 20, max_messages: int = 16
    ) -> None:
        self.dropped = 0
        self._expire_s = expire_s
        self._max_bytes = max_bytes
        self._max_messages = max_messages
        self._open: dict[tuple[bytes, int, int], Gathering] = {}
        self._held_bytes = 0

    def add(self, header: Header, part: bytes, *, at: float) -> bytes | None:
        """Take one part; return the whole body when it was the last one missing.

        A part that comes twice is kept once.

        Raises:
            BadFrame: no part of anything, another total than its siblings', or over the cap.
        """
        package = header.package
        if package is None:
            raise BadFrame("不是分包消息", CLAUSE)
        key = (header.phone_raw, header.message_id, header.first_serial)
        found = self._open.get(key)
        if found is None:
            self._make_room()
            found = self._open[key] = Gathering(header, at)
        elif found.header.package is None or found.header.package.total != package.total:
            raise BadFrame(f"分包总数 {package.total} 与此前不同", CLAUSE)
        found.heard_at = at
        if package.index not in found.parts:
            if self._held_bytes + len(part) > self._max_bytes:
                self._drop(key)
                raise BadFrame(f"分包消息超过 {self._max_bytes} 字节", CLAUSE)
            found.parts[package.index] = part
            found.size_bytes += len(part)
            self._held_bytes += len(part)
        if len(found.parts) < package.total:
            return None
        self._forget(key)
        return b"".join(found.parts[index] for index in range(1, package.total + 1))

    def waiting(self, *, at: float, quiet_s: float) -> list[Gathering]:
        """Messages with parts missing, not heard of and not asked for since ``quiet_s``: ask now."""
        return [
            found
            for found in self._open.values()
            if at - max(found.heard_at, found.asked_at or found.heard_at) >= quiet_s
        ]

    def expire(self, *, at: float) -> list[Gathering]:
        """Drop and return the messages that waited too long."""
        old = [key for key, it in self._open.items() if at - it.heard_at >= self._expire_s]
        return [self._drop(key) for key in old]

    def _make_room(self) -> None:
        if len(self._open) >= self._max_messages:
            self._drop(min(self._open, key=lambda key: self._open[key].heard_at))

    def _drop(self, key: tuple[bytes, int, int]) -> Gathering:
        self.dropped += 1
        return self._forget(key)

    def _forget(self, key: tuple[bytes, int, int]) -> Gathering:
        found = self._open.pop(key)
        self._held_bytes -= found.size_bytes
        return found


def split(header: Header, body: bytes, *, part_bytes: int = MAX_BODY_BYTES) -> Iterator[Message]:
    """Cut a body into messages with consecutive serials from ``header.serial``.

    A body that fits is one message without part numbers.

    Raises:
        BadFrame: more than 65,535 parts.
    """
    if not 1 <= part_bytes <= MAX_BODY_BYTES:
        raise BadFrame(f"每包应为 1 至 {MAX_BODY_BYTES} 字节", CLAUSE)
    pieces = [body[at : at + part_bytes] for at in range(0, len(body), part_bytes)]
    if len(pieces) > 0xFFFF:
        raise BadFrame(f"消息需 {len(pieces)} 包，至多 65535", CLAUSE)
    if len(pieces) < 2:
        yield Message(replace(header, package=None), Part(body))
        return
    for number, piece in enumerate(pieces):
        package = Package(len(pieces), number + 1)
        serial = (header.serial + number) & 0xFFFF
        yield Message(replace(header, serial=serial, package=package), Part(piece))
