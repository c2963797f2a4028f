"""Which role may do what: the one table from posts to permissions.

A permission is ``context.verb_noun``. Its reach (own cases, own group, own court, own and below)
comes from the post through ``org.scope``, not from here.
"""

from __future__ import annotations

from enum import StrEnum

from bailiwick.org.models import Role


class Reach(StrEnum):
    """Which rows a post reaches."""

    OWN = "own"  # cases of the person
    GROUP = "group"  # cases of the person's team
    COURT = "court"  # own court
    BELOW = "below"  # own court and the courts below
    NONE = "none"  # no cases at all


_VIEW = {"cases.view_case", "cases.export_case", "supervision.view_board", "supervision.view_rules"}
_WORK = _VIEW | {
    "cases.record_fact", "cases.reveal_identity", "cases.close_case", "cases.ask_extension",
    "cases.edit_party", "cases.upload_document", "cases.view_backfill", "supervision.view_screening",
}  # fmt: skip
_CONTROL = _WORK | {
    "cases.assign_officer", "cases.import_cases", "supervision.review_hit", "supervision.run_screening",
    "org.view_people",
}  # fmt: skip
_LEAD = _WORK | {"cases.assign_officer", "approvals.decide", "org.view_people"}
_HEAD = _CONTROL | {
    "approvals.decide", "cases.set_rule", "org.reassign", "org.edit_calendar", "cases.declare_source",
}  # fmt: skip

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.PRES: frozenset(_VIEW | {"approvals.decide", "supervision.view_screening", "org.view_people"}),
    Role.VP: frozenset(_VIEW | {"approvals.decide", "supervision.view_screening", "org.view_people"}),
    Role.DIR: frozenset(_HEAD),
    Role.HEAD: frozenset(_HEAD),
    Role.DH_GEN: frozenset(_CONTROL | {"cases.register_case"}),
    Role.DH_PROC: frozenset(_CONTROL | {"cases.register_case", "cases.set_rule", "org.edit_calendar"}),
    Role.PUB: frozenset(_VIEW),
    Role.INFO: frozenset(_VIEW | {"cases.import_cases", "supervision.view_screening"}),
    Role.SEC: frozenset(_WORK),
    Role.CLK_CC: frozenset(_WORK | {"cases.import_cases"}),
    Role.CLK_PLAT: frozenset(_WORK | {"cases.import_cases"}),
    Role.CLK_MONEY: frozenset(_WORK),
    Role.CLK_GOV: frozenset(_VIEW),
    Role.CLK_SUP: frozenset(_VIEW | {"supervision.view_screening"}),
    Role.CLK_PET: frozenset(_VIEW),
    Role.PET_L: frozenset(_VIEW | {"supervision.view_screening"}),
    Role.PET_D: frozenset(_VIEW | {"supervision.view_screening"}),
    Role.PRES_OFF: frozenset(_WORK),
    Role.LEAD: frozenset(_LEAD),
    Role.OFF: frozenset(_WORK),
    Role.CLERK: frozenset(_WORK - {"cases.close_case"}),
    Role.FIN: frozenset({"cases.view_case", "cases.record_fact", "supervision.view_rules"}),
    Role.FILING: frozenset(_VIEW | {"cases.register_case", "cases.assign_officer", "cases.import_cases"}),
    Role.SUPERIOR: frozenset(_VIEW | {"supervision.view_screening"}),
    Role.SYS_ADMIN: frozenset(
        {"org.view_people", "org.manage_accounts", "org.import_staff", "org.edit_calendar",
         "org.edit_organisation", "web.view_status"}
    ),
    Role.SEC_ADMIN: frozenset(
        {"org.view_people", "org.manage_posts", "org.view_policy", "org.view_sessions",
         "supervision.view_rules", "cases.set_label"}
    ),
    Role.AUD_ADMIN: frozenset({"audit.view_journal", "audit.export_journal", "audit.verify_journal"}),
}  # fmt: skip

_COURT_ROLES = {
    Role.PRES, Role.VP, Role.DIR, Role.HEAD, Role.DH_GEN, Role.DH_PROC, Role.PUB, Role.INFO,
    Role.CLK_CC, Role.CLK_PLAT, Role.CLK_MONEY, Role.CLK_GOV, Role.CLK_SUP, Role.CLK_PET, Role.PET_L,
    Role.PET_D, Role.FIN, Role.FILING, Role.SUPERIOR, Role.PRES_OFF, Role.SEC,
}  # fmt: skip


def reach(role: Role | str, *, intermediate: bool) -> Reach:
    """Which rows a role reaches at a court: an intermediate court's centre sees the courts below."""
    role = Role(role)
    if role in {Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUD_ADMIN}:
        return Reach.NONE
    if role in {Role.OFF, Role.CLERK}:
        return Reach.OWN
    if role is Role.LEAD:
        return Reach.GROUP
    assert role in _COURT_ROLES, role
    return Reach.BELOW if intermediate else Reach.COURT
