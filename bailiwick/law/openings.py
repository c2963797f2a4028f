"""Which clocks the facts of a case have opened, and what answered each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bailiwick.law.case import Case, Opened, earliest, version_on
from bailiwick.law.control import measures
from bailiwick.law.facts import STAY_WORDS, Fact, measure_rule
from bailiwick.law.reckon import (
    OPEN,
)
from bailiwick.law.rules import Compiled

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
    for family in plan.alternatives:
        word = next((one for one in family[-1].rule.triggers if one in words), "")
        found = _once(case, family, words[word], word, closed) if word else None
        if found is not None:
            yield found
    if plan.special:
        yield from _special(case, closed)


def _ends(rule_after_closing: bool, event: int, answer: Fact | None, closed: int) -> bool:
    """Whether closing the case ended the clock unanswered (or before it could open)."""
    if rule_after_closing or closed == OPEN:
        return False
    return event > closed or answer is None or answer.on.toordinal() > closed


def _once(
    case: Case, family: Sequence[Compiled], facts: Sequence[Fact], word: str, closed: int
) -> Opened | None:
    fact = earliest(facts)
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
            candidate = earliest(found)
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
        answer = _answer(case, version, fact) if pairs is None else pairs.get(fact.id)
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
        fact = earliest(facts)
        event = fact.on.toordinal()
        version = version_on(family, event)
        answer = case.index.closing
        if version is not None and not (closed != OPEN and event > closed):
            yield Opened(version, subject, fact, event, answer)


def _notice_after_measure(case: Case, family: Sequence[Compiled], closed: int) -> Iterator[Opened]:
    """A measure of this case taken before the notice asks for it within three days (NTC-04)."""
    filings = case.index.words.get("N03")
    filed = earliest(filings).on if filings else date.min
    taken = [fact for fact in case.index.in_force_measures() if fact.on >= filed]
    if not taken:
        return
    first = earliest(taken)
    notices = case.index.words.get("N07")
    notice = earliest(notices) if notices else None
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
    first = earliest(deposits)
    event = first.on.toordinal()
    version = version_on(family, event)
    answers = [*(found or ()), *case.index.releases]
    answer = earliest(answers) if answers else None
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
