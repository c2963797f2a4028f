"""Kinds of field: how a value stands in bytes and in JSON, for each edition.

A message is a dataclass whose fields are ``Annotated`` with a kind; ``records`` reads the
annotations. Every kind is byte-exact: what it reads it writes back, or it refuses to read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.header import Version

Seen = Mapping[str, Any]
Condition = Callable[[Seen, Version], bool]


@dataclass(slots=True)
class Source:
    """A body being read."""

    data: bytes
    version: Version
    clause: str
    at: int = 0

    @property
    def left(self) -> int:
        return len(self.data) - self.at

    def take(self, size: int) -> bytes:
        """Return the next ``size`` bytes. Raises BadBody when the body is shorter."""
        if size > self.left:
            raise BadBody(f"消息体太短：第 {self.at} 字节起缺 {size - self.left} 字节", self.clause)
        start, self.at = self.at, self.at + size
        return self.data[start : self.at]

    def bad(self, reason: str) -> BadBody:
        return BadBody(reason, self.clause)


@dataclass(slots=True)
class Sink:
    """A body being written."""

    version: Version
    clause: str
    data: bytearray = field(default_factory=bytearray)

    def bad(self, reason: str) -> BadBody:
        return BadBody(reason, self.clause)


class Kind:
    """One field's form. ``seen`` holds the fields before it, those of the enclosing record too."""

    none_is_a_value: ClassVar[bool] = False

    def read(self, source: Source, seen: Seen) -> Any:
        raise NotImplementedError

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        raise NotImplementedError

    def to_json(self, value: Any) -> Any:
        return value

    def from_json(self, value: Any) -> Any:
        return value


@dataclass(frozen=True, slots=True)
class Whole(Kind):
    """Unsigned integer of ``size`` bytes; ``size_2019`` where that edition differs."""

    size: int
    size_2019: int = 0

    def _size(self, version: Version) -> int:
        return self.size_2019 if self.size_2019 and version is Version.V2019 else self.size

    def read(self, source: Source, seen: Seen) -> int:
        return int.from_bytes(source.take(self._size(source.version)), "big")

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        size = self._size(sink.version)
        if type(value) is not int or not 0 <= value < 1 << 8 * size:
            raise sink.bad(f"{shown(value)} 不是 {size} 字节无符号整数")
        sink.data += value.to_bytes(size, "big")


@dataclass(frozen=True, slots=True)
class Signed(Kind):
    """Two's complement integer of ``size`` bytes."""

    size: int

    def read(self, source: Source, seen: Seen) -> int:
        return int.from_bytes(source.take(self.size), "big", signed=True)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        edge = 1 << 8 * self.size - 1
        if type(value) is not int or not -edge <= value < edge:
            raise sink.bad(f"{shown(value)} 不是 {self.size} 字节有符号整数")
        sink.data += value.to_bytes(self.size, "big", signed=True)


@dataclass(frozen=True, slots=True)
class Scaled(Kind):
    """Unsigned integer of ``size`` bytes counting parts of a unit: 10 per unit is tenths."""

    size: int
    per_unit: int

    def read(self, source: Source, seen: Seen) -> float:
        return int.from_bytes(source.take(self.size), "big") / self.per_unit

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        number = steps(value, self.per_unit, sink)
        if not 0 <= number < 1 << 8 * self.size:
            raise sink.bad(f"{shown(value)} 超出 {self.size} 字节")
        sink.data += number.to_bytes(self.size, "big")


@dataclass(frozen=True, slots=True)
class Degrees(Kind):
    """Millionths of a degree; the sign stands in bit ``sign_bit`` of the field ``attributes``.

    Where that field is a byte behind this one, ``ahead`` is its distance from the start of this.
    """

    limit: int
    sign_bit: int
    ahead: int = 0

    def read(self, source: Source, seen: Seen) -> float:
        if self.ahead:
            seen = {"attributes": int.from_bytes(source.data[source.at + self.ahead :][:1], "big")}
        number = int.from_bytes(source.take(4), "big")
        if number > self.limit * 1_000_000:
            raise source.bad(f"坐标 {number / 1e6} 度超出 ±{self.limit}")
        return -number / 1e6 if number and self._negative(seen) else number / 1e6

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        number = steps(value, 1_000_000, sink)
        if abs(number) > self.limit * 1_000_000:
            raise sink.bad(f"坐标 {shown(value)} 度超出 ±{self.limit}")
        if number and (number < 0) is not self._negative(seen):
            raise sink.bad(f"坐标 {shown(value)} 度与属性第 {self.sign_bit} 位不符")
        sink.data += abs(number).to_bytes(4, "big")

    def _negative(self, seen: Seen) -> bool:
        attributes = seen["attributes"]
        return isinstance(attributes, int) and bool(attributes >> self.sign_bit & 1)


@dataclass(frozen=True, slots=True)
class Raw(Kind):
    """``size`` bytes as they are; all that is left when ``size`` is None. JSON: hexadecimal."""

    size: int | None = None

    def read(self, source: Source, seen: Seen) -> bytes:
        return source.take(source.left if self.size is None else self.size)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if not isinstance(value, bytes) or (self.size is not None and len(value) != self.size):
            raise sink.bad(f"应为 {self.size or ''} 字节数据")
        sink.data += value

    def to_json(self, value: Any) -> str:
        return bytes(value).hex()

    def from_json(self, value: Any) -> bytes:
        return unhex(value)


@dataclass(frozen=True, slots=True)
class Counted(Kind):
    """Bytes behind a length of ``size`` bytes. JSON: hexadecimal."""

    size: int

    def read(self, source: Source, seen: Seen) -> bytes:
        return source.take(int.from_bytes(source.take(self.size), "big"))

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if not isinstance(value, bytes) or len(value) >= 1 << 8 * self.size:
            raise sink.bad("应为字节数据，长度不超出其长度字段")
        sink.data += len(value).to_bytes(self.size, "big") + value

    def to_json(self, value: Any) -> str:
        return bytes(value).hex()

    def from_json(self, value: Any) -> bytes:
        return unhex(value)


@dataclass(frozen=True, slots=True)
class Many(Kind):
    """A list behind its count; without ``count`` it runs to the end of the body."""

    element: Kind
    count: Kind | None = None

    def read(self, source: Source, seen: Seen) -> tuple[Any, ...]:
        if self.count is None:
            values = []
            while source.left:
                values.append(self.element.read(source, seen))
            return tuple(values)
        number: int = self.count.read(source, seen)
        if number > source.left:  # every element has a byte at least
            raise source.bad(f"列表应有 {number} 项，消息体只剩 {source.left} 字节")
        return tuple(self.element.read(source, seen) for _ in range(number))

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if not isinstance(value, tuple):
            raise sink.bad("应为列表")
        if self.count is not None:
            self.count.write(len(value), sink, seen)
        for element in value:
            self.element.write(element, sink, seen)

    def to_json(self, value: Any) -> list[Any]:
        return [self.element.to_json(element) for element in value]

    def from_json(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadBody(f"{shown(value)} 不是列表")
        return tuple(self.element.from_json(element) for element in value)


@dataclass(frozen=True, slots=True)
class When(Kind):
    """A field that stands there under a condition on the edition or the fields before it."""

    condition: Condition
    kind: Kind

    def read(self, source: Source, seen: Seen) -> Any:
        return self.kind.read(source, seen) if self.condition(seen, source.version) else None

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        wanted = self.condition(seen, sink.version)
        if value is None and wanted and not self.kind.none_is_a_value:
            raise sink.bad("缺少此处必有的字段")
        if value is not None and not wanted:
            raise sink.bad(f"此处不应有 {shown(value)}")
        if wanted:
            self.kind.write(value, sink, seen)

    def to_json(self, value: Any) -> Any:
        return None if value is None else self.kind.to_json(value)

    def from_json(self, value: Any) -> Any:
        return None if value is None else self.kind.from_json(value)


@dataclass(frozen=True, slots=True)
class IfLeft(Kind):
    """A field a sender may leave out at the end of the body; None when it did."""

    kind: Kind

    def read(self, source: Source, seen: Seen) -> Any:
        return self.kind.read(source, seen) if source.left else None

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        if value is not None:
            self.kind.write(value, sink, seen)

    def to_json(self, value: Any) -> Any:
        return None if value is None else self.kind.to_json(value)

    def from_json(self, value: Any) -> Any:
        return None if value is None else self.kind.from_json(value)


def before_2019(kind: Kind) -> When:
    """A field the 2019 edition dropped."""
    return When(lambda _, version: version is not Version.V2019, kind)


def since_2019(kind: Kind) -> When:
    """A field the 2019 edition added."""
    return When(lambda _, version: version is Version.V2019, kind)


@dataclass(frozen=True, slots=True)
class ByEdition(Kind):
    """A field whose form changed in 2019."""

    before: Kind
    since: Kind

    def _kind(self, version: Version) -> Kind:
        return self.since if version is Version.V2019 else self.before

    def read(self, source: Source, seen: Seen) -> Any:
        return self._kind(source.version).read(source, seen)

    def write(self, value: Any, sink: Sink, seen: Seen) -> None:
        self._kind(sink.version).write(value, sink, seen)

    def to_json(self, value: Any) -> Any:
        return self.before.to_json(value)

    def from_json(self, value: Any) -> Any:
        return self.before.from_json(value)


BYTE, WORD, DWORD = Whole(1), Whole(2), Whole(4)


def steps(value: Any, per_unit: int, sink: Sink) -> int:
    """Return ``value`` counted in parts of its unit. Raises BadBody for what is not a number."""
    if type(value) not in (int, float) or not abs(value) <= 1e12:  # NaN is not, either
        raise sink.bad(f"{shown(value)} 不是数")
    number: int = round(value * per_unit)
    return number


def unhex(value: Any) -> bytes:
    """Hexadecimal text to bytes. Raises BadBody."""
    try:
        return bytes.fromhex(value)
    except (TypeError, ValueError):
        raise BadBody(f"{shown(value)} 不是十六进制") from None


def shown(value: Any) -> str:
    """A value as an error quotes it: not long."""
    text = repr(value) if not isinstance(value, Sequence) or len(value) < 40 else repr(value[:40])
    return text[:60]
