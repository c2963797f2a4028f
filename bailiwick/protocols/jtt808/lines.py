"""The command line's form: a frame in hexadecimal a line, a JSON document a line. No I/O."""

from __future__ import annotations

import json
from typing import Any

from bailiwick.protocols.jtt808.errors import BadBody, BadFrame, Rejected
from bailiwick.protocols.jtt808.framing import FLAG, check_frame, open_frame, seal_frame
from bailiwick.protocols.jtt808.header import Header, Package, Version, phone_field
from bailiwick.protocols.jtt808.items import table_of
from bailiwick.protocols.jtt808.kinds import Kind
from bailiwick.protocols.jtt808.location import Location, LocationKind
from bailiwick.protocols.jtt808.messages import (
    MESSAGES,
    Message,
    Part,
    Unknown,
    decode,
    encode,
)
from bailiwick.protocols.jtt808.reports import BatchKind, LocationBatch

_KEYS = {"ok", "message_id", "version", "phone", "serial", "body"}
_RARE_KEYS = {"package", "protocol_version", "reserved"}


def content_of(line: str) -> bytes:
    """Return header + body of a frame in hexadecimal.

    Spaces are ignored. The flags may be left out, and the bytes between them may be escaped or not:
    what does not fit as an escaped frame is tried as one that was unescaped already.

    Raises:
        BadFrame: not hexadecimal, wrong escape or check code.
    """
    try:
        raw = bytes.fromhex(line)
    except ValueError:
        raise BadFrame("不是十六进制") from None
    flagged = len(raw) >= 2 and raw.startswith(FLAG) and raw.endswith(FLAG)
    inner = raw[1:-1] if flagged else raw
    if FLAG in inner:
        return check_frame(inner)
    try:
        return open_frame(inner)
    except BadFrame as error:
        try:
            return check_frame(inner)
        except BadFrame:
            raise error from None


def decode_line(
    line: str, *, hint: Version = Version.V2013, profile: str = "standard"
) -> dict[str, Any]:
    """Decode one line; the answer has ``ok`` true, or false with ``error``."""
    try:
        return message_to_json(decode(content_of(line), hint), profile)
    except Rejected as error:
        return {"ok": False, "error": str(error)}


def encode_line(line: str, *, profile: str = "standard") -> str:
    """Return the frame of one JSON document as hexadecimal, with flags and escaping.

    Raises:
        BadFrame, BadBody: the document is not one, or its values fit no frame.
    """
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        raise BadFrame("不是 JSON") from None
    try:
        return seal_frame(encode(message_from_json(document, profile))).hex().upper()
    except RecursionError:
        raise BadFrame("JSON 嵌套太深") from None


def message_to_json(message: Message, profile: str = "standard") -> dict[str, Any]:
    """The form of the command line; rare parts of the header only where they are not usual."""
    header = message.header
    shown: dict[str, Any] = {
        "ok": True,
        "message_id": f"0x{header.message_id:04X}",
        "version": header.version.value,
        "phone": header.phone,
        "serial": header.serial,
    }
    if header.package is not None:
        shown["package"] = {"total": header.package.total, "index": header.package.index}
    if header.version is Version.V2019 and header.protocol_version != 1:
        shown["protocol_version"] = header.protocol_version
    if header.reserved:
        shown["reserved"] = True
    shown["body"] = _body_to_json(message, profile)
    return shown


def _body_to_json(message: Message, profile: str) -> dict[str, Any]:
    body = message.body
    if isinstance(body, Unknown | Part):
        return {"raw": body.raw.hex()}
    shown: dict[str, Any] = _kind(message.header.message_id, profile).to_json(body)
    return shown


def message_from_json(document: Any, profile: str = "standard") -> Message:
    """The inverse of ``message_to_json``. Raises BadFrame, BadBody."""
    if not isinstance(document, dict) or document.get("ok", True) is not True:
        raise BadFrame("应为一条解码成功的 JSON 对象")
    unknown = sorted(document.keys() - _KEYS - _RARE_KEYS)
    absent = sorted(_KEYS - {"ok"} - document.keys())
    if unknown or absent:
        raise BadFrame(f"字段不对：{'、'.join(unknown + absent)[:80]}")
    header = _header_from_json(document)
    form, entry = document["body"], MESSAGES.get(header.message_id)
    if header.package is not None and header.package.total > 1:
        return Message(header, Part(_raw(form)))
    if entry is None:
        return Message(header, Unknown(_raw(form)))
    return Message(header, _kind(header.message_id, profile).from_json(form))


def _kind(message_id: int, profile: str) -> Kind:
    """The form of a body; reports of positions name the vendor's items, too."""
    entry = MESSAGES[message_id]
    if entry.body is Location:
        return LocationKind(table=table_of(profile))
    if entry.body is LocationBatch:
        return BatchKind(table=table_of(profile))
    return entry.kind


def _header_from_json(document: dict[str, Any]) -> Header:
    try:
        version = Version(document["version"])
        message_id = int(str(document["message_id"]), 16)
        package = document.get("package")
        parts = Package(package["total"], package["index"]) if package is not None else None
    except (ValueError, TypeError, KeyError):
        raise BadFrame("message_id、version 或 package 不对") from None
    numbers = [document["serial"], document.get("protocol_version", 1)]
    numbers += [parts.total, parts.index] if parts else []
    if not all(type(number) is int for number in numbers) or not isinstance(document["phone"], str):
        raise BadFrame("serial 等应为整数，phone 应为文本")
    if type(document.get("reserved", False)) is not bool:
        raise BadFrame("reserved 应为 true 或 false")
    return Header(
        message_id,
        version,
        phone_field(document["phone"], version),
        document["serial"],
        parts,
        document.get("protocol_version", 1),
        document.get("reserved", False),
    )


def _raw(form: Any) -> bytes:
    if not isinstance(form, dict) or form.keys() != {"raw"} or not isinstance(form["raw"], str):
        raise BadBody('消息体应为 {"raw": 十六进制}')
    try:
        return bytes.fromhex(form["raw"])
    except ValueError:
        raise BadBody("raw 不是十六进制") from None
