"""``bin/bailiwick decode`` and ``encode``: device protocols from the command line, no database.

A protocol is a row of ``CODECS``; its lines are read and written by the sans-IO codec.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

HELP = """\
用法: bin/bailiwick decode 协议 [选项] < 文件      一行一帧 (十六进制) → 一行一个 JSON
      bin/bailiwick encode 协议 [选项] < 文件      一行一个 JSON → 一行一帧 (十六进制)

协议: {protocols}
decode 的结果: {{"ok": true, "message_id": "0x0200", "version": "2013", "phone": …, "serial": …, "body": {{…}}}}
              或 {{"ok": false, "error": 原因}}；encode 不能编码的行输出后一种。空行略过。
选项: --version 2011|2013   帧内没有版本标识时按哪一版解码 (默认 2013)
      --profile 名称         厂商附加项 (默认 standard)
退出码: 0 全部成功，1 有行出错，2 参数错误。
"""
LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Options:
    version: str = "2013"
    profile: str = "standard"


class BadOptions(ValueError):
    """An option has a value nobody knows."""


@dataclass(frozen=True, slots=True)
class Codec:
    """``decode`` and ``encode`` turn one line into the line to print and whether it went well."""

    check: Callable[[Options], None]
    decode: Callable[[str, Options], tuple[str, bool]]
    encode: Callable[[str, Options], tuple[str, bool]]


def decode(
    arguments: Sequence[str], source: BinaryIO | None = None, target: BinaryIO | None = None
) -> int:
    """Decode the lines of ``source``. Returns the exit code."""
    return _run("decode", arguments, source, target)


def encode(
    arguments: Sequence[str], source: BinaryIO | None = None, target: BinaryIO | None = None
) -> int:
    """Encode the lines of ``source``. Returns the exit code."""
    return _run("encode", arguments, source, target)


def _run(
    what: str, arguments: Sequence[str], source: BinaryIO | None, target: BinaryIO | None
) -> int:
    if arguments and arguments[0] in {"-h", "--help"}:
        print(HELP.format(protocols="、".join(CODECS)), end="")
        return 0
    try:
        codec, options = _choose(arguments)
    except BadOptions as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 2
    work = codec.decode if what == "decode" else codec.encode
    out = target or sys.stdout.buffer
    failed = False
    for line in _lines(source or sys.stdin.buffer):
        answer, good = work(line, options)
        failed |= not good
        out.write(answer.encode(errors="backslashreplace") + b"\n")  # half a surrogate pair
        out.flush()
    return 1 if failed else 0


def _choose(arguments: Sequence[str]) -> tuple[Codec, Options]:
    known = "、".join(CODECS)
    if not arguments:
        raise BadOptions(f"缺少协议，可选：{known}")
    name, *rest = arguments
    if name not in CODECS:
        raise BadOptions(f"没有协议 {name}，可选：{known}")
    said: dict[str, str] = {}
    while rest:
        option, _, value = rest.pop(0).partition("=")
        if option not in {"--version", "--profile"}:
            raise BadOptions(f"不认识的参数 {option}")
        if not value and not rest:
            raise BadOptions(f"{option} 缺少值")
        said[option[2:]] = value or rest.pop(0)
    options = Options(**said)
    CODECS[name].check(options)
    return CODECS[name], options


def _lines(source: BinaryIO) -> Iterator[str]:
    """Lines with something on them; the rest of an overlong line is read as lines of its own."""
    while raw := source.readline(LONGEST_LINE):
        line = raw.decode("utf-8", errors="replace").strip()
        if line:
            yield line


# ------------------------------------------------------------ JT/T 808


def _check_jt808(options: Options) -> None:
    from bailiwick.protocols.jtt808.errors import Rejected
    from bailiwick.protocols.jtt808.header import Version
    from bailiwick.protocols.jtt808.items import table_of

    if options.version not in {Version.V2011, Version.V2013}:
        raise BadOptions(f"--version 可选 2011、2013，不是 {options.version}")
    try:
        table_of(options.profile)
    except Rejected as problem:
        raise BadOptions(str(problem)) from None


def _decode_jt808(line: str, options: Options) -> tuple[str, bool]:
    from bailiwick.protocols.jtt808.header import Version
    from bailiwick.protocols.jtt808.lines import decode_line

    answer = decode_line(line, hint=Version(options.version), profile=options.profile)
    return _json(answer), answer["ok"]


def _encode_jt808(line: str, options: Options) -> tuple[str, bool]:
    from bailiwick.protocols.jtt808.errors import Rejected
    from bailiwick.protocols.jtt808.lines import encode_line

    try:
        return encode_line(line, profile=options.profile), True
    except Rejected as problem:
        return _json({"ok": False, "error": str(problem)}), False


def _json(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


CODECS: Mapping[str, Codec] = {"jt808": Codec(_check_jt808, _decode_jt808, _encode_jt808)}
