"""Short words for the documents of ``bin/bailiwick derive``."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
CIVIL = "（2026）豫0311执1207号"


def node(code: str, on: str, **more: Any) -> Json:
    return {"node": code, "on": on, **more}


def filed(on: str) -> Json:
    return node("N03", on)


def pause(
    word: str, first: str, last: str | None = None, document: str = "〔2026〕1号裁定"
) -> Json:
    row: Json = {"deduction": word, "from": first, "document": document}
    return row | ({"to": last} if last else {})


def longer(on: str, months: int = 0, days: int = 0, by: str = "院长") -> Json:
    row: Json = {"extension": by, "on": on, "document": "延长审批表"}
    return row | ({"months": months} if months else {}) | ({"days": days} if days else {})


def held(word: str, on: str, until: str | None = None, name: str = "m1", **more: Any) -> Json:
    row: Json = {"measure": word, "id": name, "on": on, **more}
    return row | ({"until": until} if until else {})


def event(word: str, on: str, **more: Any) -> Json:
    return {"event": word, "on": on, **more}


def paid_in(on: str, name: str = "p1") -> Json:
    return {"payment": "到账", "id": name, "on": on}


def paid_out(on: str, name: str = "p1") -> Json:
    return {"payment": "发放", "id": name, "on": on}


def closed(on: str, mode: str = "执行完毕") -> Json:
    return event("结案", on, mode=mode)


def document(as_of: str, *facts: Json, number: str = CIVIL, kind: str = "民事") -> Json:
    return {"case_number": number, "as_of": as_of, "case_kind": kind, "facts": list(facts)}
