"""Tells one case: its parties and facts, as the national system would export them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from bailiwick.cases.demo import words
from bailiwick.cases.demo.plan import MAIN, Spec
from bailiwick.cases.importing.rows import CaseRow, CaseUnit, FactRow, PartyRow

ZHONGBEN = "终结本次执行程序"
_COVERS = frozenset({"当事人", "节点", "扣除", "延长", "措施", "案款"})
_TERM_YEARS = {
    "冻结存款": 1, "冻结网络资金": 1, "查封车辆": 2, "查封设备": 2, "查封不动产": 3, "查封土地": 3,
    "冻结股权": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Officer:
    person_id: int
    name: str
    clerk_id: int | None
    group_id: int | None


@dataclass(frozen=True)
class City:
    """What a story needs to know of the city."""

    on: date
    seed: int
    courts: Mapping[str, int]
    officers: Mapping[str, Sequence[Officer]]


@dataclass
class _Told:
    """The facts of a story so far. Nothing lies after ``last``: today, or the day of closing."""

    rng: random.Random
    spec: Spec
    officer: Officer
    last: date
    facts: list[FactRow] = field(default_factory=list)

    def add(self, fact: FactRow) -> bool:
        if fact.on > self.last:
            return False
        self.facts.append(fact)
        return True

    def node(self, code: str, on: date, document: str = "") -> date:
        self.add(FactRow("node", code, on, document=document, handler=self.officer.name))
        return on

    def paper(self, kind: str) -> str:
        return f"{self.spec.number}{kind}"


def tell(spec: Spec, city: City) -> CaseUnit:
    """Return the unit of a spec; the same spec, seed and day give the same story."""
    rng = random.Random(f"{city.seed}:{spec.number}")  # noqa: S311
    officers = city.officers[spec.court]
    officer = officers[spec.turn % len(officers)]
    told = _Told(rng, spec, officer, spec.closed_on or city.on)
    case = _case(told, city)
    parties = _parties(told, case)
    claim = case.amount_claimed or Decimal(0)
    if spec.type_code in MAIN:
        _main_story(told, claim, parties, city)
    else:
        _other_story(told, claim)
    _after_closing(told, city)
    return CaseUnit(
        spec.position, spec.number, city.courts[spec.court], case, parties, told.facts,
        covers=_COVERS, rows=1 + len(parties) + len(told.facts),
    )  # fmt: skip


# ------------------------------------------------------------------------------ case and parties


def _case(told: _Told, city: City) -> CaseRow:
    rng, spec = told.rng, told.spec
    cause = words.cause(rng)
    kind = "民事"
    if spec.type_code in MAIN and (spec.closed_on or spec.fate == "fresh"):
        young = spec.closed_on or (city.on - spec.filed_on).days < 55
        draw = rng.random()
        kind = "刑事涉财" if draw < 0.03 else "行政非诉" if draw < 0.06 and young else "民事"
    word, paper = {
        "民事": ("民初", "民事判决书"),
        "行政非诉": ("行审", "行政裁定书"),
        "刑事涉财": ("刑初", "刑事判决书"),
    }[kind]
    year = spec.filed_on.year - rng.randrange(2)
    basis = (
        f"（{year}）{spec.court}{word}{rng.randrange(1, 6000)}号{paper}"
        if year >= 2016
        else f"（{year}）某{word}字第{rng.randrange(1, 3000)}号{paper}"
    )
    claimed = (
        Decimal(min(int(rng.lognormvariate(11.2, 1.3)), 90_000_000))
        + Decimal(rng.randrange(100)) / 100
    )
    sensitive = ""
    if cause in {"离婚纠纷", "抚养费纠纷"} and rng.random() < 0.25:
        sensitive = "涉未成年"
    elif rng.random() < 0.004:
        sensitive = "敏感"
    return CaseRow(
        filed_on=spec.filed_on, year=spec.filed_on.year, type_code=spec.type_code,
        serial=spec.serial, legacy=spec.legacy, kind=kind,
        cause={"刑事涉财": "罚金", "行政非诉": "行政处罚"}.get(kind, cause), basis=basis,
        amount_claimed=claimed, officer_name=told.officer.name, officer_id=told.officer.person_id,
        clerk_id=told.officer.clerk_id, group_id=told.officer.group_id, closed_on=spec.closed_on,
        closing_mode=spec.mode, original_number=spec.original, sensitive=sensitive,
    )  # fmt: skip


_SIDES = {
    "执保": ("申请保全人", "被保全人"), "财保": ("申请保全人", "被保全人"),
    "执异": ("异议人", "被执行人"), "执复": ("复议申请人", "被执行人"),
}  # fmt: skip


def _parties(told: _Told, case: CaseRow) -> list[PartyRow]:
    rng = told.rng
    left, right = _SIDES.get(case.type_code, ("申请执行人", "被执行人"))
    people = [] if case.kind == "刑事涉财" else [_party(told, left, firm=rng.random() < 0.4)]
    people += [_party(told, right, firm=rng.random() < 0.3)]
    while rng.random() < 0.22 and len(people) < 6:
        extra = _party(told, right, firm=rng.random() < 0.2)
        if extra.name not in {party.name for party in people}:
            people.append(extra)
    return people


def _party(told: _Told, role: str, *, firm: bool) -> PartyRow:
    rng = told.rng
    if firm:
        return PartyRow(
            role, words.firm_name(rng), "法人", phone=words.phone_number(rng),
            address=words.address(rng, told.spec.court),
        )  # fmt: skip
    return PartyRow(
        role, words.person_name(rng), "自然人", words.identity_number(rng),
        words.phone_number(rng) if rng.random() < 0.8 else "",
        words.address(rng, told.spec.court),
    )  # fmt: skip


# ------------------------------------------------------------------------------ 执 and 执恢


def _main_story(told: _Told, claim: Decimal, parties: list[PartyRow], city: City) -> None:
    received = _opening(told, city)
    rng, fate = told.rng, told.spec.fate
    if received is None:
        return
    queried = None
    if fate != "query_late":
        queried = told.node("N11", received + timedelta(rng.randint(1, 3)), "网络查控申请表")
    _inquiry(told, received, queried, claim)
    _fates[fate](told, claim, city) if fate in _fates else None
    if queried and not told.spec.closed_on:
        _keep_up(told, queried)
    if told.spec.closed_on or rng.random() < 0.25:
        _money(told, claim, parties)
    if told.spec.mode == ZHONGBEN:
        _before_zhongben(told)


def _opening(told: _Told, city: City) -> date | None:
    """Allocation to notice, all in time unless the fate says otherwise. Returns the day of receipt."""
    rng, spec = told.rng, told.spec
    filed = spec.filed_on
    if rng.random() < 0.5:
        told.node("N01", filed - timedelta(rng.randint(0, 4)))
    allocated = told.node("N04", filed + timedelta(rng.randint(0, 4)))
    received = told.node("N05", allocated + timedelta(rng.randint(0, 2)))
    if received > told.last:
        return None
    if rng.random() < 0.94:
        told.node("N06", received + timedelta(rng.randint(0, 2)))
    if spec.fate == "notice_late":
        return received
    noticed = received + timedelta(rng.randint(0, 2))
    told.node("N07", noticed, told.paper("执行通知书"))
    told.node("N08", noticed, told.paper("报告财产令"))
    if not (spec.court in ("豫0325", "豫0328") and rng.random() < 0.25):  # not told there: grey
        told.node("N09", received + timedelta(rng.randint(0, 2)))
    told.node("N10", noticed + timedelta(rng.randint(1, 8)), "送达回证")
    return received


def _inquiry(told: _Told, received: date, queried: date | None, claim: Decimal) -> None:
    rng, spec = told.rng, told.spec
    found = queried and rng.random() < (0.5 if spec.closed_on else 0.35)
    may_find = spec.closed_on or spec.fate in {"fresh", "half", "freeze_near", "money_waiting"}
    if queried and found and may_find:
        told_on = queried + timedelta(rng.randint(1, 3))
        if told.add(FactRow("event", "反馈", told_on, detail="存款", ref="反馈1")):
            told.node("N12", told_on + timedelta(rng.randint(0, 3)))
            frozen = told_on + timedelta(rng.randint(0, 1))
            _seize(told, "冻结存款", frozen, claim)
            if rng.random() < 0.9:
                told.node("N21", frozen + timedelta(rng.randint(2, 9)), told.paper("扣划裁定书"))
    if rng.random() < 0.3:
        _seize(told, _other_asset(rng), received + timedelta(rng.randint(8, 40)), claim)
    told.node("N15", received + timedelta(rng.randint(10, 27)), "调查笔录")
    if rng.random() < 0.2:
        clue = received + timedelta(rng.randint(5, 40))
        checked = clue + timedelta(rng.randint(1, 6))
        if checked <= told.last and told.add(FactRow("event", "线索", clue, ref="线索1")):
            told.add(FactRow("node", "N13", checked, ref="线索1", handler=told.officer.name))
    # of open cases all but a few have it as soon as the notice has run out (P26); old files often lack it
    share, first, last = (0.45, 12, 60) if spec.closed_on else (0.94, 4, 11)
    if rng.random() < share:
        told.node("N27", received + timedelta(rng.randint(first, last)), told.paper("限制消费令"))
    if rng.random() < 0.2:
        told.node("N28", received + timedelta(rng.randint(25, 80)), told.paper("纳入失信决定书"))
    if spec.closed_on and spec.fate != "late" and rng.random() < 0.1:
        _deduct(told, "评估", received + timedelta(40), rng.randint(10, 30))


def _keep_up(told: _Told, queried: date) -> None:
    """An open case is asked for again each quarter and has an entry of these weeks; few are left."""
    rng = told.rng
    if rng.random() < 0.07:
        return
    again = queried + timedelta(rng.randint(70, 88))
    while again <= told.last:
        told.node("N11", again, "网络查控申请表")
        again += timedelta(rng.randint(70, 88))
    told.node("N15", max(queried, told.last - timedelta(rng.randint(0, 24))), "调查笔录")


def _other_asset(rng: random.Random) -> str:
    return rng.choices(
        ["查封车辆", "查封不动产", "查封土地", "冻结股权", "查封设备", "冻结网络资金"],
        [35, 30, 5, 8, 7, 15],
    )[0]


def _seize(
    told: _Told, what: str, on: date, claim: Decimal, until: date | None = None
) -> str | None:
    """Impose a measure for its full lawful term (or to ``until``); returns its reference."""
    if on > told.last:
        return None
    rng = told.rng
    ref = f"C{told.spec.position}-{sum(f.kind == 'measure' for f in told.facts) + 1}"
    value = Decimal(max(int(claim * Decimal(rng.randint(5, 110)) / 100), 300))
    owner = "被执行人"
    told.add(
        FactRow(
            "measure", what, on, until or _years_after(on, _TERM_YEARS[what]) - timedelta(1), ref,
            document=told.paper("之一裁定书"), amount=value, holder=owner,
            detail=words.asset(rng, what, told.spec.court, int(value)),
        )
    )  # fmt: skip
    node = {"冻": "N19", "查": "N17", "扣": "N18"}[what[0]]
    told.node(node, on)
    return ref


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _deduct(told: _Told, what: str, on: date, days: int | None, *, paper: bool = True) -> None:
    until = None if days is None else on + timedelta(days - 1)
    document = told.paper(f"{what}决定书") if paper else ""
    told.add(FactRow("deduction", what, on, until, document=document))


def _money(told: _Told, claim: Decimal, parties: list[PartyRow]) -> None:
    """Money that came and was paid out in time; all of it where the case ended as performed."""
    rng, spec = told.rng, told.spec
    done = spec.mode == "执行完毕"
    share = 100 if done else rng.choice((0, 0, 3, 10, 25))
    whole = (claim * share / 100).quantize(Decimal("0.01"))
    if whole <= 0:
        return
    parts = rng.choice((1, 1, 2))
    span = max((told.last - spec.filed_on).days - 9, 1)
    payee = next((p.name for p in parties if p.role == "申请执行人"), "财政专户")
    payer = next((p.name for p in parties if p.role == "被执行人"), "")
    for part in range(parts):
        sum_ = (whole / parts).quantize(Decimal("0.01")) if part else whole - (
            (whole / parts).quantize(Decimal("0.01")) * (parts - 1)
        )  # fmt: skip
        came = spec.filed_on + timedelta(max(span * (part + 1) // parts - rng.randint(0, 5), 1))
        paid = came + timedelta(rng.randint(1, 8))
        if paid > told.last or sum_ <= 0:
            if not (spec.closed_on and done):
                continue
            came, paid = told.last - timedelta(1), told.last
        ref = f"P{spec.position}-{part + 1}"
        told.add(FactRow("payment", "到账", came, ref=ref, amount=sum_, holder=payer))
        told.add(FactRow("payment", "发放", paid, ref=ref, amount=sum_, holder=payee))


def _before_zhongben(told: _Told) -> None:
    closed = told.last
    have = {f.what for f in told.facts if f.kind == "node"}
    if "N27" not in have:
        told.node("N27", closed - timedelta(40), told.paper("限制消费令"))
    told.node("N11", closed - timedelta(told.rng.randint(5, 60)), "网络查控申请表")
    told.node("N35", closed - timedelta(told.rng.randint(2, 6)), "终本约谈笔录")


# ------------------------------------------------------------------------------ fates of open cases


def _extended(told: _Told, claim: Decimal, city: City) -> None:
    asked = told.spec.filed_on + timedelta(told.rng.randint(172, 178))
    told.add(
        FactRow("extension", "院长", asked, months=3, document=told.paper("延长执行期限审批表"))
    )


def _valued(told: _Told, claim: Decimal, city: City) -> None:
    """A lawful valuation long enough that the period is not over."""
    age = (city.on - told.spec.filed_on).days
    start = told.spec.filed_on + timedelta(told.rng.randint(50, 90))
    needed = max(age - 184 + told.rng.randint(12, 70), 20)
    _seize(told, "查封不动产", start - timedelta(15), claim)
    _deduct(told, "评估", start, min(needed, (city.on - start).days - 1))
    told.node("N22", start, told.paper("委托评估书"))


def _paused(told: _Told, claim: Decimal, city: City) -> None:
    what = told.rng.choice(("中止", "和解或担保暂缓", "暂缓", "提级指定委托"))
    day = told.spec.filed_on + timedelta(
        min(told.rng.randint(35, 150), (city.on - told.spec.filed_on).days - 3)
    )
    _deduct(told, what, day, None)
    told.node("N34", day, told.paper(f"{what}裁定书"))


def _undocumented(told: _Told, claim: Decimal, city: City) -> None:
    _deduct(told, "评估", told.spec.filed_on + timedelta(70), 45, paper=False)


def _clue_open(told: _Told, claim: Decimal, city: City) -> None:
    on = city.on - timedelta(told.rng.randint(0, 12))
    told.add(FactRow("event", "线索", on, ref="线索2", detail="申请执行人提供车辆线索"))


def _money_waiting(told: _Told, claim: Decimal, city: City) -> None:
    came = city.on - timedelta(told.rng.randint(1, 33))
    amount = (claim * told.rng.randint(10, 90) / 100).quantize(Decimal("0.01")) or Decimal(500)
    told.add(
        FactRow(
            "payment",
            "到账",
            came,
            ref=f"P{told.spec.position}-9",
            amount=amount,
            holder="被执行人",
        )
    )
    if told.rng.random() < 0.5:
        sent = came + timedelta(told.rng.randint(1, 7))
        told.add(
            FactRow("payment", "发放通知", sent, ref=f"P{told.spec.position}-9", amount=amount)
        )


def _freeze_near(told: _Told, claim: Decimal, city: City) -> None:
    """A measure taken over from the preservation, about to run out."""
    until = city.on + timedelta(
        told.rng.choice((1, 3, 5, 6, 9, 14, 20, 25, 29, 38, 47, 55, 66, 80, 88))
    )
    what = told.rng.choice(("冻结存款", "查封车辆", "冻结存款"))
    on = _years_after(until, -_TERM_YEARS[what]) + timedelta(1)
    _seize(told, what, on, claim, until)


_fates = {
    "extended": _extended, "valued": _valued, "paused": _paused, "undocumented": _undocumented,
    "clue_open": _clue_open, "money_waiting": _money_waiting, "freeze_near": _freeze_near,
}  # fmt: skip


# ------------------------------------------------------------------------------ the other types


def _other_story(told: _Told, claim: Decimal) -> None:
    rng, spec = told.rng, told.spec
    filed = spec.filed_on
    match spec.type_code:
        case "执保":
            told.node("N04", filed + timedelta(rng.randint(0, 1)))
            told.node("N05", filed + timedelta(rng.randint(1, 2)))
            if spec.fate != "late":
                what = rng.choice(("冻结存款", "查封不动产", "查封车辆"))
                _seize(told, what, filed + timedelta(rng.randint(1, 3)), claim)
        case "执异":
            detail = rng.choice(("执行行为", "案外人", "执行行为"))
            told.add(FactRow("event", "异议", filed, detail=detail, ref="异议1"))
            told.node("N10", filed + timedelta(rng.randint(0, 2)), "送达回证")
        case "财保":
            told.add(FactRow("event", "申请", filed, detail="保全", ref="申请1"))
        case _:
            told.node("N04", filed + timedelta(rng.randint(0, 3)))


def _after_closing(told: _Told, city: City) -> None:
    """Archive, queries after 终本, renewal or release of measures."""
    closed = told.spec.closed_on
    if closed is None:
        return
    rng = told.rng
    told.last = city.on
    if told.spec.type_code in MAIN | {"执保", "执异", "执复", "执监"}:
        told.node("N37", closed + timedelta(rng.randint(1, 6)), "归档号")
    if told.spec.mode == ZHONGBEN:
        end = min(city.on, _years_after(closed, 5))
        day = closed + timedelta(rng.randint(150, 176))
        while day <= end:
            if rng.random() > 0.003:
                told.node("N11", day, "终本后查询")
            day += timedelta(rng.randint(160, 178))
    for measure in [f for f in told.facts if f.kind == "measure"]:
        _end_measure(told, measure, closed, city)


def _end_measure(told: _Told, measure: FactRow, closed: date, city: City) -> None:
    """Performed: released. 终本: renewed as long as it lives, now and then forgotten."""
    rng = told.rng
    until = measure.until or closed
    if told.spec.mode != ZHONGBEN and told.spec.type_code != "执保":
        released = max(measure.on, closed - timedelta(rng.randint(0, 3)))
        told.add(FactRow("release", measure.what, released, ref=measure.ref))
        return
    years = _TERM_YEARS[measure.what]
    gives_up = _years_after(closed, 3)
    while until < city.on + timedelta(40):
        if rng.random() < 0.004 and until < city.on:
            return  # lapsed unseen
        day = until - timedelta(rng.randint(8, 40))
        if day > city.on:
            return
        if day > gives_up:
            told.add(FactRow("release", measure.what, day, ref=measure.ref))
            return
        until = _years_after(until, years)
        told.add(
            FactRow(
                "renew", measure.what, day, until, measure.ref, document=told.paper("续行裁定书")
            )
        )
