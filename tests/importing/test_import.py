"""What an import does to the register: once, twice, changed, typed here before, out of reach."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from bailiwick.audit.models import JournalRecord
from bailiwick.cases import privacy
from bailiwick.cases.models import (
    Case,
    CaseClock,
    CaseKeys,
    Fact,
    ImportBatch,
    ImportDifference,
    ImportUnit,
    Party,
)
from bailiwick.org.models import Account
from tests import make
from tests.cast import City
from tests.importing.sources import CASES, NUMBER, OTHER, case_row, refusals, run, workbook

NODES = ["案号", "节点", "发生日期", "经办人", "文号"]
PARTIES = ["案号", "诉讼地位", "名称", "类型", "证件号码", "联系电话", "地址"]


def full(path: Path) -> Path:
    """A case with rows in every sheet."""
    return workbook(
        path,
        案件=[[*CASES, "执行依据", "实际到位金额"], [*case_row(), "（2025）豫0311民初7号民事判决书", ""]],
        当事人=[PARTIES, [NUMBER, "申请执行人", "周某梅", "自然人", "41030319900101001X", "13800000000", "洛阳市洛龙区某路1号"],
               [NUMBER, "被执行人", "洛阳某盛商贸有限公司", "", "", "", ""]],
        节点=[NODES, [NUMBER, "N04", "2026-03-03", "王局长"], [NUMBER, "N05", "2026-03-04"]],
        扣除=[["案号", "类型", "起始日期", "截止日期", "文书"], [NUMBER, "评估", "2026-05-01", "2026-06-10", "委托书"]],
        延长=[["案号", "批准人", "批准日期", "月数", "天数", "文书"], [NUMBER, "院长", "2026-08-30", "3", "", "审批表"]],
        措施=[["案号", "标识", "类型", "财产", "权利人", "价值", "生效日期", "届满日期", "解除日期"],
             [NUMBER, "c1", "冻结存款", "某银行账户", "某公司", "5000", "2026-03-10", "2027-03-09", "2026-09-01"]],
        案款=[["案号", "类型", "金额", "日期", "缴款人/收款人", "标识"], [NUMBER, "到账", "60,000", "2026-09-01", "某公司", "p1"],
             [NUMBER, "发放", "60000.00", "2026-09-10", "周某梅", "p1"]],
    )  # fmt: skip


def differences(batch: ImportBatch) -> list[tuple[str, str]]:
    return list(ImportDifference.objects.filter(batch=batch).values_list("kind", "field"))


def test_a_case_lands_with_everything_that_belongs_to_it(
    city: City, li: Account, tmp_path: Path
) -> None:
    batch = run(full(tmp_path / "in.xlsx"))
    case = Case.objects.get()
    assert refusals(batch) == []
    assert (case.court, case.officer, case.officer_name) == (city.luolong, li.person, "李执行员")
    assert (case.amount_claimed, case.amount_received, case.amount_paid) == (100000, 60000, 60000)
    assert (case.applicants_text, case.debtors_text) == ("周某梅", "洛阳某盛商贸有限公司")
    facts = case.facts.order_by("on", "pk").values_list(
        "kind", "what", "on", "until", "ref", "months"
    )
    assert list(facts) == [
        ("node", "N03", date(2026, 3, 2), None, "", 0),
        ("node", "N04", date(2026, 3, 3), None, "", 0),
        ("node", "N05", date(2026, 3, 4), None, "", 0),
        ("measure", "冻结存款", date(2026, 3, 10), date(2027, 3, 9), "c1", 0),
        ("deduction", "评估", date(2026, 5, 1), date(2026, 6, 10), "", 0),
        ("extension", "院长", date(2026, 8, 30), None, "", 3),
        ("release", "冻结存款", date(2026, 9, 1), None, "c1", 0),
        ("payment", "到账", date(2026, 9, 1), None, "p1", 0),
        ("payment", "发放", date(2026, 9, 10), None, "p1", 0),
    ]
    assert set(case.facts.values_list("origin", "batch")) == {("import", batch.pk)}
    assert case.officers.get().starts_on == date(2026, 3, 3)
    assert "周某" in CaseKeys.objects.get(case=case).keys


def test_the_clocks_are_there_in_the_same_transaction(city: City, tmp_path: Path) -> None:
    run(full(tmp_path / "in.xlsx"))
    # 2026-03-02 + 6 + 3 months = 2026-12-02; 41 days of valuation: 2027-01-12, a Tuesday
    assert CaseClock.objects.get(rule="EXEC").due_on == date(2027, 1, 12)


def test_identity_data_is_sealed(city: City, tmp_path: Path) -> None:
    run(full(tmp_path / "in.xlsx"))
    party = Party.objects.get(name="周某梅")
    assert privacy.open_sealed(party.id_number) == "41030319900101001X"
    assert party.id_blind == privacy.blind("41030319900101001X")
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM cases_party p")
        assert not any("19900101001X" in row[0] for row in cursor.fetchall())


def test_the_same_source_twice_adds_nothing(city: City, tmp_path: Path) -> None:
    path = full(tmp_path / "in.xlsx")
    run(path)
    before = (Fact.objects.count(), Party.objects.count(), Case.objects.get().version)
    batch = run(path)
    assert (Fact.objects.count(), Party.objects.count(), Case.objects.get().version) == before
    assert (batch.cases_same, batch.cases_changed, batch.cases_new, batch.facts_added) == (
        1,
        0,
        0,
        0,
    )
    assert differences(batch) == []


def test_rows_without_a_mark_of_their_own_stay_the_same_rows(city: City, tmp_path: Path) -> None:
    header = ["案号", "类型", "金额", "日期", "缴款人/收款人", "标识"]
    twice = [NUMBER, "到账", "500", "2026-09-01", "某公司", ""]
    path = workbook(tmp_path / "in.xlsx", 案件=[CASES, case_row()], 案款=[header, twice, twice])
    run(path)
    assert Case.objects.get().amount_received == 1000  # two equal payments on one day are two
    assert run(path).facts_added == 0


def test_an_arrival_paid_out_in_parts(city: City, tmp_path: Path) -> None:
    header = ["案号", "类型", "金额", "日期", "缴款人/收款人", "标识"]
    rows = [[NUMBER, "到账", "900", "2026-09-01", "某公司", "p1"], [NUMBER, "发放", "400", "2026-09-05", "周某梅", "p1"],
            [NUMBER, "发放", "500", "2026-09-09", "周某梅", "p1"]]  # fmt: skip
    run(workbook(tmp_path / "a.xlsx", 案件=[CASES, case_row()], 案款=[header, *rows]))
    assert Case.objects.get().amount_paid == 900
    rows[2][3] = "2026-09-10"  # the second part was dated wrongly
    batch = run(workbook(tmp_path / "b.xlsx", 案件=[CASES, case_row()], 案款=[header, *rows]))
    assert batch.facts_added == 1
    assert Case.objects.get().amount_paid == 900


def test_a_changed_row_supersedes_the_old_fact(city: City, tmp_path: Path) -> None:
    header = ["案号", "标识", "类型", "财产", "生效日期", "届满日期"]
    row = [NUMBER, "c1", "冻结存款", "某银行账户", "2026-03-10", "2027-03-09"]
    run(workbook(tmp_path / "a.xlsx", 案件=[CASES, case_row()], 措施=[header, row]))
    old = Fact.objects.get(kind="measure")
    row[5] = "2027-02-28"
    batch = run(workbook(tmp_path / "b.xlsx", 案件=[CASES, case_row()], 措施=[header, row]))
    new = Fact.objects.get(kind="measure", until=date(2027, 2, 28))
    assert new.supersedes_id == old.pk
    difference = ImportDifference.objects.get(batch=batch)
    assert (difference.kind, difference.field) == ("changed", "措施 冻结存款 c1")
    assert (difference.before, difference.after) == (
        "2026-03-10　至 2027-03-09",
        "2026-03-10　至 2027-02-28",
    )


def test_a_changed_case_row(city: City, li: Account, chen: Account, tmp_path: Path) -> None:
    run(workbook(tmp_path / "a.xlsx", 案件=[CASES, case_row()]))
    changed = case_row(
        承办人="陈执行员", 立案日期="2026-03-03", 结案日期="2026-09-01", 结案方式="终本"
    )
    batch = run(workbook(tmp_path / "b.xlsx", 案件=[CASES, changed]))
    case = Case.objects.get()
    assert (case.officer, case.closed_on, case.closing_mode) == (
        chen.person, date(2026, 9, 1), "终结本次执行程序"
    )  # fmt: skip
    assert [(o.name, o.ends_on) for o in case.officers.all()] == [
        ("李执行员", date(2026, 11, 20)), ("陈执行员", None)
    ]  # fmt: skip
    filings = Fact.objects.filter(what="N03").order_by("pk")
    assert [fact.on.day for fact in filings] == [2, 3]
    assert filings[1].supersedes_id == filings[0].pk
    assert Fact.objects.get(kind="event").mode == "终结本次执行程序"
    assert {field for _, field in differences(batch)} == {
        "承办人", "立案日期", "结案日期", "结案方式", "节点 N03 立案审批"
    }  # fmt: skip


def test_what_the_source_leaves_empty_is_kept(city: City, tmp_path: Path) -> None:
    run(full(tmp_path / "in.xlsx"))
    run(workbook(tmp_path / "b.xlsx", 案件=[["案号", "法院", "立案日期"], case_row()[:3]]))
    case = Case.objects.get()
    assert (case.cause, case.amount_claimed, case.officer_name) == (
        "买卖合同纠纷",
        100000,
        "李执行员",
    )


def test_a_row_gone_from_the_source_is_reported_and_stays(city: City, tmp_path: Path) -> None:
    rows = [NODES, [NUMBER, "N04", "2026-03-03"], [NUMBER, "N05", "2026-03-04"]]
    run(workbook(tmp_path / "a.xlsx", 案件=[CASES, case_row()], 节点=rows))
    batch = run(workbook(tmp_path / "b.xlsx", 案件=[CASES, case_row()], 节点=rows[:2]))
    assert differences(batch) == [("missing", "节点 N05 移送接收案件")]
    assert Fact.objects.filter(what="N05").count() == 1


def test_a_source_without_a_sheet_says_nothing_about_it(city: City, tmp_path: Path) -> None:
    run(full(tmp_path / "in.xlsx"))
    batch = run(workbook(tmp_path / "b.xlsx", 案件=[CASES, case_row()]))
    assert differences(batch) == []


@pytest.fixture
def typed(city: City, li: Account) -> Case:
    case = make.make_case(officer=li, number=NUMBER, filed_on=date(2026, 3, 2))
    make.node(case, "N05", date(2026, 3, 4))
    make.node(case, "N07", date(2026, 3, 6))
    return case


def standing(case: Case) -> dict[str, tuple[date, str]]:
    gone = set(case.facts.exclude(supersedes=None).values_list("supersedes", flat=True))
    return {f.what: (f.on, f.origin) for f in case.facts.all() if f.pk not in gone}


def test_an_equal_import_takes_a_typed_node_off_the_list(typed: Case, tmp_path: Path) -> None:
    rows = [NODES, [NUMBER, "N05", "2026-03-04"]]
    batch = run(workbook(tmp_path / "a.xlsx", 案件=[CASES, case_row()], 节点=rows))
    assert standing(typed)["N05"] == (date(2026, 3, 4), "import")
    assert standing(typed)["N07"] == (date(2026, 3, 6), "here")
    assert ("backfilled", "节点 N05 移送接收案件") in differences(batch)
    assert ("kept_here", "节点 N07 执行通知") in differences(batch)


def test_a_differing_import_supersedes_what_was_typed(typed: Case, tmp_path: Path) -> None:
    rows = [NODES, [NUMBER, "N05", "2026-03-05"]]
    batch = run(workbook(tmp_path / "a.xlsx", 案件=[CASES, case_row()], 节点=rows))
    assert standing(typed)["N05"] == (date(2026, 3, 5), "import")
    difference = ImportDifference.objects.get(batch=batch, field="节点 N05 移送接收案件")
    assert (difference.kind, difference.before, difference.after) == (
        "changed", "2026-03-04", "2026-03-05"
    )  # fmt: skip


def test_a_dry_run_says_the_same_and_writes_nothing(typed: Case, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", 案件=[CASES, case_row(), case_row(OTHER), case_row("坏案号")],
        节点=[NODES, [NUMBER, "N05", "2026-03-05"]],
    )  # fmt: skip
    facts = Fact.objects.count()
    check = run(path, dry_run=True)
    assert (check.state, check.cases_new, check.cases_changed, check.rows_rejected) == (
        ImportBatch.State.CHECKED, 1, 1, 1
    )  # fmt: skip
    assert Fact.objects.count() == facts
    assert not Case.objects.filter(number=OTHER).exists()
    assert not ImportUnit.objects.filter(batch=check).exists()
    real = run(path)
    assert differences(check) == differences(real)


def test_courts_out_of_reach_are_refused_row_by_row(
    city: City, filing: Account, tmp_path: Path
) -> None:
    foreign = "（2026）豫0305执7号"
    batch = run(
        workbook(
            tmp_path / "a.xlsx", 案件=[CASES, case_row(), case_row(foreign, 法院="涧西法院")],
            节点=[NODES, [foreign, "N04", "2026-03-03"]],
        ),
        by=filing,
    )  # fmt: skip
    said = "洛阳市涧西区人民法院不在你可以导入的范围内"
    assert refusals(batch) == [("案件", 3, said), ("节点", 2, f"案件表第 3 行未导入：{said}")]
    assert [case.number for case in Case.objects.all()] == [NUMBER]


def test_the_officer_is_found_by_name_alias_or_staff_number(
    city: City, li: Account, chen: Account, tmp_path: Path
) -> None:
    chen.person.aliases = ["陈某华"]
    chen.person.save()
    rows = [case_row(f"（2026）豫0311执{n}号", 承办人=name) for n, name in
            ((1, "李执行员"), (2, "陈某华"), (3, "li"), (4, "外院法官"))]  # fmt: skip
    batch = run(workbook(tmp_path / "a.xlsx", 案件=[CASES, *rows]))
    found = Case.objects.order_by("serial").values_list("officer", "officer_name")
    assert list(found) == [
        (li.person.pk, "李执行员"), (chen.person.pk, "陈某华"), (li.person.pk, "li"), (None, "外院法官")
    ]  # fmt: skip
    assert refusals(batch, notes=True) == [
        ("案件", 5, "承办人“外院法官”不在本系统的人员中，姓名照录，未对应到人员")
    ]


def test_a_resumed_case_knows_its_original_whichever_comes_first(
    city: City, tmp_path: Path
) -> None:
    resumed = "（2026）豫0311执恢9号"
    run(workbook(tmp_path / "a.xlsx", 案件=[CASES, case_row(resumed, 原案号=NUMBER)]))
    run(workbook(tmp_path / "b.xlsx", 案件=[CASES, case_row()]))
    assert Case.objects.get(number=resumed).original == Case.objects.get(number=NUMBER)


def test_old_numbers_are_kept_as_text(city: City, tmp_path: Path) -> None:
    old = "（2014）洛龙执字第12号"
    run(workbook(tmp_path / "a.xlsx", 案件=[CASES, case_row(old, 立案日期="2014-03-02")]))
    case = Case.objects.get()
    assert (case.number, case.legacy_number, case.type_code, case.year) == (old, True, "执", 2014)


@pytest.mark.parametrize(
    ("basis", "kind"),
    [
        ("（2025）豫0311刑初7号刑事判决书", "刑事涉财"),
        ("（2025）豫0311行审7号行政裁定书", "行政非诉"),
        ("（2025）豫0311民初7号民事判决书", "民事"),
    ],
)
def test_what_the_case_enforces_follows_from_its_basis(
    city: City, tmp_path: Path, basis: str, kind: str
) -> None:
    run(workbook(tmp_path / "a.xlsx", 案件=[[*CASES, "执行依据"], [*case_row(), basis]]))
    assert Case.objects.get().kind == kind


def test_one_journal_record_a_batch(city: City, filing: Account, tmp_path: Path) -> None:
    batch = run(full(tmp_path / "in.xlsx"), by=filing)
    record = JournalRecord.objects.get()
    assert (record.event, record.actor, record.subject_id) == ("CasesImported", filing.pk, batch.pk)
    assert record.data["continued"] == 0


def test_amounts_follow_the_case_row_where_it_states_them(city: City, tmp_path: Path) -> None:
    row = [*case_row(), "88,000.5"]
    run(workbook(tmp_path / "a.xlsx", 案件=[[*CASES, "实际到位金额"], row]))
    assert Case.objects.get().amount_received == Decimal("88000.50")
