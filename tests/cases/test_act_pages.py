"""Pages of the acts: the officer does them, a refusal keeps the input, strangers find nothing
there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.cases.models import Case, CaseClock, Document, Fact
from bailiwick.cases.services import labels, parties
from bailiwick.cases.services.parties import PartyData
from bailiwick.org.models import Account
from tests.make import make_case, moment, node

SignIn = Callable[[Account], Client]
TODAY = timezone.localdate()
FILED = date(2026, 11, 2)

ACTS: dict[str, dict[str, str]] = {
    "node_record": {"node": "N07", "on": "2026-11-05"},
    "event_record": {"what": "线索", "on": "2026-11-05", "detail": "车辆"},
    "deduction_record": {"what": "评估", "on": "2026-11-05", "document": "委托书"},
    "extension_ask": {"months": "3", "role": "PRES", "reason": "拍卖中"},
    "measure_impose": {
        "what": "冻结存款", "asset": "某银行账户", "on": "2026-11-05", "document": "裁定",
    },
    "payment_record": {"what": "到账", "amount": "5000", "on": "2026-11-05"},
    "case_close": {
        "mode": "执行完毕", "on": "2026-11-05", "closing_notice": "通知", "waiver": "书面",
    },
    "party_add": {"role": "被执行人", "name": "孙大海"},
}  # fmt: skip


@pytest.fixture
def case(li: Account, he: Account) -> Case:
    return make_case(officer=li, filed_on=FILED)


@pytest.mark.parametrize("name", ACTS)
def test_the_officer_does_the_act(case: Case, li: Account, sign_in: SignIn, name: str) -> None:
    browser, url = sign_in(li), reverse(f"cases:{name}", args=[case.pk])
    page = browser.get(url)
    assert page.status_code == 200
    assert case.number in page.content.decode()
    answer = browser.post(url, ACTS[name] | {"version": "1"})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == case.get_absolute_url()
    case.refresh_from_db()
    assert case.version == 2


@pytest.mark.parametrize("address", ["abc", "//evil.example/", "https://evil.example/", "/\\evil"])
def test_after_an_act_only_a_path_of_ours_is_followed(
    case: Case, li: Account, sign_in: SignIn, address: str
) -> None:
    """A word that is no path made the answer fail after the act was done: it was done twice."""
    url = reverse("cases:node_record", args=[case.pk])
    answer = sign_in(li).post(url, ACTS["node_record"] | {"next": address})
    assert answer["Location"] == case.get_absolute_url()
    inside = reverse("cases:case_list") + "?level=red"
    form = ACTS["node_record"] | {"on": "2026-11-09", "next": inside}
    assert sign_in(li).post(url, form)["Location"] == inside


@pytest.mark.parametrize("name", ACTS)
def test_strangers_and_colleagues_find_nothing(
    case: Case, zhao: Account, chen: Account, sign_in: SignIn, name: str
) -> None:
    missing = sign_in(zhao).get(reverse(f"cases:{name}", args=[999999]))
    for account in (zhao, chen):
        browser = sign_in(account)
        page = browser.get(reverse(f"cases:{name}", args=[case.pk]))
        assert page.status_code == missing.status_code == 404
        url = reverse(f"cases:{name}", args=[case.pk])
        assert browser.post(url, ACTS[name]).status_code == 404
    assert Fact.objects.filter(case=case).count() == 1


def test_the_bureau_and_the_centre_may_act_on_what_they_see(
    case: Case, wang: Account, sun: Account, sign_in: SignIn
) -> None:
    for account, code in ((wang, "N05"), (sun, "N06")):
        url = reverse("cases:node_record", args=[case.pk])
        answer = sign_in(account).post(url, {"node": code, "on": "2026-11-05"})
        assert answer.status_code == 302


def test_posts_without_the_right_are_refused(
    case: Case, he: Account, clerk: Account, sign_in: SignIn
) -> None:
    assert sign_in(he).get(reverse("cases:node_record", args=[case.pk])).status_code == 403
    Case.objects.filter(pk=case.pk).update(clerk=clerk.person)
    assert sign_in(clerk).get(reverse("cases:case_close", args=[case.pk])).status_code == 403
    assert sign_in(clerk).get(reverse("cases:node_record", args=[case.pk])).status_code == 200


def test_a_refusal_keeps_the_input_and_cites_the_article(
    case: Case, li: Account, sign_in: SignIn
) -> None:
    answer = sign_in(li).post(
        reverse("cases:case_close", args=[case.pk]),
        {"mode": "终结本次执行程序", "on": "2026-11-05", "document": "裁定第9号"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "法〔2016〕373号" in text
    assert "已发出限制消费令" in text
    assert "裁定第9号" in text


def test_an_old_page_learns_who_was_first_and_may_try_again(
    case: Case, li: Account, wang: Account, sign_in: SignIn
) -> None:
    url = reverse("cases:node_record", args=[case.pk])
    sign_in(wang).post(url, {"node": "N05", "on": "2026-11-04", "version": "1"})
    answer = sign_in(li).post(url, {"node": "N07", "on": "2026-11-05", "version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "已被 王局长 于" in text
    assert 'name="version" value="2"' in text
    again = sign_in(li).post(url, {"node": "N07", "on": "2026-11-05", "version": "2"})
    assert again.status_code == 302


def test_a_running_deduction_is_ended_on_its_page(case: Case, li: Account, sign_in: SignIn) -> None:
    browser = sign_in(li)
    browser.post(reverse("cases:deduction_record", args=[case.pk]),
                 {"what": "中止", "on": "2026-11-05", "document": "裁定"})  # fmt: skip
    fact = case.facts.get(kind="deduction")
    url = reverse("cases:deduction_end", args=[fact.pk])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"until": "2026-11-10"}).status_code == 302
    assert case.facts.get(supersedes=fact).until == date(2026, 11, 10)


def test_facts_are_corrected_and_taken_back(
    case: Case, li: Account, zhao: Account, sign_in: SignIn
) -> None:
    fact = node(case, "N07", date(2026, 11, 5))
    url = reverse("cases:fact_correct", args=[fact.pk])
    assert sign_in(zhao).get(url).status_code == 404
    browser = sign_in(li)
    assert "2026-11-05" in browser.get(url).content.decode()
    assert browser.post(url, {"on": "2026-11-06", "reason": "录入有误"}).status_code == 302
    newer = case.facts.get(supersedes=fact)
    void = reverse("cases:fact_void", args=[newer.pk])
    assert browser.post(void, {"reason": ""}).status_code == 422
    assert browser.post(void, {"reason": "未发出"}).status_code == 302
    assert case.facts.filter(kind="void").count() == 1


# -------------------------------------------------------------------------------- looks


@pytest.fixture
def party(case: Case, li: Account) -> object:
    data = PartyData("被执行人", "孙大海", id_number="410305199003071230", phone="13812345678")
    return parties.add_party(case, data, by=li, at=moment(date(2026, 11, 5)))


def test_identity_data_is_shown_once_with_a_reason(
    case: Case, party: object, li: Account, zhao: Account, sign_in: SignIn
) -> None:
    url = reverse("cases:party_reveal", args=[party.pk])
    assert sign_in(zhao).get(url).status_code == 404
    browser = sign_in(li)
    assert "410305199003071230" not in browser.get(url).content.decode()
    assert "须写明事由" in browser.post(url, {"reason": "看"}).content.decode()
    page = browser.post(url, {"reason": "办理限制消费"})
    assert "410305199003071230" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    record = JournalRecord.objects.get(event="IdentityRevealed")
    assert record.data["reason"] == "办理限制消费"


def test_editing_leaves_what_is_not_typed(
    case: Case, party: object, li: Account, sign_in: SignIn
) -> None:
    url = reverse("cases:party_edit", args=[party.pk])
    answer = sign_in(li).post(
        url, {"role": "被执行人", "name": "孙大海", "kind": "自然人", "phone": "-"}
    )
    assert answer.status_code == 302
    party.refresh_from_db()
    assert (party.phone, party.id_mask, party.kind) == (None, "410305************", "自然人")
    assert JournalRecord.objects.get(event="PartyEdited").data["fields"] == ["类型", "联系电话"]


def test_labelled_cases_are_closed_to_people_without_the_right(
    case: Case, wang: Account, li: Account, sign_in: SignIn
) -> None:
    url = reverse("cases:node_record", args=[case.pk])
    assert sign_in(wang).get(url).status_code == 200
    labels.set_label(case, "涉密", reason="依规定", by=wang, at=timezone.now())
    assert sign_in(wang).get(url).status_code == 404
    assert sign_in(li).get(url).status_code == 200


# ---------------------------------------------------------------------------- documents

PDF = b"%PDF-1.7\n%test\n"


def upload(browser: Client, case: Case, name: str, content: bytes) -> object:
    file = SimpleUploadedFile(name, content)
    return browser.post(
        reverse("cases:document_upload", args=[case.pk]), {"file": file, "title": ""}
    )


def test_a_document_is_kept_by_its_content(
    case: Case, li: Account, zhao: Account, sign_in: SignIn
) -> None:
    browser = sign_in(li)
    assert upload(browser, case, "../../etc/评估报告.pdf", PDF).status_code == 302
    document = Document.objects.get()
    assert document.file_name == "评估报告.pdf"
    # SM3 is 256 bits: 64 hex digits, then the ending
    assert len(document.stored_as) == 64 + 4
    url = reverse("cases:document_open", args=[document.pk])
    answer = browser.get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert sign_in(zhao).get(url).status_code == 404
    assert JournalRecord.objects.filter(event="DocumentOpened", case=case.pk).count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("病毒.exe", b"MZ", "不接收此类文件"),
        ("网页.pdf", b"<html>", "与扩展名不符"),
        ("空.pdf", b"", "空"),
    ],
)
def test_files_that_are_not_kept(
    case: Case, li: Account, sign_in: SignIn, name: str, content: bytes, words: str
) -> None:
    answer = upload(sign_in(li), case, name, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Document.objects.exists()


# ----------------------------------------------------------------------------- backfill


def test_what_was_typed_here_waits_until_an_import_brings_it(
    case: Case, li: Account, zhao: Account, sign_in: SignIn
) -> None:
    node(case, "N07", date(2026, 11, 5), document="（2026）豫0311执1号通知书")
    node(case, "N11", date(2026, 11, 6))
    page = sign_in(li).get(reverse("cases:backfill_list")).content.decode()
    assert 'data-copy="执行通知"' in page
    assert 'data-copy="2026-11-05"' in page
    assert sign_in(li).get(reverse("cases:backfill_list")).context["page"].paginator.count == 3
    assert sign_in(zhao).get(reverse("cases:backfill_list")).context["page"].paginator.count == 0
    node_from_import(case, "N07", date(2026, 11, 5))
    assert sign_in(li).get(reverse("cases:backfill_list")).context["page"].paginator.count == 2


def node_from_import(case: Case, code: str, on: date) -> None:
    from bailiwick.cases.facts import NewFact
    from tests.make import add_facts

    add_facts(case, NewFact("node", code, on), origin="import")


def test_a_case_is_registered_on_its_page(filing: Account, li: Account, sign_in: SignIn) -> None:
    browser = sign_in(filing)
    url = reverse("cases:case_register")
    assert browser.get(url).status_code == 200
    data = {
        "court": str(filing.person.court_id), "number": "（2026）豫0311执88号",
        "filed_on": "2026-11-20", "kind": "民事", "applicant": "周海燕", "debtor": "孙大海",
    }  # fmt: skip
    assert browser.post(url, data).status_code == 302
    case = Case.objects.get(number="（2026）豫0311执88号")
    assert case.amount_claimed == Decimal(0)
    again = browser.post(url, data)
    assert again.status_code == 422
    assert "已登记" in again.content.decode()
    assert sign_in(li).get(url).status_code == 403


def test_pasting_one_number_opens_its_case(case: Case, li: Account, sign_in: SignIn) -> None:
    answer = sign_in(li).post(reverse("cases:paste_find"), {"text": f"查 {case.number} 谢谢"})
    assert answer["Location"] == case.get_absolute_url()


def test_the_service_of_a_ruling_answers_the_application_it_is_recorded_for(
    li: Account, sign_in: SignIn
) -> None:
    """Two applications for preservation: the ruling served for the second leaves the first open."""
    case = make_case(officer=li, filed_on=FILED, type_code="财保")
    browser, url = sign_in(li), reverse("cases:event_record", args=[case.pk])

    def record(**data: str) -> None:
        case.refresh_from_db()
        answer = browser.post(url, data | {"version": str(case.version)})
        assert answer.status_code == 302, answer.content.decode()

    def states() -> dict[str, str]:
        clocks = CaseClock.objects.filter(case=case, rule="PRS-01")
        return dict(clocks.values_list("subject", "state"))

    record(what="申请", on="2026-11-05", detail="保全")
    record(what="申请", on="2026-11-06", detail="保全")
    record(what="裁定送达", on="2026-11-09", mode="裁定保全", ref="申请2")
    assert states()["申请2"] == "met"
    assert states()["申请1"] != "met"
    record(what="裁定送达", on="2026-11-10", mode="裁定保全")  # for whatever is open
    assert states()["申请1"] == "met"
