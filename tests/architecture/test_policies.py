"""Every address declares who may use it, and each role gets exactly what was reviewed.

``rights.csv`` (permission → roles) and ``routes.csv`` (route → what it needs) are the reviewed
lists: a changed cell is a change of rights and must be seen in review. After adding a route run
``python -m tests.architecture.routes`` to write the new line, then look at it.
"""

from __future__ import annotations

import csv
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from bailiwick.audit.models import JournalRecord
from bailiwick.org.models import Account, Court, CourtLevel, Person, Post, Role
from bailiwick.org.roles import ADMINISTRATORS, LABELS, PERMISSIONS
from bailiwick.web import context
from bailiwick.web.policy import Policy
from config.urls import urlpatterns as all_addresses
from tests.architecture.routes import Route, routes
from tests.cast import City
from tests.make import make_case

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "bailiwick"
NOBODY = 987_654_321  # an id no row has
#: An endless answer; tests/web reads it. Asking for it here would close the test's connection.
NOT_ASKED = {"web:live_stream"}


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# --- every address declares its policy ------------------------------------------------------


def test_every_route_declares_its_policy() -> None:
    missing = [f"{route.name}  /{route.pattern}" for route in routes() if route.policy is None]
    assert not missing, "no @policy, @signed_in or @public on:\n" + "\n".join(missing)


def test_every_route_has_the_reviewed_policy() -> None:
    reviewed = {row["route"]: row["needs"] for row in table("routes.csv")}
    found = {route.name: str(route.policy) for route in routes()}
    different = [
        f"{name}: reviewed {reviewed.get(name, '–')}, declared {found.get(name, '–')}"
        for name in sorted(reviewed.keys() | found.keys())
        if reviewed.get(name) != found.get(name)
    ]
    assert not different, (
        "routes differ from tests/architecture/routes.csv "
        "(python -m tests.architecture.routes writes it; review the lines):\n"
        + "\n".join(different)
    )


def test_public_routes_are_few_and_known() -> None:
    public = {route.name for route in routes() if route.policy and route.policy.public}
    assert public == {
        "web:health",
        "org:login",
        "org:logout",
        "org:second_factor",
        "org:session_left",
    }


def test_every_permission_a_route_needs_is_held_by_somebody() -> None:
    held = set().union(*PERMISSIONS.values())
    for route in routes():
        for permission in route.policy.permissions if route.policy else ():
            assert permission in LABELS, f"{route.name} needs the unknown {permission}"
            assert permission in held, f"nobody holds {permission}, needed by {route.name}"


def test_menu_and_code_ask_only_for_permissions_there_are() -> None:
    asked = {name for item in context._items for name in item.permissions}
    for source in PACKAGE.rglob("*.py"):
        asked |= set(re.findall(r'has_perm\("([^"]+)"\)', source.read_text(encoding="utf-8")))
    assert not asked - set(LABELS)


def test_removing_any_one_decorator_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the policy from each view in turn: the walk names its routes, and no other."""
    for view, names in by_view().items():
        with monkeypatch.context() as patch:
            patch.delattr(view, "policy")
            assert {route.name for route in routes() if route.policy is None} == names


def by_view() -> dict[Callable[..., HttpResponse], set[str]]:
    found: dict[Callable[..., HttpResponse], set[str]] = defaultdict(set)
    for route in routes():
        found[route.view].add(route.name)
    return found


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


urlpatterns = [path("forgotten/", forgotten, name="forgotten"), *all_addresses]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_view_without_a_policy_is_closed_to_everybody(client: Client, sun: Account) -> None:
    assert client.get("/forgotten/").status_code == 403
    client.force_login(sun, backend="bailiwick.org.backend.PostBackend")
    response = client.get("/forgotten/")
    assert response.status_code == 403
    assert b"seen" not in response.content


# --- each role gets what was reviewed ---------------------------------------------------------


def test_each_role_holds_exactly_the_reviewed_permissions() -> None:
    reviewed: dict[str, set[str]] = defaultdict(set)
    for row in table("rights.csv"):
        for role in row["roles"].split():
            reviewed[role].add(row["permission"])
    for role in Role:
        assert set(PERMISSIONS[role]) == reviewed[role.value], role


def test_every_permission_is_explained_on_the_page_of_rights() -> None:
    assert set().union(*PERMISSIONS.values()) == set(LABELS)


def contexts_of(role: Role) -> set[str]:
    return {permission.split(".")[0] for permission in PERMISSIONS[role]}


def test_administrators_touch_no_case_and_no_approval() -> None:
    """GB/T 22239-2019 §8.1.5: the three have no business rights."""
    for role in ADMINISTRATORS:
        assert not contexts_of(role) & {"cases", "approvals"}, role


def test_duties_of_the_three_do_not_overlap() -> None:
    system, security, audit = (
        PERMISSIONS[role] for role in (Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUD_ADMIN)
    )
    assert not {"org.manage_posts", "org.grant_label", "audit.view_journal"} & system
    assert not {"org.manage_accounts", "org.import_staff", "audit.view_journal"} & security
    assert {permission.split(".")[0] for permission in audit} == {"audit"}


def test_staff_who_work_on_cases_run_nothing() -> None:
    for role in set(Role) - ADMINISTRATORS:
        kept = {"org.manage_accounts", "org.manage_posts", "org.grant_label", "org.view_sessions"}
        assert not kept & PERMISSIONS[role], role
        assert "audit" not in contexts_of(role), role


def one_of_each_right() -> Iterator[Role]:
    """Yield one role for each different set of permissions."""
    seen: set[frozenset[str]] = set()
    for role in Role:
        if PERMISSIONS[role] not in seen:
            seen.add(PERMISSIONS[role])
            yield role


@pytest.fixture
def holder(db: None, request: pytest.FixtureRequest) -> Account:
    """An account with one post of the role, at an intermediate court."""
    court = Court.objects.create(
        code="豫03",
        name="洛阳市中级人民法院",
        short_name="洛阳中院",
        level=CourtLevel.INTERMEDIATE,
        valid_from=date(2004, 1, 1),
    )
    person = Person.objects.create(name="某员", staff_no="x", title="staff", court=court)
    Post.objects.create(person=person, role=request.param, court=court, starts_on=date(2020, 1, 1))
    return Account.objects.create_user("x", "x", person=person)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Two thousand refusals are the point here; their log lines are not."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def address(route: Route) -> str:
    """Return the route's address with ids no row has and lawful words."""
    values: dict[str, object] = {}
    for name, converter in route.parameters.items():
        values[name] = NOBODY if converter == "IntConverter" else "N03"
    if "year" in values:
        values["year"] = 2026
    return reverse(route.name, kwargs=values)


def allowed(role: Role, rule: Policy) -> bool:
    return not rule.permissions or bool(set(rule.permissions) & PERMISSIONS[role])


@pytest.mark.parametrize("holder", list(one_of_each_right()), indirect=True, ids=str)
def test_role_by_route(holder: Account, request: pytest.FixtureRequest) -> None:
    """GET each route: whoever lacks the right gets 403, whoever holds it never does."""
    role = Role(request.node.callspec.params["holder"])
    browser = Client(raise_request_exception=False)
    browser.force_login(holder, backend="bailiwick.org.backend.PostBackend")
    wrong = []
    for route in routes():
        if route.name in NOT_ASKED or route.policy is None or route.policy.public:
            continue
        status = browser.get(address(route)).status_code
        if (status == 403) == allowed(role, route.policy) or status >= 500:
            wrong.append(f"{route.name}: {status}")
    assert not wrong, f"{role}:\n" + "\n".join(wrong)


@pytest.mark.django_db
def test_anonymous_visitors_are_led_to_the_door(client: Client) -> None:
    for route in routes():
        if route.name in NOT_ASKED or route.policy is None or route.policy.public:
            continue
        response = client.get(address(route))
        assert response.status_code == 302, route.name
        assert response["Location"].startswith(reverse("org:login")), route.name


@pytest.mark.django_db
def test_a_denial_is_recorded(client: Client, li: Account) -> None:
    client.force_login(li, backend="bailiwick.org.backend.PostBackend")
    client.get(reverse("org:account_list"))
    record = JournalRecord.objects.get(event="AccessDenied")
    assert (record.actor, record.data["needed"]) == (li.pk, "org.manage_accounts")


@pytest.mark.django_db
def test_no_page_stays_in_a_cache(client: Client, li: Account) -> None:
    """A shared desk: the back button after logging out must not show the last case."""
    client.force_login(li, backend="bailiwick.org.backend.PostBackend")
    for name in ("cases:workbench", "cases:case_list", "notices:message_list", "org:account"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"], name


# --- rows of others -------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_strangers_case_is_answered_like_one_that_does_not_exist(
    client: Client, city: City, zhao: Account, li: Account
) -> None:
    """A colleague of another court: 404 on every address of the case, as for an unknown number."""
    case = make_case(city.luolong, officer=li)
    client.force_login(zhao, backend="bailiwick.org.backend.PostBackend")
    of_cases = [route for route in routes() if "case_id" in route.parameters]
    assert len(of_cases) > 10
    for route in of_cases:
        if route.policy is None or not allowed(Role.OFF, route.policy):
            continue
        words = {name: "N03" for name in route.parameters if name != "case_id"}
        real = client.get(reverse(route.name, kwargs={"case_id": case.pk, **words}))
        unknown = client.get(reverse(route.name, kwargs={"case_id": NOBODY, **words}))
        assert real.status_code == unknown.status_code, route.name
        assert real.status_code in {404, 405}, route.name
        assert case.number not in real.content.decode(), route.name
