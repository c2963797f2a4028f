"""Text: GBK, and BCD digits (JT/T 808-2013 4.1, 数据类型)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bailiwick.protocols.jtt808.header import Version
from bailiwick.protocols.jtt808.kinds import Kind, Seen, Sink, Source, shown


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """GBK text to the end of the body, at most ``most`` bytes."""

    most: int = 0xFFFF

    def read(self, source: Source, seen: Seen) -> str:
        raw = source.take(source.left)
        if len(raw) > self.most:
            raise source.bad(f"文本 {len(raw)} 字节，至多 {self.most}")
        return gbk_text(raw, source)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        raw = gbk_bytes(value, sink)
        if len(raw) > self.most:
            raise sink.bad(f"文本 {len(raw)} 字节，至多 {self.most}")
        sink.data += raw


@dataclass(frozen=True, slots=True)
class CountedText(Kind):
    """GBK text behind a length of ``size`` bytes."""

    size: int

    def read(self, source: Source, seen: Seen) -> str:
        return gbk_text(source.take(int.from_bytes(source.take(self.size), "big")), source)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        raw = gbk_bytes(value, sink)
        if len(raw) >= 1 << 8 * self.size:
            raise sink.bad(f"文本 {len(raw)} 字节，超出其长度字段")
        sink.data += len(raw).to_bytes(self.size, "big") + raw


@dataclass(frozen=True, slots=True)
class Fixed(Kind):
    """GBK text in ``size`` bytes, filled with zero bytes behind; sizes by edition."""

    size: int
    size_2011: int = 0
    size_2019: int = 0

    def _size(self, version: Version) -> int:
        by_edition = {Version.V2011: self.size_2011, Version.V2019: self.size_2019}
        return by_edition.get(version) or self.size

    def read(self, source: Source, seen: Seen) -> str:
        return gbk_text(source.take(self._size(source.version)).rstrip(b"\0"), source)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        raw, size = gbk_bytes(value, sink), self._size(sink.version)
        if len(raw) > size or raw.endswith(b"\0"):
            raise sink.bad(f"文本 {shown(value)} 不合 {size} 字节字段")
        sink.data += raw.ljust(size, b"\0")


@dataclass(frozen=True, slots=True)
class Digits(Kind):
    """BCD digits in ``size`` bytes."""

    size: int

    def read(self, source: Source, seen: Seen) -> str:
        digits = source.take(self.size).hex()
        if not digits.isdecimal():
            raise source.bad(f"{digits.upper()} 不是 BCD 数字")
        return digits

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        good = isinstance(value, str) and value.isascii() and value.isdecimal()
        if not good or len(value) != self.size * 2:
            raise sink.bad(f"{shown(value)} 不是 {self.size * 2} 位数字")
        sink.data += bytes.fromhex(value)


def gbk_text(raw: bytes, source: Source) -> str:
    """Decode GBK. Raises BadBody for bytes GBK does not have, or would not give back."""
    try:
        text = raw.decode("gbk")
        exact = text.encode("gbk") == raw
    except UnicodeError:
        exact = False
    if not exact:
        raise source.bad(f"文本不是 GBK：{raw[:32].hex().upper()}")
    return text


def gbk_bytes(value: Any, sink: Sink) -> bytes:
    """Encode GBK. Raises BadBody for characters GBK does not have."""
    if not isinstance(value, str):
        raise sink.bad(f"{shown(value)} 不是文本")
    try:
        raw = value.encode("gbk")
        if raw.decode("gbk") == value:
            return raw
    except UnicodeError:
        pass
    raise sink.bad(f"文本 {shown(value)} 有 GBK 没有的字")
