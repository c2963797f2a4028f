"""From the facts of a case to its clocks: which clocks are open, and what each shows.

The hot path of a whole register: integers inside, days only in the finished clock. The explanation
page asks the same functions for the same values; nothing is reckoned a second way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bailiwick.law.calendar import Calendar
from bailiwick.law.clocks import Clock, Frame, State
from bailiwick.law.fact_index import FactIndex
from bailiwick.law.facts import STAY_WORDS, ZHONGBEN_WORDS, Fact, is_queued, measure_rule
from bailiwick.law.reckon import (
    NO_EXTENSION,
    OPEN,
    Length,
    Span,
    add_months,
    lengthen,
    raw_due,
    spans_of,
    walk,
)
from bailiwick.law.rule_table import Unit
from bailiwick.law.rules import Compiled, Plan, RuleBook

LONGEST_RED_DAYS = 30  # red turns black after 30 days or after the limit itself
SHORTEST_YELLOW_DAYS = 3
ZB_RUNS, ZB_MONTHS = 10, 6
#: After these closings a standing measure has nothing left to secure: its lapse is no one's fault.
ENDS_MEASURES = frozenset({"执行完毕", "不予执行", "驳回申请"})


class Opened(NamedTuple):
    """A clock that a fact has opened: from which day it counts and what answered it."""

    version: Compiled
    subject: str
    fact: Fact
    event: int
    answer: Fact | None


class Days(NamedTuple):
    """The days of a clock as ordinals, with what moved them."""

    start: int
    event: int
    raw: int
    unrolled: int
    due: int | None
    paused: bool
    length: Length
    spans: Sequence[Span]
    paused_days: int


class Case:
    """One derivation: the case, its facts by word, the court's rules, calendar and day."""

    __slots__ = (
        "as_of", "book", "calendar", "closed", "facts", "frame", "index", "kept", "plan",
    )  # fmt: skip

    def __init__(
        self,
        frame: Frame,
        facts: Sequence[Fact],
        book: RuleBook,
        calendar: Calendar,
        as_of: int,
    ) -> None:
        self.frame = frame
        self.facts = facts
        self.book = book
        self.calendar = calendar
        self.as_of = as_of
        self.index = FactIndex(facts, frame.type_code)
        self.plan: Plan = book.plan(frame.type_code, frame.kind)
        closing = self.index.closing
        self.closed = closing.on.toordinal() if closing is not None else OPEN
        self.kept: dict[frozenset[str], list[Span]] = {}

    def spans(self, version: Compiled) -> Sequence[Span]:
        """Return the days that stop a clock of this version; worked out once per list of words."""
        if not self.index.deductions:
            return ()
        found = self.kept.get(version.pauses)
        if found is None:
            found = self.kept[version.pauses] = spans_of(self.index.deductions, version, self.as_of)
        return found

    def source_missing(self, version: Compiled) -> bool:
        complete = self.frame.complete
        if "*" in complete:
            return False
        return any(key not in complete for key in version.rule.complete_key)


# ------------------------------------------------------------------------------ which are open


def opened(case: Case) -> Iterator[Opened]:
    """Yield every open clock but those of measures and of the queries after 终本."""
    words = case.index.words
    plan = case.plan
    closed = case.closed if case.closed <= case.as_of else OPEN
    for word, families in plan.by_trigger.items():
        facts = words.get(word)
        if facts is None:
            continue
        for family in families:
            rule = family[-1].rule
            if rule.each:
                yield from _each(case, family, facts, closed)
            else:
                found = _once(case, family, facts, word, closed)
                if found is not None:
                    yield found
    if plan.special:
        yield from _special(case, closed)


def version_on(family: Sequence[Compiled], day: int) -> Compiled | None:
    """Return the version in force on a day."""
    for version in reversed(family):
        if version.first <= day:
            return version if day <= version.last else None
    return None


def _earliest(facts: Sequence[Fact]) -> Fact:
    return facts[0] if len(facts) == 1 else min(facts, key=lambda fact: (fact.on, fact.id))


def _ends(rule_after_closing: bool, event: int, answer: Fact | None, closed: int) -> bool:
    """Whether closing the case ended the clock unanswered (or before it could open)."""
    if rule_after_closing or closed == OPEN:
        return False
    return event > closed or answer is None or answer.on.toordinal() > closed


def _once(
    case: Case, family: Sequence[Compiled], facts: Sequence[Fact], word: str, closed: int
) -> Opened | None:
    fact = _earliest(facts)
    day = fact.until if word.endswith(":until") and fact.until else fact.on
    event = day.toordinal()
    version = version_on(family, event)
    if version is None:
        return None
    words = case.index.words
    answer = None
    for key in version.rule.satisfied_by:
        found = words.get(key)
        if found is None:
            found = case.index.in_force_measures() if key == "measure" else None
        if found:
            candidate = _earliest(found)
            if answer is None or candidate.on < answer.on:
                answer = candidate
    if _ends(version.rule.after_closing, event, answer, closed):
        return None
    return Opened(version, "", fact, event, answer)


def _each(
    case: Case, family: Sequence[Compiled], facts: Sequence[Fact], closed: int
) -> Iterator[Opened]:
    """Yield a clock for each opening fact, with the fact that answers it."""
    several = len(facts) > 1
    pairs = _payouts(case, facts, family[-1]) if family[-1].rule.group == "MNY" else None
    for fact in facts:
        event = fact.on.toordinal()
        version = version_on(family, event)
        if version is None:
            continue
        if pairs is not None:
            answer = pairs.get(fact.id)
        else:
            answer = _answer(case, version, fact)
        if _ends(version.rule.after_closing, event, answer, closed):
            continue
        subject = fact.ref or (f"{fact.on.isoformat()}" if several else "")
        if version.rule.offset_days:
            event = case.calendar.roll(event + version.rule.offset_days)
        yield Opened(version, subject, fact, event, answer)


def _answer(case: Case, version: Compiled, fact: Fact) -> Fact | None:
    """Return the first fact that answers this one: on or after it, of its ref or of none."""
    best: Fact | None = None
    index = case.index
    for key in version.rule.satisfied_by:
        if key == "measure":
            found: Sequence[Fact] = index.in_force_measures()
        elif key == "release":
            found = index.releases
        elif key == "renew":
            found = index.renewals
        else:
            found = index.words.get(key, ())
        tied = key not in ("measure", "release", "renew", "结案", "N36")
        for candidate in found:
            if candidate.on < fact.on or candidate.id == fact.id:
                continue
            if tied and candidate.ref and fact.ref and candidate.ref != fact.ref:
                continue
            if best is None or candidate.on < best.on:
                best = candidate
    return best


def _payouts(case: Case, arrivals: Sequence[Fact], version: Compiled) -> dict[int, Fact]:
    """Pair money that came with money that went: by ref, else the oldest unpaid first."""
    words = case.index.words
    payouts = sorted(
        (fact for key in version.rule.satisfied_by for fact in words.get(key, ())),
        key=lambda fact: (fact.on, fact.id),
    )
    if not payouts:
        return {}
    if len(arrivals) == 1 and len(payouts) == 1:
        arrival, payout = arrivals[0], payouts[0]
        return {arrival.id: payout} if payout.on >= arrival.on else {}
    refs = {arrival.ref for arrival in arrivals if arrival.ref}
    waiting = sorted(arrivals, key=lambda fact: (fact.on, fact.id))
    pairs: dict[int, Fact] = {}
    for payout in payouts:
        for arrival in waiting:
            if arrival.id in pairs or payout.on < arrival.on:
                continue
            if payout.ref in refs and payout.ref != arrival.ref:
                continue
            pairs[arrival.id] = payout
            break
    return pairs


def _special(case: Case, closed: int) -> Iterator[Opened]:
    special = case.plan.special
    words = case.index.words
    if "c226" in special:
        yield from _c226(case, special["c226"], closed)
    if case.index.measures:
        if "notice_after_measure" in special:
            yield from _notice_after_measure(case, special["notice_after_measure"], closed)
        if "transfer" in special:
            yield from _transfer(case, special["transfer"], closed)
        if "renewal_request" in special:
            yield from _renewal_requests(case, special["renewal_request"])
    if case.index.deductions and "到账" in words and "delay_ended" in special:
        yield from _delay_ended(case, special["delay_ended"])


def _c226(case: Case, family: Sequence[Compiled], closed: int) -> Iterator[Opened]:
    """One clock from the application, one from the first property found (C226)."""
    words = case.index.words
    for word, subject in (("申请", ""), ("反馈:有", "发现财产")):
        facts = words.get(word)
        if not facts:
            continue
        fact = _earliest(facts)
        event = fact.on.toordinal()
        version = version_on(family, event)
        answer = case.index.closing
        if version is not None and not (closed != OPEN and event > closed):
            yield Opened(version, subject, fact, event, answer)


def _notice_after_measure(case: Case, family: Sequence[Compiled], closed: int) -> Iterator[Opened]:
    """A measure taken before the notice asks for the notice within three days (NTC-04)."""
    measures = case.index.in_force_measures()
    if not measures:
        return
    first = _earliest(measures)
    notices = case.index.words.get("N07")
    notice = _earliest(notices) if notices else None
    if notice is not None and notice.on <= first.on:
        return
    event = first.on.toordinal()
    version = version_on(family, event)
    if version is not None and not _ends(False, event, notice, closed):
        yield Opened(version, "", first, event, notice)


def _transfer(case: Case, family: Sequence[Compiled], closed: int) -> Iterator[Opened]:
    """Frozen deposits are to be transferred (N21, a limit of our own)."""
    found = case.index.words.get("N21")
    deposits = [
        fact
        for fact in case.index.in_force_measures()
        if measure_rule(fact.what, fact.detail) == "CTL-01"
    ]
    if not deposits:
        return
    first = _earliest(deposits)
    event = first.on.toordinal()
    version = version_on(family, event)
    answers = [*(found or ()), *case.index.releases]
    answer = _earliest(answers) if answers else None
    if version is not None and not _ends(False, event, answer, closed):
        yield Opened(version, "", first, event, answer)


def _delay_ended(case: Case, family: Sequence[Compiled]) -> Iterator[Opened]:
    """Money held back by a documented stay is paid within ten days of its end (MNY-08)."""
    stays = [
        fact
        for fact in case.index.deductions
        if fact.what in STAY_WORDS and fact.until is not None and fact.document.strip()
    ]
    arrivals = case.index.words["到账"]
    pairs = _payouts(case, arrivals, family[-1]) if stays else {}
    for arrival in arrivals:
        paid = pairs.get(arrival.id)
        ended = [
            stay.until
            for stay in stays
            if stay.until is not None
            and stay.until >= arrival.on
            and stay.until >= stay.on
            and (paid is None or paid.on > stay.until)
        ]
        if not ended:
            continue
        event = max(ended).toordinal()
        version = version_on(family, event)
        if version is not None:
            several = len(arrivals) > 1
            subject = arrival.ref or (arrival.on.isoformat() if several else "")
            yield Opened(version, subject, arrival, event, paid)


def _renewal_requests(case: Case, family: Sequence[Compiled]) -> Iterator[Opened]:
    """The applicant asks seven days before a preservation ends (CTL-05, counted backward)."""
    for held in measures(case):
        event = held.due
        version = version_on(family, held.start)
        if version is None:
            continue
        answer = held.released
        for fact in case.index.words.get("申请:续行", ()):
            if fact.on.toordinal() >= held.start and fact.ref in ("", held.subject):
                answer = fact
        yield Opened(version, held.subject, held.fact, event, answer)


# ------------------------------------------------------------------------------ the days of one


def reckon(case: Case, one: Opened) -> Days:
    """Return the days of a clock: length, raw due, pauses, roll (in this order, once each)."""
    version, event = one.version, one.event
    calendar = case.calendar
    limit = version.urgent if version.urgent and one.fact.urgent else version.limit
    if version.rule.backward:
        raw = event - limit
        due = calendar.roll_back(raw) if version.rolls else raw
        start = one.fact.on.toordinal()
        return Days(start, event, raw, raw, due, False, NO_EXTENSION, (), 0)
    until = case.as_of
    if one.answer is not None:
        until = min(until, one.answer.on.toordinal())
    spans = case.spans(version) if version.pauses else ()
    length = NO_EXTENSION
    unit = version.unit
    if one.fact.urgent and version.urgent:
        unit = Unit.DAYS
    if version.rule.extends and case.index.extensions:
        length = lengthen(version, event, limit, case.index.extensions, spans, calendar, case.as_of)
    raw = raw_due(event, unit, limit, length.months, length.days, calendar)
    if not spans:
        due = calendar.roll(raw) if version.rolls else raw
        return Days(event + 1, event, raw, raw, due, False, length, (), 0)
    walked = walk(raw, event + 1, spans, until)
    answered = one.answer is not None and one.answer.on.toordinal() <= case.as_of
    if walked.paused and not answered:
        return Days(event + 1, event, raw, walked.due, None, True, length, spans, walked.days)
    due = calendar.roll(walked.due) if version.rolls else walked.due
    return Days(event + 1, event, raw, walked.due, due, False, length, spans, walked.days)


def clock(case: Case, one: Opened) -> Clock:
    """Return the finished clock of an opened one."""
    version = one.version
    rule = version.rule
    days = reckon(case, one)
    as_of = case.as_of
    answer = one.answer.on.toordinal() if one.answer is not None else OPEN
    due = days.due
    at = date.fromordinal
    met_on = None
    grey = False
    wake = OPEN
    if answer <= as_of:
        assert due is not None
        state = State.MET if answer <= due else State.MET_LATE
        met_on = answer
    elif due is None:
        state = State.PAUSED
        wake = answer
    elif rule.party and as_of > due:
        state, met_on = State.MET, due + 1
    elif as_of > due:
        state = State.OVERDUE
        wake = answer
    else:
        state = State.RUNNING
        wake = min(answer, due + 1)
    if answer == OPEN and met_on is None:
        grey = is_grey(case, version, due)
    wake = min(wake, _next_pause(case, version)) if case.index.deductions else wake
    if version.late_approval and case.index.extensions:
        wake = min(wake, _next_approval(case))
    yellow = orange = red = black = None
    if due is not None and not grey:
        yellow, orange, red, black = ladder(version, days, met_on)
        if rule.party:
            red = black = None
    return Clock(
        rule.id,
        one.subject,
        at(days.start),
        at(days.unrolled),
        None if due is None else at(due),
        state,
        None if yellow is None else at(yellow),
        None if orange is None else at(orange),
        None if red is None else at(red),
        None if black is None else at(black),
        None if met_on is None else at(met_on),
        version.internal,
        grey,
        None if wake >= OPEN or met_on is not None else at(wake),
    )


def is_grey(case: Case, version: Compiled, due: int | None) -> bool:
    """Whether what is missing may only be missing from our data (缺数据)."""
    if case.source_missing(version):
        return True
    go_live = case.frame.go_live_on
    return go_live is not None and due is not None and due < go_live.toordinal()


def _next_pause(case: Case, version: Compiled) -> int:
    """Return the day an open pause not yet begun will begin."""
    as_of = case.as_of
    days = [
        fact.on.toordinal()
        for fact in case.index.deductions
        if fact.until is None and fact.what in version.pauses and fact.document.strip()
    ]
    return min((day for day in days if day > as_of), default=OPEN)


def _next_approval(case: Case) -> int:
    days = (fact.on.toordinal() for fact in case.index.extensions)
    return min((day for day in days if day > case.as_of), default=OPEN)


def ladder(
    version: Compiled, days: Days, met_on: int | None
) -> tuple[int | None, int | None, int | None, int | None]:
    """Return the first days of yellow, orange, red and black (§0, Alert levels)."""
    due = days.due
    assert due is not None
    orange: int | None = due - 1
    red: int | None = due + 1
    black: int | None = due + min(LONGEST_RED_DAYS, abs(days.raw - days.event)) + 1
    yellow: int | None = None
    if version.has_yellow:
        share = (3 * (days.raw - days.start) + 9) // 10
        yellow = due - max(SHORTEST_YELLOW_DAYS, share)
    if met_on is not None:
        yellow = None if yellow is None or yellow >= met_on else yellow
        orange = None if due - 1 >= met_on else orange
        red = None if due + 1 >= met_on else red
        black = None if black is None or black >= met_on else black
    return yellow, orange, red, black


# ------------------------------------------------------------------------------ control measures


class Held(NamedTuple):
    """A control measure with its present term. ``lapsed``: gaps in which it had no effect."""

    version: Compiled
    subject: str
    fact: Fact
    start: int
    due: int
    inferred: bool
    renewals: tuple[Fact, ...]
    released: Fact | None
    lapsed: tuple[tuple[int, int], ...]
    beyond_longest: bool


def term_end(version: Compiled, start: int) -> int:
    """Return the last day of the longest term: the anniversary − 1 day."""
    return add_months(start, version.limit) - 1


def measures(case: Case) -> Iterator[Held]:
    """Yield each control measure whose term has begun, with its renewals up to ``as_of``."""
    index = case.index
    by_ref: dict[str, list[Fact]] = {}
    for place, fact in enumerate(index.measures):
        by_ref.setdefault(fact.ref or f"\0{place}", []).append(fact)
    seen: dict[str, int] = {}
    for ref, facts in by_ref.items():
        begun = [fact for fact in facts if not is_queued(fact)] if index.measures else facts
        if not begun:
            continue
        first = _earliest(begun)
        held = _held(case, first, "" if ref.startswith("\0") else ref)
        if held is None:
            continue
        count = seen[held.subject] = seen.get(held.subject, 0) + 1
        yield held._replace(subject=f"{held.subject}·{count}") if count > 1 else held


def _held(case: Case, fact: Fact, ref: str) -> Held | None:
    rule_id = measure_rule(fact.what, fact.detail)
    family = case.plan.measures.get(rule_id or "")
    start = fact.on.toordinal()
    version = version_on(family, start) if family else None
    if version is None:
        return None
    subject = ref or f"{fact.what} {fact.on.isoformat()}"[:56]
    due = fact.until.toordinal() if fact.until else term_end(version, start)
    inferred = fact.until is None
    beyond = due > term_end(version, start) + 1
    lapsed = []
    renewals = []
    for renewal in sorted(case.index.renewals, key=lambda one: (one.on, one.id)):
        day = renewal.on.toordinal()
        if not ref or renewal.ref != ref or day > case.as_of or day < start:
            continue
        newer = version_on(family or (), day) or version
        if day > due:
            lapsed.append((due + 1, day - 1))
        due = renewal.until.toordinal() if renewal.until else term_end(newer, day)
        inferred = renewal.until is None
        version, start = newer, day
        beyond = due > term_end(newer, day) + 366
        renewals.append(renewal)
    released = [fact for fact in case.index.releases if ref and fact.ref == ref]
    return Held(
        version, subject, fact, start, due, inferred, tuple(renewals),
        _earliest(released) if released else None, tuple(lapsed), beyond,
    )  # fmt: skip


def measure_clock(case: Case, held: Held) -> Clock:
    """Return the clock of a control measure: neither rolls nor pauses, its own ladder."""
    as_of, due = case.as_of, held.due
    at = date.fromordinal
    released = held.released.on.toordinal() if held.released is not None else OPEN
    closing = case.index.closing
    met_on = None
    grey = False
    wake = OPEN
    harmless = closing is not None and closing.mode in ENDS_MEASURES and case.closed <= as_of
    if released <= as_of:
        state = State.MET if released <= due else State.MET_LATE
        met_on = released
    elif harmless and as_of > due:
        state, met_on = State.MET, due + 1
    elif as_of > due:
        state = State.OVERDUE
        wake = released
        grey = released == OPEN and is_grey(case, held.version, due)
    else:
        state = State.RUNNING
        wake = min(released, due + 1)
    for renewal in case.index.renewals:
        day = renewal.on.toordinal()
        if day > as_of and renewal.ref == held.subject:
            wake = min(wake, day)
    red = min(due - 3, case.calendar.roll_back(due))
    orange: int | None = due - 7 if due - 7 < red else None
    yellow: int | None = due - 30
    black: int | None = None if harmless else due + 1
    red_on: int | None = red
    if met_on is not None:
        yellow = None if due - 30 >= met_on else yellow
        orange = None if orange is None or orange >= met_on else orange
        red_on = None if red >= met_on else red
        black = None if black is None or black >= met_on else black
    if grey:
        yellow = orange = red_on = black = None
    return Clock(
        held.version.rule.id,
        held.subject,
        at(held.start),
        at(due),
        at(due),
        state,
        None if yellow is None else at(yellow),
        None if orange is None else at(orange),
        None if red_on is None else at(red_on),
        None if black is None else at(black),
        None if met_on is None else at(met_on),
        False,
        grey,
        None if wake >= OPEN or met_on is not None else at(wake),
    )


# ------------------------------------------------------------------------------ queries after 终本


class Runs(NamedTuple):
    """The queries after 终本: which run is due, which were missed, the last query."""

    opened: Opened
    number: int
    missed: tuple[int, ...]
    last: Fact | None
    done: bool


def zb_window(case: Case, base: int, number: int) -> int:
    """Return the rolled last day of the ``number``-th half year."""
    return case.calendar.roll(add_months(base, ZB_MONTHS * number))


def zb_runs(case: Case) -> Runs | None:
    """Return the run of the half-yearly query that is due (ZB-02).

    A query answers the run of its own half year. A later one makes up for the runs missed before
    it, but does not answer its own half year as well: the next query stays due within it.
    """
    family = case.plan.special.get("zb_query")
    rulings = case.index.words.get("裁定送达:终本")
    if not family or not rulings:
        return None
    ruling = _earliest(rulings)
    base = ruling.on.toordinal()
    version = version_on(family, base)
    if version is None or base > case.as_of:
        return None
    closing = case.index.closing
    if closing is not None and closing.mode and closing.mode not in ZHONGBEN_WORDS:
        return None
    queries = sorted(
        (fact for fact in case.index.words.get("N11", ()) if fact.on > ruling.on),
        key=lambda fact: (fact.on, fact.id),
    )
    number = 1
    missed: list[int] = []
    last = None
    waiting = None
    for query in queries:
        day = query.on.toordinal()
        if day > case.as_of:
            waiting = query
            break
        if number > ZB_RUNS:
            break
        window = number
        while window <= ZB_RUNS and day > zb_window(case, base, window):
            window += 1
        if window > number:
            missed.extend(range(number, window))
            number, last = window, query
        elif day > _window_start(case, base, number):
            number, last = number + 1, query
    done = number > ZB_RUNS
    start = _window_start(case, base, min(number, ZB_RUNS))
    answer = last if done else waiting
    return Runs(Opened(version, "", ruling, start, answer), number, tuple(missed), last, done)


def _window_start(case: Case, base: int, number: int) -> int:
    return add_months(base, ZB_MONTHS * (number - 1))


def zb_clock(case: Case, runs: Runs) -> Clock:
    """Return the clock of the run that is due, counted from the ruling's service day."""
    base = runs.opened.fact.on.toordinal()
    number = min(runs.number, ZB_RUNS)
    raw = add_months(base, ZB_MONTHS * number)
    version = runs.opened.version
    due = case.calendar.roll(raw) if version.rolls else raw
    days = Days(runs.opened.event + 1, runs.opened.event, raw, raw, due, False, NO_EXTENSION, (), 0)
    as_of, at = case.as_of, date.fromordinal
    met_on = None
    wake = OPEN
    grey = False
    waiting = runs.opened.answer.on.toordinal() if runs.opened.answer is not None else OPEN
    if runs.done:
        state = State.MET_LATE if number in runs.missed else State.MET
        met_on = waiting
    elif as_of > due:
        state, wake = State.OVERDUE, waiting
        grey = is_grey(case, version, due)
    else:
        state, wake = State.RUNNING, min(waiting, due + 1)
        grey = is_grey(case, version, due)
    yellow, orange, red, black = ladder(version, days, met_on)
    if grey:
        yellow = orange = red = black = None
    return Clock(
        version.rule.id,
        "",
        at(days.start),
        at(raw),
        at(due),
        state,
        None if yellow is None else at(yellow),
        None if orange is None else at(orange),
        None if red is None else at(red),
        None if black is None else at(black),
        None if met_on is None else at(met_on),
        version.internal,
        grey,
        None if wake >= OPEN or met_on is not None else at(wake),
    )


# ------------------------------------------------------------------------------ all of them


def every_clock(case: Case) -> Iterator[tuple[Clock, Opened | Held | Runs]]:
    """Yield each clock of a case with what it was made of; subjects are unique within a rule."""
    keys: set[tuple[str, str]] = set()
    for one in opened(case):
        made = clock(case, one)
        if made.state is State.MET_LATE and one.answer is not None and (
            one.answer.what in one.version.rule.late_proves_nothing
        ):
            continue
        yield _unique(keys, made), one
    if case.index.measures and case.plan.measures:
        for held in measures(case):
            yield _unique(keys, measure_clock(case, held)), held
    runs = zb_runs(case)
    if runs is not None:
        yield _unique(keys, zb_clock(case, runs)), runs


def _unique(keys: set[tuple[str, str]], made: Clock) -> Clock:
    """Return the clock, its subject numbered if the rule already has one of that subject."""
    key = (made.rule, made.subject)
    count = 1
    while key in keys:
        count += 1
        key = (made.rule, f"{made.subject}·{count}" if made.subject else f"第{count}项")
    keys.add(key)
    return made if count == 1 else made._replace(subject=key[1])
