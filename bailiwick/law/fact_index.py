"""The facts of one case, sorted once by the words that open and answer clocks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bailiwick.law.facts import NO_PROPERTY, ZHONGBEN_WORDS, Fact, FactKind, is_queued

_NODE, _EVENT, _PAYMENT = FactKind.NODE, FactKind.EVENT, FactKind.PAYMENT
_DEDUCTION, _EXTENSION = FactKind.DEDUCTION, FactKind.EXTENSION
_MEASURE, _RELEASE, _RENEW, _VOID = (
    FactKind.MEASURE, FactKind.RELEASE, FactKind.RENEW, FactKind.VOID,
)  # fmt: skip

_APPLICATIONS = (
    ("不予执行", "不予执行"), ("审计", "审计"), ("悬赏", "悬赏"), ("失信", "失信"),
    ("评估", "评估"), ("解除", "解除"), ("续", "续行"), ("复议", "复议"), ("变更", "变更追加"),
    ("追加", "变更追加"), ("起诉", "起诉"), ("诉讼", "起诉"), ("保全", "保全"),
)  # fmt: skip
_OBJECTIONS = (
    ("案外", "案外人"), ("不予执行", "不予执行"), ("复议", "复议"), ("变更", "变更追加"),
    ("追加", "变更追加"), ("管辖", "管辖"), ("起诉", "起诉"),
)  # fmt: skip
_RULINGS = (
    ("异议成立", "异议成立"), ("不予受理", "不予受理"), ("案外", "案外人"), ("变更", "变更追加"),
    ("追加", "变更追加"), ("执行行为", "执行行为"), ("保全", "保全"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def event_keys(what: str, detail: str, mode: str) -> tuple[str, ...]:
    """Return the words of an event: 申请:审计, 线索, 反馈:有, 异议:案外人, 裁定送达 …"""
    said = detail or mode
    if what == "申请":
        for part, word in _APPLICATIONS:
            if part in said:
                return (f"申请:{word}",)
        return ("申请",) if not said or "执行" in said else (f"申请:{said}",)
    if what == "线索":
        return ("线索:无",) if "不能" in said or "无法" in said else ("线索",)
    if what == "反馈":
        return ("反馈:无",) if detail in NO_PROPERTY or mode in NO_PROPERTY else ("反馈:有",)
    if what == "异议":
        return (f"异议:{_first(_OBJECTIONS, said, '执行行为')}",)
    if what == "裁定送达":
        if mode in ZHONGBEN_WORDS or detail in ZHONGBEN_WORDS:
            return ("裁定送达:终本",)
        both = detail + mode
        words = [word for part, word in _RULINGS if part in both]
        return ("裁定送达", *(f"裁定送达:{word}" for word in dict.fromkeys(words)))
    return (what,)


def _first(table: tuple[tuple[str, str], ...], said: str, default: str) -> str:
    return next((word for part, word in table if part in said), default)


class FactIndex:
    """The standing facts of a case by word; superseded and voided ones are gone."""

    __slots__ = (
        "closing", "deductions", "extensions", "measures", "releases", "renewals", "words",
    )  # fmt: skip

    def __init__(self, facts: Iterable[Fact], type_code: str = "") -> None:
        self.words: dict[str, list[Fact]] = {}
        self.deductions: list[Fact] = []
        self.extensions: list[Fact] = []
        self.measures: list[Fact] = []
        self.renewals: list[Fact] = []
        self.releases: list[Fact] = []
        facts = facts if isinstance(facts, list) else list(facts)
        gone = {fact.supersedes for fact in facts if fact.supersedes is not None}
        words = self.words
        for fact in facts:
            if gone and fact.id in gone:
                continue
            kind = fact.kind
            if kind is _NODE or kind is _PAYMENT:
                key = fact.what
                if key in words:
                    words[key].append(fact)
                else:
                    words[key] = [fact]
                if fact.until is not None:
                    words.setdefault(f"{key}:until", []).append(fact)
            elif kind is _EVENT:
                for key in event_keys(fact.what, fact.detail, fact.mode):
                    words.setdefault(key, []).append(fact)
            elif kind is _DEDUCTION:
                self.deductions.append(fact)
            elif kind is _MEASURE:
                self.measures.append(fact)
            elif kind is _RENEW:
                self.renewals.append(fact)
            elif kind is _RELEASE:
                self.releases.append(fact)
            elif kind is _EXTENSION:
                self.extensions.append(fact)
        self.closing = self._closing()
        self._default_words(type_code)

    def _closing(self) -> Fact | None:
        found = self.words.get("结案") or self.words.get("N36")
        if not found:
            return None
        return found[0] if len(found) == 1 else min(found, key=_by_day)

    def _default_words(self, type_code: str) -> None:
        """Read bare words as the case type means them."""
        words = self.words
        if type_code in _PRESERVATION and "申请" in words:
            words["申请:保全"] = words.get("申请:保全", []) + words["申请"]
        closing = self.closing
        if closing is not None and "结案" not in words:
            words["结案"] = [closing]
        if closing is not None and closing.mode in ZHONGBEN_WORDS and "裁定送达:终本" not in words:
            # Closed on service to the applicant: a ruling without mode, else the closing.
            bare = [fact for fact in words.get("裁定送达", ()) if not fact.mode and not fact.detail]
            words["裁定送达:终本"] = bare or [closing]
        self._rulings_of_objections()

    def _rulings_of_objections(self) -> None:
        """A ruling that names an objection by ref is a ruling on that kind of objection."""
        words = self.words
        rulings = words.get("裁定送达")
        if not rulings:
            return
        for kind in ("执行行为", "案外人", "变更追加"):
            for objection in words.get(f"异议:{kind}", ()):
                for ruling in rulings:
                    key = f"裁定送达:{kind}"
                    fits = ruling.ref == objection.ref and ruling.on >= objection.on
                    if fits and ruling not in words.get(key, ()):
                        words.setdefault(key, []).append(ruling)

    def in_force_measures(self) -> list[Fact]:
        """Return measures whose term has begun: queued ones (轮候) are left out."""
        return [fact for fact in self.measures if not is_queued(fact)]


_PRESERVATION = frozenset({"财保", "行保", "证保", "执保"})


def _by_day(fact: Fact) -> tuple[int, int]:
    return fact.on.toordinal(), fact.id
