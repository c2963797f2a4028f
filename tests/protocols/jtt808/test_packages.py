"""Long messages: 4.4.3 and 8.4 of JT/T 808-2013; files are asked for by 0x8800 (8.53)."""

from __future__ import annotations

import pytest

from bailiwick.protocols.jtt808.errors import BadFrame
from bailiwick.protocols.jtt808.header import Header, Package, Version
from bailiwick.protocols.jtt808.media import MediaUploadAnswer
from bailiwick.protocols.jtt808.messages import Message, Part, decode, encode
from bailiwick.protocols.jtt808.packages import Reassembly, split
from bailiwick.protocols.jtt808.session import ResendRequest

PHONE = bytes.fromhex("013812345678")
BODY = bytes(range(250)) * 10


def parts(message_id: int = 0x0801, serial: int = 0xFFFE) -> list[Message]:
    header = Header(message_id, Version.V2013, PHONE, serial)
    return [decode(encode(one)) for one in split(header, BODY, part_bytes=1000)]


def add(reassembly: Reassembly, message: Message, at: float = 0.0) -> bytes | None:
    return reassembly.add(message.header, message.body.raw, at=at)


def test_parts_have_consecutive_serials_also_past_ffff() -> None:
    headers = [one.header for one in parts()]
    assert [it.serial for it in headers] == [0xFFFE, 0xFFFF, 0x0000]
    assert [it.package for it in headers] == [Package(3, 1), Package(3, 2), Package(3, 3)]
    assert {it.first_serial for it in headers} == {0xFFFE}


def test_short_body_is_not_cut() -> None:
    (only,) = split(Header(0x0801, Version.V2013, PHONE, 5), b"abc")
    assert only == Message(Header(0x0801, Version.V2013, PHONE, 5), Part(b"abc"))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 1, 0, 2)])
def test_parts_are_joined_in_any_order(order: tuple[int, ...]) -> None:
    sent, reassembly = parts(), Reassembly()
    *early, last = (add(reassembly, sent[index]) for index in order)
    assert set(early) == {None}
    assert last == BODY
    assert reassembly.waiting(at=99, quiet_s=0) == []


def test_missing_parts_of_a_file_are_asked_for_by_its_number() -> None:
    sent, reassembly = parts(), Reassembly()
    add(reassembly, sent[0], at=10)
    assert reassembly.waiting(at=14, quiet_s=5) == []
    (waiting,) = reassembly.waiting(at=15, quiet_s=5)
    # the file's number is its first four bytes: 00 01 02 03
    assert waiting.ask(at=15) == MediaUploadAnswer(0x00010203, (2, 3))
    assert reassembly.waiting(at=19, quiet_s=5) == []
    assert reassembly.waiting(at=20, quiet_s=5) == [waiting]
    assert waiting.asked == 1


def test_missing_parts_are_asked_for_by_the_first_serial() -> None:
    reassembly = Reassembly()
    add(reassembly, parts()[2])  # a file whose number has not come
    add(reassembly, parts(message_id=0x0704, serial=7)[1])
    requests = [it.ask(at=0) for it in reassembly.waiting(at=0, quiet_s=0)]
    assert requests == [ResendRequest(0xFFFE, (1, 2)), ResendRequest(7, (1, 3))]


def test_old_messages_expire() -> None:
    reassembly = Reassembly(expire_s=30)
    add(reassembly, parts()[0], at=100)
    assert reassembly.expire(at=129) == []
    (dropped,) = reassembly.expire(at=130)
    assert dropped.missing == (2, 3)
    assert reassembly.dropped == 1
    assert add(reassembly, parts()[1], at=131) is None


def test_memory_is_capped() -> None:
    reassembly = Reassembly(max_bytes=1500, max_messages=2)
    sent = parts()
    add(reassembly, sent[0])
    with pytest.raises(BadFrame, match="超过 1500 字节"):
        add(reassembly, sent[1])
    for serial in (10, 20, 30):
        header = Header(0x0704, Version.V2013, PHONE, serial, Package(2, 1))
        assert reassembly.add(header, b"x", at=float(serial)) is None
    assert [it.header.serial for it in reassembly.waiting(at=99, quiet_s=0)] == [20, 30]


def test_siblings_must_agree_on_the_total() -> None:
    reassembly = Reassembly()
    reassembly.add(Header(0x0704, Version.V2013, PHONE, 1, Package(3, 1)), b"x", at=0)
    with pytest.raises(BadFrame, match="与此前不同"):
        reassembly.add(Header(0x0704, Version.V2013, PHONE, 2, Package(4, 2)), b"x", at=0)
