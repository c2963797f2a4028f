"""Everything a hostile or careless source does, and the sentence the clerk reads for it."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bailiwick.cases.importing import layout
from bailiwick.cases.importing.archive import Unreadable, checked, look_into_xml
from bailiwick.cases.models import Case, Fact, ImportBatch, Party
from tests.cast import City
from tests.importing.sources import (
    CASES,
    NUMBER,
    OTHER,
    archive,
    case_row,
    folder,
    refusals,
    run,
    workbook,
)

State = ImportBatch.State
PARTIES = ["案号", "诉讼地位", "名称", "类型", "证件号码", "联系电话", "地址"]
NODES = ["案号", "节点", "发生日期", "经办人", "文号", "备注"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_each_encoding_is_recognised(city: City, tmp_path: Path, encoding: str) -> None:
    run(folder(tmp_path / "in", encoding, 案件=[CASES, case_row()]))
    assert Case.objects.get().cause == "买卖合同纠纷"


def test_encodings_may_differ_from_file_to_file(city: City, tmp_path: Path) -> None:
    place = folder(tmp_path / "in", "gb18030", 案件=[CASES, case_row()])
    folder(place, "utf-8", 当事人=[PARTIES, [NUMBER, "被执行人", "王某强", "", "", "", ""]])
    run(place)
    assert Party.objects.get().name == "王某强"


def test_rare_characters_come_back_as_they_went(city: City, tmp_path: Path) -> None:
    names = ["李某𠮷", "赵某䶮", "阿依某·买某", "㐂某"]
    rows = [PARTIES, *([NUMBER, "被执行人", name, "", "", "", ""] for name in names)]
    run(workbook(tmp_path / "in.xlsx", 案件=[CASES, case_row()], 当事人=rows))
    assert list(Party.objects.order_by("position").values_list("name", flat=True)) == names


def test_headers_in_any_order_with_other_names_spaces_and_full_width(
    city: City, tmp_path: Path
) -> None:
    header = [" 立案时间 ", "执行法院（全称）", "案 号＊", "标的额"]
    rows = [["2025年执行案件一览表"], [header[0], "法院", *header[2:]],
            ["2026/3/2", "洛龙法院", "(2026)豫0311执101号", "12.8万元"]]  # fmt: skip
    run(workbook(tmp_path / "in.xlsx", 案件信息=rows))
    case = Case.objects.get()
    assert (case.number, case.filed_on, case.amount_claimed) == (NUMBER, date(2026, 3, 2), 128000)


def test_a_wrong_header_is_explained_with_the_nearest_known_one(city: City, tmp_path: Path) -> None:
    batch = run(
        workbook(tmp_path / "in.xlsx", 案件=[["案号", "法院", "立案的日期"], case_row()[:3]])
    )
    assert (
        "案件", 1, "“案件”表缺少必填表头“立案日期”；表中的“立案的日期”与它相近，是它则改为“立案日期”"
    ) in refusals(batch)  # fmt: skip
    assert ("案件", 1, "表头有误，案件表各行未导入") in refusals(batch)
    assert not Case.objects.exists()


def test_the_same_header_twice_is_refused(city: City, tmp_path: Path) -> None:
    rows = [["案号", "法院", "立案日期", "立案时间"], [*case_row()[:3], "2026-03-03"]]
    batch = run(workbook(tmp_path / "in.xlsx", 案件=rows))
    assert ("案件", 1, "表头“立案日期”出现两次，无法判断以哪一列为准") in refusals(batch)


def test_dates_as_text_and_as_serials(city: City, tmp_path: Path) -> None:
    nodes = [NODES, [NUMBER, "N04", "20260303"], [NUMBER, "N05", 46085],  # 46085 = 2026-03-04
             [NUMBER, "执行通知", date(2026, 3, 5)]]  # fmt: skip
    run(workbook(tmp_path / "in.xlsx", 案件=[CASES, case_row(立案日期="46083")], 节点=nodes))
    assert list(Fact.objects.filter(kind="node").order_by("on").values_list("what", "on")) == [
        ("N03", date(2026, 3, 2)), ("N04", date(2026, 3, 3)), ("N05", date(2026, 3, 4)),
        ("N07", date(2026, 3, 5)),
    ]  # fmt: skip


def test_a_formula_is_refused_in_its_cell_and_never_evaluated(city: City, tmp_path: Path) -> None:
    rows = [
        CASES,
        case_row(),
        case_row(OTHER, 申请执行标的额="=1+1"),
        case_row('=cmd|" /C calc"!A0'),
    ]
    batch = run(workbook(tmp_path / "in.xlsx", 案件=rows))
    assert refusals(batch) == [
        ("案件", 3, "单元格是公式，不计算；把公式结果粘贴为数值后再导入"),
        ("案件", 4, "案号是公式或错误值，改为文本后再导入"),
    ]
    assert [case.number for case in Case.objects.all()] == [NUMBER]


def test_digits_kept_by_an_old_system_as_a_literal_formula_are_text(
    city: City, tmp_path: Path
) -> None:
    place = folder(tmp_path / "in", 案件=[CASES, case_row()])
    line = f'{NUMBER},被执行人,王某强,自然人,="41030319900101001X",,\r\n'
    (place / "当事人.csv").write_text(",".join(PARTIES) + "\r\n" + line, encoding="utf-8")
    run(place)
    assert Party.objects.get().id_mask == "410303************"


def test_merged_cells_are_refused_row_by_row(city: City, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "in.xlsx", 案件=[CASES, case_row()],
        节点=[NODES, [NUMBER, "N04", "2026-03-03"], [None, "N05", "2026-03-04"],
              [NUMBER, "N07", "2026-03-05", "甲", None]],
    )  # fmt: skip
    book = openpyxl.load_workbook(path)
    book["节点"].merge_cells("A2:A3")
    book["节点"].merge_cells("D4:E4")
    book.save(path)
    batch = run(path)
    assert refusals(batch) == [
        ("节点", 3, "案号与上一行合并在一个单元格（A2:A3），取消合并并逐行填写后再导入"),
        ("节点", 4, "“文号”在合并单元格 D4:E4 内，无法判断归属；取消合并并逐行填写后再导入"),
    ]
    assert Fact.objects.filter(what="N04").exists()


def test_a_title_merged_above_the_header_does_no_harm(city: City, tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", 案件=[["执行案件一览表"], CASES, case_row()])
    book = openpyxl.load_workbook(path)
    book["案件"].merge_cells("A1:I1")
    book.save(path)
    assert run(path).cases_new == 1


def test_a_number_twice_in_the_file(city: City, tmp_path: Path) -> None:
    rows = [CASES, case_row(), case_row(OTHER), case_row(案由="租赁合同纠纷")]
    batch = run(workbook(tmp_path / "in.xlsx", 案件=rows))
    assert refusals(batch) == [("案件", 4, "案号与案件表第 2 行重复，以第 2 行为准")]
    assert Case.objects.get(number=NUMBER).cause == "买卖合同纠纷"


def test_a_bad_row_is_refused_alone(city: City, tmp_path: Path) -> None:
    batch = run(workbook(
        tmp_path / "in.xlsx",
        案件=[CASES, case_row()],
        当事人=[PARTIES, [NUMBER, "老板", "王某强"], [NUMBER, "被执行人", "王某强"]],
        节点=[NODES, [NUMBER, "N99", "2026-03-03"], [NUMBER, "N04", "2026-12-24"],
              [NUMBER, "N04", "2026-03-03"], [NUMBER, "分案", "2026-03-03"], ["", "N05", "2026-03-04"]],
    ))  # fmt: skip
    found = refusals(batch)
    assert [(sheet, row) for sheet, row, _ in found] == [
        ("当事人", 2), ("节点", 2), ("节点", 3), ("节点", 5), ("节点", 6)
    ]  # fmt: skip
    reasons = [reason for *_, reason in found]
    assert reasons[0].startswith("“老板”不在可用的词中，应为申请执行人、被执行人")
    assert reasons[1] == "没有名为“N99”的节点，填 N01 至 N37 或节点名称"
    assert reasons[2] == "2026-12-24 在今天之后"
    assert reasons[3] == "节点和发生日期与第 4 行相同，以第 4 行为准"
    assert reasons[4] == "案号为空"
    assert Party.objects.count() == 1
    assert Fact.objects.filter(what="N04").count() == 1


def test_a_bad_case_row_refuses_all_rows_of_its_case_and_no_others(
    city: City, tmp_path: Path
) -> None:
    batch = run(workbook(
        tmp_path / "in.xlsx",
        案件=[CASES, case_row(立案日期="不详"), case_row(OTHER)],
        当事人=[PARTIES, [NUMBER, "被执行人", "王某强"]],
    ))  # fmt: skip
    assert refusals(batch) == [
        ("当事人", 2, "案件表第 2 行未导入：“不详”不是日期，写成 2026-11-23"),
        ("案件", 2, "“不详”不是日期，写成 2026-11-23"),
    ]
    assert [case.number for case in Case.objects.all()] == [OTHER]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"法院": "月球法院"}, "没有名为“月球法院”的法院，填法院全称或代字"),
        ({"法院": "涧西法院"}, "案号中的代字 豫0311 是洛阳市洛龙区人民法院，与法院栏“洛阳市涧西区人民法院”不一致"),
        ({"结案日期": "2026-05-01"}, "有结案日期而没有结案方式"),
        ({"结案方式": "终本"}, "有结案方式“终本”而没有结案日期"),
        ({"结案日期": "2026-05-01", "结案方式": "和解"}, "“和解”不是执字案件的结案方式"),
        ({"结案日期": "2026-01-01", "结案方式": "终本"}, "结案日期 2026-01-01 早于立案日期 2026-03-02"),
        ({"案号": "（2026）豫0311民初5号"}, "类型代字“民初”不是执行案件的类型"),
        ({"案号": "（2031）豫0311执5号"}, "收案年度 2031 晚于今年"),
    ],
)  # fmt: skip
def test_why_a_case_row_is_refused(
    city: City, tmp_path: Path, changes: dict[str, str], reason: str
) -> None:
    batch = run(workbook(tmp_path / "in.xlsx", 案件=[CASES, case_row(**changes)]))
    assert reason in refusals(batch)[0][2]
    assert not Case.objects.exists()


def test_hidden_and_foreign_sheets_are_named_and_left_alone(city: City, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "in.xlsx", 案件=[CASES, case_row()], 节点=[["垃圾"]], 备注=[["随手记"]]
    )
    book = openpyxl.load_workbook(path)
    book["节点"].sheet_state = "hidden"
    book.save(path)
    assert [reason for *_, reason in refusals(run(path), notes=True)][:2] == [
        "隐藏的工作表“节点”未导入", "工作表“备注”不是格式中的表，未导入"
    ]  # fmt: skip


def test_a_case_that_is_nowhere(city: City, tmp_path: Path) -> None:
    batch = run(workbook(tmp_path / "in.xlsx", 节点=[NODES, [NUMBER, "N04", "2026-03-03"]]))
    assert refusals(batch) == [("节点", 2, "案件表中没有这个案号，案件库中也没有")]


# ------------------------------------------------------------------------------ whole sources


def refused(path: Path) -> str:
    batch = run(path)
    assert batch.state == State.FAILED
    assert not Case.objects.exists()
    return batch.message


@pytest.mark.parametrize(
    "name", ["../案件.csv", "/etc/案件.csv", "a/../../案件.csv", "C:\\案件.csv"]
)
def test_names_that_point_out_of_the_archive(city: City, tmp_path: Path, name: str) -> None:
    said = refused(archive(tmp_path / "in.zip", {name: b"x"}))
    assert "指向包外，未导入" in said


def test_a_zip_bomb_is_not_unpacked(city: City, tmp_path: Path) -> None:
    said = refused(archive(tmp_path / "in.zip", {"案件.csv": b"0" * (64 * 1024 * 1024)}))
    assert "疑似压缩炸弹，未展开，未导入" in said


def test_a_workbook_may_be_a_bomb_too(city: City, tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", 案件=[CASES, case_row()])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/blob.bin", b"0" * (64 * 1024 * 1024))
    assert "疑似压缩炸弹" in refused(path)


def test_too_many_files(city: City, tmp_path: Path) -> None:
    files = {f"{number}.csv": b"" for number in range(201)}
    assert (
        refused(archive(tmp_path / "in.zip", files)) == "压缩包内有 201 个文件，上限 200 个，未导入"
    )


def test_external_entities(city: City, tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", 案件=[CASES, case_row()])
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/sharedStrings.xml"] = evil
    said = refused(archive(tmp_path / "evil.xlsx", parts))
    assert said == "工作簿内部声明了外部实体，可能读取服务器文件，未导入"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("in.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 64, "旧版 .xls 或加了密码的工作簿"),
        ("in.xlsx", b"", "文件是空的"),
        ("in.xlsx", b"PK\x03\x04 broken", "不是完好的 XLSX 或 ZIP 文件"),
        ("in.pdf", b"%PDF-1.4", "只能导入 XLSX、装有 CSV 的文件夹或 ZIP"),
    ],
)
def test_files_that_are_no_source(
    city: City, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert reason in refused(tmp_path / name)


def test_a_folder_without_a_table_of_ours(city: City, tmp_path: Path) -> None:
    (tmp_path / "readme.csv").write_text("x")
    assert refused(tmp_path) == (
        "没有找到可导入的表。文件或工作表应命名为：案件、当事人、节点、扣除、延长、措施、案款"
    )


def test_empty_tables_are_said(city: City, tmp_path: Path) -> None:
    place = folder(tmp_path / "in", 案件=[CASES, case_row()])
    (place / "节点.csv").write_bytes(b"")
    batch = run(place)
    assert (batch.state, batch.cases_new) == (State.DONE, 1)
    assert ("节点", 0, "节点表是空的") in refusals(batch, notes=True)


def test_a_zip_of_csv_files_with_gbk_names(city: City, tmp_path: Path) -> None:
    content = (",".join(CASES) + "\n" + ",".join(case_row())).encode("gb18030")
    path = archive(tmp_path / "in.zip", {"AAAA.csv": content})
    path.write_bytes(path.read_bytes().replace(b"AAAA.csv", "案件.csv".encode("gbk")))
    assert run(path).cases_new == 1


def test_an_encrypted_archive_says_so(city: City, tmp_path: Path) -> None:
    """The flag of each entry is read; nothing is tried with a guessed password."""
    place = tmp_path / "in.zip"
    with zipfile.ZipFile(place, "w") as made:
        made.writestr("案件.csv", ",".join(CASES))
    raw = bytearray(place.read_bytes())
    raw[6] |= 1  # general purpose flag of the entry itself
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # and of the directory
    place.write_bytes(raw)
    with pytest.raises(Unreadable, match="加了密码"):
        checked(place)


def test_too_many_merged_cells_are_refused(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "MAX_MERGES", 2)
    book = openpyxl.Workbook()
    for row in (1, 3, 5):
        book.active.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    book.save(tmp_path / "in.xlsx")
    with (
        checked(tmp_path / "in.xlsx") as archive_file,
        pytest.raises(Unreadable, match="合并单元格"),
    ):
        look_into_xml(archive_file)
