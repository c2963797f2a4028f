"""What a court sets, what is missing (缺数据), and what a clock says of any day."""

from __future__ import annotations

from datetime import date

import pytest

from bailiwick.law.calendar import Calendar, seeded
from bailiwick.law.derive import Clock, Frame, Level, State, derive
from bailiwick.law.facts import Fact, FactKind
from bailiwick.law.rules import RuleBook, Settings

CALENDAR = seeded()
ALL = frozenset({"*"})
FILED = Fact(1, FactKind.NODE, "N03", date(2026, 3, 16))
RECEIVED = Fact(2, FactKind.NODE, "N05", date(2026, 3, 18))


def clocks(
    facts: list[Fact],
    as_of: date,
    settings: Settings | None = None,
    *,
    complete: frozenset[str] = ALL,
    go_live_on: date | None = None,
) -> dict[str, Clock]:
    frame = Frame("（2026）豫0311执1号", "豫0311", "执", "民事", go_live_on, complete)
    made = derive(frame, facts, RuleBook(settings), CALENDAR, as_of)
    return {clock.rule: clock for clock in made}


def pause(word: str, first: date, last: date | None) -> Fact:
    return Fact(9, FactKind.DEDUCTION, word, first, last, document="委托书")


# ------------------------------------------------------------------------------ settings


@pytest.mark.parametrize(
    ("key", "word"),
    [("exclude_professional", "评估"), ("exclude_professional", "审计"),
     ("exclude_professional", "资产清理"), ("exclude_sale", "拍卖"), ("exclude_sale", "变卖")],
)  # fmt: skip
def test_a_court_may_count_valuation_and_auction(key: str, word: str) -> None:
    facts = [FILED, pause(word, date(2026, 4, 1), date(2026, 4, 12))]
    # 09-16 + 12 = 09-28 (Mon)
    assert clocks(facts, FILED.on)["EXEC"].due == date(2026, 9, 28)
    assert clocks(facts, FILED.on, {("EXEC", key): "0"})["EXEC"].due == date(2026, 9, 16)
    assert clocks(facts, FILED.on, {("EXEC", key): "1"})["EXEC"].due == date(2026, 9, 28)


def test_the_switches_leave_other_pauses_alone() -> None:
    facts = [FILED, pause("中止", date(2026, 4, 1), date(2026, 4, 12))]
    off = {("EXEC", "exclude_professional"): "否", ("EXEC", "exclude_sale"): "否"}
    assert clocks(facts, FILED.on, off)["EXEC"].due == date(2026, 9, 28)


def test_late_approval_lengthens_only_where_the_court_says_so_and_from_its_day_on() -> None:
    late = Fact(9, FactKind.EXTENSION, "院长", date(2026, 9, 20), months=3, document="审批表")
    plain = clocks([FILED, late], date(2026, 9, 25))["EXEC"]
    assert (plain.due, plain.state) == (date(2026, 9, 16), State.OVERDUE)
    switch = {("EXEC", "late_approval"): "1"}
    before = clocks([FILED, late], date(2026, 9, 19), switch)["EXEC"]
    assert (before.due, before.state) == (date(2026, 9, 16), State.OVERDUE)
    assert before.wake_on == date(2026, 9, 20)
    after = clocks([FILED, late], date(2026, 9, 20), switch)["EXEC"]
    assert (after.due, after.state) == (date(2026, 12, 16), State.RUNNING)


def test_an_extension_of_another_period_leaves_this_one() -> None:
    """``ref`` names the period that was extended; without one it is the execution period."""

    def granted(ref: str) -> Fact:
        return Fact(
            3, FactKind.EXTENSION, "院长", date(2026, 9, 1), ref=ref, document="批件", months=3
        )

    # 03-16 + 6 months = 09-16 (Wed); + 3 months = 12-16 (Wed)
    assert clocks([FILED, granted("")], FILED.on)["EXEC"].due == date(2026, 12, 16)
    assert clocks([FILED, granted("OBJ-01")], FILED.on)["EXEC"].due == date(2026, 9, 16)


def test_a_stricter_limit_of_the_court() -> None:
    # 03-16 + 5 = 03-21 (Sat) → 03-23; by the law's 7 days it is 03-23 as well, so ask for 3: 03-19
    assert clocks([FILED], FILED.on, {("NTC-01", "limit_days"): "3"})["NTC-01"].due == date(
        2026, 3, 19
    )


def test_a_looser_limit_than_the_law_is_not_taken() -> None:
    assert clocks([FILED], FILED.on, {("NTC-01", "limit_days"): "30"})["NTC-01"].due == date(
        2026, 3, 23
    )
    assert clocks([FILED], FILED.on, {("EXEC", "limit_months"): "9"})["EXEC"].due == date(
        2026, 9, 16
    )


def test_a_limit_of_our_own_may_be_any() -> None:
    # 03-18 + 10 = 03-28 (Sat) → 03-30
    assert clocks([RECEIVED], FILED.on, {("N06", "limit_days"): "10"})["N06"].due == date(
        2026, 3, 30
    )


def test_a_stricter_limit_may_be_said_in_days_for_months() -> None:
    # 03-16 + 100: 15 of March, 30, 31, 24 of June
    assert clocks([FILED], FILED.on, {("EXEC", "limit_days"): "100"})["EXEC"].due == date(
        2026, 6, 24
    )


def test_internal_until_adopted_by_a_numbered_paper() -> None:
    assert clocks([RECEIVED], RECEIVED.on)["N06"].internal
    assert not clocks([RECEIVED], RECEIVED.on)["NTC-02"].internal
    paper = {("N06", "adopted"): "洛龙法〔2026〕8号"}
    assert not clocks([RECEIVED], RECEIVED.on, paper)["N06"].internal


def test_internal_limits_roll_unless_the_court_says_no() -> None:
    # 03-21 is a Saturday
    assert clocks([RECEIVED], RECEIVED.on)["N06"].due == date(2026, 3, 23)
    still = clocks([RECEIVED], RECEIVED.on, {("CLK-07", "rolls"): "0"})
    assert still["N06"].due == date(2026, 3, 21)
    assert still["NTC-02"].due == date(2026, 3, 23)


def test_nonsense_settings_change_nothing() -> None:
    odd = {("NTC-01", "limit_days"): "３", ("EXEC", "limit_months"): "-1", ("X", "y"): "z"}
    assert clocks([FILED], FILED.on, odd) == clocks([FILED], FILED.on)


# ------------------------------------------------------------------------------ grey


def test_missing_from_a_source_not_declared_complete_is_grey() -> None:
    as_of = date(2026, 12, 1)
    shown = clocks([FILED], as_of, complete=frozenset({"N36"}))
    assert shown["NTC-01"].level(as_of) is Level.GREY
    assert shown["NTC-01"].red_on is None
    assert shown["EXEC"].level(as_of) is Level.BLACK
    declared = clocks([FILED], as_of, complete=frozenset({"N36", "N04"}))
    assert declared["NTC-01"].level(as_of) is Level.BLACK


def test_due_before_the_go_live_day_is_grey() -> None:
    as_of = date(2026, 12, 1)
    shown = clocks([FILED], as_of, go_live_on=date(2026, 3, 24))
    assert shown["NTC-01"].grey  # due 03-23
    assert not shown["EXEC"].grey
    assert not clocks([FILED], as_of, go_live_on=date(2026, 3, 23))["NTC-01"].grey


def test_what_is_answered_is_never_grey() -> None:
    late = Fact(3, FactKind.NODE, "N04", date(2026, 3, 30))
    as_of = date(2026, 12, 1)
    shown = clocks([FILED, late], as_of, complete=frozenset(), go_live_on=date(2026, 6, 1))
    assert shown["NTC-01"].state is State.MET_LATE
    assert shown["NTC-01"].level(as_of) is None


def test_a_lapsed_measure_without_complete_source_is_grey() -> None:
    frozen = Fact(3, FactKind.MEASURE, "冻结存款", date(2025, 1, 10), date(2026, 1, 9), "m1")
    as_of = date(2026, 12, 1)
    assert clocks([frozen], as_of, complete=frozenset())["CTL-01"].level(as_of) is Level.GREY
    assert clocks([frozen], as_of)["CTL-01"].level(as_of) is Level.BLACK


# ------------------------------------------------------------------------------ reading a clock


def test_a_met_clock_keeps_the_colours_it_had() -> None:
    closed = Fact(3, FactKind.EVENT, "结案", date(2026, 9, 20), mode="执行完毕")
    clock = clocks([FILED, closed], date(2026, 12, 1))["EXEC"]
    assert clock.state is State.MET_LATE
    assert clock.level(date(2026, 9, 16)) is Level.ORANGE
    assert clock.level(date(2026, 9, 19)) is Level.RED
    assert clock.level(date(2026, 9, 20)) is None
    assert clock.black_on is None
    assert (clock.days_left(date(2026, 9, 19)), clock.days_left(date(2026, 9, 20))) == (-3, None)


def test_a_running_clock_wakes_when_it_is_overdue() -> None:
    assert clocks([FILED], date(2026, 9, 16))["EXEC"].wake_on == date(2026, 9, 17)
    assert clocks([FILED], date(2026, 9, 17))["EXEC"].wake_on is None


def test_an_announced_pause_wakes_the_clock() -> None:
    facts = [FILED, pause("中止", date(2026, 8, 1), None)]
    assert clocks(facts, date(2026, 7, 1))["EXEC"].wake_on == date(2026, 8, 1)
    assert clocks(facts, date(2026, 8, 1))["EXEC"].state is State.PAUSED


def test_a_pause_open_from_the_first_day_on() -> None:
    facts = [FILED, pause("中止", FILED.on, None)]
    clock = clocks(facts, FILED.on)["EXEC"]
    assert (clock.state, clock.due) == (State.PAUSED, None)


# ------------------------------------------------------------------------------ the calendar


def test_calendar_of_2026() -> None:
    assert CALENDAR.is_day_off(date(2026, 10, 1))
    assert CALENDAR.is_day_off(date(2026, 11, 28))
    assert not CALENDAR.is_day_off(date(2026, 10, 10))
    assert CALENDAR.next_working(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CALENDAR.previous_working(date(2026, 10, 5)) == date(2026, 9, 30)
    assert CALENDAR.add_working_days(date(2026, 9, 28), 5) == date(2026, 10, 10)
    assert CALENDAR.name_of(date(2026, 10, 1)) == "国庆节"
    assert CALENDAR.name_of(date(2026, 10, 10)) == "调休上班"
    assert CALENDAR.name_of(date(2026, 11, 28)) == "星期六"
    assert CALENDAR.official(2026)
    assert not CALENDAR.official(2027)


def test_a_year_nobody_announced_knows_weekends_only() -> None:
    assert not CALENDAR.is_day_off(date(2027, 10, 1))  # a Friday
    assert CALENDAR.is_day_off(date(2027, 10, 2))


def test_an_edited_day_wins_over_the_week() -> None:
    edited = Calendar({date(2027, 10, 1): True, date(2027, 10, 2): False}, frozenset({2027}))
    assert edited.next_working(date(2027, 10, 1)) == date(2027, 10, 2)
    assert edited.name_of(date(2027, 10, 1)) == "法定节假日"


def test_days_outside_the_table_are_looked_up() -> None:
    assert CALENDAR.next_working(date(1980, 1, 5)) == date(1980, 1, 7)  # Saturday → Monday
    assert CALENDAR.previous_working(date(2090, 1, 1)) == date(2089, 12, 30)  # Sunday → Friday
