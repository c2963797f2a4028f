"""JT/T 808 framing: a byte stream in, checked frames out.

Sans-IO: no sockets, no clock, no logging, no Django.
Source: JT/T 808-2013 4.4.2 标识位 (flag and escaping), 4.4.4 校验码 (check code).
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from bailiwick.protocols.jtt808.errors import BadFrame

FLAG = b"\x7e"
FLAG_CLAUSE = "JT/T 808-2013 4.4.2"
CHECK_CLAUSE = "JT/T 808-2013 4.4.4"
_ESCAPE = re.compile(rb"\x7d(.?)", re.DOTALL)
_PLAIN = {b"\x01": b"\x7d", b"\x02": b"\x7e"}


class FrameReader:
    """Collects the bytes of one connection and hands back whole frames.

    A bad frame is dropped and counted in ``rejected``: terminals on poor radio
    links send some, and one must not cost us the good ones behind it.
    """

    def __init__(self, max_frame_bytes: int = 4096) -> None:
        self.rejected = 0
        self.last_error: BadFrame | None = None
        self._pending = b""
        self._oversized = False  # inside a run without a flag that already passed the cap
        self._max_frame_bytes = max_frame_bytes

    def receive(self, data: bytes) -> list[bytes]:
        """Return the frames completed by ``data`` (unescaped, checked); keep the unfinished rest."""
        *complete, rest = (self._pending + data).split(FLAG)
        self._pending = rest
        frames = []
        for raw in complete:
            if self._oversized or len(raw) > self._max_frame_bytes:
                self._reject(BadFrame(f"帧长超过 {self._max_frame_bytes} 字节", FLAG_CLAUSE))
                self._oversized = False
                continue
            if not raw:
                continue
            try:
                frames.append(open_frame(raw))
            except BadFrame as error:
                self._reject(error)
        if len(rest) > self._max_frame_bytes:
            self._pending, self._oversized = b"", True
        elif self._oversized:
            self._pending = b""
        return frames

    def _reject(self, error: BadFrame) -> None:
        self.rejected += 1
        self.last_error = error


def open_frame(raw: bytes) -> bytes:
    """Unescape one frame (without flags), verify its check code and return header + body.

    Raises:
        BadFrame: unknown escape, too short, or wrong check code.
    """
    return check_frame(_ESCAPE.sub(_unescape, raw) if b"\x7d" in raw else raw)


def check_frame(frame: bytes) -> bytes:
    """Verify the check code of an unescaped frame and return header + body. Raises BadFrame."""
    content = frame[:-1]
    if not content:
        raise BadFrame("帧太短", CHECK_CLAUSE)
    check = reduce(xor, content)
    if check != frame[-1]:
        raise BadFrame(f"校验码应为 {check:02X}，收到 {frame[-1]:02X}", CHECK_CLAUSE)
    return content


def seal_frame(content: bytes) -> bytes:
    """Add the check code, escape and put between flags: the inverse of ``open_frame``."""
    frame = content + bytes((reduce(xor, content, 0),))
    return FLAG + frame.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + FLAG


def _unescape(found: re.Match[bytes]) -> bytes:
    try:
        return _PLAIN[found[1]]
    except KeyError:
        raise BadFrame(
            f"转义 7D {found[1].hex().upper() or '(结尾)'} 无此规定", FLAG_CLAUSE
        ) from None
