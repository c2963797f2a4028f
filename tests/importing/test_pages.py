"""导入 on a page: check, confirm, continue, give up, refused rows; and who sees what."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bailiwick.audit.models import JournalRecord
from bailiwick.cases.importing import tasks, uploads
from bailiwick.cases.models import Case, ImportBatch
from bailiwick.org.models import Account
from tests.cast import City
from tests.importing.sources import CASES, NUMBER, OTHER, case_row, run, workbook

State = ImportBatch.State
SignIn = Callable[[Account], Client]
PARTIES = ["案号", "诉讼地位", "名称", "类型", "证件号码"]


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def book(tmp_path: Path) -> bytes:
    path = workbook(
        tmp_path / "in.xlsx", 案件=[CASES, case_row(), case_row(OTHER, 立案日期="不详")],
        当事人=[PARTIES, [NUMBER, "被执行人", "王某强", "自然人", "410303199002300010"]],
    )  # fmt: skip
    return path.read_bytes()


def upload(browser: Client, content: bytes, name: str = "十一月.xlsx") -> ImportBatch:
    answer = browser.post(
        reverse("cases:import_upload"), {"file": SimpleUploadedFile(name, content)}
    )
    batch = ImportBatch.objects.latest("pk")
    assert answer.headers["Location"] == reverse("cases:import_detail", args=[batch.pk])
    return batch


def work(batch: ImportBatch) -> None:
    """What the worker does with the job that was deferred."""
    tasks.run_import(batch_id=batch.pk)
    batch.refresh_from_db()


def page_of(browser: Client, batch: ImportBatch, query: str = "") -> str:
    return browser.get(reverse("cases:import_detail", args=[batch.pk]) + query).content.decode()


def test_a_file_is_checked_shown_confirmed_and_imported(
    city: City, filing: Account, sign_in: SignIn, book: bytes
) -> None:
    browser = sign_in(filing)
    batch = upload(browser, book)
    work(batch)
    assert (batch.state, Case.objects.count()) == (State.CHECKED, 0)
    page = page_of(browser, batch)
    assert "导入 1 件的变动" in page
    assert "“不详”不是日期，写成 2026-11-23" in page
    assert "身份证号中的出生日期 1990-02-** 不存在" in page

    browser.post(reverse("cases:import_confirm", args=[batch.pk]))
    work(batch)
    assert (batch.state, batch.cases_new, batch.rows_rejected) == (State.DONE, 1, 2)
    assert Case.objects.get().number == NUMBER
    assert not list(uploads.folder().iterdir())  # identity data does not stay behind
    records = JournalRecord.objects.filter(subject_type="import").order_by("pk")
    assert [r.event for r in records] == ["ImportChecked", "CasesImported"]


def test_refused_rows_come_back_as_a_workbook_to_correct(
    city: City, filing: Account, sign_in: SignIn, book: bytes
) -> None:
    browser = sign_in(filing)
    batch = upload(browser, book)
    work(batch)
    answer = browser.get(reverse("cases:import_rejects", args=[batch.pk]))
    found = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert found.sheetnames == ["案件", "当事人"]
    rows = list(found["当事人"].values)
    assert rows[0][:5] == ("案号", "诉讼地位", "名称", "类型", "证件号码")
    assert rows[1][4] == "410303199002300010"
    assert rows[1][-3:] == ("2", "证件号码", "身份证号中的出生日期 1990-02-** 不存在")
    assert JournalRecord.objects.latest("pk").event == "RejectsDownloaded"


def test_rows_without_a_usable_case_number_come_back_whole(
    city: City, filing: Account, sign_in: SignIn, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "in.xlsx",
        案件=[CASES, case_row(案号="（2026）豫0311执九号", 案由="租赁合同纠纷")],
        当事人=[
            ["案号", "诉讼地位", "名称"],
            ["（2026）豫0311执77001号", "被执行人", "赵某"],  # a number nobody knows
        ],
    )
    browser = sign_in(filing)
    batch = upload(browser, path.read_bytes())
    work(batch)
    answer = browser.get(reverse("cases:import_rejects", args=[batch.pk]))
    found = openpyxl.load_workbook(io.BytesIO(answer.content))
    heads, row = found["案件"].values
    cells = dict(zip(heads, row, strict=True))
    assert (cells["案号"], cells["案由"]) == ("（2026）豫0311执九号", "租赁合同纠纷")
    party = list(found["当事人"].values)[1]
    assert party[:3] == ("（2026）豫0311执77001号", "被执行人", "赵某")


def test_a_formula_comes_back_as_text(
    city: City, filing: Account, sign_in: SignIn, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "in.xlsx", 案件=[CASES, case_row(案由='=cmd|"/C calc"!A0')])
    browser = sign_in(filing)
    batch = upload(browser, path.read_bytes())
    work(batch)
    answer = browser.get(reverse("cases:import_rejects", args=[batch.pk]))
    cell = openpyxl.load_workbook(io.BytesIO(answer.content))["案件"]["D2"]
    assert (cell.data_type, cell.value) == ("s", '=cmd|"/C calc"!A0')


def test_identity_data_of_refused_rows_is_masked_for_others(
    city: City, filing: Account, wang: Account, sign_in: SignIn, book: bytes
) -> None:
    batch = upload(sign_in(filing), book)
    work(batch)
    answer = sign_in(wang).get(reverse("cases:import_rejects", args=[batch.pk]))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content))["当事人"].values)
    assert rows[1][4] == "410303************"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"x", "只能上传 XLSX、装有 CSV 的 ZIP 或单个 CSV"),
        ("a.xlsx", b"", "文件是空的"),
    ],
)
def test_a_file_that_is_not_taken(
    city: City, filing: Account, sign_in: SignIn, name: str, content: bytes, said: str
) -> None:
    browser = sign_in(filing)
    answer = browser.post(
        reverse("cases:import_upload"), {"file": SimpleUploadedFile(name, content)}
    )
    assert said in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_name_that_climbs_is_stored_under_ours(
    city: City, filing: Account, sign_in: SignIn, book: bytes
) -> None:
    batch = upload(sign_in(filing), book, name="..\\..\\etc\\a.xlsx")
    assert Path(batch.stored_path).name == "upload.xlsx"
    assert uploads.is_upload(batch)


def test_a_check_is_given_up(city: City, filing: Account, sign_in: SignIn, book: bytes) -> None:
    browser = sign_in(filing)
    batch = upload(browser, book)
    work(batch)
    browser.post(reverse("cases:import_drop", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.message) == (State.FAILED, "已放弃，未导入")
    browser.post(reverse("cases:import_confirm", args=[batch.pk]))
    assert not Case.objects.exists()


def test_an_interrupted_import_says_so_and_continues_by_button(
    city: City, filing: Account, sign_in: SignIn, book: bytes
) -> None:
    browser = sign_in(filing)
    batch = upload(browser, book)
    work(batch)
    browser.post(reverse("cases:import_confirm", args=[batch.pk]))
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.RUNNING, runs=1)  # its process died
    page = page_of(browser, batch)
    assert "已中断" in page
    assert "从断处继续" in page
    browser.post(reverse("cases:import_continue", args=[batch.pk]))
    work(batch)
    assert (batch.state, batch.runs) == (State.DONE, 2)


def test_who_sees_an_import(
    city: City, filing: Account, sun: Account, li: Account, sign_in: SignIn, book: bytes,
    zhao: Account, tmp_path: Path,
) -> None:  # fmt: skip
    batch = upload(sign_in(filing), book)
    address = reverse("cases:import_detail", args=[batch.pk])
    assert sign_in(sun).get(address).status_code == 200  # the centre sees the courts below
    assert sign_in(li).get(address).status_code == 403  # an officer imports nothing
    stranger = run(workbook(tmp_path / "b.xlsx", 案件=[CASES, case_row()]))  # by the command line
    address = reverse("cases:import_detail", args=[stranger.pk])
    assert sign_in(filing).get(address).status_code == 404
    assert sign_in(sun).get(address).status_code == 200


def test_only_its_uploader_confirms(
    city: City, filing: Account, wang: Account, sign_in: SignIn, book: bytes
) -> None:
    batch = upload(sign_in(filing), book)
    work(batch)
    assert sign_in(wang).post(reverse("cases:import_confirm", args=[batch.pk])).status_code == 404


def test_the_list_pins_its_queries(
    city: City,
    sun: Account,
    sign_in: SignIn,
    tmp_path: Path,
    django_assert_max_num_queries: Callable,
) -> None:
    for number in range(3):
        run(workbook(tmp_path / f"{number}.xlsx", 案件=[CASES, case_row()]))
    browser = sign_in(sun)
    browser.get(reverse("cases:import_list"))
    with django_assert_max_num_queries(40):
        page = browser.get(reverse("cases:import_list")).content.decode()
    assert page.count("已完成") == 3


def test_the_template_is_a_source(
    city: City, filing: Account, sign_in: SignIn, tmp_path: Path
) -> None:
    answer = sign_in(filing).get(reverse("cases:import_template"))
    path = tmp_path / "template.xlsx"
    path.write_bytes(answer.content)
    book = openpyxl.load_workbook(path)
    for column, value in enumerate(case_row()[:3], start=1):
        book["案件"].cell(2, column, value)
    book.save(path)
    assert run(path).cases_new == 1
    assert Case.objects.get().filed_on == date(2026, 3, 2)
