"""From the facts of a case to its clocks: which clocks are open, and what each shows.

The hot path of a whole register: integers inside, days only in the finished clock. The explanation
page asks the same functions for the same values; nothing is reckoned a second way.
"""

from __future__ import annotations

from collections.abc import Iterator

from bailiwick.law.case import Case, Opened
from bailiwick.law.clocks import Clock, State
from bailiwick.law.control import Held, measure_clock, measures
from bailiwick.law.openings import opened
from bailiwick.law.periods import clock
from bailiwick.law.zhongben import Runs, zb_clock, zb_runs

# ------------------------------------------------------------------------------ all of them


def every_clock(case: Case) -> Iterator[tuple[Clock, Opened | Held | Runs]]:
    """Yield each clock of a case with what it was made of; subjects are unique within a rule."""
    keys: set[tuple[str, str]] = set()
    for one in opened(case):
        made = clock(case, one)
        if (
            made.state is State.MET_LATE
            and one.answer is not None
            and (one.answer.what in one.version.rule.late_proves_nothing)
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
