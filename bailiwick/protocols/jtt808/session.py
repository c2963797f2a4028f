"""Session messages: answers, registration, authentication, heartbeat, re-requests of parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from bailiwick.protocols.jtt808.kinds import (
    BYTE,
    DWORD,
    WORD,
    ByEdition,
    Counted,
    Many,
    Raw,
    When,
    Whole,
    since_2019,
)
from bailiwick.protocols.jtt808.moments import UTC_MOMENT
from bailiwick.protocols.jtt808.records import message
from bailiwick.protocols.jtt808.texts import CountedText, Fixed, Text


@message(0x0001, "终端通用应答", "8.1")
@dataclass(frozen=True, slots=True)
class TerminalAnswer:
    """``result``: 0 done, 1 failed, 2 bad message, 3 unsupported."""

    answered_serial: Annotated[int, WORD]
    answered_id: Annotated[int, WORD]
    result: Annotated[int, BYTE]


@message(0x8001, "平台通用应答", "8.2")
@dataclass(frozen=True, slots=True)
class PlatformAnswer:
    """``result`` as in 0x0001, and 4: alarm handled (clears the latched alarm bits)."""

    answered_serial: Annotated[int, WORD]
    answered_id: Annotated[int, WORD]
    result: Annotated[int, BYTE]


@message(0x0002, "终端心跳", "8.3")
@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Empty body."""


@message(0x0003, "终端注销", "8.7")
@dataclass(frozen=True, slots=True)
class Logout:
    """Empty body."""


@message(0x0004, "查询服务器时间请求", "JT/T 808-2019 0x0004")
@dataclass(frozen=True, slots=True)
class TimeQuery:
    """2019: empty body."""


@message(0x8004, "查询服务器时间应答", "JT/T 808-2019 0x8004")
@dataclass(frozen=True, slots=True)
class TimeAnswer:
    """2019: the platform's time, the one time of this protocol that is UTC."""

    now: Annotated[datetime | None, UTC_MOMENT]


@message(0x0005, "终端补传分包请求", "JT/T 808-2019 0x0005")
@dataclass(frozen=True, slots=True)
class TerminalResendRequest:
    """Ask the platform for parts that did not arrive (indexes from 1)."""

    first_serial: Annotated[int, WORD]
    missing: Annotated[tuple[int, ...], Many(WORD, Whole(1, size_2019=2))]


@message(0x8003, "服务器补传分包请求", "8.4")
@dataclass(frozen=True, slots=True)
class ResendRequest:
    """Ask the terminal for parts that did not arrive; the count is a WORD from 2019."""

    first_serial: Annotated[int, WORD]
    missing: Annotated[tuple[int, ...], Many(WORD, Whole(1, size_2019=2))]


@message(0x0100, "终端注册", "8.5")
@dataclass(frozen=True, slots=True)
class Registration:
    """``plate_colour`` 0: not registered with the police yet, ``plate`` holds the VIN."""

    province_code: Annotated[int, WORD]
    city_code: Annotated[int, WORD]
    maker: Annotated[str, Fixed(5, size_2019=11)]
    model: Annotated[str, Fixed(20, size_2011=8, size_2019=30)]
    terminal_id: Annotated[str, Fixed(7, size_2019=30)]
    plate_colour: Annotated[int, BYTE]
    plate: Annotated[str, Text()]


@message(0x8100, "终端注册应答", "8.6")
@dataclass(frozen=True, slots=True)
class RegistrationAnswer:
    """``result``: 0 done, 1 vehicle already registered, 2 no such vehicle, 3 terminal already
    registered, 4 no such terminal. The code stands there only if 0."""

    answered_serial: Annotated[int, WORD]
    result: Annotated[int, BYTE]
    auth_code: Annotated[str | None, When(lambda seen, _: seen["result"] == 0, Text())] = None


@message(0x0102, "终端鉴权", "8.8")
@dataclass(frozen=True, slots=True)
class Authentication:
    """Before 2019 the code alone; 2019 puts a length before it, IMEI and software behind it."""

    auth_code: Annotated[str, ByEdition(Text(), CountedText(1))]
    imei: Annotated[str | None, since_2019(Fixed(15))] = None
    software: Annotated[str | None, since_2019(Fixed(20))] = None


@message(0x0900, "数据上行透传", "8.62")
@dataclass(frozen=True, slots=True)
class UplinkData:
    """``form``: 00 GNSS, 0B IC card, 41 and 42 serial ports, F0-FF the user's own."""

    form: Annotated[int, BYTE]
    payload: Annotated[bytes, Raw()]


@message(0x8900, "数据下行透传", "8.61")
@dataclass(frozen=True, slots=True)
class DownlinkData:
    """``form`` as in 0x0900."""

    form: Annotated[int, BYTE]
    payload: Annotated[bytes, Raw()]


@message(0x0901, "数据压缩上报", "8.63")
@dataclass(frozen=True, slots=True)
class CompressedData:
    """GZIP data, not unpacked here."""

    packed: Annotated[bytes, Counted(4)]


@message(0x8A00, "平台 RSA 公钥", "8.64")
@dataclass(frozen=True, slots=True)
class PlatformKey:
    exponent: Annotated[int, DWORD]
    modulus: Annotated[bytes, Raw(128)]


@message(0x0A00, "终端 RSA 公钥", "8.65")
@dataclass(frozen=True, slots=True)
class TerminalKey:
    exponent: Annotated[int, DWORD]
    modulus: Annotated[bytes, Raw(128)]
