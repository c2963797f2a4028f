"""Checked content to a message and back. The whole table of messages is ``MESSAGES``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bailiwick.protocols.jtt808 import (  # importing them fills the table
    commands,
    fences,
    media,
    reports,
    session,
)
from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.framing import seal_frame
from bailiwick.protocols.jtt808.header import Header, Version, read_header, write_header
from bailiwick.protocols.jtt808.records import ID_OF, MESSAGES, read_body, write_body

__all__ = [
    "ID_OF",
    "MESSAGES",
    "Message",
    "Part",
    "Unknown",
    "decode",
    "decode_body",
    "encode",
    "encode_body",
    "frame",
]
FAMILIES = (session, commands, reports, media, fences)
_REGISTRATION = 0x0100
_FIXED_2011, _FIXED_2013, _VIN = 25, 37, 17


@dataclass(frozen=True, slots=True)
class Unknown:
    """A message that stands in no table of ours: its body as it is."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a long message: a piece of its body. ``packages.Reassembly`` joins them."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """Header and body; the body's class belongs to ``header.message_id``."""

    header: Header
    body: Any


def decode(content: bytes, version_hint: Version = Version.V2013) -> Message:
    """Decode what ``open_frame`` or ``FrameReader`` gave back.

    ``version_hint`` is the edition of a terminal without version flag (2011 or 2013).

    Raises:
        BadFrame: the header is wrong, or the body encrypted.
        BadBody: the body is not what its table says.
    """
    header, body = read_header(content, version_hint)
    if header.package is not None and header.package.total > 1:
        return Message(header, Part(body))
    if header.message_id == _REGISTRATION and header.version is not Version.V2019:
        header = replace(header, version=_registering_version(body, header.version))
    return Message(header, decode_body(header.message_id, header.version, body))


def decode_body(message_id: int, version: Version, body: bytes) -> Any:
    """Decode a whole body (of one frame, or joined from parts). Raises BadBody."""
    entry = MESSAGES.get(message_id)
    return Unknown(body) if entry is None else read_body(entry, version, body)


def encode(message: Message) -> bytes:
    """The inverse of ``decode``: header + body. Raises BadFrame, BadBody."""
    header, body = message.header, message.body
    return write_header(header, encode_body(header.message_id, header.version, body))


def encode_body(message_id: int, version: Version, body: Any) -> bytes:
    """The inverse of ``decode_body``. Raises BadBody."""
    if isinstance(body, Unknown | Part):
        return body.raw
    entry = MESSAGES.get(message_id)
    if entry is None or type(body) is not entry.body:
        raise BadBody(f"0x{message_id:04X} 的消息体不能是 {type(body).__name__}")
    return write_body(entry, version, body)


def frame(message: Message) -> bytes:
    """Return the bytes to send: flags, escaping and check code included."""
    return seal_frame(encode(message))


def _registering_version(body: bytes, otherwise: Version) -> Version:
    """2011 or 2013: the fixed part of a registration has 25 or 37 bytes.

    A body of 37 bytes and more is 2013, but for a vehicle without plate (colour 0), whose VIN of
    17 characters makes 42 bytes in the edition of 2011.
    """
    if _FIXED_2011 <= len(body) < _FIXED_2013:
        return Version.V2011
    vin = body[_FIXED_2011:]
    unplated = len(vin) == _VIN and body[_FIXED_2011 - 1] == 0
    if unplated and vin.isalnum() and vin.isascii() and vin.upper() == vin:
        return Version.V2011
    return Version.V2013 if len(body) >= _FIXED_2013 else otherwise
