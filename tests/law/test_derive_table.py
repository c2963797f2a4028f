"""Clocks worked by hand, through the command line's own function.

Each row: day asked about, facts, rule (with subject), then due day before rolling, due day, state,
level and days left. The arithmetic stands beside the row. Calendars: 2017, 2021 and 2024–2026 as
announced (2026: 春节 02-15…02-23, 02-14 and 02-28 worked; 中秋 09-25…09-27, 09-20 worked;
国庆 10-01…10-07, 10-10 worked).
"""

from __future__ import annotations

import pytest

from bailiwick.law.whatif import clocks_of
from tests.law.documents import (
    Json,
    closed,
    document,
    event,
    filed,
    held,
    longer,
    node,
    paid_in,
    paid_out,
    pause,
)

YI, FU, BAO = "（2026）豫0311执异9号", "（2026）豫03执复9号", "（2026）豫0311执保9号"
CAI, HUI, LEGACY = "（2026）豫0311财保9号", "（2026）豫0311执恢9号", "（2006）洛执字第12号"

Row = tuple[str, str | None, str, str | None, int | None]


def check(doc: Json, rule: str, expected: Row, subject: str | None = None) -> None:
    """Compare one clock of a document with (due_unrolled, due, state, level, days_left)."""
    found = [
        clock
        for clock in clocks_of(doc)
        if clock["rule"] == rule and subject in (None, clock["subject"])
    ]
    assert len(found) == 1, f"{rule} {subject}: {len(found)} clocks"
    clock = found[0]
    assert (
        clock["due_unrolled"], clock["due"], clock["state"], clock["level"], clock["days_left"],
    ) == expected  # fmt: skip


def row(as_of: str, facts: list[Json], expected: Row, **more: str) -> tuple[Json, Row]:
    return document(as_of, *facts, **more), expected


# 6 months from 2026-03-16 is 2026-09-16, a Wednesday; first counted day 03-17; 183 days between:
# yellow from 55 days left (183 × 0.3 = 54.9), that is from 07-23.
F16 = filed("2026-03-16")

EXEC = {
    # 2017-03-15 + 6 months = 09-15 (Fri); 08-01 → 09-15 is 45 ≤ 55
    "six months": row(
        "2017-08-01", [filed("2017-03-15")], ("2017-09-15", "2017-09-15", "running", "yellow", 45)
    ),
    # 05-01…06-10 is 31 + 10 = 41 days; 09-15 + 41 = 10-26 (Thu); 30 + 30 + 26 = 86 left
    "the example": row(
        "2017-08-01",
        [filed("2017-03-15"), pause("评估", "2017-05-01", "2017-06-10")],
        ("2017-10-26", "2017-10-26", "running", "green", 86),
    ),
    # yellow begins 55 days before 10-26: 09-01
    "first yellow day": row(
        "2017-09-01",
        [filed("2017-03-15"), pause("评估", "2017-05-01", "2017-06-10")],
        ("2017-10-26", "2017-10-26", "running", "yellow", 55),
    ),
    "last green day": row(
        "2017-08-31",
        [filed("2017-03-15"), pause("评估", "2017-05-01", "2017-06-10")],
        ("2017-10-26", "2017-10-26", "running", "green", 56),
    ),
    "orange with one day left": row(
        "2026-09-15", [F16], ("2026-09-16", "2026-09-16", "running", "orange", 1)
    ),
    "orange on the last day": row(
        "2026-09-16", [F16], ("2026-09-16", "2026-09-16", "running", "orange", 0)
    ),
    "red on the day after": row(
        "2026-09-17", [F16], ("2026-09-16", "2026-09-16", "overdue", "red", -1)
    ),
    # 09-16 + 30 = 10-16
    "red for thirty days": row(
        "2026-10-16", [F16], ("2026-09-16", "2026-09-16", "overdue", "red", -30)
    ),
    "black after thirty days": row(
        "2026-10-17", [F16], ("2026-09-16", "2026-09-16", "overdue", "black", -31)
    ),
    # 08-31 + 6 months: February has no 31st → 02-28, a Saturday that is worked
    "month end, worked Saturday": row(
        "2026-02-28",
        [filed("2025-08-31")],
        ("2026-02-28", "2026-02-28", "running", "orange", 0),
    ),
    "month end, leap year": row(
        "2024-02-29",
        [filed("2023-08-31")],
        ("2024-02-29", "2024-02-29", "running", "orange", 0),
    ),
    "29th into a short February": row(
        "2026-02-28",
        [filed("2025-08-29")],
        ("2026-02-28", "2026-02-28", "running", "orange", 0),
    ),
    # 10-04 lies in 国庆 (to 10-07) → Thursday 10-08
    "rolls over National Day": row(
        "2026-10-08",
        [filed("2026-04-04")],
        ("2026-10-04", "2026-10-08", "running", "orange", 0),
    ),
    # 02-17 lies in 春节 (to 02-23) → Tuesday 02-24
    "rolls over Spring Festival": row(
        "2026-02-24",
        [filed("2025-08-17")],
        ("2026-02-17", "2026-02-24", "running", "orange", 0),
    ),
    # 2025-02-04 is the last day of 春节 → Wednesday 02-05
    "last day of a holiday": row(
        "2025-02-05",
        [filed("2024-08-04")],
        ("2025-02-04", "2025-02-05", "running", "orange", 0),
    ),
    "make-up Saturday is a working day": row(
        "2026-10-11",
        [filed("2026-04-10")],
        ("2026-10-10", "2026-10-10", "overdue", "red", -1),
    ),
    "ordinary Saturday rolls to Monday": row(
        "2026-09-14",
        [filed("2026-03-12")],
        ("2026-09-12", "2026-09-14", "running", "orange", 0),
    ),
    # 3 months: 06-16 (Tue); 06-16 − 03-17 = 91, 27.3 → 28; 05-01 → 06-16 is 46
    "non-litigation: three months": row(
        "2026-05-01",
        [F16],
        ("2026-06-16", "2026-06-16", "running", "green", 46),
        kind="行政非诉",
    ),
    "criminal property: six months": row(
        "2026-05-01",
        [F16],
        ("2026-09-16", "2026-09-16", "running", "green", 138),
        kind="刑事涉财",
    ),
    "resumed case": row(
        "2026-09-01", [F16], ("2026-09-16", "2026-09-16", "running", "yellow", 15), number=HUI
    ),
    # a number of before 2016 is text, its 执 still says what it is: 2006-11-10 (Fri)
    "legacy number": row(
        "2006-11-11",
        [filed("2006-05-10")],
        ("2006-11-10", "2006-11-10", "overdue", "red", -1),
        number=LEGACY,
    ),
    # 04-01…04-10 and 04-06…04-15: union 15 days; 09-16 + 15 = 10-01 → 10-08
    "overlapping pauses count once": row(
        "2026-10-08",
        [F16, pause("审计", "2026-04-01", "2026-04-10"), pause("评估", "2026-04-06", "2026-04-15")],
        ("2026-10-01", "2026-10-08", "running", "orange", 0),
    ),
    # 04-01…04-10 and 04-10…04-15: the tenth is one day, 15 in all; 09-16 + 15 = 10-01 → 10-08
    "pauses that share a day count it once": row(
        "2026-10-08",
        [F16, pause("审计", "2026-04-01", "2026-04-10"), pause("评估", "2026-04-10", "2026-04-15")],
        ("2026-10-01", "2026-10-08", "running", "orange", 0),
    ),
    "a pause inside another adds nothing": row(
        "2026-09-28",
        [F16, pause("审计", "2026-04-01", "2026-04-10"), pause("中止", "2026-04-03", "2026-04-05")],
        ("2026-09-26", "2026-09-28", "running", "orange", 0),
    ),
    "no document, no pause": row(
        "2026-09-17",
        [F16, pause("评估", "2026-04-01", "2026-04-10", document="")],
        ("2026-09-16", "2026-09-16", "overdue", "red", -1),
    ),
    "a pause after the due day does nothing": row(
        "2026-09-20",
        [F16, pause("中止", "2026-09-17", "2026-09-30")],
        ("2026-09-16", "2026-09-16", "overdue", "red", -4),
    ),
    # 09-16 itself is excluded, and so are the four after it: 09-21 (Mon)
    "a pause from the due day on counts whole": row(
        "2026-09-21",
        [F16, pause("中止", "2026-09-16", "2026-09-20")],
        ("2026-09-21", "2026-09-21", "running", "orange", 0),
    ),
    # 09-10…09-19 moves to 09-26; so 09-20…09-24 counts too: 10-01 → 10-08
    "a pause reached because another moved the day": row(
        "2026-10-08",
        [F16, pause("拍卖", "2026-09-10", "2026-09-19"), pause("变卖", "2026-09-20", "2026-09-24")],
        ("2026-10-01", "2026-10-08", "running", "orange", 0),
    ),
    # the rolled day does not count: raw 09-12 (Sat), the pause begins 09-13
    "a pause between raw and rolled day does nothing": row(
        "2026-09-14",
        [filed("2026-03-12"), pause("中止", "2026-09-13", "2026-09-20")],
        ("2026-09-12", "2026-09-14", "running", "orange", 0),
    ),
    "a pause over before the first counted day": row(
        "2026-09-16",
        [F16, pause("管辖争议", "2026-03-01", "2026-03-16")],
        ("2026-09-16", "2026-09-16", "running", "orange", 0),
    ),
    # 03-17…03-20 are 4 counted days; 09-20 is a worked Sunday
    "a pause begun before the first counted day": row(
        "2026-09-20",
        [F16, pause("管辖争议", "2026-03-10", "2026-03-20")],
        ("2026-09-20", "2026-09-20", "running", "orange", 0),
    ),
    "a pause of one day": row(
        "2026-09-17",
        [F16, pause("请示", "2026-04-01", "2026-04-01")],
        ("2026-09-17", "2026-09-17", "running", "orange", 0),
    ),
    # 06-01…06-10: 10 days so far; 09-26 so far, no due day yet
    "open pause": row(
        "2026-06-10",
        [F16, pause("中止", "2026-06-01")],
        ("2026-09-26", None, "paused", "green", None),
    ),
    "open pause without document": row(
        "2026-06-10",
        [F16, pause("中止", "2026-06-01", document="")],
        ("2026-09-16", "2026-09-16", "running", "green", 98),
    ),
    "open pause begun after the due day": row(
        "2026-10-20",
        [F16, pause("中止", "2026-09-17")],
        ("2026-09-16", "2026-09-16", "overdue", "black", -34),
    ),
    # 07-15 → 09-16: 16 + 31 + 16 = 63
    "open pause not begun yet": row(
        "2026-07-15",
        [F16, pause("中止", "2026-08-01")],
        ("2026-09-16", "2026-09-16", "running", "green", 63),
    ),
    # 6 + 3 = 9 months: 12-16 (Wed); 12-16 − 03-17 = 274, 82.2 → 83; 09-20 → 12-16 is 87
    "extension before expiry": row(
        "2026-09-20",
        [F16, longer("2026-09-10", months=3)],
        ("2026-12-16", "2026-12-16", "running", "green", 87),
    ),
    "extension on the rolled last day": row(
        "2026-09-20",
        [filed("2026-03-12"), longer("2026-09-14", months=3)],
        ("2026-12-12", "2026-12-14", "running", "green", 85),
    ),
    "extension after expiry moves nothing": row(
        "2026-09-20",
        [F16, longer("2026-09-17", months=3)],
        ("2026-09-16", "2026-09-16", "overdue", "red", -4),
    ),
    "extension by a post that may not": row(
        "2026-09-20",
        [F16, longer("2026-09-10", months=3, by="庭长")],
        ("2026-09-16", "2026-09-16", "overdue", "red", -4),
    ),
    # 09-16 + 30 = 10-16 (Fri)
    "extension in days by a vice-president": row(
        "2026-10-16",
        [F16, longer("2026-09-10", days=30, by="副院长")],
        ("2026-10-16", "2026-10-16", "running", "orange", 0),
    ),
    # 6 + 3 + 3 = 12 months: 2027-03-16 (Tue); the second is in time by the first
    "two extensions": row(
        "2027-03-16",
        [F16, longer("2026-09-10", months=3), longer("2026-12-10", months=3)],
        ("2027-03-16", "2027-03-16", "running", "orange", 0),
    ),
    # the second comes after 12-16
    "second extension too late": row(
        "2026-12-20",
        [F16, longer("2026-09-10", months=3), longer("2026-12-17", months=3)],
        ("2026-12-16", "2026-12-16", "overdue", "red", -4),
    ),
    # 08-31 + 9 months at once = 05-31 (Sun) → 06-01; not 02-28 + 3 months = 05-28
    "months are one sum": row(
        "2026-06-01",
        [filed("2025-08-31"), longer("2026-02-27", months=3)],
        ("2026-05-31", "2026-06-01", "running", "orange", 0),
    ),
    # 12-16 + 10 = 12-26 (Sat) → 12-28
    "extension and pause": row(
        "2026-12-28",
        [F16, longer("2026-09-10", months=3), pause("审计", "2026-04-01", "2026-04-10")],
        ("2026-12-26", "2026-12-28", "running", "orange", 0),
    ),
    # 09-16 + 10 = 09-26 → 09-28, so 09-20 is in time; 12-16 + 10 = 12-26 → 12-28
    "extension in time thanks to a pause": row(
        "2026-12-28",
        [F16, longer("2026-09-20", months=3), pause("审计", "2026-04-01", "2026-04-10")],
        ("2026-12-26", "2026-12-28", "running", "orange", 0),
    ),
    # 06-01…10-10: 30 + 31 + 31 + 30 + 10 = 132; 12-16 + 132 = 2027-04-27
    "extension while paused": row(
        "2026-10-10",
        [F16, pause("中止", "2026-06-01"), longer("2026-10-01", months=3)],
        ("2027-04-27", None, "paused", "green", None),
    ),
    "closed on the last day": row(
        "2026-10-01", [F16, closed("2026-09-16")], ("2026-09-16", "2026-09-16", "met", None, None)
    ),
    "closed one day late": row(
        "2026-10-01",
        [F16, closed("2026-09-17")],
        ("2026-09-16", "2026-09-16", "met_late", None, None),
    ),
    "asked about a day before the closing": row(
        "2026-09-10",
        [F16, closed("2026-09-17")],
        ("2026-09-16", "2026-09-16", "running", "yellow", 6),
    ),
    # 06-01…10-01: 30 + 31 + 31 + 30 + 1 = 123; 09-16 + 123 = 2027-01-17 (Sun) → 01-18
    "closed while paused": row(
        "2026-12-01",
        [F16, pause("中止", "2026-06-01"), closed("2026-10-01", "终结执行")],
        ("2027-01-17", "2027-01-18", "met", None, None),
    ),
    # filed 03-12 after the correction: 09-12 (Sat) → 09-14
    "back-dated correction": row(
        "2026-09-14",
        [F16, {"corrects": 0, "on": "2026-03-12"}],
        ("2026-09-12", "2026-09-14", "running", "orange", 0),
    ),
    # the corrected end leaves 5 days: 09-21 (Mon)
    "correction of a pause": row(
        "2026-09-21",
        [F16, pause("审计", "2026-04-01", "2026-04-10"), {"corrects": 1, "to": "2026-04-05"}],
        ("2026-09-21", "2026-09-21", "running", "orange", 0),
    ),
    "correction of a correction": row(
        "2026-09-14",
        [F16, {"corrects": 0, "on": "2026-03-02"}, {"corrects": 1, "on": "2026-03-12"}],
        ("2026-09-12", "2026-09-14", "running", "orange", 0),
    ),
}


@pytest.mark.parametrize(("doc", "expected"), EXEC.values(), ids=EXEC.keys())
def test_exec(doc: Json, expected: Row) -> None:
    check(doc, "EXEC", expected)


EXEC_WORDS = (
    "公告送达", "暂缓", "中止", "请示", "争议协调", "管辖争议", "审计", "评估", "资产清理",
    "和解或担保暂缓", "上级暂缓", "拍卖", "变卖",
)  # fmt: skip
C226_WORDS = (
    "公告送达", "评估", "管辖争议", "争议协调", "暂缓", "中止", "和解或担保暂缓", "上级暂缓",
)  # fmt: skip
NODE_WORDS = ("中止", "暂缓", "和解或担保暂缓", "上级暂缓", "提级指定委托")
EVERY_WORD = (*EXEC_WORDS, "提级指定委托")


@pytest.mark.parametrize("word", EVERY_WORD)
def test_each_pause_of_each_clock(word: str) -> None:
    """Ten days in April for EXEC and C226, three in March for a node clock."""
    facts = [
        F16,
        event("申请", "2026-03-10"),
        pause(word, "2026-04-01", "2026-04-10"),
        pause(word, "2026-03-18", "2026-03-20"),
    ]
    doc = document("2026-03-16", *facts)
    # EXEC 09-16 + 10 + 3 = 09-29 (Tue)
    moved = ("2026-09-29", "2026-09-29", "running", "green", 197)
    still = ("2026-09-16", "2026-09-16", "running", "green", 184)
    check(doc, "EXEC", moved if word in EXEC_WORDS else still)
    # C226 03-10 + 6 months = 09-10 (Thu); + 13 = 09-23 (Wed)
    moved = ("2026-09-23", "2026-09-23", "running", "green", 191)
    still = ("2026-09-10", "2026-09-10", "running", "green", 178)
    check(doc, "C226", moved if word in C226_WORDS else still)
    # NTC-01 03-16 + 7 = 03-23 (Mon); + 3 = 03-26 (Thu); seven days have no yellow
    moved = ("2026-03-26", "2026-03-26", "running", "green", 10)
    still = ("2026-03-23", "2026-03-23", "running", "green", 7)
    check(doc, "NTC-01", moved if word in NODE_WORDS else still)


N05 = node("N05", "2026-03-18")

LIMITS = {
    "C226 from the application": (
        "C226", "",
        row("2026-09-11", [event("申请", "2026-03-10")],
            ("2026-09-10", "2026-09-10", "overdue", "red", -1)),
    ),
    # 04-20 + 6 months = 10-20 (Tue)
    "C226 from property found": (
        "C226", "发现财产",
        row("2026-10-19", [event("反馈", "2026-04-20", id="q1", kind="股权")],
            ("2026-10-20", "2026-10-20", "running", "orange", 1)),
    ),
    "C226 has no extension": (
        "C226", "",
        row("2026-09-11", [event("申请", "2026-03-10"), longer("2026-09-01", months=3)],
            ("2026-09-10", "2026-09-10", "overdue", "red", -1)),
    ),
    "C226 ends with the case": (
        "C226", "",
        row("2026-10-11", [event("申请", "2026-03-10"), closed("2026-09-11")],
            ("2026-09-10", "2026-09-10", "met_late", None, None)),
    ),
    # 03-09 + 7 = 03-16 (Mon)
    "FIL-01": (
        "FIL-01", "",
        row("2026-03-16", [node("N01", "2026-03-09")],
            ("2026-03-16", "2026-03-16", "running", "orange", 0)),
    ),
    "NTC-01 no yellow below ten days": (
        "NTC-01", "", row("2026-03-21", [F16], ("2026-03-23", "2026-03-23", "running", "green", 2)),
    ),
    # more than the limit itself: 7 days over is red, 8 is black
    "NTC-01 red": (
        "NTC-01", "", row("2026-03-30", [F16], ("2026-03-23", "2026-03-23", "overdue", "red", -7)),
    ),
    "NTC-01 black beyond its own limit": (
        "NTC-01", "",
        row("2026-03-31", [F16], ("2026-03-23", "2026-03-23", "overdue", "black", -8)),
    ),
    "NTC-01 met": (
        "NTC-01", "",
        row("2026-04-01", [F16, node("分案", "2026-03-23")],
            ("2026-03-23", "2026-03-23", "met", None, None)),
    ),
    "NTC-01 met late": (
        "NTC-01", "",
        row("2026-04-01", [F16, node("N04", "2026-03-24")],
            ("2026-03-23", "2026-03-23", "met_late", None, None)),
    ),
    "N05 after the allocation": (
        "N05", "",
        row("2026-03-19", [node("N04", "2026-03-16")],
            ("2026-03-19", "2026-03-19", "running", "orange", 0)),
    ),
    # 03-18 + 3 = 03-21 (Sat) → 03-23
    "NTC-02": (
        "NTC-02", "", row("2026-03-23", [N05], ("2026-03-21", "2026-03-23", "running", "orange", 0)),
    ),
    # 09-29 + 3 = 10-02 → 10-08
    "NTC-02 over a holiday": (
        "NTC-02", "",
        row("2026-10-01", [node("N05", "2026-09-29")],
            ("2026-10-02", "2026-10-08", "running", "green", 7)),
    ),
    "NTC-02a ten days from the application": (
        "NTC-02a", "",
        row("2026-03-20", [event("申请", "2026-03-10")],
            ("2026-03-20", "2026-03-20", "running", "orange", 0)),
    ),
    "NTC-03 in force from 2017-05-01": (
        "NTC-03", "",
        row("2017-05-04", [node("N05", "2017-05-02")],
            ("2017-05-05", "2017-05-05", "running", "orange", 1)),
    ),
    # measure on 03-20 (Fri), no notice yet: + 3 = 03-23 (Mon)
    "NTC-04": (
        "NTC-04", "",
        row("2026-03-24", [held("冻结存款", "2026-03-20")],
            ("2026-03-23", "2026-03-23", "overdue", "red", -1)),
    ),
    "NTC-05": (
        "NTC-05", "", row("2026-03-20", [N05], ("2026-03-21", "2026-03-23", "running", "green", 3)),
    ),
    "N06 is ours": (
        "N06", "", row("2026-03-20", [N05], ("2026-03-21", "2026-03-23", "running", "green", 3)),
    ),
    # 03-18 + 10 = 03-28 (Sat) → 03-30
    "N10": (
        "N10", "",
        row("2026-03-30", [node("N07", "2026-03-18")],
            ("2026-03-28", "2026-03-30", "running", "orange", 0)),
    ),
    # the rule of 2006: 5 days, 04-20 + 5 = 04-25 (Tue)
    "INV-01 before 2017-05-01": (
        "INV-01", "c1",
        row("2017-04-25", [event("线索", "2017-04-20", id="c1")],
            ("2017-04-25", "2017-04-25", "running", "orange", 0)),
    ),
    # asked about on 04-30, answered by the rule of that day: 05-05 (Fri)
    "INV-01 on the last day of the old rule": (
        "INV-01", "c1",
        row("2017-05-05", [event("线索", "2017-04-30", id="c1")],
            ("2017-05-05", "2017-05-05", "running", "orange", 0)),
    ),
    # from 05-01 seven days: 05-08 (Mon)
    "INV-01 on the first day of the new rule": (
        "INV-01", "c1",
        row("2017-05-08", [event("线索", "2017-05-01", id="c1")],
            ("2017-05-08", "2017-05-08", "running", "orange", 0)),
    ),
    "INV-01 urgent": (
        "INV-01", "c1",
        row("2017-05-05", [event("线索", "2017-05-02", id="c1", urgent=True)],
            ("2017-05-05", "2017-05-05", "running", "orange", 0)),
    ),
    "INV-01 the clue not checked": (
        "INV-01", "c1",
        row("2026-03-12",
            [event("线索", "2026-03-02", id="c1"), event("线索", "2026-03-04", id="c2"),
             node("N13", "2026-03-05", id="c2")],
            ("2026-03-09", "2026-03-09", "overdue", "red", -3)),
    ),
    "INV-01 the clue checked": (
        "INV-01", "c2",
        row("2026-03-12",
            [event("线索", "2026-03-02", id="c1"), event("线索", "2026-03-04", id="c2"),
             node("N13", "2026-03-05", id="c2")],
            ("2026-03-11", "2026-03-11", "met", None, None)),
    ),
    "INV-02": (
        "INV-02", "",
        row("2026-03-30", [event("线索", "2026-03-18", kind="无法提供")],
            ("2026-03-28", "2026-03-30", "running", "orange", 0)),
    ),
    # one month from 01-31: 02-28, a worked Saturday
    "INV-03 month end": (
        "INV-03", "",
        row("2026-02-28", [node("N05", "2026-01-31")],
            ("2026-02-28", "2026-02-28", "running", "orange", 0)),
    ),
    # 04-20 → 05-20: 30 days between 04-21 and 05-20 is 29, × 0.3 = 8.7 → 9
    "INV-03 yellow": (
        "INV-03", "",
        row("2026-05-11", [node("N05", "2026-04-20")],
            ("2026-05-20", "2026-05-20", "running", "yellow", 9)),
    ),
    "INV-04 ten days before 2021-12-06": (
        "INV-04", "",
        row("2017-03-30", [node("N05", "2017-03-20")],
            ("2017-03-30", "2017-03-30", "running", "orange", 0)),
    ),
    "INV-04 last day of the old rule": (
        "INV-04", "",
        row("2021-12-15", [node("N05", "2021-12-05")],
            ("2021-12-15", "2021-12-15", "running", "orange", 0)),
    ),
    # 12-07, 08, 09, 10, 13
    "INV-04 five working days": (
        "INV-04", "",
        row("2021-12-13", [node("N05", "2021-12-06")],
            ("2021-12-13", "2021-12-13", "running", "orange", 0)),
    ),
    # 09-29, 09-30, 10-08, 10-09, 10-10 (worked Saturday)
    "INV-04 across the holiday": (
        "INV-04", "",
        row("2026-10-10", [node("N05", "2026-09-28")],
            ("2026-10-10", "2026-10-10", "running", "orange", 0)),
    ),
    # 10-08, 10-09, 10-10
    "INV-04b control what was found": (
        "INV-04b", "q1",
        row("2026-10-11", [event("反馈", "2026-09-30", id="q1", kind="存款")],
            ("2026-10-10", "2026-10-10", "overdue", "red", -1)),
    ),
    # 11-16 + 5 = 11-21 (Sat) → 11-23
    "N12 as the design shows it": (
        "N12", "q1",
        row("2026-11-23", [event("反馈", "2026-11-16", id="q1")],
            ("2026-11-21", "2026-11-23", "running", "orange", 0)),
    ),
    "INV-08 audit asked for": (
        "INV-08", "",
        row("2026-03-30", [event("申请", "2026-03-18", kind="审计")],
            ("2026-03-28", "2026-03-30", "running", "orange", 0)),
    ),
    "INV-08 reward asked for": (
        "INV-08", "",
        row("2026-03-31",
            [event("申请", "2026-03-18", kind="悬赏公告"), node("N16", "2026-03-31")],
            ("2026-03-28", "2026-03-30", "met_late", None, None)),
    ),
    "N17 control what was identified": (
        "N17", "",
        row("2026-03-24", [node("N12", "2026-03-18"), held("查封房产", "2026-03-20")],
            ("2026-03-21", "2026-03-23", "met", None, None)),
    ),
    "N21 transfer": (
        "N21", "",
        row("2026-03-30", [held("冻结存款", "2026-03-18")],
            ("2026-03-28", "2026-03-30", "running", "orange", 0)),
    ),
    "N23 auction after the report": (
        "N23", "",
        row("2026-04-17", [node("N22", "2026-03-18")],
            ("2026-04-17", "2026-04-17", "running", "orange", 0)),
    ),
    "N28 listing asked for": (
        "N28", "",
        row("2026-04-02", [event("申请", "2026-03-18", kind="纳入失信")],
            ("2026-04-02", "2026-04-02", "running", "orange", 0)),
    ),
    # 03-31 + 3 months: June has 30 days
    "N37 archive": (
        "N37", "",
        row("2026-06-30", [closed("2026-03-31")],
            ("2026-06-30", "2026-06-30", "running", "orange", 0)),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "subject", "case"), LIMITS.values(), ids=LIMITS.keys())
def test_limits(rule: str, subject: str, case: tuple[Json, Row]) -> None:
    check(case[0], rule, case[1], subject)


M25 = held("冻结存款", "2025-12-26", "2026-12-25")

MEASURES = {
    # one year from 2026-03-20, the day itself counted: 2027-03-19, inferred
    "deposit: one year": (
        "CTL-01", row("2026-04-01", [held("冻结存款", "2026-03-20")],
                      ("2027-03-19", "2027-03-19", "running", "green", 352)),
    ),
    "movables: two years": (
        "CTL-02", row("2028-03-19", [held("查封车辆", "2026-03-20")],
                      ("2028-03-19", "2028-03-19", "running", "red", 0)),
    ),
    "real estate: three years": (
        "CTL-03", row("2029-03-20", [held("查封房产", "2026-03-20")],
                      ("2029-03-19", "2029-03-19", "overdue", "black", -1)),
    ),
    "deposit before 2015-02-04: six months": (
        "CTL-01", row("2015-02-01", [held("冻结存款", "2014-12-01")],
                      ("2015-05-31", "2015-05-31", "running", "green", 119)),
    ),
    "deposit from 2015-02-04": (
        "CTL-01", row("2015-08-01", [held("冻结存款", "2015-02-04")],
                      ("2016-02-03", "2016-02-03", "running", "green", 186)),
    ),
    # 2024-02-29 + 12 months = 2025-02-28, less one day
    "leap day": (
        "CTL-01", row("2025-01-29", [held("冻结存款", "2024-02-29")],
                      ("2025-02-27", "2025-02-27", "running", "yellow", 29)),
    ),
    "green with 31 days": (
        "CTL-01", row("2026-11-24", [M25], ("2026-12-25", "2026-12-25", "running", "green", 31)),
    ),
    "yellow with 30 days": (
        "CTL-01", row("2026-11-25", [M25], ("2026-12-25", "2026-12-25", "running", "yellow", 30)),
    ),
    "orange with 7 days": (
        "CTL-01", row("2026-12-18", [M25], ("2026-12-25", "2026-12-25", "running", "orange", 7)),
    ),
    "red with 3 days": (
        "CTL-01", row("2026-12-22", [M25], ("2026-12-25", "2026-12-25", "running", "red", 3)),
    ),
    "red on its last day": (
        "CTL-01", row("2026-12-25", [M25], ("2026-12-25", "2026-12-25", "running", "red", 0)),
    ),
    "lapsed at the end of that day": (
        "CTL-01", row("2026-12-26", [M25], ("2026-12-25", "2026-12-25", "overdue", "black", -1)),
    ),
    # ends on a Saturday: no rolling
    "does not roll": (
        "CTL-01", row("2026-12-20", [held("冻结存款", "2026-03-20", "2026-12-19")],
                      ("2026-12-19", "2026-12-19", "overdue", "black", -1)),
    ),
    # ends in the holiday: 09-30 is the last working day before it
    "red when it cannot be renewed later": (
        "CTL-01", row("2026-09-30", [held("冻结存款", "2025-10-06", "2026-10-05")],
                      ("2026-10-05", "2026-10-05", "running", "red", 5)),
    ),
    "orange the day before that": (
        "CTL-01", row("2026-09-29", [held("冻结存款", "2025-10-06", "2026-10-05")],
                      ("2026-10-05", "2026-10-05", "running", "orange", 6)),
    ),
    "does not pause": (
        "CTL-01", row("2026-12-26", [F16, M25, pause("中止", "2026-06-01")],
                      ("2026-12-25", "2026-12-25", "overdue", "black", -1)),
    ),
    "renewed to a day": (
        "CTL-01", row("2026-12-26", [M25, {"renew": "m1", "on": "2026-12-20",
                                           "until": "2027-12-10"}],
                      ("2027-12-10", "2027-12-10", "running", "green", 349)),
    ),
    "renewed without a day": (
        "CTL-01", row("2026-12-26", [M25, {"renew": "m1", "on": "2026-12-20"}],
                      ("2027-12-19", "2027-12-19", "running", "green", 358)),
    ),
    "asked about a day before the renewal": (
        "CTL-01", row("2026-12-19", [M25, {"renew": "m1", "on": "2026-12-20"}],
                      ("2026-12-25", "2026-12-25", "running", "orange", 6)),
    ),
    "frozen again under the same mark": (
        "CTL-01", row("2026-12-26", [M25, held("冻结存款", "2026-12-24", "2027-12-23")],
                      ("2027-12-23", "2027-12-23", "running", "green", 362)),
    ),
    "released": (
        "CTL-01", row("2026-12-26", [M25, {"release": "m1", "on": "2026-12-01"}],
                      ("2026-12-25", "2026-12-25", "met", None, None)),
    ),
    "alive after 终本": (
        "CTL-01", row("2026-12-26", [F16, M25, closed("2026-08-03", "终结本次执行程序")],
                      ("2026-12-25", "2026-12-25", "overdue", "black", -1)),
    ),
    "its lapse is harmless after full performance": (
        "CTL-01", row("2026-12-26", [F16, M25, closed("2026-08-03", "执行完毕")],
                      ("2026-12-25", "2026-12-25", "met", None, None)),
    ),
    # seven days before 10-12 is 10-05, in the holiday: back to 09-30
    "asking for renewal counts backward": (
        "CTL-05", row("2026-09-30", [held("冻结存款", "2025-12-10", "2026-10-12")],
                      ("2026-10-05", "2026-09-30", "running", "orange", 0), number=BAO),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "case"), MEASURES.values(), ids=MEASURES.keys())
def test_control_measures(rule: str, case: tuple[Json, Row]) -> None:
    check(case[0], rule, case[1])


ZB = event("裁定送达", "2026-03-10", mode="终结本次执行程序")
STAY = pause("中止", "2026-03-10", "2026-03-19")

OTHERS = {
    # 03-10 + 7 = 03-17 (Tue)
    "ZB-01": ("ZB-01", "", row("2026-03-18", [ZB],
                               ("2026-03-17", "2026-03-17", "overdue", "red", -1))),
    "ZB-01 entered": ("ZB-01", "", row("2026-03-18", [ZB, node("N37", "2026-03-16")],
                                       ("2026-03-17", "2026-03-17", "met", None, None))),
    "ZB-01 from the closing": (
        "ZB-01", "",
        row("2026-03-18", [F16, closed("2026-03-17", "终结本次执行程序")],
            ("2026-03-24", "2026-03-24", "running", "green", 6)),
    ),
    # first half year: 09-10 (Thu)
    "ZB-02 first query due": (
        "ZB-02", "", row("2026-09-10", [ZB], ("2026-09-10", "2026-09-10", "running", "orange", 0)),
    ),
    "ZB-02 first query missed": (
        "ZB-02", "", row("2026-09-11", [ZB], ("2026-09-10", "2026-09-10", "overdue", "red", -1)),
    ),
    "ZB-02 next half year": (
        "ZB-02", "",
        row("2026-10-01", [ZB, node("N11", "2026-08-01")],
            ("2027-03-10", "2027-03-10", "running", "green", 160)),
    ),
    # 09-20 lies in the second half year: it makes up for the first, the second stays due
    "ZB-02 late query": (
        "ZB-02", "",
        row("2026-10-01", [ZB, node("N11", "2026-09-20")],
            ("2027-03-10", "2027-03-10", "running", "green", 160)),
    ),
    "ZB-02 a query before the ruling is none": (
        "ZB-02", "",
        row("2026-09-11", [ZB, node("N11", "2026-03-09")],
            ("2026-09-10", "2026-09-10", "overdue", "red", -1)),
    ),
    # 2016-12-05 + 60 months = 2021-12-05 (Sun) → 12-06; the tenth query on 2021-11-01
    "ZB-02 ten runs": (
        "ZB-02", "",
        row("2026-01-01",
            [event("裁定送达", "2016-12-05", mode="终本"),
             *(node("N11", f"{year}-{month}-01") for year in range(2017, 2022)
               for month in ("05", "11"))],
            ("2021-12-05", "2021-12-06", "met", None, None)),
    ),
    # 03-02 + 30 = 04-01 (Wed)
    "MNY-06": ("MNY-06", "p1", row("2026-04-02", [paid_in("2026-03-02")],
                                   ("2026-04-01", "2026-04-01", "overdue", "red", -1))),
    # 29 days between 03-03 and 04-01, × 0.3 = 8.7 → 9
    "MNY-06 yellow": ("MNY-06", "p1", row("2026-03-23", [paid_in("2026-03-02")],
                                          ("2026-04-01", "2026-04-01", "running", "yellow", 9))),
    "MNY-06 paid": ("MNY-06", "p1",
                    row("2026-04-02", [paid_in("2026-03-02"), paid_out("2026-03-12")],
                        ("2026-04-01", "2026-04-01", "met", None, None))),
    "MNY-06 the other money was paid": (
        "MNY-06", "p1",
        row("2026-04-02",
            [paid_in("2026-03-02"), paid_in("2026-03-03", "p2"), paid_out("2026-03-12", "p2")],
            ("2026-04-01", "2026-04-01", "overdue", "red", -1)),
    ),
    # no reference: the oldest money first
    "MNY-06 the oldest is paid first": (
        "MNY-06", "p2",
        row("2026-04-03",
            [paid_in("2026-03-02"), paid_in("2026-03-03", "p2"), paid_out("2026-03-12", "x")],
            ("2026-04-02", "2026-04-02", "overdue", "red", -1)),
    ),
    "MNY-06 lives on after closing": (
        "MNY-06", "p1",
        row("2026-04-02", [F16, paid_in("2026-03-02"), closed("2026-03-20")],
            ("2026-04-01", "2026-04-01", "overdue", "red", -1)),
    ),
    # 03-03…03-06, 03-09…03-13, 03-16
    "MNY-06a ten working days": (
        "MNY-06a", "p1",
        row("2026-03-16", [paid_in("2026-03-02")],
            ("2026-03-16", "2026-03-16", "running", "orange", 0)),
    ),
    # 03-17…03-20, 03-23
    "MNY-06b five working days": (
        "MNY-06b", "p1",
        row("2026-03-24",
            [paid_in("2026-03-02"), {"payment": "发放通知", "id": "p1", "on": "2026-03-16"}],
            ("2026-03-23", "2026-03-23", "overdue", "red", -1)),
    ),
    # 04-01 + 10 = 04-11 (Sat) → 04-13
    "MNY-06 stands still while stayed": (
        "MNY-06", "p1",
        row("2026-04-13", [paid_in("2026-03-02"), STAY],
            ("2026-04-11", "2026-04-13", "running", "orange", 0)),
    ),
    # the stay ended 03-19: + 10 = 03-29 (Sun) → 03-30
    "MNY-08 the cause is gone": (
        "MNY-08", "p1",
        row("2026-03-31", [paid_in("2026-03-02"), STAY],
            ("2026-03-29", "2026-03-30", "overdue", "red", -1)),
    ),
    "OBJ-01": ("OBJ-01", "", row("2026-03-23", [node("N01", "2026-03-18")],
                                 ("2026-03-21", "2026-03-23", "running", "orange", 0), number=YI)),
    "OBJ-01 counts from the objection where it is on record": (
        "OBJ-01", "",
        row("2026-03-19", [node("N01", "2026-03-18"), event("异议", "2026-03-16", id="o1")],
            ("2026-03-19", "2026-03-19", "running", "orange", 0), number=YI),
    ),
    "OBJ-03 counts from the application where it is on record": (
        "OBJ-03", "",
        row("2026-04-15", [node("N03", "2026-03-18"), event("申请", "2026-03-16", kind="复议")],
            ("2026-04-15", "2026-04-15", "running", "orange", 0), number=FU),
    ),
    "OBJ-09 on application": (
        "OBJ-09", "",
        row("2026-05-18", [event("申请", "2026-03-18", kind="追加被执行人")],
            ("2026-05-17", "2026-05-18", "running", "orange", 0)),
    ),
    # 03-18 + 15 = 04-02 (Thu)
    "OBJ-02": ("OBJ-02", "o1", row("2026-04-03", [event("异议", "2026-03-18", id="o1")],
                                   ("2026-04-02", "2026-04-02", "overdue", "red", -1), number=YI)),
    "OBJ-02 in the enforcement case": (
        "OBJ-02", "o1",
        row("2026-04-03",
            [event("异议", "2026-03-18", id="o1", kind="执行行为"),
             event("裁定送达", "2026-04-02", id="o1")],
            ("2026-04-02", "2026-04-02", "met", None, None)),
    ),
    "OBJ-02 of a third party": (
        "OBJ-02", "o1",
        row("2026-04-02", [event("异议", "2026-03-18", id="o1", kind="案外人")],
            ("2026-04-02", "2026-04-02", "running", "orange", 0), number=YI),
    ),
    # ruling served 04-01 + 10 = 04-11 (Sat) → 04-13
    "OBJ-03a the party may ask for review": (
        "OBJ-03a", "o1",
        row("2026-04-12",
            [event("异议", "2026-03-18", id="o1"), event("裁定送达", "2026-04-01", id="o1")],
            ("2026-04-11", "2026-04-13", "running", "orange", 1), number=YI),
    ),
    "OBJ-03a a right not used is nobody's fault": (
        "OBJ-03a", "o1",
        row("2026-05-12",
            [event("异议", "2026-03-18", id="o1"), event("裁定送达", "2026-04-01", id="o1")],
            ("2026-04-11", "2026-04-13", "met", None, None), number=YI),
    ),
    # 03-18 + 30 = 04-17 (Fri)
    "OBJ-03": ("OBJ-03", "", row("2026-04-18", [node("N03", "2026-03-18")],
                                 ("2026-04-17", "2026-04-17", "overdue", "red", -1), number=FU)),
    # + 30 = 05-17 (Sun) → 05-18
    "OBJ-03 extended": (
        "OBJ-03", "",
        row("2026-05-18", [node("N03", "2026-03-18"), longer("2026-04-10", days=30)],
            ("2026-05-17", "2026-05-18", "running", "orange", 0), number=FU),
    ),
    "OBJ-03 extended by no more than 30 days": (
        "OBJ-03", "",
        row("2026-05-18", [node("N03", "2026-03-18"), longer("2026-04-10", months=3)],
            ("2026-05-17", "2026-05-18", "running", "orange", 0), number=FU),
    ),
    # 04-01 + 15 = 04-16 (Thu)
    "OBJ-04": (
        "OBJ-04", "o1",
        row("2026-04-16",
            [event("异议", "2026-03-18", id="o1", kind="案外人"),
             event("裁定送达", "2026-04-01", id="o1")],
            ("2026-04-16", "2026-04-16", "running", "orange", 0), number=YI),
    ),
    "OBJ-05": (
        "OBJ-05", "",
        row("2026-03-30", [event("裁定送达", "2026-03-18", mode="不予受理")],
            ("2026-03-28", "2026-03-30", "running", "orange", 0), number=YI),
    ),
    # 03-18 + 60: 13 days of March, 30 of April, 17 of May = 05-17 (Sun) → 05-18
    "OBJ-09": (
        "OBJ-09", "o1",
        row("2026-05-18", [event("异议", "2026-03-18", id="o1", kind="变更追加")],
            ("2026-05-17", "2026-05-18", "running", "orange", 0), number=YI),
    ),
    "OBJ-10 two months": (
        "OBJ-10", "o1",
        row("2026-05-18", [event("异议", "2026-03-18", id="o1", kind="不予执行")],
            ("2026-05-18", "2026-05-18", "running", "orange", 0), number=YI),
    ),
    "PRS-01": ("PRS-01", "", row("2026-03-23", [event("申请", "2026-03-18")],
                                 ("2026-03-23", "2026-03-23", "running", "orange", 0), number=CAI)),
    "PRS-01 urgent: 48 hours": (
        "PRS-01", "",
        row("2026-03-21", [event("申请", "2026-03-18", urgent=True)],
            ("2026-03-20", "2026-03-20", "overdue", "red", -1), number=CAI),
    ),
    "PRS-01a start carrying out": (
        "PRS-01a", "",
        row("2026-03-24", [node("N03", "2026-03-18"), held("冻结存款", "2026-03-23")],
            ("2026-03-23", "2026-03-23", "met", None, None), number=BAO),
    ),
    "PRS-01b release": (
        "PRS-01b", "",
        row("2026-03-23", [event("申请", "2026-03-18", kind="解除保全")],
            ("2026-03-23", "2026-03-23", "running", "orange", 0), number=CAI),
    ),
    "PRS-03": ("PRS-03", "o1",
               row("2026-03-30", [event("异议", "2026-03-18", id="o1", kind="复议")],
                   ("2026-03-28", "2026-03-30", "running", "orange", 0), number=CAI)),
    # 15 days to sue: 04-02 (Thu); then 7: 04-09 (Thu)
    "PRS-04": (
        "PRS-04", "o1",
        row("2026-04-09", [event("裁定送达", "2026-03-18", id="o1", mode="异议成立")],
            ("2026-04-09", "2026-04-09", "running", "orange", 0), number=YI),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "subject", "case"), OTHERS.values(), ids=OTHERS.keys())
def test_after_closing_money_and_objections(
    rule: str, subject: str, case: tuple[Json, Row]
) -> None:
    check(case[0], rule, case[1], subject)


ABSENT = {
    "no filing, no EXEC": ("EXEC", document("2026-05-01", node("N01", "2026-03-09"))),
    "preservation has no EXEC": ("EXEC", document("2026-05-01", F16, number=BAO)),
    "objection has no EXEC": ("EXEC", document("2026-05-01", F16, number=YI)),
    "review has no EXEC": ("EXEC", document("2026-05-01", F16, number=FU)),
    "preservation has no C226": (
        "C226", document("2026-05-01", event("申请", "2026-03-10"), number=BAO)),
    "criminal property has no applicant": (
        "C226", document("2026-05-01", event("申请", "2026-03-10"), kind="刑事涉财")),
    "criminal property: no talk": (
        "NTC-05", document("2026-05-01", N05, kind="刑事涉财")),
    "feedback without property": (
        "C226", document("2026-05-01", event("反馈", "2026-03-10", kind="无财产"))),
    "before NTC-03 was in force": ("NTC-03", document("2017-05-05", node("N05", "2017-04-30"))),
    "before MNY-06 was in force": ("MNY-06", document("2017-06-05", paid_in("2017-04-30"))),
    "before MNY-06a was in force": ("MNY-06a", document("2022-01-05", paid_in("2021-12-05"))),
    "before ZB-02 was in force": (
        "ZB-02", document("2018-01-01", event("裁定送达", "2016-11-30", mode="终本"))),
    "notice before the measure": (
        "NTC-04",
        document("2026-05-01", node("N07", "2026-03-19"), held("冻结存款", "2026-03-20"))),
    "a measure from before the case asks for no notice": (
        "NTC-04",
        document("2026-05-01", F16, held("冻结存款", "2026-01-20")),
    ),
    "queued measure": (
        "CTL-01", document("2026-05-01", held("冻结存款", "2026-03-20", kind="轮候"))),
    "node clocks stop at closing": (
        "NTC-01", document("2026-05-01", F16, closed("2026-03-18"))),
    "superseded filing": (
        "FIL-01",
        document("2026-05-01", node("N01", "2026-03-09"), {"corrects": 0, "node": "N02"})),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "doc"), ABSENT.values(), ids=ABSENT.keys())
def test_a_rule_whose_opening_fact_is_absent_is_not_printed(rule: str, doc: Json) -> None:
    assert rule not in {clock["rule"] for clock in clocks_of(doc)}


def test_first_counted_day_is_the_day_after() -> None:
    exec_clock = next(
        clock for clock in clocks_of(document("2026-05-01", F16)) if clock["rule"] == "EXEC"
    )
    assert exec_clock["start"] == "2026-03-17"
    assert exec_clock["article"] == "法发〔2006〕35号第一条"
