"""What the journal's ids are called: accounts, courts and cases, told by whoever knows them.

The journal stands below all contexts and keeps plain ids. A context declares how to find its things
by a text and how to name them; called in ``AppConfig.ready``.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from typing import Any

import bailiwick.events
from bailiwick.events import Event


@dataclass(frozen=True)
class Naming:
    """``find`` returns ids for a text somebody typed; ``names`` returns texts for ids."""

    find: Callable[[str], Iterable[int]]
    names: Callable[[Iterable[int]], Mapping[int, str]]


_namings: dict[str, Naming] = {}


def register(kind: str, naming: Naming) -> None:
    """Declare how ``case``, ``court`` … are called."""
    _namings[kind] = naming


_words: dict[str, Callable[[str], str]] = {}


def register_words(field: str, words: Callable[[str], str]) -> None:
    """Declare how the value of an event's field is told where it is a code of ours."""
    _words[field] = words


def in_words(field: str, text: str) -> str:
    """Return the value of a field as people read it."""
    return _words[field](text) if field in _words else text


def find(kind: str, text: str) -> list[int]:
    """Return the ids a text means; nothing when nobody has declared the kind."""
    naming = _namings.get(kind)
    return list(naming.find(text))[:200] if naming else []


def names(kind: str, ids: Iterable[int | None]) -> dict[int, str]:
    """Return what ids are called; an unknown id keeps its number."""
    wanted = {id_ for id_ in ids if id_ is not None}
    naming = _namings.get(kind)
    known = dict(naming.names(wanted)) if naming and wanted else {}
    return {id_: known.get(id_, f"#{id_}") for id_ in wanted}


KINDS = {
    "act": "办理",
    "look": "查看",
    "login": "登录",
    "denial": "拒绝",
    "export": "导出",
    "system": "系统",
}
# What the fields of events are called on the page; a field not named here shows its own name.
FIELDS = {
    "account_id": "账号", "added": "新增", "after": "之后", "agent": "浏览器", "allowed": "允许",
    "amount": "金额（元）", "approval": "审批编号", "approval_id": "审批编号",
    "approval_kind": "审批种类", "approver": "批准人", "as_of": "截至", "batch": "导入批次",
    "before": "之前", "cases": "案件数", "changed": "变动", "changes": "变动",
    "continued": "继续", "court_id": "法院编号", "day": "日期", "days": "日数",
    "declared_on": "声明日", "digest": "来源摘要", "document": "文书", "download_id": "下载编号",
    "ends_on": "止", "exporter": "导出种类", "fact": "事实编号", "facts": "所用事实",
    "fields": "项目", "file_name": "文件", "filed_on": "立案日期", "filters": "筛选条件",
    "for_person": "代何人", "group_id": "团队编号", "head_seal": "链头封存值",
    "head_seq": "链头序号", "hit": "筛查命中", "key": "项目", "mode": "方式", "months": "月数",
    "name": "名称", "needed": "所需权限", "node": "节点", "now": "现为", "number": "案号",
    "ok": "完整", "on": "日期", "opinion": "意见", "outcome": "结果", "paper": "发文号",
    "party": "当事人编号", "path": "地址", "person_id": "人员编号", "post_id": "任职编号",
    "reason": "理由", "record": "记录编号", "ref": "标识", "refused": "未导入", "result": "结果",
    "role": "岗位", "route": "签批顺序", "rows": "条数", "rule": "规则", "run": "批次",
    "session_id": "会话编号", "setting": "设置编号", "sm3": "SM3", "source": "来源",
    "staff_no": "工号", "starts_on": "起", "state": "状态", "step_id": "步骤编号",
    "temporary": "临时", "title": "名称", "type_code": "类型代字", "unchanged": "未变",
    "until": "截止", "username": "用户名", "valid_from": "生效", "valid_to": "失效",
    "value": "值", "was": "原为", "what": "事项", "year": "年",
}  # fmt: skip
NOT_TOLD = {
    "ok", "facts", "fact", "record", "hit", "run", "setting", "batch", "party", "digest",
    "approval", "agent", "exporter", "approval_kind", "head_seq", "head_seal", "sm3",
}  # fmt: skip


@cache
def _events() -> dict[str, type[Event]]:
    """Return {class name: class} of all events declared in ``bailiwick.events``."""
    for module in pkgutil.iter_modules(bailiwick.events.__path__):
        import_module(f"bailiwick.events.{module.name}")
    found: dict[str, type[Event]] = {}
    waiting = list(Event.__subclasses__())
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        found[event.__name__] = event
    return found


def event_labels() -> dict[str, str]:
    """Return {class name: label} of all events that have one."""
    return {name: event.label for name, event in _events().items() if event.label}


def label_of(event: str) -> str:
    """Return what an event is called; a name no longer declared stays as it is."""
    found = _events().get(event)
    return found.label if found and found.label else event


def in_order(event: str, data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the fields of a record in the order its event declares them (jsonb keeps none)."""
    declared = _events().get(event)
    names = [f.name for f in fields(declared)] if declared else []
    known = [name for name in names if name in data]
    return [(name, data[name]) for name in [*known, *(n for n in data if n not in known)]]


def is_told(name: str) -> bool:
    """Whether a field says something to a reader of a list (numbers of rows do not)."""
    return name not in NOT_TOLD and not name.endswith("_id")
