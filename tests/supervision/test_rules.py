"""规则库: every rule is there, by day; a court's setting is an act with paper, day and consequence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from bailiwick.audit.models import JournalRecord
from bailiwick.cases import derivation
from bailiwick.cases.models import CaseClock, RuleSetting
from bailiwick.errors import NotYours, RuleBroken, WrongState
from bailiwick.law.nodes import NODES
from bailiwick.law.rules import RULES
from bailiwick.law.screening import SCREENING
from bailiwick.org.models import Account
from bailiwick.supervision.selectors import rulebook
from bailiwick.supervision.services import rule_settings
from tests.make import add_facts, make_case, moment
from tests.supervision.facts import node

D = date
TODAY = D(2026, 11, 25)
AT = moment(TODAY)


def test_every_rule_of_the_law_is_listed_once() -> None:
    ids = [line.id for line in rulebook.lines(TODAY)]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(RULES) | set(SCREENING) | set(NODES)
    assert all(line.name and line.text and line.basis for line in rulebook.lines(TODAY))


def test_the_citation_follows_the_day() -> None:
    """申请上级法院执行: art. 226 in 2017, 237 from 2024; the clue check 5 days, 7 from 2017-05-01."""
    assert rulebook.find("INV-01", D(2017, 4, 30)).limit_text == "5日"  # type: ignore[union-attr]
    assert rulebook.find("INV-01", D(2017, 5, 1)).limit_text == "7日"  # type: ignore[union-attr]
    before, after = rulebook.find("OBJ-02", D(2017, 8, 9)), rulebook.find("OBJ-02", TODAY)
    assert before is not None
    assert after is not None
    assert "第二百二十五条" in before.basis
    assert "第二百三十六条" in after.basis
    assert rulebook.find("XYZ", TODAY) is None


def test_search_and_filters() -> None:
    lines = rulebook.lines(TODAY)
    assert [line.id for line in rulebook.searched(lines, {"q": "ntc-02", "group": "NODE"})] == [
        "NTC-02", "NTC-02a",
    ]  # fmt: skip
    assert {line.internal for line in rulebook.searched(lines, {"kind": "internal"})} == {True}
    waiting = rulebook.searched(lines, {"kind": "waiting"})
    assert {line.id for line in waiting} == {r.id for r in SCREENING.values() if r.waiting_for}


def set_limit(court: Any, by: Account, **changes: Any) -> RuleSetting:
    values = {
        "paper": "洛龙法〔2026〕8号", "valid_from": D(2026, 11, 1), "by": by, "at": AT,
    } | changes  # fmt: skip
    rule, key, value = (
        values.pop("rule", "NTC-01"),
        values.pop("key", "limit_days"),
        values.pop("value", "3"),
    )
    return rule_settings.set_value(court, rule, key, value, **values)


def test_a_stricter_limit_counts_from_its_day(wang: Account, li: Account) -> None:
    """NTC-01 is 7 days; the court sets 3: filed Mon 11-02, due Thu 11-05."""
    case = make_case(li.person.court, filed_on=D(2026, 11, 2))
    assert CaseClock.objects.get(case=case, rule="NTC-01").due_on == D(2026, 11, 9)

    set_limit(case.court, wang)
    derivation.rederive(case, as_of=TODAY)

    assert CaseClock.objects.get(case=case, rule="NTC-01").due_on == D(2026, 11, 5)
    data = JournalRecord.objects.get(event="RuleSettingChanged").data
    assert (data["rule"], data["before"], data["after"]) == ("NTC-01", "", "3")
    assert data["paper"] == "洛龙法〔2026〕8号"
    shown = derivation.explanation(case, "NTC-01", "", as_of=TODAY)
    assert any("本院以洛龙法〔2026〕8号规定为3日。" in step.text for step in shown.steps)


def test_adopting_an_internal_limit_makes_its_clock_official(wang: Account, li: Account) -> None:
    case = make_case(officer=li, filed_on=D(2026, 11, 2))
    add_facts(case, node("N05", D(2026, 11, 3)))
    assert CaseClock.objects.get(case=case, rule="N06").internal

    set_limit(case.court, wang, rule="N06", key="adopted", value="是")
    derivation.rederive(case, as_of=TODAY)

    assert not CaseClock.objects.get(case=case, rule="N06").internal


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"paper": " "}, "文号"),
        ({"value": "8"}, "不得宽于"),
        ({"value": "0"}, "大于零"),
        ({"value": "三"}, "数字"),
        ({"key": "adopted", "value": "是"}, "没有这项设定"),
        ({"rule": "XYZ"}, "没有"),
        ({"rule": "N06", "key": "adopted", "value": "3"}, "是 或 否"),
    ],
)
def test_refusals(wang: Account, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        set_limit(wang.person.court, wang, **changes)
    assert not RuleSetting.objects.exists()


def test_only_own_courts(wang: Account, city: Any) -> None:
    with pytest.raises(NotYours):
        set_limit(city.jianxi, wang)


def test_a_new_value_ends_the_former_the_day_before(wang: Account) -> None:
    court = wang.person.court
    first = set_limit(court, wang)
    set_limit(court, wang, value="5", valid_from=D(2026, 11, 20))
    first.refresh_from_db()
    assert first.valid_to == D(2026, 11, 19)
    with pytest.raises(WrongState, match="2026-11-20"):
        set_limit(court, wang, value="4", valid_from=D(2026, 11, 10))


def test_ending_a_setting(wang: Account) -> None:
    setting = set_limit(wang.person.court, wang)
    rule_settings.end(setting, valid_to=TODAY, reason="发文废止", by=wang, at=AT)
    setting.refresh_from_db()
    assert setting.valid_to == TODAY
    with pytest.raises(WrongState):
        rule_settings.end(setting, valid_to=TODAY, reason="再次", by=wang, at=AT)
    assert JournalRecord.objects.get(event="RuleSettingEnded").data["reason"] == "发文废止"


# ------------------------------------------------------------------------------ pages


def test_pages(
    wang: Account, li: Account, sun: Account, sign_in: Callable[[Account], Client]
) -> None:
    case = make_case(li.person.court, filed_on=localdate() - timedelta(20), as_of=localdate())
    for account in (li, wang, sun):
        page = sign_in(account).get(reverse("supervision:rule_list")).content.decode()
        assert "确定承办人" in page
    assert "超期 1" in page
    listed = sign_in(sun).get(reverse("cases:case_list") + "?rule=NTC-01&rule_level=overdue")
    assert case.number in listed.content.decode()
    for rule in ("EXEC", "N06", "P05", "N01", "CTL-01"):
        url = reverse("supervision:rule_detail", args=[rule])
        assert sign_in(wang).get(f"{url}?on=2017-08-09").status_code == 200
    assert sign_in(wang).get(reverse("supervision:rule_detail", args=["XYZ"])).status_code == 404


def test_setting_on_the_page(
    wang: Account, li: Account, sign_in: Callable[[Account], Client]
) -> None:
    url = reverse("supervision:rule_set", args=["NTC-01"])
    sent = {
        "court": wang.person.court_id, "key": "limit_days", "value": "9",
        "paper": "洛龙法〔2026〕8号", "valid_from": "2026-11-01",
    }  # fmt: skip
    refused = sign_in(wang).post(url, sent)
    assert refused.status_code == 422
    assert "不得宽于规定的 7日" in refused.content.decode()
    assert sign_in(wang).post(url, sent | {"value": "3"}).status_code == 302
    setting = RuleSetting.objects.get()
    page = sign_in(wang).get(reverse("supervision:rule_detail", args=["NTC-01"])).content.decode()
    assert "洛龙法〔2026〕8号" in page
    assert page.count("期限（日）") == 2  # offered by the form, and named beside its value
    assert sign_in(li).post(url, sent).status_code == 403

    end = reverse("supervision:setting_end", args=[setting.pk])
    assert "次日起" in sign_in(wang).get(end).content.decode()
    assert sign_in(wang).post(end, {"valid_to": "2026-11-25", "reason": "废止"}).status_code == 302
    setting.refresh_from_db()
    assert setting.valid_to == TODAY
