"""The message header of the three editions.

Source: JT/T 808-2013 表2, 表3 (消息头); JT/T 808-2019 表2 (bit 14, protocol version, ten-byte phone).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from struct import Struct

from bailiwick.protocols.jtt808.errors import BadFrame, EncryptedFrame

CLAUSE = "JT/T 808-2013 表2"
ATTRIBUTES_CLAUSE = "JT/T 808-2013 表3"
MAX_BODY_BYTES = 1023
_LENGTH, _ENCRYPTED, _PACKAGED, _IS_2019, _RESERVED = 0x03FF, 0x1C00, 0x2000, 0x4000, 0x8000
_OLD, _NEW, _PACKAGE = Struct(">HH6sH"), Struct(">HHB10sH"), Struct(">HH")


class Version(StrEnum):
    """Edition of the standard. 2011 is told from 2013 by the registration only."""

    V2011 = "2011"
    V2013 = "2013"
    V2019 = "2019"

    @property
    def phone_bytes(self) -> int:
        return 10 if self is Version.V2019 else 6


@dataclass(frozen=True, slots=True)
class Package:
    """Which part of a long message this is; ``index`` counts from 1."""

    total: int
    index: int


@dataclass(frozen=True, slots=True)
class Header:
    """Everything before the body. ``phone_raw`` is kept as sent: units pad it in their own ways."""

    message_id: int
    version: Version
    phone_raw: bytes
    serial: int
    package: Package | None = None
    protocol_version: int = 1  # 2019 only: 1 is its first revision
    reserved: bool = False  # attribute bit 15

    @property
    def phone(self) -> str:
        """Digits as sent, with their padding; some units put hexadecimal letters here."""
        return self.phone_raw.hex().upper()

    @property
    def phone_short(self) -> str:
        """``phone`` without leading zeros."""
        return self.phone.lstrip("0")

    @property
    def first_serial(self) -> int:
        """Serial of the first part of this message (its own, if it is not in parts)."""
        if self.package is None:
            return self.serial
        return (self.serial - self.package.index + 1) & 0xFFFF


def phone_field(digits: str, version: Version) -> bytes:
    """Return the phone field for ``digits``, padded with zeros on the left.

    Raises:
        BadFrame: not digits (or hexadecimal letters), or too long for the edition.
    """
    size = version.phone_bytes * 2
    try:
        raw = bytes.fromhex(digits.rjust(size, "0"))
    except ValueError:
        raw = b""
    if len(raw) * 2 != size or not digits.isalnum():
        raise BadFrame(f"终端手机号 {digits[:32]!r} 不是至多 {size} 位数字", CLAUSE)
    return raw


def read_header(content: bytes, version_hint: Version = Version.V2013) -> tuple[Header, bytes]:
    """Split checked content into header and body. ``version_hint`` is the edition without bit 14.

    Raises:
        EncryptedFrame: the encryption bits are set.
        BadFrame: too short, length not as announced, part number outside its total.
    """
    if len(content) < 4:
        raise BadFrame("消息头不完整", CLAUSE)
    attributes = content[2] << 8 | content[3]
    is_2019 = bool(attributes & _IS_2019)
    layout = _NEW if is_2019 else _OLD
    at = layout.size
    if len(content) < at + (4 if attributes & _PACKAGED else 0):
        raise BadFrame("消息头不完整", CLAUSE)
    if is_2019:
        version, protocol = Version.V2019, content[4]
        message_id, _, _, phone, serial = _NEW.unpack_from(content)
    else:
        version = Version.V2013 if version_hint is Version.V2019 else version_hint
        protocol = 1
        message_id, _, phone, serial = _OLD.unpack_from(content)
    package = None
    if attributes & _PACKAGED:
        package = Package(*_PACKAGE.unpack_from(content, at))
        at += 4
        if not 1 <= package.index <= package.total:
            raise BadFrame(f"分包序号 {package.index} 不在 1 至 {package.total} 内", CLAUSE)
    body = content[at:]
    if len(body) != attributes & _LENGTH:
        raise BadFrame(
            f"消息体长度应为 {attributes & _LENGTH}，实为 {len(body)}", ATTRIBUTES_CLAUSE
        )
    if attributes & _ENCRYPTED:
        way = "RSA" if attributes & _ENCRYPTED == 0x0400 else f"方式 {(attributes >> 10) & 7}"
        raise EncryptedFrame(f"消息体已加密（{way}），无法解码", ATTRIBUTES_CLAUSE)
    reserved = bool(attributes & _RESERVED)
    return Header(message_id, version, phone, serial, package, protocol, reserved), body


def write_header(header: Header, body: bytes) -> bytes:
    """Return header + body, ready for ``seal_frame``.

    Raises:
        BadFrame: body longer than 1,023 bytes, phone of the wrong size, numbers out of range.
    """
    if len(body) > MAX_BODY_BYTES:
        raise BadFrame(f"消息体 {len(body)} 字节，单包至多 {MAX_BODY_BYTES}", ATTRIBUTES_CLAUSE)
    if len(header.phone_raw) != header.version.phone_bytes:
        raise BadFrame(f"终端手机号应为 {header.version.phone_bytes} 字节", CLAUSE)
    package = header.package
    if package is not None and not 1 <= package.index <= package.total <= 0xFFFF:
        raise BadFrame(f"分包序号 {package.index} 不在 1 至 {package.total} 内", CLAUSE)
    words = (header.message_id, header.serial)
    if not all(0 <= word <= 0xFFFF for word in words) or not 0 <= header.protocol_version <= 255:
        raise BadFrame("消息 ID、流水号或协议版本号超出范围", CLAUSE)
    attributes = len(body)
    attributes |= _PACKAGED if package else 0
    attributes |= _RESERVED if header.reserved else 0
    if header.version is Version.V2019:
        attributes |= _IS_2019
        head = _NEW.pack(
            header.message_id, attributes, header.protocol_version, header.phone_raw, header.serial
        )
    else:
        head = _OLD.pack(header.message_id, attributes, header.phone_raw, header.serial)
    return head + (_PACKAGE.pack(package.total, package.index) if package else b"") + body
