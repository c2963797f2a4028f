"""Lets cases go through the acts' own services, so that every kind of act is on record in the city.

Each case follows one of the scripts below, as of days in the recent past; afterwards most of them
come back by import, as the national system would report them, and leave the list 待回填.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from bailiwick.approvals.models import Step
from bailiwick.approvals.services import deciding
from bailiwick.cases import facts
from bailiwick.cases.demo import words
from bailiwick.cases.importing.rows import CaseRow, CaseUnit, FactRow
from bailiwick.cases.models import Case, Fact, Party
from bailiwick.cases.services import (
    closing,
    corrections,
    deductions,
    documents,
    extensions,
    labels,
    measures,
    nodes,
    officers,
    parties,
    payments,
    register,
)
from bailiwick.cases.services.closing import Grounds
from bailiwick.cases.services.parties import PartyData
from bailiwick.errors import Refusal
from bailiwick.org.models import Account, Court, Post, Role

logger = logging.getLogger(__name__)
FIRST_SERIAL = (
    8001  # reserved for what is registered by hand, so that no import brings the same number
)
NOT_YET_SHARE = 0.6  # of the cases whose last act is of this month
NOT_YET_DAYS = 30
_PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Team:
    """Who acts at a court."""

    court: Court
    officers: list[Account]
    director: Account
    president: Account
    filing: Account


def teams() -> list[Team]:
    """Return the teams of the courts that have all the posts."""
    posts = Post.objects.filter(person__account__demo=True).select_related(
        "person__account", "court"
    )
    by_court: dict[int, dict[str, list[Account]]] = {}
    courts: dict[int, Court] = {}
    for post in posts.order_by("court__order", "pk"):
        courts[post.court_id] = post.court
        by_court.setdefault(post.court_id, {}).setdefault(post.role, []).append(post.person.account)
    return [
        Team(
            courts[pk], have[Role.OFF], have[Role.DIR][0], have[Role.PRES][0], have[Role.FILING][0]
        )
        for pk, have in by_court.items()
        if {Role.OFF, Role.DIR, Role.PRES, Role.FILING} <= have.keys()
    ]


class Stage:
    """One case on its way: the acts with people and days filled in."""

    def __init__(self, team: Team, serial: int, age: int, on: date, rng: random.Random) -> None:
        self.team, self.rng, self.today = team, rng, on
        self.filed = on - timedelta(days=age)
        self.officer = team.officers[serial % len(team.officers)]
        code = team.court.code
        self.number = f"（{self.filed.year}）{code}执{serial}号"
        self.amount = Decimal(rng.randrange(8, 900) * 1000)
        self.applicant, self.debtor = words.person_name(rng), words.firm_name(rng)
        self.case: Case

    def at(self, day: date, hour: int = 10) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, self.rng.randrange(60))))

    def day(self, after: int) -> date:
        return min(self.filed + timedelta(days=after), self.today)

    def paper(self, kind: str) -> str:
        return f"{self.number}{kind}"

    def register(self) -> None:
        data = register.CaseData(
            self.number, self.filed, cause=words.cause(self.rng), amount_claimed=self.amount,
            basis=f"（{self.filed.year}）{self.team.court.code}民初{self.rng.randrange(1, 5000)}号民事判决书",
        )  # fmt: skip
        people = [
            PartyData("申请执行人", self.applicant, "自然人", words.identity_number(self.rng),
                      words.phone_number(self.rng), "", words.address(self.rng, self.team.court.code)),
            PartyData("被执行人", self.debtor, "法人", "", words.phone_number(self.rng)),
        ]  # fmt: skip
        self.case = register.register_case(
            self.team.court, data, by=self.team.filing, at=self.at(self.filed, 9), people=people
        )
        officers.assign(
            self.case, self.officer.person, on=self.day(1), by=self.team.director,
            at=self.at(self.day(1)),
        )  # fmt: skip
        self.node("N05", 2)
        self.node("N07", 3, "执行通知书")

    def node(self, code: str, after: int, document: str = "", ref: str = "") -> None:
        day = self.day(after)
        nodes.record_node(
            self.case, code, on=day, by=self.officer, at=self.at(day, 14), ref=ref,
            document=self.paper(document) if document else "", handler=self.officer.person.name,
        )  # fmt: skip

    def event(self, what: str, after: int, detail: str = "", ref: str = "") -> None:
        day = self.day(after)
        nodes.record_event(
            self.case, what, on=day, by=self.officer, at=self.at(day, 15), detail=detail, ref=ref
        )

    def freeze(self, what: str, after: int, months: int) -> Fact:
        day = self.day(after)
        value = int(self.amount)
        return measures.impose(
            self.case, what, on=day, until=measures.months_after(day, months) - timedelta(days=1),
            document=self.paper("之一裁定书"), by=self.officer, at=self.at(day, 16), holder=self.debtor,
            asset=words.asset(self.rng, what, self.team.court.code, value), value=Decimal(value),
        )  # fmt: skip

    def pay(self, what: str, amount: Decimal, after: int) -> None:
        day = self.day(after)
        holder = self.debtor if what == "到账" else self.applicant
        payments.record_payment(
            self.case,
            what,
            amount=amount,
            on=day,
            by=self.officer,
            at=self.at(day, 11),
            holder=holder,
        )

    def close(self, mode: str, after: int, **grounds: str) -> None:
        day = self.day(after)
        closing.close_case(
            self.case,
            mode,
            on=day,
            grounds=Grounds(**grounds),
            by=self.officer,
            at=self.at(day, 17),
        )


# ------------------------------------------------------------------------------ scripts


def _clue(stage: Stage) -> None:
    stage.event("线索", 12, "申请执行人提供房产线索", "线索1")
    stage.node("N13", 16, "核实笔录", "线索1")


def _freeze_and_release(stage: Stage) -> None:
    stage.event("反馈", 7, "存款")
    fact = stage.freeze("冻结存款", 8, 12)
    stage.node("N12", 9)
    day = stage.day(26)
    measures.release(
        stage.case, fact.ref, on=day, document=stage.paper("之二裁定书"), by=stage.officer,
        at=stage.at(day), reason="被执行人已履行",
    )  # fmt: skip


def _freeze_and_renew(stage: Stage) -> None:
    fact = stage.freeze("冻结存款", 8, 1)
    day = stage.day(24)
    measures.renew(
        stage.case, fact.ref, on=day, until=measures.months_after(day, 12) - timedelta(days=1),
        document=stage.paper("之二裁定书"), by=stage.officer, at=stage.at(day),
    )  # fmt: skip


def _valuation(stage: Stage) -> None:
    stage.freeze("查封不动产", 9, 36)
    day = stage.day(22)
    fact = deductions.record_deduction(
        stage.case, "评估", on=day, until=None, document=stage.paper("委托评估书"), by=stage.officer,
        at=stage.at(day),
    )  # fmt: skip
    end = stage.day(34)
    deductions.end_deduction(fact, until=end, by=stage.officer, at=stage.at(end))


def _extension(stage: Stage) -> None:
    asked_on = stage.today - timedelta(days=4)
    approval = extensions.ask_extension(
        stage.case, months=3, reason="评估报告尚未送达", by=stage.officer, at=stage.at(asked_on),
        role=Role.PRES,
    )  # fmt: skip
    if stage.rng.random() < 0.6:
        step = Step.objects.filter(approval=approval).order_by("pk").first()
        if step:
            deciding.decide(
                step, Step.Outcome.AGREED, "同意", by=stage.team.president,
                at=stage.at(stage.today - timedelta(days=2)),
            )  # fmt: skip


def _money(stage: Stage) -> None:
    part = (stage.amount / 4).quantize(Decimal("0.01"))
    stage.pay("到账", part, 25)
    stage.pay("发放通知", part, 28)
    stage.pay("发放", part, 31)


def _correction(stage: Stage) -> None:
    day = stage.day(21)
    stage.node("N10", 9, "送达回证")
    wrong = stage.case.facts.filter(kind="node", what="N10").latest("pk")
    corrections.correct(
        wrong, {"on": wrong.on - timedelta(days=1)}, reason="回证日期看错", by=stage.officer,
        at=stage.at(day),
    )  # fmt: skip
    stage.node("N27", 22, "限制消费令")
    extra = stage.case.facts.filter(kind="node", what="N27").latest("pk")
    corrections.void_fact(
        extra, reason="登记到了别的案件", by=stage.officer, at=stage.at(stage.day(23))
    )


def _performed(stage: Stage) -> None:
    stage.pay("到账", stage.amount, 24)
    stage.pay("发放", stage.amount, 27)
    stage.close("执行完毕", 30, closing_notice=stage.paper("结案通知书"))


def _terminated(stage: Stage) -> None:
    stage.close("终结执行", 30, cause="申请执行人撤回申请", document=stage.paper("之三裁定书"))


def _zhongben(stage: Stage) -> None:
    stage.node("N08", 3, "报告财产令")
    stage.node("N27", 30, "限制消费令")
    stage.node("N11", 80, "网络查控申请表")
    stage.node("N35", 96, "终本约谈笔录")
    stage.close(
        "终结本次执行程序", 99, panel=stage.paper("合议庭笔录"), document=stage.paper("之四裁定书")
    )
    stage.node("N37", 103, "归档号")


def _people(stage: Stage) -> None:
    day = stage.day(18)
    debtor = Party.objects.get(case=stage.case, role="被执行人")
    parties.reveal(
        debtor, ["phone"], reason="电话通知被执行人到院", by=stage.officer, at=stage.at(day)
    )
    parties.add_party(
        stage.case, PartyData("被执行人", words.person_name(stage.rng), "自然人"), by=stage.officer,
        at=stage.at(day, 11),
    )  # fmt: skip
    data = PartyData("被执行人", debtor.name, "法人", None, None, None, "洛阳市洛龙区某路 8 号")
    parties.edit_party(debtor, data, by=stage.officer, at=stage.at(day, 12))


def _papers(stage: Stage) -> None:
    day = stage.day(16)
    file = SimpleUploadedFile("执行通知书.pdf", _PAPER, "application/pdf")
    documents.upload(
        stage.case,
        file,
        title="执行通知书",
        dated_on=stage.day(3),
        by=stage.officer,
        at=stage.at(day),
    )
    labels.set_label(
        stage.case,
        "敏感",
        reason="被执行人所在村集体涉稳",
        by=stage.team.director,
        at=stage.at(day, 15),
    )


def _new_officer(stage: Stage) -> None:
    other = next(a for a in stage.team.officers if a != stage.officer)
    day = stage.day(17)
    officers.assign(
        stage.case, other.person, on=day, reason="原承办人外出培训", by=stage.team.director,
        at=stage.at(day),
    )  # fmt: skip


def _stay(stage: Stage) -> None:
    day = stage.day(19)
    deductions.record_deduction(
        stage.case, "中止", on=day, until=None, document=stage.paper("之二裁定书"), by=stage.officer,
        at=stage.at(day),
    )  # fmt: skip


#: Script and age in days of its case.
SCRIPTS: tuple[tuple[Callable[[Stage], None], int], ...] = (
    (_clue, 40), (_freeze_and_release, 45), (_freeze_and_renew, 60), (_valuation, 70), (_extension, 150),
    (_money, 55), (_correction, 35), (_performed, 48), (_terminated, 52), (_zhongben, 120), (_people, 30),
    (_papers, 28), (_new_officer, 33), (_stay, 50),
)  # fmt: skip


def play(number: int, team: Team, *, on: date, seed: int) -> Case | None:
    """Play one case; None when it was played before (its number is registered)."""
    rng = random.Random(f"{seed}:act:{number}")  # noqa: S311
    script, age = SCRIPTS[number % len(SCRIPTS)]
    stage = Stage(team, FIRST_SERIAL + number, age + rng.randrange(6), on, rng)
    if Case.objects.filter(number=stage.number).exists():
        return None
    try:
        with transaction.atomic():  # killed half-way, the case is played anew
            stage.register()
            script(stage)
    except Refusal:
        logger.exception("an act of the demo was refused", extra={"script": script.__name__})
        return None
    return stage.case


def backfilled(cases: list[Case], *, seed: int) -> Iterator[CaseUnit]:
    """Yield the cases as the national system reports them afterwards, with all but what is fresh.

    Imports come each night, so only a case's last act of these weeks may still wait for its entry.
    """
    for position, case in enumerate(cases, start=1):
        rng = random.Random(f"{seed}:back:{case.number}")  # noqa: S311
        standing = facts.standing_rows(case.pk)
        newest = max((row.on for row in standing), default=None)
        fresh = timezone.localdate() - timedelta(days=NOT_YET_DAYS)
        if newest is not None and newest >= fresh and rng.random() < NOT_YET_SHARE:
            standing = [row for row in standing if row.on != newest]
        rows = _rest_of(case) + [
            FactRow(
                row.kind, row.what, row.on, row.until, row.ref, row.document, row.months, row.days,
                row.urgent, row.mode, row.detail, row.amount, row.holder, row.handler,
            )
            for row in standing
            if row.kind in {"node", "deduction", "extension", "measure", "release", "payment"}
            or row.what == "结案"
        ]  # fmt: skip
        yield CaseUnit(
            position, case.number, case.court_id,
            CaseRow(
                filed_on=case.filed_on, year=case.year, type_code=case.type_code, serial=case.serial,
                closed_on=case.closed_on, closing_mode=case.closing_mode,
            ),
            facts=rows, covers=frozenset({"扣除"}), rows=len(rows) + 1,
        )  # fmt: skip


def _rest_of(case: Case) -> list[FactRow]:
    """The early nodes nobody typed here, because the import brings them."""
    have = {row.what for row in case.facts.filter(kind="node")}
    last = case.closed_on or timezone.localdate()
    return [
        FactRow("node", code, day, document=f"{case.number}{paper}", handler=case.officer_name)
        for code, after, paper in _EARLY
        if code not in have and (day := case.filed_on + timedelta(days=after)) <= last
    ]


_EARLY = (
    ("N06", 3, ""), ("N08", 3, "报告财产令"), ("N09", 4, "约谈笔录"), ("N10", 9, "送达回证"),
    ("N11", 5, "网络查控申请表"), ("N15", 20, "调查笔录"), ("N27", 12, "限制消费令"),
)  # fmt: skip
