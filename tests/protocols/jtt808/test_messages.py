"""Each message by hand: the bytes stand as the standard's table orders them, one field a group.

The numbers behind the names are sections of JT/T 808-2013; 2019 marks what that edition changed.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from bailiwick.protocols.jtt808 import commands, fences, media, reports, session
from bailiwick.protocols.jtt808.errors import BadBody
from bailiwick.protocols.jtt808.header import Header, Version, write_header
from bailiwick.protocols.jtt808.items import Item
from bailiwick.protocols.jtt808.location import Location
from bailiwick.protocols.jtt808.messages import MESSAGES, Message, decode, decode_body, encode_body
from bailiwick.protocols.jtt808.moments import BEIJING

V2011, V2013, V2019 = Version.V2011, Version.V2013, Version.V2019
AT = datetime(2026, 11, 25, 9, 8, 7, tzinfo=BEIJING)
BCD_AT = "261125090807"
NAIVE = AT.replace(tzinfo=None)

# 表23: no alarm, status ACC on and fixed, 39 N (39,000,000 = 025317C0), 117 E (117,000,000 =
# 06F94740), -5 m, 60.1 km/h (601 = 0259), course 270 (010E), 2026-11-25 09:08:07 Beijing time
LAT, LON = 39.0, 117.0
PLACE = "00000000 00000003 025317c0 06f94740 fffb 0259 010e " + BCD_AT
HERE = Location(0, 3, LAT, LON, -5, 60.1, 270, AT)

Row = tuple[int, Version, str, Any]
TABLE: list[Row] = [
    (0x0001, V2013, "0102 8103 00", session.TerminalAnswer(0x0102, 0x8103, 0)),
    (0x8001, V2013, "0007 0200 04", session.PlatformAnswer(7, 0x0200, 4)),
    (0x0002, V2013, "", session.Heartbeat()),
    (0x0003, V2013, "", session.Logout()),
    (0x0004, V2019, "", session.TimeQuery()),
    (
        0x8004,
        V2019,
        "261125010807",
        session.TimeAnswer(datetime(2026, 11, 25, 1, 8, 7, tzinfo=UTC)),
    ),
    (0x8003, V2013, "0010 02 0002 0003", session.ResendRequest(0x10, (2, 3))),
    (0x8003, V2019, "0010 0002 0002 0003", session.ResendRequest(0x10, (2, 3))),
    (0x0005, V2019, "0010 0001 0009", session.TerminalResendRequest(0x10, (9,))),
    (
        0x0100,
        V2011,  # 8.5: maker 5, model 8, id 7
        "000c 0064 4142434445 5431 000000000000 30303030303031 02 bdf2 41 3132333435",
        session.Registration(12, 100, "ABCDE", "T1", "0000001", 2, "津A12345"),
    ),
    (
        0x0100,
        V2013,  # model 20
        "000c 0064 4142434445 5431" + "00" * 18 + "30303030303031 02 bdf2 41 3132333435",
        session.Registration(12, 100, "ABCDE", "T1", "0000001", 2, "津A12345"),
    ),
    (
        0x0100,
        V2019,  # maker 11, model 30, id 30
        "000c 0064 4142434445" + "00" * 6 + "5431" + "00" * 28 + "3031" + "00" * 28 + "01 bdf2 41",
        session.Registration(12, 100, "ABCDE", "T1", "01", 1, "津A"),
    ),
    (0x8100, V2013, "0003 00 6b6579", session.RegistrationAnswer(3, 0, "key")),
    (0x8100, V2013, "0003 04", session.RegistrationAnswer(3, 4)),
    (0x0102, V2013, "6b6579", session.Authentication("key")),
    (
        0x0102,
        V2019,  # length, code, IMEI 15, software 20
        "03 6b6579 383631323334353637383930313233 5631 2e30" + "00" * 16,
        session.Authentication("key", "861234567890123", "V1.0"),
    ),
    (
        0x8103,
        V2013,  # 8.9, 表12: heartbeat 30 s, server, an unknown number
        "03 00000001 04 0000001e 00000013 05 612e62 2e63 0000f001 01 ff",
        commands.SetParameters(
            (
                Item(0x0001, b"\0\0\0\x1e"),
                Item(0x0013, b"a.b.c"),
                Item(0xF001, b"\xff"),
            )
        ),
    ),
    (0x8104, V2013, "", commands.QueryParameters()),
    (0x8106, V2013, "02 00000001 00000013", commands.QuerySomeParameters((1, 0x13))),
    (
        0x0104,
        V2013,
        "0021 01 0000005b 02 0032",
        commands.ParametersAnswer(0x21, (Item(0x5B, b"\0\x32"),)),
    ),
    (0x8105, V2013, "04", commands.ControlTerminal(4, "")),
    (0x8105, V2013, "02 313b41", commands.ControlTerminal(2, "1;A")),
    (0x8107, V2013, "", commands.QueryAttributes()),
    (
        0x0107,
        V2013,
        "0004 4142434445 5431" + "00" * 18 + "30303030303031 89860012345678901234"
        " 02 4831 03 463233 03 01",
        commands.AttributesAnswer(
            4, "ABCDE", "T1", "0000001", "89860012345678901234", "H1", "F23", 3, 1
        ),
    ),
    (0x0200, V2013, PLACE, HERE),
    (0x8201, V2013, "", commands.QueryLocation()),
    (0x0201, V2013, "0102" + PLACE, commands.LocationAnswer(0x0102, HERE)),
    (0x8202, V2013, "0005 00000e10", commands.TrackTemporarily(5, 3600)),
    (0x8202, V2013, "0000", commands.TrackTemporarily(0)),
    (0x8203, V2013, "0000 00000001", commands.ConfirmAlarm(0, 1)),
    (0x8300, V2013, "09 d6b4d0d0", commands.SendText(9, None, "执行")),
    (0x8300, V2019, "09 01 d6b4d0d0", commands.SendText(9, 1, "执行")),
    (0x8400, V2013, "01 3131 30", commands.CallBack(1, "110")),
    (0x8500, V2013, "01", commands.ControlVehicle(flag_bits=1)),
    (
        0x8500,
        V2019,
        "0001 0001 01",
        commands.ControlVehicle(controls=(commands.VehicleControl(1, 1),)),
    ),
    (0x0500, V2013, "0009" + PLACE, commands.VehicleControlAnswer(9, HERE)),
    (
        0x8600,
        V2013,  # 8.35: attributes 0003: time window and speed
        "01 01 00000007 0003 025317c0 06f94740 000001f4 000000083000 000000173000 003c 0a",
        fences.SetCircles(
            1,
            (fences.Circle(7, 3, LAT, LON, 500, time(8, 30), time(17, 30), 60, 10),),
        ),
    ),
    (
        0x8600,
        V2019,  # the night speed after the speed, then the name behind its length
        "00 01 00000007 0002 025317c0 06f94740 000001f4 003c 0a 0028 0004 b7a8d4ba",
        fences.SetCircles(
            0,
            (fences.Circle(7, 2, LAT, LON, 500, None, None, 60, 10, 40, "法院"),),
        ),
    ),
    (0x8601, V2013, "01 00000007", fences.DeleteCircles((7,))),
    (
        0x8602,
        V2013,  # attributes 00C0: south and west
        "02 01 00000008 00c0 025317c0 06f94740 00000000 06f94740",
        fences.SetRectangles(2, (fences.Rectangle(8, 0xC0, -LAT, -LON, 0.0, -LON),)),
    ),
    (0x8603, V2013, "00", fences.DeleteRectangles(())),
    (
        0x8604,
        V2013,
        "00000009 0001 " + BCD_AT + "261126000000 0001 025317c0 06f94740",
        fences.SetPolygon(
            9,
            1,
            AT,
            datetime(2026, 11, 26, tzinfo=BEIJING),
            None,
            None,
            (fences.Vertex(LAT, LON),),
        ),
    ),
    (0x8605, V2013, "02 00000009 0000000a", fences.DeletePolygons((9, 10))),
    (
        0x8606,
        V2013,  # segment attributes 07: driving time, speed, south
        "0000000b 0000 0001 00000001 00000002 025317c0 06f94740 32 07 0258 003c 0050 05",
        fences.SetRoute(
            11,
            0,
            None,
            None,
            (fences.Turn(1, 2, -LAT, LON, 50, 7, 600, 60, 80, 5),),
        ),
    ),
    (0x8607, V2013, "01 0000000b", fences.DeleteRoutes((11,))),
    (
        0x0702,
        V2011,  # name, identity number 20, licence 40, issuer
        "04 c0eebdf2 3132" + "00" * 18 + "3334" + "00" * 38 + "02 bdf2",
        reports.DriverCard(name="李津", identity_2011="12", licence="34", issuer="津"),
    ),
    (
        0x0702,
        V2013,  # 8.48: in, time, read, name, licence 20, issuer, valid until
        "01" + BCD_AT + "00 04 c0eebdf2 3334" + "00" * 18 + "02 bdf2 20271231",
        reports.DriverCard(1, AT, 0, "李津", None, "34", "津", "20271231"),
    ),
    (0x0702, V2013, "02" + BCD_AT, reports.DriverCard(2, AT)),
    (0x0702, V2013, "01" + BCD_AT + "03", reports.DriverCard(1, AT, 3)),
    (
        0x0702,
        V2019,
        "01" + BCD_AT + "00 00 3334" + "00" * 18 + "00 20271231 3132" + "00" * 18,
        reports.DriverCard(1, AT, 0, "", None, "34", "", "20271231", "12"),
    ),
    (0x0704, V2013, "0001 01 001c" + PLACE, reports.LocationBatch(1, (HERE,))),
    (0x0800, V2013, "00000005 00 00 04 01", media.MediaEvent(5, 0, 0, 4, 1)),
    (
        0x0801,
        V2013,
        "00000005 00 00 04 01" + PLACE + "ffd8ff",
        media.MediaUpload(5, 0, 0, 4, 1, HERE, b"\xff\xd8\xff"),
    ),
    (0x8800, V2013, "00000005", media.MediaUploadAnswer(5)),
    (0x8800, V2013, "00000005 02 0002 0009", media.MediaUploadAnswer(5, (2, 9))),
    (
        0x8801,
        V2013,
        "01 0003 000a 00 01 05 80 40 41 42",
        media.ShootNow(1, 3, 10, 0, 1, 5, 128, 64, 65, 66),
    ),
    (0x0805, V2013, "0006 00 0001 00000005", media.ShootAnswer(6, 0, (5,))),
    (0x0805, V2013, "0006 02", media.ShootAnswer(6, 2)),
    (
        0x8802,
        V2013,
        "00 01 00 000000000000" + BCD_AT,
        media.SearchMedia(0, 1, 0, None, AT),
    ),
    (
        0x0802,
        V2013,
        "0006 0001 00000005 00 01 02" + PLACE,
        media.SearchAnswer(6, (media.StoredMedia(5, 0, 1, 2, HERE),)),
    ),
    (
        0x8803,
        V2013,
        "00 01 00" + BCD_AT + BCD_AT + "01",
        media.UploadStored(0, 1, 0, AT, AT, 1),
    ),
    (0x8804, V2013, "01 001e 00 01", media.RecordSound(1, 30, 0, 1)),
    (0x8805, V2013, "00000005 01", media.UploadOne(5, 1)),
    (0x0900, V2013, "f0 0102", session.UplinkData(0xF0, b"\x01\x02")),
    (0x8900, V2013, "41 03", session.DownlinkData(0x41, b"\x03")),
    (0x0901, V2013, "00000002 1f8b", session.CompressedData(b"\x1f\x8b")),
    (0x0A00, V2013, "00010001" + "ab" * 128, session.TerminalKey(65537, b"\xab" * 128)),
    (0x8A00, V2013, "00010001" + "cd" * 128, session.PlatformKey(65537, b"\xcd" * 128)),
]
NAMES = [f"{number:04X} {version}" for number, version, _, _ in TABLE]


@pytest.mark.parametrize(("number", "version", "raw", "body"), TABLE, ids=NAMES)
def test_message_by_hand(number: int, version: Version, raw: str, body: object) -> None:
    data = bytes.fromhex(raw)
    assert decode_body(number, version, data) == body
    assert encode_body(number, version, body) == data


def test_every_message_has_a_row() -> None:
    assert {number for number, *_ in TABLE} == set(MESSAGES)


# Bodies that end in a free text, in free bytes, in items or in an optional list may end earlier.
OPEN_ENDED = {0x0100, 0x8100, 0x0102, 0x8105, 0x8300, 0x8400, 0x0801, 0x8800, 0x0900, 0x8900}
CLOSED = [row for row in TABLE if row[2] and (row[0] not in OPEN_ENDED)]


@pytest.mark.parametrize(("number", "version", "raw", "body"), CLOSED)
def test_message_cut_anywhere_is_refused(
    number: int, version: Version, raw: str, body: object
) -> None:
    data = bytes.fromhex(raw)
    for size in range(len(data)):
        with pytest.raises(BadBody, match="JT/T 808-"):
            decode_body(number, version, data[:size])


@pytest.mark.parametrize(("number", "version", "raw", "body"), CLOSED)
def test_bytes_behind_the_last_field_are_refused(
    number: int, version: Version, raw: str, body: object
) -> None:
    with pytest.raises(BadBody, match=r"多出 1 字节|附加信息"):
        decode_body(number, version, bytes.fromhex(raw) + b"\x01")


# ------------------------------------------------------------ which edition


def registration(size_of_model: int, tail: bytes) -> bytes:
    body = bytes(4) + b"ABCDE" + b"T1".ljust(size_of_model, b"\0") + b"0000001" + tail
    header = Header(0x0100, V2013, bytes.fromhex("013812345678"), 1)
    return write_header(header, body)


@pytest.mark.parametrize(
    ("size_of_model", "tail", "edition"),
    [
        pytest.param(8, b"\x02" + "津A12345".encode("gbk"), V2011, id="33 bytes"),
        pytest.param(8, b"\x02", V2011, id="25 bytes: no plate"),
        pytest.param(20, b"\x02", V2013, id="37 bytes: no plate"),
        pytest.param(20, b"\x02" + "津A12345".encode("gbk"), V2013, id="45 bytes"),
        pytest.param(8, b"\x00LSVAA49J132047371", V2011, id="42 bytes: a VIN"),
        pytest.param(20, b"\x00LSVAA49J132047371", V2013, id="54 bytes: a VIN"),
    ],
)
def test_registration_tells_2011_from_2013(
    size_of_model: int, tail: bytes, edition: Version
) -> None:
    message: Message = decode(registration(size_of_model, tail))
    assert message.header.version is edition
    assert message.body.model == "T1"


# ------------------------------------------------------------ bad values


@pytest.mark.parametrize(
    ("number", "version", "raw", "said"),
    [
        pytest.param(0x0100, V2013, "00" * 37 + "bdf2 ff", "不是 GBK", id="rubbish in a plate"),
        pytest.param(
            0x0107, V2013, "00" * 34 + "8986 0f" + "00" * 7 + "00 00 00 00", "BCD", id="ICCID"
        ),
        pytest.param(0x8103, V2013, "01 00000001 04 0000", "太短", id="parameter cut"),
        pytest.param(0x8400, V2013, "00" + "31" * 21, "至多 20", id="phone too long"),
        pytest.param(0x0704, V2013, "ffff 00", "65535 个位置", id="count without positions"),
        pytest.param(0x8601, V2013, "ff 00000001", "应有 255 项", id="count without ids"),
        pytest.param(
            0x8600, V2013, "00 01 00000007 0000 055d4a81 00000000 00000001", "±90", id="fence"
        ),
        pytest.param(
            0x8604, V2013, "00000009 0001 000000990000 000000000000 0000", "BCD", id="fence time"
        ),
        pytest.param(0x8802, V2013, "000000 261399000000 000000000000", "BCD", id="month 13"),
    ],
)
def test_bad_values(number: int, version: Version, raw: str, said: str) -> None:
    with pytest.raises(BadBody, match="JT/T 808-2013") as refused:
        decode_body(number, version, bytes.fromhex(raw))
    assert said in refused.value.reason


@pytest.mark.parametrize(
    ("number", "version", "body", "said"),
    [
        pytest.param(0x8300, V2013, commands.SendText(1, None, "😀"), "GBK 没有", id="no GBK"),
        pytest.param(0x8300, V2013, commands.SendText(1, 1, "x"), "不应有", id="2019 in 2013"),
        pytest.param(0x8300, V2019, commands.SendText(1, None, "x"), "缺少", id="2013 in 2019"),
        pytest.param(0x8202, V2013, commands.TrackTemporarily(0, 60), "不应有", id="stop, 60 s"),
        pytest.param(0x8202, V2013, commands.TrackTemporarily(-1, 60), "无符号", id="negative"),
        pytest.param(0x8203, V2013, commands.SendText(1, None, "x"), "不能是", id="another body"),
        pytest.param(
            0x8004,
            V2019,
            session.TimeAnswer(NAIVE),
            "时区",
            id="naive time",
        ),
        pytest.param(
            0x8004, V2019, session.TimeAnswer(datetime(1999, 1, 1, tzinfo=UTC)), "2099", id="1999"
        ),
    ],
)
def test_values_that_fit_no_message(number: int, version: Version, body: object, said: str) -> None:
    with pytest.raises(BadBody, match=said):
        encode_body(number, version, body)


def test_a_bad_position_of_a_batch_does_not_cost_the_good_one() -> None:
    bad = PLACE.replace("025317c0", "055d4a81")  # 90.000001 degrees
    raw = bytes.fromhex("0002 01 001c" + bad + "001c" + PLACE)
    batch = decode_body(0x0704, V2013, raw)
    assert batch.locations[1] == HERE
    assert batch.locations[0].raw == bytes.fromhex(bad)
    assert "纬度 90.000001 度超出 ±90" in batch.locations[0].reason
    assert encode_body(0x0704, V2013, batch) == raw
