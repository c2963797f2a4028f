"""案件详情: its officer, a colleague, a stranger; masked numbers only; looks recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from bailiwick.audit.models import JournalRecord
from bailiwick.cases import privacy
from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case, Fact, Origin
from bailiwick.cases.selectors import case_page, timeline
from bailiwick.org.models import Account
from tests import make

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
TABS = ["", "clocks/", "facts/", "measures/", "money/", "documents/", "approvals/", "history/"]
IDENTITY = "410311198803072716"


@pytest.fixture
def case(li: Account) -> Case:
    return make.make_case(officer=li, filed_on=date(2026, 3, 16), as_of=localdate())


@pytest.mark.parametrize("tab", [*TABS, "header/", "row/", "sheet/"])
def test_each_page_answers_officer_and_centre_and_hides_from_others(
    tab: str, case: Case, sign_in: SignIn, li: Account, chen: Account, zhao: Account, sun: Account
) -> None:
    url = f"/cases/{case.pk}/{tab}"
    assert sign_in(li).get(url).status_code == 200
    assert sign_in(sun).get(url).status_code == 200
    assert sign_in(chen).get(url).status_code == 404
    assert sign_in(zhao).get(url).status_code == 404
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("tab", TABS)
def test_htmx_gets_the_panel_alone(tab: str, case: Case, sign_in: SignIn, li: Account) -> None:
    answer = sign_in(li).get(f"/cases/{case.pk}/{tab}", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_identity_is_masked_on_every_page(case: Case, sign_in: SignIn, li: Account) -> None:
    party = case.parties.first()
    assert party is not None
    party.id_number = privacy.seal(IDENTITY)
    party.id_blind = privacy.blind(IDENTITY)
    party.id_mask = privacy.mask_id(IDENTITY)
    party.save()
    client = sign_in(li)
    for tab in [*TABS, "sheet/", "row/"]:
        assert IDENTITY not in client.get(f"/cases/{case.pk}/{tab}").content.decode(), tab
    assert privacy.mask_id(IDENTITY) in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_case_without_a_pressing_light_says_so_in_a_sentence(
    case: Case, sign_in: SignIn, li: Account
) -> None:
    calm = make.make_case(officer=li, filed_on=localdate(), as_of=localdate())
    page = sign_in(li).get(f"/cases/{calm.pk}/").content.decode()
    line = page[page.index('class="bw-next"') :].split("</div>")[0]
    assert "没有临期事项。最近届满：" in line
    assert "。，" not in line
    assert "bw-nextlight" not in line


def test_looking_is_recorded_once_in_ten_minutes(case: Case, sign_in: SignIn, li: Account) -> None:
    client = sign_in(li)
    client.get(f"/cases/{case.pk}/")
    client.get(f"/cases/{case.pk}/facts/")
    looks = JournalRecord.objects.filter(case=case.pk, event="CaseViewed")
    assert looks.count() == 1
    assert looks.get().kind == "look"


def test_tab_counts_equal_what_the_panels_list(case: Case, sign_in: SignIn, li: Account) -> None:
    make.measure(case, "冻结存款", date(2026, 4, 1), date(2027, 3, 31))
    make.payment(case, "到账", date(2026, 5, 22), "50000")
    counts = case_page.counts_of(case)
    client = sign_in(li)
    for tab, key in (("measures/", "measures"), ("money/", "money"), ("clocks/", "clocks")):
        page = client.get(f"/cases/{case.pk}/{tab}", headers={"HX-Request": "true"})
        assert page.content.decode().count("<tr data-row") == counts[key], key
    facts = client.get(f"/cases/{case.pk}/facts/", headers={"HX-Request": "true"})
    assert facts.content.decode().count('id="fact-') == counts["facts"]


def test_superseded_fact_stays_struck_through(case: Case) -> None:
    first = make.payment(case, "到账", date(2026, 6, 10), "86600")
    make.add_facts(
        case,
        NewFact("payment", "到账", date(2026, 6, 12), ref="p1", supersedes=first.pk),
    )
    entries = timeline.entries(case_page.facts_of(case), [], localdate())
    old = next(entry for entry in entries if entry.pk == first.pk)
    assert old.old
    assert old.dot == "bw-sup"
    assert old.text.endswith("（已由后一条更正）")


def test_the_history_is_told_in_words_of_the_court() -> None:
    def told(event: str, **data: object) -> str:
        record = JournalRecord(
            at=now(), event=event, data=data, actor_name="李", actor_posts="甲、甲"
        )
        frozen = Fact(kind="measure", what="冻结存款", ref="m2", detail="工行尾号2210")
        line = case_page.history_lines([record], [frozen])[0]
        assert line.actor_posts == "甲"
        return line.text

    assert told("FactVoided", what="node N27", reason="别的案件") == "限制消费　别的案件"
    assert told("MeasureReleased", ref="m2", on="2026-11-25") == "工行尾号2210　2026-11-25"
    assert told("DocumentUploaded", document=23, title="评估报告", sm3="8e6b") == "评估报告"
    assert told("ApprovalAsked", approval_kind="cases.extension", title="延长3个月") == "延长3个月"
    changes = {"发生日期": ["2026-11-24", "2026-11-23"]}
    assert told("FactCorrected", changes=changes) == "发生日期 2026-11-24 改为 2026-11-23"
    assert told("PaymentRecorded", what="到账", amount="12800", on="") == "到账　1.28 万元"


@pytest.mark.parametrize(
    ("tab", "next_step"),
    [("money/", "payment/"), ("measures/", "measure/"), ("documents/", "upload/"),
     ("approvals/", "extension/")],
)  # fmt: skip
def test_an_empty_tab_offers_the_next_step(
    tab: str, next_step: str, sign_in: SignIn, li: Account, filing: Account
) -> None:
    bare = make.make_case(officer=li, filed_on=localdate(), as_of=localdate())
    part = {"HX-Request": "true"}
    page = sign_in(li).get(f"/cases/{bare.pk}/{tab}", headers=part).content.decode()
    assert f'href="/cases/{bare.pk}/{next_step}"' in page
    foreign = sign_in(filing).get(f"/cases/{bare.pk}/{tab}", headers=part).content.decode()
    assert f'href="/cases/{bare.pk}/{next_step}"' not in foreign


def test_what_was_taken_back_says_so_and_a_release_names_the_property(case: Case) -> None:
    frozen = make.measure(case, "冻结存款", date(2026, 4, 1), date(2027, 3, 31))
    make.add_facts(
        case,
        NewFact("release", frozen.what, date(2026, 5, 1), ref=frozen.ref),
        NewFact("void", frozen.what, date(2026, 4, 1), supersedes=frozen.pk),
    )
    shown = {e.title: e.text for e in timeline.entries(case_page.facts_of(case), [], localdate())}
    assert shown["冻结存款"].endswith("（已撤销）")
    assert shown["解除查控"] == (frozen.detail or frozen.ref)


def test_bare_deduction_is_named_in_the_time_line_and_in_the_next_step(case: Case) -> None:
    make.add_facts(
        case,
        NewFact("deduction", "暂缓", date(2026, 9, 1), until=date(2026, 9, 20)),
        at=now(),
        origin=Origin.HERE,
    )
    facts = case_page.facts_of(case)
    entries = timeline.entries(facts, [], localdate())
    assert entries[0].bad == "缺文书，未扣除"
    assert "20 日" in entries[0].text


def test_related_cases_link_only_where_the_reader_may_go(
    li: Account, zhao: Account, sign_in: SignIn
) -> None:
    old = make.make_case(officer=zhao, filed_on=date(2024, 3, 1))
    new = make.make_case(
        officer=li, type_code="执恢", original=old, original_number=old.number,
        filed_on=localdate() - timedelta(days=3),
    )  # fmt: skip
    page = sign_in(li).get(f"/cases/{new.pk}/").content.decode()
    assert old.number in page
    assert f'href="/cases/{old.pk}/"' not in page


def test_short_number() -> None:
    assert case_page.short_number("（2026）豫0311执1207号") == "执1207号"
    assert case_page.short_number("（2025）豫0311执恢214号") == "执恢214号"
