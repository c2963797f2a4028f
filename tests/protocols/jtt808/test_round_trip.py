"""Every message of the table, every edition: what is written is read back, byte for byte."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bailiwick.protocols.jtt808.errors import BadBody, Rejected
from bailiwick.protocols.jtt808.framing import FrameReader, open_frame
from bailiwick.protocols.jtt808.header import Header, Version
from bailiwick.protocols.jtt808.lines import (
    decode_line,
    encode_line,
    message_from_json,
    message_to_json,
)
from bailiwick.protocols.jtt808.messages import (
    MESSAGES,
    Message,
    decode,
    decode_body,
    encode_body,
    frame,
)
from tests.protocols.jtt808.shapes import bodies

EVERY = [(number, version) for number in sorted(MESSAGES) for version in Version]
quick = settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def message(number: int, version: Version, body: object) -> Message:
    phone = bytes.fromhex("013812345678").rjust(version.phone_bytes, b"\0")
    return Message(Header(number, version, phone, 7), body)


@pytest.mark.parametrize(("number", "version"), EVERY)
@quick
@given(data=st.data())
def test_body_comes_back(number: int, version: Version, data: st.DataObject) -> None:
    body = data.draw(bodies(number, version))
    raw = encode_body(number, version, body)
    assert decode_body(number, version, raw) == body
    assert encode_body(number, version, decode_body(number, version, raw)) == raw


@pytest.mark.parametrize(("number", "version"), EVERY)
@quick
@given(data=st.data())
def test_json_form_comes_back(number: int, version: Version, data: st.DataObject) -> None:
    sent = message(number, version, data.draw(bodies(number, version)))
    form = json.dumps(message_to_json(sent))
    assert message_from_json(json.loads(form)) == sent


@pytest.mark.parametrize(("number", "version"), EVERY)
@quick
@given(data=st.data())
def test_cut_or_changed_bodies_raise_only_our_errors(
    number: int, version: Version, data: st.DataObject
) -> None:
    raw = bytearray(encode_body(number, version, data.draw(bodies(number, version))))
    for at in range(min(len(raw), 60)):
        _reads_exactly_or_refuses(number, version, bytes(raw[:at]))
    for _ in range(8):
        if raw:
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at] = data.draw(st.integers(0, 255))
        _reads_exactly_or_refuses(number, version, bytes(raw))


@pytest.mark.parametrize(("number", "version"), EVERY)
@quick
@given(raw=st.binary(max_size=80))
def test_rubbish_raises_only_our_errors(number: int, version: Version, raw: bytes) -> None:
    _reads_exactly_or_refuses(number, version, raw)


def _reads_exactly_or_refuses(number: int, version: Version, raw: bytes) -> None:
    try:
        body = decode_body(number, version, raw)
    except BadBody as error:
        clause = error.clause
    else:
        clause = MESSAGES[number].clause
        assert encode_body(number, version, body) == raw
    assert clause.startswith("JT/T 808-")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    data=st.data(),
    rubbish=st.binary(max_size=30),
    cuts=st.lists(st.integers(0, 400), max_size=8),
)
def test_stream_of_frames_survives_rubbish_and_any_split(
    data: st.DataObject, rubbish: bytes, cuts: list[int]
) -> None:
    numbers = data.draw(st.lists(st.sampled_from([0x0002, 0x0102, 0x0200]), min_size=1, max_size=4))
    sent = [message(n, Version.V2013, data.draw(bodies(n, Version.V2013))) for n in numbers]
    stream = rubbish + b"".join(frame(one) for one in sent)
    reader, got, start = FrameReader(), [], 0
    for cut in [*sorted(cuts), len(stream)]:
        got += reader.receive(stream[start:cut])
        start = max(start, cut)
    assert [decode(content) for content in got[-len(sent) :]] == sent


@settings(max_examples=300, deadline=None, derandomize=True)
@given(raw=st.binary(max_size=60))
def test_content_of_any_bytes_raises_only_our_errors(raw: bytes) -> None:
    for way in (open_frame, decode):
        try:
            way(raw)
        except Rejected:
            continue


@settings(max_examples=300, deadline=None, derandomize=True)
@given(text=st.text(max_size=60))
def test_any_line_gets_an_answer(text: str) -> None:
    assert "ok" in decode_line(text)
    with pytest.raises(Rejected):
        encode_line(text)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("number", sorted(MESSAGES))
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data(), rubbish=ANY_JSON)
def test_wrong_json_values_raise_only_our_errors(
    number: int, data: st.DataObject, rubbish: object
) -> None:
    form = message_to_json(message(number, Version.V2019, data.draw(bodies(number, Version.V2019))))
    place = data.draw(st.sampled_from([form, form["body"]]))
    if place:
        place[data.draw(st.sampled_from(sorted(place)))] = rubbish
    with contextlib.suppress(Rejected):
        assert open_frame(bytes.fromhex(encode_line(json.dumps(form)))[1:-1])
