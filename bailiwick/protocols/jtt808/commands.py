"""Commands to a terminal and their answers: parameters, control, positions on request, text, calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bailiwick.protocols.jtt808.items import Item, Items
from bailiwick.protocols.jtt808.kinds import BYTE, DWORD, WORD, Many, When, before_2019, since_2019
from bailiwick.protocols.jtt808.location import Location, LocationKind
from bailiwick.protocols.jtt808.parameters import PARAMETERS
from bailiwick.protocols.jtt808.records import Nested, message
from bailiwick.protocols.jtt808.texts import CountedText, Digits, Fixed, Text

PARAMETER_LIST = Items(PARAMETERS, DWORD, 4, count=BYTE)


@message(0x8103, "设置终端参数", "8.9")
@dataclass(frozen=True, slots=True)
class SetParameters:
    """Answered by 0x0001."""

    parameters: Annotated[tuple[Item, ...], PARAMETER_LIST]


@message(0x8104, "查询终端参数", "8.10")
@dataclass(frozen=True, slots=True)
class QueryParameters:
    """Empty body: all parameters."""


@message(0x8106, "查询指定终端参数", "8.11")
@dataclass(frozen=True, slots=True)
class QuerySomeParameters:
    numbers: Annotated[tuple[int, ...], Many(DWORD, BYTE)]


@message(0x0104, "查询终端参数应答", "8.12")
@dataclass(frozen=True, slots=True)
class ParametersAnswer:
    answered_serial: Annotated[int, WORD]
    parameters: Annotated[tuple[Item, ...], PARAMETER_LIST]


@message(0x8105, "终端控制", "8.13")
@dataclass(frozen=True, slots=True)
class ControlTerminal:
    """``command``: 1 upgrade, 2 connect to the given server, 3 power off, 4 reset, 5 factory reset,
    6 close data, 7 close all radio. ``arguments`` are separated by ``;``."""

    command: Annotated[int, BYTE]
    arguments: Annotated[str, Text()]


@message(0x8107, "查询终端属性", "8.14")
@dataclass(frozen=True, slots=True)
class QueryAttributes:
    """Empty body."""


@message(0x0107, "查询终端属性应答", "8.15")
@dataclass(frozen=True, slots=True)
class AttributesAnswer:
    type_bits: Annotated[int, WORD]
    maker: Annotated[str, Fixed(5)]
    model: Annotated[str, Fixed(20, size_2019=30)]
    terminal_id: Annotated[str, Fixed(7, size_2019=30)]
    iccid: Annotated[str, Digits(10)]
    hardware: Annotated[str, CountedText(1)]
    firmware: Annotated[str, CountedText(1)]
    gnss_bits: Annotated[int, BYTE]
    radio_bits: Annotated[int, BYTE]


@message(0x8201, "位置信息查询", "8.19")
@dataclass(frozen=True, slots=True)
class QueryLocation:
    """Empty body."""


@message(0x0201, "位置信息查询应答", "8.20")
@dataclass(frozen=True, slots=True)
class LocationAnswer:
    answered_serial: Annotated[int, WORD]
    location: Annotated[Location, LocationKind()]


@message(0x8202, "临时位置跟踪控制", "8.21")
@dataclass(frozen=True, slots=True)
class TrackTemporarily:
    """``interval_s`` 0 stops tracking, and no validity follows."""

    interval_s: Annotated[int, WORD]
    validity_s: Annotated[int | None, When(lambda seen, _: seen["interval_s"] != 0, DWORD)] = None


@message(0x8203, "人工确认报警消息", "8.22")
@dataclass(frozen=True, slots=True)
class ConfirmAlarm:
    """``alarm_serial`` 0: all messages of these kinds. Bits 0, 3, 20, 21, 22, 27, 28."""

    alarm_serial: Annotated[int, WORD]
    alarm_bits: Annotated[int, DWORD]


@message(0x8300, "文本信息下发", "8.23")
@dataclass(frozen=True, slots=True)
class SendText:
    """``flag_bits``: 0 urgent, 2 display, 3 read out, 4 ad screen, 5 CAN fault.
    ``kind`` (2019): 1 notice, 2 service."""

    flag_bits: Annotated[int, BYTE]
    kind: Annotated[int | None, since_2019(BYTE)]
    text: Annotated[str, Text(most=1024)]


@message(0x8400, "电话回拨", "8.31")
@dataclass(frozen=True, slots=True)
class CallBack:
    """``mode``: 0 normal call, 1 listen-in."""

    mode: Annotated[int, BYTE]
    phone: Annotated[str, Text(most=20)]


@dataclass(frozen=True, slots=True)
class VehicleControl:
    """2019: one control; number 1 is the doors, ``argument`` 0 lock, 1 unlock."""

    number: Annotated[int, WORD]
    argument: Annotated[int, BYTE]


@message(0x8500, "车辆控制", "8.33")
@dataclass(frozen=True, slots=True)
class ControlVehicle:
    """Before 2019: flag bits (0: lock the doors). 2019: a list of numbered controls."""

    flag_bits: Annotated[int | None, before_2019(BYTE)] = None
    controls: Annotated[
        tuple[VehicleControl, ...] | None, since_2019(Many(Nested(VehicleControl), WORD))
    ] = None


@message(0x0500, "车辆控制应答", "8.34")
@dataclass(frozen=True, slots=True)
class VehicleControlAnswer:
    answered_serial: Annotated[int, WORD]
    location: Annotated[Location, LocationKind()]
