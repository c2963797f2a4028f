"""The court of the bench: real courts, invented staff, everything declared complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bailiwick.org import reference
from bailiwick.org.models import (
    Account,
    CompleteSource,
    Court,
    CourtLevel,
    Group,
    GroupKind,
    Person,
    Post,
    Role,
    Title,
)
from bailiwick.supervision.bench.words import GIVEN, SURNAMES

OFFICERS_A_COURT = 8
SINCE = date(2010, 1, 1)


@dataclass(frozen=True)
class Staff:
    """Whose eyes the queries are measured with."""

    centre: Account  # head of the centre: sees all courts
    court: Account  # bureau head of one basic court
    lead: Account  # leads a team
    officer: Account  # own cases


def build() -> Staff:
    """Load the reference data and make officers, teams and four accounts."""
    reference.load()
    Court.objects.update(go_live_on=SINCE)
    courts = list(Court.objects.filter(valid_to__isnull=True))
    CompleteSource.objects.bulk_create(
        CompleteSource(court=court, source="*", declared_on=SINCE) for court in courts
    )
    team: Group | None = None
    officer: Account | None = None
    basic: Court | None = None
    for court in courts:
        group = Group.objects.create(
            court=court, name="基准团队", kind=GroupKind.TEAM, valid_from=SINCE
        )
        for place in range(OFFICERS_A_COURT):
            person = _person(court, place)
            Post.objects.create(
                person=person, role=Role.OFF, court=court, group=group, starts_on=SINCE
            )
            if officer is None and court.level == CourtLevel.BASIC:
                officer, team, basic = _account(person, "bench_off"), group, court
    centre = next(court for court in courts if court.level == CourtLevel.INTERMEDIATE)
    if officer is None or basic is None:
        raise LookupError("no basic court in the reference data")
    return Staff(
        centre=_post(centre, Role.HEAD, "bench_head", 97),
        court=_post(basic, Role.DIR, "bench_dir", 98),
        lead=_post(basic, Role.LEAD, "bench_lead", 99, team),
        officer=officer,
    )


def _person(court: Court, place: int) -> Person:
    number = court.pk * 31 + place
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[number * 7 % len(GIVEN)]
    return Person.objects.create(
        name=name, staff_no=f"bench-{court.code}-{place}", title=Title.OFFICER, court=court
    )


def _post(
    court: Court, role: Role, username: str, place: int, team: Group | None = None
) -> Account:
    person = _person(court, place)
    Post.objects.create(person=person, role=role, court=court, group=team, starts_on=SINCE)
    return _account(person, username)


def _account(person: Person, username: str) -> Account:
    account = Account(username=username, person=person)
    account.set_unusable_password()
    account.save()
    return account
