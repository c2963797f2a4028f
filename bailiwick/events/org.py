"""What happens to people, posts, accounts, sessions, courts and the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bailiwick.events import Event


@dataclass(frozen=True, slots=True)
class LoggedIn(Event):
    label: ClassVar[str] = "登录"
    kind: ClassVar[str] = "login"
    account_id: int
    agent: str = ""


@dataclass(frozen=True, slots=True)
class LoginFailed(Event):
    label: ClassVar[str] = "登录失败"
    kind: ClassVar[str] = "login"
    username: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoginLocked(Event):
    label: ClassVar[str] = "账号锁定"
    kind: ClassVar[str] = "login"
    username: str


@dataclass(frozen=True, slots=True)
class AccountUnlocked(Event):
    label: ClassVar[str] = "解除锁定"
    kind: ClassVar[str] = "login"
    account_id: int


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    label: ClassVar[str] = "会话结束"
    kind: ClassVar[str] = "login"
    session_id: int
    account_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    label: ClassVar[str] = "修改密码"
    kind: ClassVar[str] = "login"
    account_id: int


@dataclass(frozen=True, slots=True)
class PasswordReset(Event):
    label: ClassVar[str] = "重置密码"
    kind: ClassVar[str] = "login"
    account_id: int


@dataclass(frozen=True, slots=True)
class FactorSet(Event):
    label: ClassVar[str] = "启用第二因素"
    kind: ClassVar[str] = "login"
    account_id: int


@dataclass(frozen=True, slots=True)
class FactorRemoved(Event):
    label: ClassVar[str] = "解除第二因素"
    kind: ClassVar[str] = "login"
    account_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AccountCreated(Event):
    label: ClassVar[str] = "开通账号"
    account_id: int
    person_id: int
    username: str


@dataclass(frozen=True, slots=True)
class AccountDisabled(Event):
    label: ClassVar[str] = "停用账号"
    account_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AccountEnabled(Event):
    label: ClassVar[str] = "启用账号"
    account_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PersonAdded(Event):
    label: ClassVar[str] = "登记人员"
    person_id: int
    staff_no: str


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    label: ClassVar[str] = "变更人员信息"
    person_id: int
    changed: dict[str, list[str]]  # column: [before, after]


@dataclass(frozen=True, slots=True)
class GroupAdded(Event):
    label: ClassVar[str] = "设立组、团队"
    group_id: int
    court_id: int
    name: str


@dataclass(frozen=True, slots=True)
class GroupChanged(Event):
    label: ClassVar[str] = "变更组、团队"
    group_id: int
    changed: dict[str, list[str]]  # column: [before, after]


@dataclass(frozen=True, slots=True)
class PostAssigned(Event):
    label: ClassVar[str] = "任职"
    post_id: int
    person_id: int
    role: str
    court_id: int
    starts_on: date
    ends_on: date | None
    temporary: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PostConfirmed(Event):
    label: ClassVar[str] = "确认任职"
    post_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class PostEnded(Event):
    label: ClassVar[str] = "免去岗位"
    post_id: int
    person_id: int
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PersonReassigned(Event):
    """A member works elsewhere for a time (work rule F2); open tasks may follow."""

    label: ClassVar[str] = "临时调配"
    post_id: int
    person_id: int
    group_id: int | None
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class SensitiveRightSet(Event):
    label: ClassVar[str] = "敏感案件权限"
    post_id: int
    person_id: int
    allowed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AbsenceRecorded(Event):
    label: ClassVar[str] = "登记外出"
    absence_id: int
    person_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class CalendarChanged(Event):
    """A day or a whole year of the working calendar changed: clocks are derived anew."""

    label: ClassVar[str] = "修改工作日历"
    year: int
    day: date | None
    was: str
    now: str
    reason: str


@dataclass(frozen=True, slots=True)
class GoLiveSet(Event):
    label: ClassVar[str] = "设定启用日"
    court_id: int
    was: date | None
    now: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class SourceDeclared(Event):
    label: ClassVar[str] = "声明数据完整"
    court_id: int
    source: str
    declared_on: date


@dataclass(frozen=True, slots=True)
class SourceWithdrawn(Event):
    label: ClassVar[str] = "撤回完整声明"
    court_id: int
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class StaffImported(Event):
    label: ClassVar[str] = "导入人员名册"
    file_name: str
    added: int
    changed: int
    unchanged: int
    refused: int
