"""One box: any part of a name or number from two characters, initials, whole identity values."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from bailiwick.cases import search
from bailiwick.cases.selectors import register
from bailiwick.cases.services import parties
from bailiwick.cases.services.parties import PartyData
from bailiwick.org.models import Account
from tests.make import make_case, moment

TODAY = date(2026, 11, 25)


def found(account: Account, text: str) -> list[str]:
    rows = register.filtered(account, QueryDict(mutable=False) | {"q": text}, TODAY)
    return sorted(case.number for case in rows)


@pytest.fixture
def cases(li: Account) -> None:
    make_case(officer=li, number="（2026）豫0311执1207号", applicants=("周海燕",),
              debtors=("洛阳云山商贸有限公司",))  # fmt: skip
    make_case(
        officer=li, number="（2026）豫0311执1223号", applicants=("𠮷田䶮",), debtors=("赵海波",)
    )
    make_case(officer=li, number="（2014）洛执字第12号", applicants=("Ａ-Tech厂",),
              debtors=("郑海燕",), filed_on=date(2014, 3, 4))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("海燕", ["1207", "12"]),
        ("周海燕", ["1207"]),
        ("云山", ["1207"]),
        ("执1207", ["1207"]),
        ("执12", ["1207", "1223"]),
        ("执123", []),  # 1223 has the pairs 执1, 12, 23 but not the text
        ("(2026)豫0311执1207号", ["1207"]),
        ("（２０２６）豫０３１１执１２０７号", ["1207"]),
        ("2026豫0311", ["1207", "1223"]),
        ("洛执字", ["12"]),
        ("zhy", ["1207", "12"]),  # 周海燕 and 郑海燕
        ("ZHB", ["1223"]),
        ("lyys", ["1207"]),
        ("𠮷田", ["1223"]),
        ("田䶮", ["1223"]),
        ("a-tech", ["12"]),
        ("海燕 云山", ["1207"]),
        ("海燕 海波", []),
    ],
)
def test_any_part_is_found(li: Account, cases: None, text: str, serials: list[str]) -> None:
    numbers = {
        "1207": "（2026）豫0311执1207号",
        "1223": "（2026）豫0311执1223号",
        "12": "（2014）洛执字第12号",
    }
    assert found(li, text) == sorted(numbers[serial] for serial in serials)


@pytest.mark.parametrize("text", ["海", " ", "（"])
def test_one_character_finds_nothing(li: Account, cases: None, text: str) -> None:
    assert search.query(text) is None


def test_identity_values_are_found_only_whole(li: Account) -> None:
    case = make_case(officer=li)
    data = PartyData(
        "被执行人", "孙大海", "自然人", id_number="410305199003071230", phone="13812345678",
        account="6222021705001234567", address="洛阳市洛龙区开元大道1号",
    )  # fmt: skip
    parties.add_party(case, data, by=li, at=moment(TODAY))
    for whole in ("410305199003071230", "138 1234 5678".replace(" ", ""), "6222021705001234567"):
        assert found(li, whole) == [case.number]
    for part in ("41030519900307", "1381234567", "4567"):
        assert found(li, part) == []


def test_a_stranger_finds_nothing(zhao: Account, li: Account, cases: None) -> None:
    assert found(zhao, "海燕") == []
    assert register.suggestions(zhao, "海燕") == []
    assert register.recognised(zhao, "（2026）豫0311执1207号 周海燕") == []


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("请看 (2026)豫0311执1207号，还有赵海波的案子", ["1207", "1223"]),
        ("（2026）豫0311执1207号\n（２０２６）豫0311执1223号", ["1207", "1223"]),
        ("当事人郑海燕来电询问进度", ["12"]),
        ("洛阳云山商贸有限公司的账户", ["1207"]),
        ("周海燕英", ["1207"]),
        ("无关的一段话，没有案件", []),
        ("", []),
    ],
)
def test_pasted_text_is_recognised(li: Account, cases: None, text: str, serials: list[str]) -> None:
    numbers = {case.number for case in register.recognised(li, text)}
    prefix = {"12": "（2014）洛执字第"}
    assert numbers == {f"{prefix.get(s, '（2026）豫0311执')}{s}号" for s in serials}


def test_the_longer_name_is_meant() -> None:
    assert search.chosen(["王伟", "王伟民", "民李"], {"王伟", "王伟民"}) == ["王伟民"]


def test_initials_leave_out_what_has_no_reading() -> None:
    assert search.initials("周海燕") == "ZHY"
    assert search.initials("甲·乙") == "JY"
