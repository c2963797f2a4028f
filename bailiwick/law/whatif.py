"""What-if from the command line: one JSON document a line in, its clocks out. No database.

An answer is ``{"clocks": […]}`` or, for a line that cannot be read, ``{"error": "…"}``; other lines
go on. A key nobody knows is an error: nothing said is ever ignored.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, BinaryIO

from bailiwick.law.calendar import Calendar, seeded
from bailiwick.law.case_numbers import BadCaseNumber, is_court_code, parse
from bailiwick.law.derive import Explanation, Frame, explain_all
from bailiwick.law.facts import DEDUCTIONS, EVENTS, PAYMENTS, Fact, FactKind, measure_rule
from bailiwick.law.nodes import node_of
from bailiwick.law.rules import standard_book
from bailiwick.law.table import RULE_ROWS

HELP = """\
用法: bin/bailiwick derive < 文件

标准输入每行一个 JSON 文档，标准输出每行一个结果，不需要数据库。
文档: {"case_number": 案号, "court": 法院代字, "as_of": 日期,
       "case_kind": "民事|行政非诉|刑事涉财", "facts": [事实, …]}
事实: {"node": "N03", "on": 日期}
      {"deduction": "评估", "from": 日期, "to": 日期, "document": 文书}
      {"extension": "院长", "on": 日期, "months": 3, "document": 文书}   (或 days)
      {"measure": "冻结存款", "id": "m1", "on": 日期, "until": 日期}
      {"release": "m1", "on": 日期}   {"renew": "m1", "on": 日期, "until": 日期}
      {"payment": "到账|发放通知|发放", "id": "p1", "on": 日期}
      {"event": "申请|线索|反馈|异议|裁定送达|结案", "id": …, "on": 日期,
       "urgent": true, "kind": …, "mode": …}
      {"corrects": 0, "on": 日期}   更正第 0 条事实: 写出的项目替换原值
必填: case_number, as_of, 事实中的日期；其余可省。所有来源视为完整。
结果: {"clocks": [{rule, name, subject, start, due, due_unrolled, state, level, days_left,
       article, internal, explanation}]} 或 {"error": 原因}；不认识的键、词、日期都是错误。
退出码: 0 全部成功，1 有文档出错，2 参数错误。
"""

KINDS = ("民事", "行政非诉", "刑事涉财")
_DOCUMENT_KEYS = {"case_number", "court", "as_of", "case_kind", "facts"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1980, 2100
LONGEST_WORD = 200
MOST_FACTS = 10_000
MOST_MONTHS, MOST_DAYS = 120, 3650


class BadDocument(ValueError):
    """The line cannot be answered. The message says why."""


def main(
    arguments: Sequence[str], source: BinaryIO | None = None, target: BinaryIO | None = None
) -> int:
    """Answer each line of ``source`` (standard input) on ``target``. Returns the exit code."""
    if arguments and arguments[0] in {"-h", "--help"}:
        (target or sys.stdout.buffer).write(HELP.encode())
        return 0
    if arguments:
        sys.stderr.write(f"✗ 不认识的参数: {' '.join(arguments)}\n\n{HELP}")
        return 2
    source, target = source or sys.stdin.buffer, target or sys.stdout.buffer
    failed = False
    for line in source:
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        answer = answer_line(line)
        failed = failed or "error" in answer
        target.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        target.flush()
    return 1 if failed else 0


def answer_line(line: bytes) -> dict[str, Any]:
    """Return the answer to one line."""
    try:
        return {"clocks": clocks_of(_read(line))}
    except (BadDocument, BadCaseNumber) as problem:
        return {"error": str(problem)}
    except (OverflowError, RecursionError, ValueError):
        return {"error": "日期或数值超出可计算的范围"}


def clocks_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the clocks of a document, in the order of the rulebook.

    Raises:
        BadDocument, BadCaseNumber: it is not as the help says.
    """
    _check_keys(document, _DOCUMENT_KEYS, "文档")
    number = parse(_text(document, "case_number", "文档", required=True))
    as_of = _day(document, "as_of", "文档")
    court = _text(document, "court", "文档") or number.court_code
    if court and not is_court_code(court):
        raise BadDocument(f"文档: 法院代字“{court}”不存在")
    kind = _text(document, "case_kind", "文档") or KINDS[0]
    if kind not in KINDS:
        raise BadDocument(f"文档: case_kind 应为 {'、'.join(KINDS)}")
    facts = read_facts(document.get("facts", []))
    frame = Frame(number.text, court, number.type_code, kind, None, frozenset({"*"}))
    made = list(explain_all(frame, facts, standard_book(), calendar(), as_of))
    made.sort(key=lambda one: (_ORDER[one.rule], one.subject))
    return [_clock(one) for one in made]


_ORDER = {row.id: place for place, row in reversed(list(enumerate(RULE_ROWS)))}


@cache
def calendar() -> Calendar:
    """Return the calendar of the package (there is no database here)."""
    return seeded()


def _clock(one: Explanation) -> dict[str, Any]:
    made = one.clock
    return {
        "rule": one.rule,
        "name": one.name,
        "subject": one.subject,
        "start": made.start.isoformat(),
        "due": _iso(made.due),
        "due_unrolled": _iso(made.due_unrolled),
        "state": str(made.state),
        "level": None if one.level is None else str(one.level),
        "days_left": one.days_left,
        "article": one.article,
        "internal": one.internal,
        "explanation": [_step(step) for step in one.steps],
    }


def _step(step: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"title": step.title, "text": step.text, "on": _iso(step.on)}
    if step.pauses:
        said["pauses"] = [
            {
                "deduction": line.word,
                "from": line.first.isoformat(),
                "to": _iso(line.last),
                "document": line.document,
                "days": line.days,
                "used": line.used,
                "reason": line.reason,
            }
            for line in step.pauses
        ]
    if step.grants:
        said["extensions"] = [
            {
                "extension": line.approver,
                "on": line.on.isoformat(),
                "months": line.months,
                "days": line.days,
                "document": line.document,
                "used": line.used,
                "reason": line.reason,
            }
            for line in step.grants
        ]
    return said


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# ------------------------------------------------------------------------------ reading facts


def read_facts(rows: Any) -> list[Fact]:
    """Read the list of facts. The id of a fact is its place in the list.

    Raises:
        BadDocument: a fact is not as the help says.
    """
    if not isinstance(rows, list):
        raise BadDocument("文档: facts 应为列表")
    if len(rows) > MOST_FACTS:
        raise BadDocument(f"文档: 事实超过 {MOST_FACTS} 条")
    facts: list[Fact] = []
    for place, row in enumerate(rows):
        where = f"第 {place} 条事实"
        if not isinstance(row, dict):
            raise BadDocument(f"{where}: 应为对象")
        facts.append(
            _correction(place, row, where, facts) if "corrects" in row else _fact(place, row, where)
        )
    known = {fact.ref for fact in facts if fact.kind is FactKind.MEASURE}
    for place, fact in enumerate(facts):
        if fact.kind in (FactKind.RELEASE, FactKind.RENEW) and fact.ref not in known:
            raise BadDocument(f"第 {place} 条事实: 没有标识为“{fact.ref}”的措施")
    return facts


_KEYS: dict[str, set[str]] = {
    "node": {"node", "on", "id", "document"},
    "deduction": {"deduction", "from", "to", "document"},
    "extension": {"extension", "on", "months", "days", "document"},
    "measure": {"measure", "id", "on", "until", "document", "kind"},
    "release": {"release", "on", "document"},
    "renew": {"renew", "on", "until", "document"},
    "payment": {"payment", "id", "on", "document"},
    "event": {"event", "id", "on", "urgent", "kind", "mode", "document"},
}


def _fact(place: int, row: Mapping[str, Any], where: str) -> Fact:
    named = [key for key in _KEYS if key in row]
    if len(named) != 1:
        known = "、".join((*_KEYS, "corrects"))
        raise BadDocument(f"{where}: 应有且只有一个 {known}（写的是 {'、'.join(row) or '空'}）")
    name = named[0]
    _check_keys(row, _KEYS[name], where)
    word = _text(row, name, where, required=True)
    made = Fact(
        id=place,
        kind=FactKind(name),
        what=_WORDS[name](word, where) if name in _WORDS else word,
        on=_day(row, "from" if name == "deduction" else "on", where),
        until=_optional_day(row, "to" if name == "deduction" else "until", where),
        ref=_text(row, "id", where),
        document=_text(row, "document", where),
        months=_count(row, "months", where, MOST_MONTHS),
        days=_count(row, "days", where, MOST_DAYS),
        urgent=_flag(row, "urgent", where),
        mode=_text(row, "mode", where),
        detail=_text(row, "kind", where),
    )
    if name in ("release", "renew"):
        made = made._replace(what="", ref=word)
    return _checked(made, where)


def _correction(place: int, row: Mapping[str, Any], where: str, earlier: list[Fact]) -> Fact:
    """Read ``{"corrects": n, …}``: the n-th fact with the values given instead of its own."""
    target = row["corrects"]
    if isinstance(target, bool) or not isinstance(target, int) or not 0 <= target < place:
        raise BadDocument(f"{where}: corrects 应为之前某条事实的序号（0 起）")
    old = earlier[target]
    allowed = (_KEYS[str(old.kind)] - {"release", "renew"}) | {"corrects", "on"}
    _check_keys(row, allowed, where)
    name = str(old.kind)
    changes: dict[str, Any] = {}
    if name in row:
        word = _text(row, name, where, required=True)
        changes["what"] = _WORDS[name](word, where) if name in _WORDS else word
    first, last = ("from", "to") if name == "deduction" else ("on", "until")
    for key in (first, "on"):  # a correction may say on for the first day of a pause too
        if key in row:
            changes["on"] = _day(row, key, where)
    if last in row:
        changes["until"] = _optional_day(row, last, where)
    for key, field in (
        ("id", "ref"),
        ("document", "document"),
        ("mode", "mode"),
        ("kind", "detail"),
    ):
        if key in row:
            changes[field] = _text(row, key, where)
    for key, most in (("months", MOST_MONTHS), ("days", MOST_DAYS)):
        if key in row:
            changes[key] = _count(row, key, where, most)
    if "urgent" in row:
        changes["urgent"] = _flag(row, "urgent", where)
    return _checked(old._replace(id=place, supersedes=target, **changes), where)


def _checked(fact: Fact, where: str) -> Fact:
    if fact.until is not None and fact.until < fact.on:
        raise BadDocument(f"{where}: 截止日期 {fact.until} 早于起始日期 {fact.on}")
    if fact.kind is FactKind.EXTENSION and not (fact.months or fact.days):
        raise BadDocument(f"{where}: 延长须写 months 或 days")
    return fact


def _node_word(word: str, where: str) -> str:
    node = node_of(word)
    if node is None:
        raise BadDocument(f"{where}: 没有节点“{word}”")
    return node.code


def _measure_word(word: str, where: str) -> str:
    if measure_rule(word) is None:
        raise BadDocument(f"{where}: 没有控制措施“{word}”")
    return word


def _one_of(table: Mapping[str, object], what: str) -> Callable[[str, str], str]:
    def check(word: str, where: str) -> str:
        if word not in table:
            raise BadDocument(f"{where}: {what}应为 {'、'.join(table)}，写的是“{word}”")
        return word

    return check


_WORDS: dict[str, Callable[[str, str], str]] = {
    "node": _node_word,
    "measure": _measure_word,
    "deduction": _one_of(DEDUCTIONS, "扣除类型"),
    "payment": _one_of(PAYMENTS, "案款类型"),
    "event": _one_of(EVENTS, "事件"),
}


# ------------------------------------------------------------------------------ reading values


def _read(line: bytes) -> dict[str, Any]:
    try:
        document = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_no_doubles)
    except UnicodeDecodeError:
        raise BadDocument("不是 UTF-8 文字") from None
    except (json.JSONDecodeError, RecursionError) as problem:
        raise BadDocument(f"不是 JSON: {problem}") from None
    if not isinstance(document, dict):
        raise BadDocument("每行应为一个 JSON 对象")
    return document


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise BadDocument(f"键 {double} 出现两次")
    return found


def _check_keys(row: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = [key for key in row if key not in allowed]
    if unknown:
        raise BadDocument(f"{where}: 不认识的键 {'、'.join(unknown)}")


def _text(row: Mapping[str, Any], key: str, where: str, *, required: bool = False) -> str:
    value = row.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadDocument(f"{where}: 缺 {key}" if value is None else f"{where}: {key} 应为文字")
    if len(value) > LONGEST_WORD:
        raise BadDocument(f"{where}: {key} 超过 {LONGEST_WORD} 字")
    if required and not value.strip():
        raise BadDocument(f"{where}: {key} 为空")
    return value.strip()


def _day(row: Mapping[str, Any], key: str, where: str) -> date:
    value = row.get(key)
    if value is None:
        raise BadDocument(f"{where}: 缺 {key}")
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise BadDocument(f"{where}: {key} 应为 YYYY-MM-DD 日期，写的是 {value!r}")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise BadDocument(f"{where}: 没有 {value} 这一天") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadDocument(f"{where}: {key} 应在 {FIRST_YEAR} 至 {LAST_YEAR} 年之间")
    return day


def _optional_day(row: Mapping[str, Any], key: str, where: str) -> date | None:
    return None if row.get(key) is None else _day(row, key, where)


def _count(row: Mapping[str, Any], key: str, where: str, most: int) -> int:
    value = row.get(key)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= most:
        raise BadDocument(f"{where}: {key} 应为 1 至 {most} 的整数")
    return value


def _flag(row: Mapping[str, Any], key: str, where: str) -> bool:
    value = row.get(key, False)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise BadDocument(f"{where}: {key} 应为 true 或 false")
    return value
