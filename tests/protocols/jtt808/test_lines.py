"""``bin/bailiwick decode jt808`` and ``encode jt808``: a line in, a line out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bailiwick.protocols.jtt808.errors import BadBody, Rejected
from bailiwick.protocols.jtt808.lines import decode_line, encode_line
from config import cli, codecs

PUBLISHED = (Path(__file__).parent / "frames" / "location_published.hex").read_text().strip()
UNESCAPED = PUBLISHED.replace("7D02", "7E").replace("7D01", "7D")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(PUBLISHED, id="as sent"),
        pytest.param(PUBLISHED[2:-2], id="without flags"),
        pytest.param(UNESCAPED, id="unescaped, with flags"),
        pytest.param(UNESCAPED[2:-2], id="unescaped, without flags"),
        pytest.param(PUBLISHED.lower(), id="small letters"),
        pytest.param(bytes.fromhex(PUBLISHED).hex(" "), id="spaces"),
    ],
)
def test_published_position(line: str) -> None:
    answer = decode_line(line)
    status = answer["body"].pop("status")
    assert answer == {
        "ok": True,
        "message_id": "0x0200",
        "version": "2013",
        "phone": "123456789012",
        "serial": 126,
        "body": {
            "lat_deg": 12.222222,
            "lon_deg": 132.444444,
            "altitude_m": 40,
            "speed_kmh": 6.0,
            "course_deg": 0,
            "fixed_at": "2018-10-15T10:10:10+08:00",
            "alarms": ["emergency"],
            "items": {"odometer_km": 10.0, "fuel_l": 12.5},
        },
    }
    assert [name for name, on in status.items() if on] == ["fixed"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", "不是十六进制"),
        ("7E7E", "帧太短"),
        (PUBLISHED.replace("0104", "0105"), "校验码应为"),
        (PUBLISHED[:40], "校验码"),
    ],
)
def test_bad_line(line: str, said: str) -> None:
    answer = decode_line(line)
    assert answer["ok"] is False
    assert said in answer["error"]


def test_encode_is_the_reverse() -> None:
    assert encode_line(json.dumps(decode_line(PUBLISHED))) == PUBLISHED


def test_part_of_a_long_message() -> None:
    # 0801, attributes 2003 (bit 13, three bytes), serial 9, total 2, index 1
    document = {
        "message_id": "0x0801",
        "version": "2013",
        "phone": "13812345678",
        "serial": 9,
        "package": {"total": 2, "index": 1},
        "body": {"raw": "aabbcc"},
    }
    sent = encode_line(json.dumps(document))
    assert sent.startswith("7E0801200301381234567800090002" + "0001AABBCC")
    assert decode_line(sent) == {"ok": True, **document, "phone": "013812345678"}


@pytest.mark.parametrize(
    "change",
    [
        {"phone": 13812345678},
        {"version": "2016"},
        {"serial": "1"},
        {"serial": 65536},
        {"message_id": "position"},
        {"message_id": "0x10000"},
        {"package": []},
        {"body": {}},
        {"ok": False},
        {"surprise": 1},
    ],
)
def test_documents_that_fit_no_frame(change: dict[str, object]) -> None:
    with pytest.raises(Rejected):
        encode_line(json.dumps(decode_line(PUBLISHED) | change))


def test_a_key_nobody_knows_is_an_error() -> None:
    document = decode_line("7e0102000c0160531372720002303136303533313337323732 2f7e")
    document["body"]["colour"] = "red"
    with pytest.raises(BadBody, match="colour"):
        encode_line(json.dumps(document))


def test_command_answers_every_line_and_says_that_some_failed() -> None:
    out = io.BytesIO()
    source = io.BytesIO(f"{PUBLISHED}\n\nrubbish\n{PUBLISHED}".encode())
    assert codecs.decode(["jt808"], source, out) == 1
    lines = out.getvalue().decode().splitlines()
    assert [json.loads(line)["ok"] for line in lines] == [True, False, True]
    back = io.BytesIO()
    assert codecs.encode(["jt808"], io.BytesIO(lines[0].encode()), back) == 0
    assert back.getvalue().decode() == PUBLISHED + "\n"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("[" * 100_000, id="deep"),
        pytest.param('{"a":' * 900 + "1" + "}" * 900, id="deep but whole"),
        pytest.param("1" * 5000, id="a long number"),
        pytest.param('{"\\ud800": 1}', id="half a character"),
        pytest.param("\udcff", id="not text"),
        pytest.param("{", id="cut"),
    ],
)
def test_command_survives_any_line(line: str) -> None:
    out = io.BytesIO()
    assert codecs.encode(["jt808"], io.BytesIO(line.encode(errors="replace")), out) == 1
    assert json.loads(out.getvalue())["ok"] is False


def test_profile_names_vendor_items() -> None:
    document = decode_line(PUBLISHED)
    document["body"]["items"] = {"running_number": 7}
    sent = encode_line(json.dumps(document), profile="simulator")
    assert decode_line(sent)["body"]["items"] == {"0xE5": "00000007"}
    assert decode_line(sent, profile="simulator")["body"]["items"] == {"running_number": 7}


def test_profile_names_vendor_items_in_a_batch() -> None:
    position = decode_line(PUBLISHED)["body"] | {"items": {"running_number": 7}}
    document = decode_line(PUBLISHED) | {
        "message_id": "0x0704",
        "body": {"kind": 1, "locations": [position]},
    }
    sent = encode_line(json.dumps(document), profile="simulator")
    assert decode_line(sent, profile="simulator")["body"] == document["body"]
    assert decode_line(sent)["body"]["locations"][0]["items"] == {"0xE5": "00000007"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "可选：jt808"),
        (["sip"], "没有协议 sip，可选：jt808"),
        (["jt808", "--version", "2016"], "2011、2013"),
        (["jt808", "--profile=nobody"], "simulator"),
        (["jt808", "--speed"], "不认识的参数"),
    ],
)
def test_wrong_arguments(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert codecs.decode(arguments, io.BytesIO(), io.BytesIO()) == 2
    assert said in capsys.readouterr().err


def test_both_are_commands() -> None:
    assert {"decode", "encode"} <= set(cli.OWN)
