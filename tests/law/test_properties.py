"""What must hold of every register, tried on invented ones."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bailiwick.law.calendar import Calendar, seeded
from bailiwick.law.derive import Clock, Frame, Level, State, derive, explain_all
from bailiwick.law.facts import APPROVERS, DEDUCTIONS, Fact, FactKind, standing
from bailiwick.law.rules import RuleBook

BOOK = RuleBook()
OFFICIAL = seeded()
FIRST = date(2016, 1, 1)
SPAN_DAYS = 3900
COMPLETE = frozenset({"*"})

KNOWN = {FIRST + timedelta(n): OFFICIAL.is_day_off(FIRST + timedelta(n)) for n in range(5000)}
days = st.integers(0, SPAN_DAYS).map(lambda n: FIRST + timedelta(n))
months_near = st.integers(0, 500)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def frame(type_code: str = "执", **more: object) -> Frame:
    return Frame("（2026）豫0311执1号", "豫0311", type_code, complete=COMPLETE, **more)  # type: ignore[arg-type]


@st.composite
def registers(draw: st.DrawFn) -> list[Fact]:
    """A case with facts of every kind within some two years of its filing."""
    filed = draw(days)
    facts: list[Fact] = []

    def add(kind: FactKind, what: str, **more: object) -> None:
        on = more.pop("on", None) or filed + timedelta(draw(st.integers(-20, 700)))
        facts.append(Fact(len(facts) + 1, kind, what, on, **more))  # type: ignore[arg-type]

    add(FactKind.NODE, "N03", on=filed)
    for code in draw(st.lists(st.sampled_from([f"N{n:02}" for n in range(1, 38)]), max_size=5)):
        add(FactKind.NODE, code)
    for word in draw(st.lists(st.sampled_from(sorted(DEDUCTIONS)), max_size=3)):
        on = filed + timedelta(draw(st.integers(-10, 400)))
        length = draw(st.one_of(st.none(), st.integers(0, 90)))
        until = None if length is None else on + timedelta(length)
        document = draw(st.sampled_from(["", "裁定书"]))
        add(FactKind.DEDUCTION, word, on=on, until=until, document=document)
    for word in draw(st.lists(st.sampled_from(sorted(APPROVERS)), max_size=2)):
        add(FactKind.EXTENSION, word, months=draw(st.integers(1, 3)), document="审批表")
    for place in range(draw(st.integers(0, 2))):
        add(
            FactKind.MEASURE,
            draw(st.sampled_from(["冻结存款", "查封车辆", "查封房产"])),
            ref=f"m{place}",
        )
        if draw(st.booleans()):
            add(FactKind.RENEW, "", ref=f"m{place}")
        if draw(st.booleans()):
            add(FactKind.RELEASE, "", ref=f"m{place}")
    for word in draw(
        st.lists(st.sampled_from(["申请", "线索", "反馈", "异议", "裁定送达"]), max_size=4)
    ):
        add(FactKind.EVENT, word, ref=draw(st.sampled_from(["", "e1"])), urgent=draw(st.booleans()))
    if draw(st.booleans()):
        add(FactKind.PAYMENT, "到账", ref="p1")
        if draw(st.booleans()):
            add(FactKind.PAYMENT, "发放", ref="p1")
    if draw(st.booleans()):
        add(FactKind.EVENT, "结案", mode=draw(st.sampled_from(["执行完毕", "终结本次执行程序"])))
    return facts  # fmt: skip


def exec_of(facts: list[Fact], as_of: date, calendar: Calendar = OFFICIAL) -> Clock:
    clocks = derive(frame(), facts, BOOK, calendar, as_of)
    return next(clock for clock in clocks if clock.rule == "EXEC")


def by_key(clocks: list[Clock]) -> dict[tuple[str, str], Clock]:
    found = {(clock.rule, clock.subject): clock for clock in clocks}
    assert len(found) == len(clocks), "two clocks of one rule and subject"
    return found


@many
@given(registers(), days)
def test_incremental_equals_full(facts: list[Fact], as_of: date) -> None:
    """Whatever the order facts arrive in, with corrections replaced, the end is the same."""
    growing: list[Fact] = []
    for fact in facts:
        growing.append(fact)
        last = derive(frame(), growing, BOOK, OFFICIAL, as_of)
    assert by_key(last) == by_key(derive(frame(), list(facts), BOOK, OFFICIAL, as_of))


@many
@given(registers(), days, st.integers(-30, 30))
def test_a_correction_equals_the_corrected_fact(facts: list[Fact], as_of: date, shift: int) -> None:
    wrong = facts[0]._replace(id=900, on=facts[0].on + timedelta(shift))
    right = facts[0]._replace(supersedes=900)
    corrected = [wrong, right, *facts[1:]]
    plain = derive(frame(), facts, BOOK, OFFICIAL, as_of)
    assert by_key(derive(frame(), corrected, BOOK, OFFICIAL, as_of)) == by_key(plain)
    assert standing(corrected) == [right, *facts[1:]]


@many
@given(registers(), days, days)
def test_adding_a_holiday_never_shortens(facts: list[Fact], as_of: date, holiday: date) -> None:
    assume(not KNOWN[holiday])
    _never_earlier(facts, as_of, OFFICIAL, Calendar(KNOWN | {holiday: True}))


@many
@given(registers(), days, days)
def test_working_on_a_weekend_day_never_lengthens(
    facts: list[Fact], as_of: date, weekend: date
) -> None:
    assume(KNOWN[weekend])
    _never_earlier(facts, as_of, Calendar(KNOWN | {weekend: False}), OFFICIAL)


def _never_earlier(facts: list[Fact], as_of: date, less: Calendar, more: Calendar) -> None:
    """No period forward ends earlier with more days off (backward ones and ZB-02 runs aside)."""
    few, many_off = (by_key(derive(frame(), facts, BOOK, one, as_of)) for one in (less, more))
    late_approvals = any(fact.kind is FactKind.EXTENSION for fact in facts)
    for key, clock in few.items():
        other = many_off.get(key)
        if key[0] == "ZB-02" or other is None or clock.due is None or other.due is None:
            continue
        assert other.due >= clock.due, (key, clock, other, late_approvals)


@many
@given(days, st.integers(0, 200), st.integers(0, 60), st.sampled_from(["评估", "中止", "公告送达"]))
def test_a_lawful_pause_shifts_by_exactly_its_days(
    filed: date, after: int, length: int, word: str
) -> None:
    facts = [Fact(1, FactKind.NODE, "N03", filed)]
    plain = exec_of(facts, filed)
    first = filed + timedelta(1 + after)
    last = first + timedelta(length)
    assert plain.due_unrolled is not None
    assume(last <= plain.due_unrolled)
    pause = Fact(2, FactKind.DEDUCTION, word, first, last, document="裁定书")
    moved = exec_of([*facts, pause], filed)
    assert moved.due_unrolled == plain.due_unrolled + timedelta(length + 1)
    without_paper = exec_of([*facts, pause._replace(document="")], filed)
    assert without_paper.due_unrolled == plain.due_unrolled


@many
@given(registers(), days, days)
def test_as_of_never_changes_facts(facts: list[Fact], one: date, other: date) -> None:
    """The facts stay as they were, and so does what only they decide: the start."""
    before = list(facts)
    first = by_key(derive(frame(), facts, BOOK, OFFICIAL, one))
    second = by_key(derive(frame(), facts, BOOK, OFFICIAL, other))
    again = by_key(derive(frame(), facts, BOOK, OFFICIAL, one))
    assert facts == before
    assert first == again
    for key in first.keys() & second.keys():
        if key[0] == "ZB-02" or key[0].startswith("CTL"):
            continue  # the run or the renewal of the day decides
        assert first[key].start == second[key].start


@many
@given(registers(), days)
def test_stored_days_agree_with_the_level_of_every_day(facts: list[Fact], as_of: date) -> None:
    """Reading a stored clock on a later day equals deriving it on that day, until it wakes."""
    stored = by_key(derive(frame(), facts, BOOK, OFFICIAL, as_of))
    for later in range(0, 460, 13):
        on = as_of + timedelta(later)
        fresh = by_key(derive(frame(), facts, BOOK, OFFICIAL, on))
        for key, clock in stored.items():
            woken = clock.wake_on is not None and on >= clock.wake_on
            if woken or key not in fresh:  # closed in between: closing is a fact, not a day
                continue
            assert fresh[key].level(on) == clock.level(on), (key, on, clock, fresh[key])
            assert fresh[key].state == clock.state, (key, on)


@many
@given(registers(), days)
def test_level_days_are_in_order_and_first(facts: list[Fact], as_of: date) -> None:
    for clock in derive(frame(), facts, BOOK, OFFICIAL, as_of):
        named = (
            (clock.yellow_on, Level.YELLOW), (clock.orange_on, Level.ORANGE),
            (clock.red_on, Level.RED), (clock.black_on, Level.BLACK),
        )  # fmt: skip
        reached = [day for day, _ in named if day is not None]
        assert reached == sorted(reached)
        for day, level in named:
            if day is None:
                continue
            shown = clock.level(day)
            later = [seen for seen, what in named if seen == day and what is not level]
            assert shown is level or later, (clock, day)
            assert clock.level(day - timedelta(1)) is not level


@many
@given(registers(), days)
def test_the_explanation_tells_the_clock(facts: list[Fact], as_of: date) -> None:
    clocks = by_key(derive(frame(), facts, BOOK, OFFICIAL, as_of))
    told = {(one.rule, one.subject): one for one in
            explain_all(frame(), facts, BOOK, OFFICIAL, as_of)}  # fmt: skip
    assert told.keys() == clocks.keys()
    for key, one in told.items():
        clock = clocks[key]
        assert one.clock == clock
        assert one.level == clock.level(as_of)
        if clock.state is not State.PAUSED and not one.rule.startswith(("CTL", "ZB-02")):
            ends = [step.on for step in one.steps if "届满日" in step.note]
            assert clock.due in ends or clock.state in (State.MET, State.MET_LATE), (key, one.steps)
        for segment in one.segments:
            assert segment.first <= segment.last
        drawn = sorted(
            (s.first, s.last) for s in one.segments if s.kind in ("running", "paused")
        )  # fmt: skip
        for (_, end), (begin, _) in pairwise(drawn):
            assert end < begin, (key, one.segments)


@many
@given(registers(), days)
def test_what_clears_a_light_is_true(facts: list[Fact], as_of: date) -> None:
    """A paper said to clear the light gives just that light once it is there."""
    for one in explain_all(frame(), facts, BOOK, OFFICIAL, as_of):
        for clear in one.clears:
            if clear.act != "supply_document":
                continue
            supplied = [
                fact._replace(document="（补录）") if fact.id == clear.fact_id else fact
                for fact in facts
            ]
            then = by_key(derive(frame(), supplied, BOOK, OFFICIAL, as_of))
            found = then[one.rule, one.subject]
            assert (found.due, found.level(as_of)) == (clear.due, clear.level)
