"""The demo city: the same from the same seed, lawful, believable, and whole after a kill."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bailiwick.cases import facts
from bailiwick.cases.demo import acts, city, plan, staff, story
from bailiwick.cases.importing.rows import CaseUnit
from bailiwick.cases.models import Case, Fact, ImportUnit, Party
from bailiwick.law import case_numbers
from bailiwick.law.case_numbers import CASE_TYPES, CLOSING_MODES
from bailiwick.org.models import Account, Role
from bailiwick.org.roles import PERMISSIONS

ON = date(2026, 11, 25)
CODES = [code for code, _ in plan.COURTS] + ["豫0381", "豫0322", "豫0306"]


def told(cases: int, seed: int = 7) -> list[CaseUnit]:
    officers = [story.Officer(n, f"李{n}", None, None) for n in range(1, 3)]
    place = story.City(ON, seed, dict.fromkeys(CODES, 1), dict.fromkeys(CODES, officers))
    return [story.tell(spec, place) for spec in plan.plan(cases, seed=seed, on=ON)]


def test_the_same_seed_and_day_give_the_same_city() -> None:
    assert told(200) == told(200)
    assert told(200) != told(200, seed=8)


def test_numbers_are_lawful_and_used_once() -> None:
    units = told(4000)
    numbers = [unit.number for unit in units]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert case_numbers.parse(number).text == number


def test_every_case_type_and_closing_mode_and_old_numbers_occur() -> None:
    specs = plan.plan(20_000, seed=city.SEED, on=ON)
    assert {spec.type_code for spec in specs} >= {
        "执", "执恢", "执保", "执异", "执复", "执监", "执协", "执他", "财保", "司惩", "司救执"
    }  # fmt: skip
    assert {spec.type_code for spec in specs} <= CASE_TYPES.keys()
    for type_code in ("执", "执恢", "执保", "执异", "执复", "执监"):
        found = {spec.mode for spec in specs if spec.type_code == type_code} - {""}
        assert found == {mode.name for mode in CLOSING_MODES[type_code]}, type_code
    assert any(spec.legacy for spec in specs)
    assert all(spec.original for spec in specs if spec.type_code == "执恢")


def test_the_open_cases_come_first() -> None:
    specs = plan.plan(2000, seed=1, on=ON)
    states = [spec.closed_on is None for spec in specs]
    assert states == sorted(states, reverse=True)
    assert sum(states) == 200


def test_nothing_lies_in_the_future_and_nothing_before_its_filing() -> None:
    for unit in told(3000):
        assert unit.case
        for fact in unit.facts:
            assert fact.on <= ON, (unit.number, fact)
            if fact.what not in {"N01"} and fact.kind != "measure" and fact.kind != "renew":
                early = unit.case.filed_on - timedelta(days=800)
                assert fact.on >= early, (unit.number, fact)


def test_people_are_invented() -> None:
    for unit in told(500):
        for party in unit.parties:
            assert "某" in party.name, party.name
            assert party.id_number[:6] in ("", "410399")  # a division that does not exist
            assert party.phone[:7] in ("", "1990000")  # a block that is not given out


@pytest.fixture
def small(db: None) -> None:
    from django.utils import timezone

    from bailiwick.org import reference

    reference.load()
    staff.build(at=timezone.now())


def test_each_role_has_an_account_with_the_printed_password(small: None) -> None:
    held = set(Account.objects.filter(demo=True).values_list("person__posts__role", flat=True))
    assert held == set(Role.values) == set(PERMISSIONS)
    text = staff.accounts_text()
    assert staff.PASSWORD in text
    for name in ("off", "head", "sys_admin", "pres"):
        assert re.search(rf"\b{name}\b", text)
    assert Account.objects.get(username="off").check_password(staff.PASSWORD)


def test_without_a_demo_city_no_account_is_shown(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        call_command("demo_accounts")
    assert "没有演示账号" in capsys.readouterr().err


def test_an_officer_of_a_basic_court_has_about_sixty_open_cases(small: None) -> None:
    opened = Counter(
        spec.court for spec in plan.plan(20_000, seed=city.SEED, on=ON) if spec.closed_on is None
    )
    for code in ("豫0311", "豫0305", "豫0303", "豫0327"):
        officers = Account.objects.filter(
            person__posts__role=Role.OFF, person__posts__court__code=code
        ).count()
        assert 40 <= opened[code] / officers <= 75, (code, opened[code], officers)


def test_only_acts_of_these_weeks_wait_to_be_entered(small: None) -> None:
    from django.utils import timezone

    team, today = acts.teams()[0], timezone.localdate()
    played = [acts.play(number, team, on=today, seed=1) for number in range(len(acts.SCRIPTS))]
    for unit, case in zip(acts.backfilled(played, seed=1), played, strict=True):
        brought = {(fact.kind, fact.what, fact.on) for fact in unit.facts}
        for row in facts.standing_rows(case.pk):
            if row.kind == "node" and (row.kind, row.what, row.on) not in brought:
                assert (today - row.on).days <= acts.NOT_YET_DAYS


def test_staff_is_built_once(small: None) -> None:
    from django.utils import timezone

    before = Account.objects.count()
    staff.build(at=timezone.now())
    assert Account.objects.count() == before


@pytest.mark.parametrize(
    "number", range(len(acts.SCRIPTS)), ids=lambda n: acts.SCRIPTS[n][0].__name__
)
def test_each_script_of_acts_is_lawful(
    small: None, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    from django.utils import timezone

    team = acts.teams()[0]
    case = acts.play(number, team, on=timezone.localdate(), seed=1)
    assert case is not None
    assert "refused" not in caplog.text
    assert acts.play(number, team, on=timezone.localdate(), seed=1) is None  # it was played


def url() -> str:
    name = connection.settings_dict["NAME"]
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def demo(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "demo", *words]
    return subprocess.Popen(  # noqa: S603
        command, env=os.environ | {"DATABASE_URL": url()}, stdout=subprocess.DEVNULL
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_city_is_continued_and_whole() -> None:
    first = demo("--cases", "1500")
    deadline = time.monotonic() + 60
    while ImportUnit.objects.count() == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert demo("--cases", "1500").wait() == 0
    assert Case.objects.count() == 1500 + city.ACTS
    origins = Counter(Fact.objects.values_list("origin", flat=True))
    assert origins["import"] > 15_000
    assert origins["here"] > 1000
    open_cases = Case.objects.filter(closed_on=None)
    today = date.today()  # noqa: DTZ011
    late = open_cases.filter(red_on__lte=today).count()
    assert 0 < late < open_cases.count() * 0.15  # mostly green, with a tail
    assert open_cases.filter(is_grey=True).count() < open_cases.count() * 0.1
    assert not Party.objects.exclude(name__contains="某").exists()
