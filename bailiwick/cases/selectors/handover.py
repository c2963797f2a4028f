"""名下案件: the open cases of a person, as far as the viewer reaches, and who may take them."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from bailiwick.cases.models import Case, CaseOfficer
from bailiwick.cases.selectors.register import cases_open_to, cases_visible_to
from bailiwick.cases.services.officers import HANDLING_ROLES
from bailiwick.org.backend import permissions_today
from bailiwick.org.beside import Beside
from bailiwick.org.models import Account, Person


def held_by(person: Person, viewer: Account) -> QuerySet[Case]:
    """Return the open cases of which the person is the officer now and which the viewer may open."""
    held = cases_open_to(viewer).filter(officer=person, closed_on__isnull=True)
    return held.select_related("court", "officer", "group").order_by("court", "filed_on", "pk")


def given_away_by(person: Person, viewer: Account) -> QuerySet[Case]:
    """Return the open cases the person was the officer of and somebody else is now."""
    was = CaseOfficer.objects.filter(case=OuterRef("pk"), person=person, ends_on__isnull=False)
    given = cases_open_to(viewer).filter(Exists(was), closed_on__isnull=True)
    given = given.exclude(officer=person)
    return given.select_related("court", "officer", "group").order_by("court", "filed_on", "pk")


def takers(courts: set[int], on: date) -> QuerySet[Person]:
    """Return who holds a handling post at all of these courts on a day."""
    people = Person.objects.filter(left_on__isnull=True)
    for court in courts:
        running = Q(posts__ends_on__isnull=True) | Q(posts__ends_on__gte=on)
        people = people.filter(
            running,
            posts__court=court,
            posts__role__in=HANDLING_ROLES,
            posts__confirmed=True,
            posts__starts_on__lte=on,
        )
    return people.select_related("court").distinct().order_by("pinyin", "pk")


def beside_person(person: Person, viewer: Account) -> Beside | None:
    """Return the line 承办案件 of the person's page; nothing for who sees no cases."""
    allowed = permissions_today(viewer)
    if "cases.view_case" not in allowed:
        return None
    number = cases_visible_to(viewer).filter(officer=person, closed_on__isnull=True).count()
    known = number or CaseOfficer.objects.filter(person=person).exists()
    if not known:
        return None
    url = f"{reverse('cases:case_list')}?status=open&officer={person.pk}"
    if "cases.assign_officer" not in allowed:
        return Beside("在办案件", f"{number:,} 件", url)
    return Beside(
        "在办案件",
        f"{number:,} 件",
        url,
        "移交案件",
        reverse("cases:person_cases", args=[person.pk]),
    )
