"""Stored clocks and the light of a case: written with the fact, equal to a full derivation."""

from __future__ import annotations

from datetime import date

from bailiwick.cases import derivation
from bailiwick.cases.models import CaseClock
from bailiwick.org.models import Account
from tests.make import make_case, node


def test_filing_starts_the_execution_period(li: Account) -> None:
    case = make_case(officer=li, filed_on=date(2026, 11, 2))
    clock = CaseClock.objects.get(case=case, rule="EXEC")
    # six months from 2026-11-02: counted from the 3rd, due 2027-05-02, a Sunday inside 劳动节:
    # the first working day after it
    assert (clock.start_on, clock.state) == (date(2026, 11, 3), "running")
    assert clock.due_on >= date(2027, 5, 2)


def test_recording_the_missing_node_turns_the_light_green(li: Account) -> None:
    case = make_case(officer=li, filed_on=date(2026, 11, 2))
    derivation.rederive(case, as_of=date(2026, 11, 25))
    assert case.red_on is not None
    assert case.red_on <= date(2026, 11, 25)
    node(case, "N04", date(2026, 11, 9))
    clock = CaseClock.objects.get(case=case, rule="NTC-01")
    assert (clock.state, clock.met_on) == ("met", date(2026, 11, 9))
