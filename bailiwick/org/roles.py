"""Which role may do what: the one table from posts to permissions.

A permission is ``context.verb_noun``. Its reach (own cases, own group, own court, own and below)
comes from the post through ``org.scope``, not from here. The page 权限表 shows this table.
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


REACH_WORDS = {
    Reach.OWN: "本人案件",
    Reach.GROUP: "本团队案件",
    Reach.COURT: "本院案件",
    Reach.BELOW: "本院及所辖法院案件",
    Reach.NONE: "不接触案件",
}

#: Every permission there is, by the words of the page 权限表.
LABELS: dict[str, str] = {
    "cases.view_case": "查看案件",
    "cases.export_case": "导出案件",
    "cases.register_case": "登记案件",
    "cases.record_fact": "补录节点、扣除、措施",
    "cases.record_payment": "登记案款",
    "cases.reveal_identity": "查看证件、电话、账号原文",
    "cases.edit_party": "维护当事人",
    "cases.upload_document": "上传文书",
    "cases.ask_extension": "申请延长期限",
    "cases.close_case": "结案",
    "cases.assign_officer": "指定承办人",
    "cases.import_cases": "导入案件",
    "cases.view_backfill": "待回填流程系统",
    "cases.set_rule": "设定本院规则",
    "cases.set_label": "设定敏感标签",
    "cases.declare_source": "设定启用日、声明数据完整",
    "approvals.decide": "审批",
    "supervision.view_board": "节点看板",
    "supervision.view_screening": "查看筛查",
    "supervision.run_screening": "运行筛查",
    "supervision.review_hit": "核查筛查命中",
    "supervision.view_rules": "规则库",
    "org.view_people": "组织与人员",
    "org.reassign": "临时调配、登记外出",
    "org.assign_post": "任免本院及所辖岗位",
    "org.manage_posts": "任免岗位（安全管理）",
    "org.grant_label": "授予敏感案件权限",
    "org.reset_factor": "解除第二因素",
    "org.view_policy": "权限表",
    "org.view_sessions": "登录会话",
    "org.manage_accounts": "账号",
    "org.edit_organisation": "登记人员、维护组织",
    "org.import_staff": "导入人员名册",
    "org.edit_calendar": "工作日历",
    "web.view_status": "运行状态",
    "audit.view_journal": "审计日志",
    "audit.export_journal": "导出审计日志",
    "audit.verify_journal": "校验审计日志",
}


def words_of_rights(text: str) -> str:
    """Return the words of permissions joined by ``|``, as the journal keeps them."""
    return " 或 ".join(LABELS.get(code.strip(), code.strip()) for code in text.split("|"))


_VIEW = {"cases.view_case", "cases.export_case", "supervision.view_board", "supervision.view_rules"}
_SCREEN = _VIEW | {"supervision.view_screening"}
_WORK = _SCREEN | {
    "cases.record_fact",
    "cases.record_payment",
    "cases.reveal_identity",
    "cases.close_case",
    "cases.ask_extension",
    "cases.edit_party",
    "cases.upload_document",
    "cases.view_backfill",
}
_CONTROL = _WORK | {
    "cases.assign_officer",
    "cases.import_cases",
    "supervision.review_hit",
    "supervision.run_screening",
    "org.view_people",
}
_LEAD = _WORK | {"cases.assign_officer", "approvals.decide", "org.view_people", "org.reassign"}
_HEAD = _CONTROL | {
    "approvals.decide",
    "cases.set_rule",
    "cases.set_label",
    "cases.declare_source",
    "org.reassign",
    "org.assign_post",
    "org.edit_calendar",
    "org.view_policy",
}
_LEADERS = _SCREEN | {"approvals.decide", "org.view_people"}

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.PRES: frozenset(_LEADERS),
    Role.VP: frozenset(_LEADERS),
    Role.DIR: frozenset(_HEAD),
    Role.HEAD: frozenset(_HEAD),
    Role.DH_GEN: frozenset(_CONTROL | {"cases.register_case"}),
    Role.DH_PROC: frozenset(
        _CONTROL | {"cases.register_case", "cases.set_rule", "cases.set_label", "org.edit_calendar"}
    ),
    Role.PUB: frozenset(_VIEW),
    Role.INFO: frozenset(_SCREEN | {"cases.import_cases"}),
    Role.SEC: frozenset(_WORK),
    Role.CLK_CC: frozenset(_WORK | {"cases.import_cases"}),
    Role.CLK_PLAT: frozenset(_WORK | {"cases.import_cases"}),
    Role.CLK_MONEY: frozenset(_WORK),
    Role.CLK_GOV: frozenset(_VIEW),
    Role.CLK_SUP: frozenset(_SCREEN),
    Role.CLK_PET: frozenset(_VIEW),
    Role.PET_L: frozenset(_SCREEN),
    Role.PET_D: frozenset(_SCREEN),
    Role.PRES_OFF: frozenset(_WORK),
    Role.LEAD: frozenset(_LEAD),
    Role.OFF: frozenset(_WORK),
    Role.CLERK: frozenset(_WORK - {"cases.close_case"}),
    Role.FIN: frozenset({"cases.view_case", "cases.record_payment", "supervision.view_rules"}),
    Role.FILING: frozenset(
        _VIEW | {"cases.register_case", "cases.assign_officer", "cases.import_cases"}
    ),
    Role.SUPERIOR: frozenset(_SCREEN),
    Role.SYS_ADMIN: frozenset(
        {
            "org.view_people",
            "org.manage_accounts",
            "org.import_staff",
            "org.edit_calendar",
            "org.edit_organisation",
            "web.view_status",
        }
    ),
    Role.SEC_ADMIN: frozenset(
        {
            "org.view_people",
            "org.manage_posts",
            "org.grant_label",
            "org.reset_factor",
            "org.view_policy",
            "org.view_sessions",
            "supervision.view_rules",
        }
    ),
    Role.AUD_ADMIN: frozenset(
        {"audit.view_journal", "audit.export_journal", "audit.verify_journal"}
    ),
}

ADMINISTRATORS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUD_ADMIN})
#: Only 安全管理员 appoints these; a head of bureau or centre appoints the others inside its reach.
APPOINTED_ABOVE = ADMINISTRATORS | {Role.PRES, Role.VP, Role.DIR, Role.HEAD, Role.SUPERIOR}
_OWN_CASES = frozenset({Role.OFF, Role.CLERK})


def reach(role: Role | str, *, intermediate: bool) -> Reach:
    """Which rows a role reaches at a court: the intermediate court's centre sees those below."""
    role = Role(role)
    if role in ADMINISTRATORS:
        return Reach.NONE
    if role in _OWN_CASES:
        return Reach.OWN
    if role is Role.LEAD:
        return Reach.GROUP
    return Reach.BELOW if intermediate else Reach.COURT
