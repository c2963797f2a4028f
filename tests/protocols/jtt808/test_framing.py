"""Flags, escaping and check code (JT/T 808-2013 4.4.2, 4.4.4), and the header (表2, 表3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bailiwick.protocols.jtt808.errors import BadFrame, EncryptedFrame
from bailiwick.protocols.jtt808.framing import FrameReader, open_frame, seal_frame
from bailiwick.protocols.jtt808.header import Header, Package, Version, phone_field
from bailiwick.protocols.jtt808.messages import Part, Unknown, decode, encode
from bailiwick.protocols.jtt808.session import Authentication, Heartbeat

# 0002, no body, phone 013812345678, serial 1
HEARTBEAT = bytes.fromhex("0002 0000 013812345678 0001")
FRAMES = {
    path.stem: bytes.fromhex(path.read_text())
    for path in (Path(__file__).parent / "frames").glob("*.hex")
}


def test_check_code_is_the_xor_of_header_and_body() -> None:
    # 00^02^00^00 = 02; ^01 = 03; ^38 = 3B; ^12 = 29; ^34 = 1D; ^56 = 4B; ^78 = 33; ^00^01 = 32
    assert seal_frame(HEARTBEAT).hex() == "7e0002000001381234567800013 27e".replace(" ", "")


def test_flags_and_escapes_inside_are_escaped() -> None:
    # 4.4.2: 7E -> 7D 02, 7D -> 7D 01; xor of 30 7E 08 7D 55 is 6E
    sealed = seal_frame(bytes.fromhex("307e087d55"))
    assert sealed.hex() == "7e307d02087d01556e7e"
    assert open_frame(sealed[1:-1]).hex() == "307e087d55"


def test_the_check_code_itself_is_escaped() -> None:
    assert seal_frame(b"\x7f\x01").hex() == "7e7f017d027e"
    assert open_frame(b"\x7f\x01\x7d\x02") == b"\x7f\x01"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param("", "帧太短", id="nothing"),
        pytest.param("00", "帧太短", id="a check code alone"),
        pytest.param("0002 03", "校验码应为 02", id="wrong check code"),
        pytest.param("00 7d03 00", "转义 7D 03", id="unknown escape"),
        pytest.param("00 02 7d", "转义 7D (结尾)", id="escape at the end"),
    ],
)
def test_bad_frames_say_what_is_wrong(raw: str, said: str) -> None:
    with pytest.raises(BadFrame, match="JT/T 808-2013") as refused:
        open_frame(bytes.fromhex(raw))
    assert said in refused.value.reason


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 4096])
@pytest.mark.parametrize("name", FRAMES)
def test_frame_survives_any_split_of_the_stream(name: str, piece: int) -> None:
    stream = b"(id,1,001,BASE,2,TIME)\r\n" + FRAMES[name] * 2 + FRAMES[name][1:]  # one flag shared
    reader, frames = FrameReader(), []
    for start in range(0, len(stream), piece):
        frames += reader.receive(stream[start : start + piece])
    assert frames == [open_frame(FRAMES[name][1:-1])] * 3
    assert reader.rejected == 1  # the line before


def test_a_bad_frame_is_counted_and_does_not_cost_the_next() -> None:
    reader = FrameReader()
    good = seal_frame(HEARTBEAT)
    bad = good.replace(b"\x32\x7e", b"\x33\x7e")
    assert reader.receive(bad + b"\x7e\x01\x7e" + good) == [HEARTBEAT]
    assert reader.rejected == 2
    assert reader.last_error is not None


def test_a_vendor_frame_between_e7_ends_at_the_header() -> None:
    # its two E7 cancel in the xor, so only the length gives it away
    vendor = bytes.fromhex("e70002000001381234567800 0132e7".replace(" ", ""))
    first, second = FrameReader().receive(vendor + seal_frame(HEARTBEAT))
    with pytest.raises(BadFrame, match="消息体长度"):
        decode(first)
    assert decode(second).body == Heartbeat()


def test_endless_rubbish_is_not_collected() -> None:
    reader = FrameReader(max_frame_bytes=100)
    for _ in range(50):
        assert reader.receive(b"x" * 60) == []
    assert reader.receive(b"\x32" + seal_frame(HEARTBEAT)) == [HEARTBEAT]
    assert reader.rejected == 1


def test_a_whole_frame_over_the_cap_is_refused() -> None:
    reader = FrameReader(max_frame_bytes=100)
    assert reader.receive(seal_frame(bytes(200)) + seal_frame(HEARTBEAT)) == [HEARTBEAT]
    assert reader.rejected == 1


# ------------------------------------------------------------ header


def test_header_of_2013() -> None:
    message = decode(HEARTBEAT)
    assert message.header == Header(0x0002, Version.V2013, bytes.fromhex("013812345678"), serial=1)
    assert message.header.phone == "013812345678"
    assert message.header.phone_short == "13812345678"
    assert message.body == Heartbeat()


def test_header_of_2019_has_a_flag_a_version_and_ten_bytes_of_phone() -> None:
    # attributes 4000: bit 14; protocol version 01
    content = bytes.fromhex("0002 4000 01 00000000013812345678 0001")
    header = decode(content).header
    assert (header.version, header.protocol_version) == (Version.V2019, 1)
    assert header.phone == "00000000013812345678"
    assert header.phone_short == "13812345678"
    assert encode(decode(content)) == content


def test_header_of_a_part() -> None:
    # attributes 2003: bit 13 and three bytes; total 0002, index 0001
    content = bytes.fromhex("0801 2003 013812345678 0009 0002 0001 aabbcc")
    message = decode(content)
    assert message.header.package == Package(total=2, index=1)
    assert message.body == Part(b"\xaa\xbb\xcc")
    assert encode(message) == content


def test_phone_with_letters_is_kept() -> None:
    content = bytes.fromhex("0002 0000 0a3812345678 0001")
    assert decode(content).header.phone == "0A3812345678"
    assert encode(decode(content)) == content


def test_unknown_message_is_kept_raw() -> None:
    content = bytes.fromhex("0f00 8002 013812345678 0001 beef")  # bit 15 is kept, too
    assert decode(content).body == Unknown(b"\xbe\xef")
    assert encode(decode(content)) == content


@pytest.mark.parametrize("way", ["0400", "0800", "1c00"])
def test_encrypted_body_has_an_error_of_its_own(way: str) -> None:
    with pytest.raises(EncryptedFrame, match="已加密"):
        decode(bytes.fromhex(f"0002 {way} 013812345678 0001"))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("0002 0001 013812345678 0001", id="body shorter than announced"),
        pytest.param("0002 0000 013812345678 0001 00", id="body longer than announced"),
        pytest.param("0801 2000 013812345678 0009 0002 0003", id="part 3 of 2"),
        pytest.param("0801 2000 013812345678 0009 0002 0000", id="part 0"),
        pytest.param("0801 2000 013812345678 0009 0002", id="part numbers cut"),
    ],
)
def test_bad_header(content: str) -> None:
    with pytest.raises(BadFrame, match="808-2013"):
        decode(bytes.fromhex(content))


@pytest.mark.parametrize("name", FRAMES)
def test_content_cut_anywhere_is_refused(name: str) -> None:
    content = open_frame(FRAMES[name][1:-1])
    for size in range(len(content)):
        with pytest.raises(BadFrame):
            decode(content[:size])


def test_published_authentication() -> None:
    message = decode(open_frame(FRAMES["authentication_published"][1:-1]))
    assert message.body == Authentication("016053137272")


@pytest.mark.parametrize("digits", ["1" * 13, "1381234567é", "+381234567", "", "١٢٣"])
def test_phone_must_be_digits_of_the_edition(digits: str) -> None:
    with pytest.raises(BadFrame, match="不是至多 12 位数字"):
        phone_field(digits, Version.V2013)
