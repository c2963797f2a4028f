"""Which cases the city has: court, type, day, fate and number of each, from the seed alone."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

COURTS = (  # today's courts by the share of the caseload
    ("豫03", 6), ("豫0302", 5), ("豫0303", 9), ("豫0304", 4), ("豫0305", 11), ("豫0311", 13),
    ("豫0307", 8), ("豫0308", 6), ("豫0323", 5), ("豫0324", 4), ("豫0325", 5), ("豫0326", 5),
    ("豫0327", 6), ("豫0328", 4), ("豫0329", 6), ("豫0391", 5),
)  # fmt: skip
MERGED_ON = date(2021, 3, 18)
BEFORE_MERGER = {"豫0307": ("豫0381",), "豫0308": ("豫0322", "豫0306")}
FIRST_YEAR = 2013
TYPES = (
    ("执", 760), ("执恢", 80), ("执保", 60), ("执异", 50), ("执复", 12), ("执监", 8), ("执协", 3),
    ("执他", 7), ("财保", 10), ("司惩", 6), ("司救执", 4),
)  # fmt: skip
AT_CENTRE_ONLY = frozenset({"执复", "执监", "执协"})
MAIN = frozenset({"执", "执恢"})
OPEN_SHARE = 0.1
OLD_NAMES = {
    "豫03": "洛", "豫0302": "老", "豫0303": "西", "豫0304": "瀍", "豫0305": "涧", "豫0311": "洛龙",
    "豫0381": "偃", "豫0322": "孟", "豫0306": "吉", "豫0323": "新", "豫0324": "栾", "豫0325": "嵩",
    "豫0326": "汝", "豫0327": "宜", "豫0328": "宁", "豫0329": "伊", "豫0391": "高",
}  # fmt: skip
#: Fates of open main cases: name, weight, youngest and oldest age in days.
FATES = (
    ("fresh", 600, 0, 120), ("half", 80, 122, 172), ("extended", 90, 192, 245),
    ("valued", 90, 190, 300), ("paused", 60, 60, 400), ("overdue", 14, 187, 212),
    ("long_overdue", 8, 220, 420), ("undocumented", 10, 188, 208), ("notice_late", 8, 8, 30),
    ("query_late", 6, 14, 40), ("clue_open", 8, 25, 110), ("money_waiting", 14, 40, 120),
    ("freeze_near", 22, 30, 120),
)  # fmt: skip
MODES = {
    "执": (("执行完毕", 38), ("终结本次执行程序", 38), ("终结执行", 17), ("销案", 3), ("不予执行", 1), ("驳回申请", 3)),
    "执恢": (("执行完毕", 55), ("终结本次执行程序", 25), ("终结执行", 20)),
    "执保": (("保全完毕", 60), ("部分保全", 25), ("无标的物可实施保全", 15)),
    "执异": (("准予撤回", 15), ("驳回", 50), ("撤销、中止、不予执行、变更追加", 20), ("部分撤销变更", 5), ("异议成立但无可撤销", 5), ("移送管辖", 5)),
    "执复": (("准许撤回", 10), ("驳回维持", 55), ("撤销或变更", 20), ("查清后裁定", 5), ("撤销发回", 10)),
    "执监": (("准许撤回", 10), ("驳回", 40), ("限期改正", 20), ("撤销并改正", 8), ("提级执行", 8), ("指定执行", 10), ("其他", 4)),
    "执协": (("协调达成一致", 70), ("裁决", 20), ("撤回", 10)),
    "执他": (("已处理", 90), ("退回", 10)),
    "财保": (("裁定保全", 80), ("驳回申请", 10), ("准予撤回", 10)),
    "司惩": (("作出决定", 90), ("不予处罚", 10)),
    "司救执": (("给予救助", 80), ("不予救助", 20)),
}  # fmt: skip


@dataclass(slots=True)
class Spec:
    """One case to be told. ``turn`` chooses its officer among those of its court."""

    position: int
    court: str
    type_code: str
    filed_on: date
    closed_on: date | None
    mode: str
    fate: str
    turn: int
    serial: int = 0
    legacy: bool = False
    original: str = ""

    @property
    def number(self) -> str:
        if self.legacy:
            return f"（{self.filed_on.year}）{OLD_NAMES[self.court]}{self.type_code}字第{self.serial}号"
        return f"（{self.filed_on.year}）{self.court}{self.type_code}{self.serial}号"


def plan(cases: int, *, seed: int, on: date) -> list[Spec]:
    """Return the specs, open cases first, then the closed ones from the newest back."""
    rng = random.Random(seed)  # noqa: S311  (a city, not a secret)
    open_count = max(round(cases * OPEN_SHARE), min(cases, 60))
    specs = [_open_case(rng, turn, on) for turn in range(open_count)]
    specs.sort(key=lambda spec: spec.filed_on, reverse=True)
    closed = [_closed_case(rng, turn, on) for turn in range(cases - open_count)]
    closed.sort(key=lambda spec: spec.closed_on or on, reverse=True)
    specs += closed
    for position, spec in enumerate(specs, start=1):
        spec.position = position
    _number(specs)
    _resume(specs, rng)
    return specs


def _pick(rng: random.Random, table: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([name for name, _ in table], [weight for _, weight in table])[0]


def _court(rng: random.Random, type_code: str) -> str:
    return "豫03" if type_code in AT_CENTRE_ONLY else _pick(rng, COURTS)


def _open_case(rng: random.Random, turn: int, on: date) -> Spec:
    type_code = _pick(rng, TYPES)
    court = _court(rng, type_code)
    if type_code in MAIN:
        fate, _, youngest, oldest = rng.choices(FATES, [row[1] for row in FATES])[0]
        age = rng.randint(youngest, oldest)
    else:
        fate = "late" if rng.random() < 0.02 else "fresh"
        limit = {"执保": 25, "执异": 11, "执复": 24, "财保": 3}.get(type_code, 50)
        age = limit + 8 if fate == "late" else rng.randint(0, limit)
    return Spec(0, court, type_code, on - timedelta(days=age), None, "", fate, turn)


def _closed_case(rng: random.Random, turn: int, on: date) -> Spec:
    type_code = _pick(rng, TYPES)
    court = _court(rng, type_code)
    span = (on - date(FIRST_YEAR, 1, 8)).days - 200
    back = int(span * rng.random() ** 1.7)  # the caseload has grown over the years
    closed_on = on - timedelta(days=back + 1)
    mode = _pick(rng, MODES[type_code])
    if type_code in MAIN:
        days = rng.randint(98, 178) if mode == "终结本次执行程序" else rng.randint(14, 176)
    else:
        days = {"执保": 20, "执异": 13, "执复": 26, "财保": 4}.get(type_code, 40)
        days = rng.randint(min(3, days), days)
    filed_on = closed_on - timedelta(days=days)
    if filed_on < MERGED_ON and court in BEFORE_MERGER:
        court = rng.choice(BEFORE_MERGER[court])
    fate = "late" if type_code in MAIN and rng.random() < 0.02 else "done"
    return Spec(0, court, type_code, filed_on, closed_on, mode, fate, turn)


def _number(specs: list[Spec]) -> None:
    """Give serials in order of receipt for each court, type and year; before 2016 old numbers."""
    serials: dict[tuple[str, str, int], int] = defaultdict(int)
    for spec in sorted(specs, key=lambda spec: (spec.filed_on, spec.position)):
        spec.legacy = spec.filed_on.year < 2016
        key = (spec.court, spec.type_code, spec.filed_on.year)
        serials[key] += 1
        spec.serial = serials[key]


def _resume(specs: list[Spec], rng: random.Random) -> None:
    """Let each 执恢 resume a 执 of its court that had ended as 终本 before."""
    ended: dict[str, list[Spec]] = defaultdict(list)
    for spec in specs:
        if spec.type_code == "执" and spec.mode == "终结本次执行程序":
            ended[spec.court].append(spec)
    for spec in specs:
        if spec.type_code != "执恢":
            continue
        known = [
            old
            for court in (spec.court, *BEFORE_MERGER.get(spec.court, ()))
            for old in ended.get(court, ())
            if old.closed_on and old.closed_on < spec.filed_on
        ]
        if known:
            spec.original = rng.choice(known[:400]).number
        else:
            spec.type_code = (
                "执"  # nothing to resume: a first enforcement, numbered after the others
            )
            spec.serial += 100_000
