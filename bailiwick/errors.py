"""Refusals: acts the rules do not allow. Their message is shown to the user as it is."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """An act the rules do not allow. ``article`` cites the rule, where one stands behind it."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, *, article: str = "") -> None:
        self.message = message
        self.article = article
        super().__init__(f"{message}（{article}）" if article else message)


class WrongState(Refusal):
    """The thing acted on is not in a state that allows the act."""

    code = "wrong_state"


class RuleBroken(Refusal):
    """A value or an act is outside a legal limit."""

    code = "rule_broken"


class NotYours(Refusal):
    """The actor may not do this act at this place today (岗位不含此权限)."""

    code = "not_yours"


class Stale(Refusal):
    """Somebody else changed the thing since it was opened (已被他人修改)."""

    code = "stale"
