"""Facts in short for the tables of screening tests: invented cases of 李执行员 at 豫0311."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bailiwick.cases.facts import NewFact


def node(code: str, on: date, **more: Any) -> NewFact:
    return NewFact("node", code, on, **more)


def deduction(what: str, on: date, until: date | None = None, document: str = "裁定书") -> NewFact:
    return NewFact("deduction", what, on, until=until, document=document)


def measure(what: str, on: date, until: date, amount: str = "50000", **more: Any) -> NewFact:
    values: dict[str, Any] = {"ref": "m1", "document": "裁定书", "holder": "洛阳某某商贸有限公司"}
    return NewFact("measure", what, on, until=until, amount=Decimal(amount), **(values | more))


def release(on: date, ref: str = "m1") -> NewFact:
    return NewFact("release", "解除", on, ref=ref)


def paid(what: str, on: date, ref: str = "p1") -> NewFact:
    return NewFact("payment", what, on, ref=ref, amount=Decimal(1000))


def event(what: str, on: date, **more: Any) -> NewFact:
    return NewFact("event", what, on, **more)
