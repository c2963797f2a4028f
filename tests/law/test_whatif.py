"""The command line: one answer a line, errors that say what is wrong."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bailiwick.law.whatif import answer_line, main

GOOD: dict[str, Any] = {
    "case_number": "（2017）豫0311执1207号",
    "court": "豫0311",
    "as_of": "2017-08-01",
    "case_kind": "民事",
    "facts": [
        {"node": "N03", "on": "2017-03-15"},
        {"deduction": "评估", "from": "2017-05-01", "to": "2017-06-10", "document": "委托书"},
    ],
}


def line(**changes: Any) -> bytes:
    return json.dumps(GOOD | changes, ensure_ascii=False).encode()


def with_fact(**fact: Any) -> bytes:
    return line(facts=[*GOOD["facts"], fact])


def test_the_example_of_the_law() -> None:
    clocks = answer_line(line())["clocks"]
    assert [clock["rule"] for clock in clocks] == ["EXEC", "NTC-01"]
    told = clocks[0]
    assert {key: told[key] for key in ("start", "due", "due_unrolled", "state", "level")} == {
        "start": "2017-03-16",
        "due": "2017-10-26",
        "due_unrolled": "2017-10-26",
        "state": "running",
        "level": "green",
    }
    assert told["days_left"] == 86
    assert told["article"] == "法发〔2006〕35号第一条"
    titles = [step["title"] for step in told["explanation"]]
    assert titles == ["起算", "期限 6个月", "扣除 41 日", "末日为工作日", "剩 86日"]
    assert told["explanation"][2]["pauses"][0]["days"] == 41


def test_optional_keys_may_be_absent() -> None:
    said = {key: GOOD[key] for key in ("case_number", "as_of", "facts")}
    assert "clocks" in answer_line(json.dumps(said).encode())
    assert answer_line(line(facts=[])) == {"clocks": []}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (line(foo=1), "不认识的键 foo"),
        (with_fact(node="N04", on="2017-03-16", who="李执行员"), "第 2 条事实: 不认识的键 who"),
        (with_fact(node="N04", on="2017-03-16", months=1), "不认识的键 months"),
        (with_fact(node="N04", release="m1", on="2017-03-16"), "应有且只有一个"),
        (with_fact(on="2017-03-16"), "应有且只有一个"),
        (with_fact(node="N99", on="2017-03-16"), "没有节点“N99”"),
        (with_fact(node="N04"), "缺 on"),
        (with_fact(node="N04", on="2017-02-29"), "没有 2017-02-29 这一天"),
        (with_fact(node="N04", on="20170301"), "应为 YYYY-MM-DD"),
        (with_fact(node="N04", on="2017-3-1"), "应为 YYYY-MM-DD"),
        (with_fact(node="N04", on=20170301), "应为 YYYY-MM-DD"),
        (with_fact(node="N04", on="9999-12-31"), "1980 至 2100"),
        (with_fact(node="", on="2017-03-01"), "node 为空"),
        (with_fact(deduction="休假", **{"from": "2017-05-01"}), "扣除类型应为"),
        (
            with_fact(deduction="评估", **{"from": "2017-05-02", "to": "2017-05-01"}),
            "早于起始日期",
        ),
        (with_fact(extension="院长", on="2017-09-01", document="表"), "须写 months 或 days"),
        (with_fact(extension="院长", on="2017-09-01", months=0), "1 至 120"),
        (with_fact(extension="院长", on="2017-09-01", months=True), "1 至 120"),
        (with_fact(extension="院长", on="2017-09-01", months=10**9), "1 至 120"),
        (with_fact(measure="限制消费", on="2017-09-01"), "没有控制措施"),
        (with_fact(release="m1", on="2017-09-01"), "没有标识为“m1”的措施"),
        (with_fact(renew="m1", on="2017-09-01"), "没有标识为“m1”的措施"),
        (with_fact(payment="退款", on="2017-09-01"), "案款类型应为"),
        (with_fact(event="喝茶", on="2017-09-01"), "事件应为"),
        (with_fact(event="线索", on="2017-09-01", urgent="yes"), "true 或 false"),
        (with_fact(corrects=2, on="2017-03-16"), "之前某条事实的序号"),
        (with_fact(corrects=-1, on="2017-03-16"), "之前某条事实的序号"),
        (with_fact(corrects="0", on="2017-03-16"), "之前某条事实的序号"),
        (with_fact(corrects=0, months=3), "不认识的键 months"),
        (with_fact(corrects=1, to="2017-04-01"), "早于起始日期"),
        (line(case_number="豫0311"), "四位收案年度"),
        (line(case_number=None), "缺 case_number"),
        (line(case_number=7), "case_number 应为文字"),
        (line(case_number="（2017）豫0311执" + "9" * 300 + "号"), "超过 200 字"),
        (line(court="洛阳"), "法院代字“洛阳”不存在"),
        (line(case_kind="商事"), "case_kind 应为"),
        (line(as_of=None), "缺 as_of"),
        (line(as_of="tomorrow"), "应为 YYYY-MM-DD"),
        (line(facts={}), "facts 应为列表"),
        (line(facts=[1]), "第 0 条事实: 应为对象"),
        (line(facts=[{}] * 10_001), "超过 10000 条"),
        (b"nonsense", "不是 JSON"),
        (b"[]", "每行应为一个 JSON 对象"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b'{"as_of": "2017-01-01", "as_of": "2018-01-01"}', "键 as_of 出现两次"),
        (b"[" * 100_000, "不是 JSON"),
    ],
)
def test_errors_say_what_is_wrong(given: bytes, error: str) -> None:
    answer = answer_line(given)
    assert answer.keys() == {"error"}
    assert error in answer["error"]


def test_one_bad_line_does_not_stop_the_others() -> None:
    target = io.BytesIO()
    code = main([], io.BytesIO(b"\n".join([line(), b"", b"nonsense", line(facts=[])])), target)
    answers = [json.loads(text) for text in target.getvalue().splitlines()]
    assert [next(iter(answer)) for answer in answers] == ["clocks", "error", "clocks"]
    assert code == 1


def test_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], io.BytesIO(line() + b"\r\n"), io.BytesIO()) == 0
    assert main([], io.BytesIO(b"\xef\xbb\xbf" + line()), io.BytesIO()) == 0
    target = io.BytesIO()
    assert main(["--help"], io.BytesIO(), target) == 0
    assert "退出码" in target.getvalue().decode()
    assert main(["--frobnicate"], io.BytesIO(), io.BytesIO()) == 2
    assert "不认识的参数" in capsys.readouterr().err


def test_a_correction_takes_the_place_of_the_fact() -> None:
    clocks = answer_line(with_fact(corrects=1, document=""))["clocks"]
    assert clocks[0]["due"] == "2017-09-15"
    clocks = answer_line(with_fact(corrects=0, on="2017-03-10"))["clocks"]
    # 2017-09-10 + 41 days = 10-21 (Sat) → 10-23
    assert (clocks[0]["due_unrolled"], clocks[0]["due"]) == ("2017-10-21", "2017-10-23")
