"""Staff lists: good rows land once, hostile rows are refused one by one with a reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.errors import Refusal
from bailiwick.org import staff_file
from bailiwick.org.models import Account, Person, Post
from bailiwick.org.scope import scope_of
from bailiwick.org.services import posts, staff_import
from bailiwick.org.services.staff_import import Outcome, Report
from tests.cast import City

pytestmark = pytest.mark.django_db
HEAD = "工号,姓名,别名,法院,部门/组,职务,岗位,起,止,办公电话"
GOOD = "LY0001,李某员,李某园,豫0311,执行一团队,执行员,承办人,2026-01-05,,0379-1"
ON = date(2026, 3, 2)


def sheet(*rows: str) -> bytes:
    return "\n".join((HEAD, *rows)).encode()


def workbook(*rows: tuple[object, ...]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEAD.split(","))
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def bring(content: bytes, by: Account, name: str = "名册.csv") -> Report:
    rows = staff_file.read(content, name)
    return staff_import.store(rows, name, by=by, on=ON, at=timezone.now())


def outcomes(report: Report) -> list[Outcome]:
    return [line.outcome for line in report.lines]


def reasons(report: Report) -> str:
    return "；".join(reason for line in report.refused for reason in line.reasons)


def test_good_row_lands_with_aliases_and_pinyin(city: City, system_admin: Account) -> None:
    assert outcomes(bring(sheet(GOOD), system_admin)) == [Outcome.ADDED]
    person = Person.objects.get(staff_no="LY0001")
    assert (person.aliases, person.initials, person.office_phone) == (["李某园"], "lmy", "0379-1")


def test_second_import_changes_nothing(city: City, system_admin: Account) -> None:
    bring(sheet(GOOD), system_admin)
    assert outcomes(bring(sheet(GOOD), system_admin)) == [Outcome.UNCHANGED]
    assert Person.objects.filter(staff_no="LY0001").count() == 1
    assert Post.objects.filter(person__staff_no="LY0001").count() == 1


def test_changed_cell_is_corrected(city: City, system_admin: Account) -> None:
    bring(sheet(GOOD), system_admin)
    report = bring(sheet(GOOD.replace("0379-1", "0379-2")), system_admin)
    assert outcomes(report) == [Outcome.CHANGED]
    assert Person.objects.get(staff_no="LY0001").office_phone == "0379-2"


def test_imported_post_gives_no_right_before_it_is_confirmed(
    city: City, system_admin: Account, security_admin: Account
) -> None:
    bring(sheet(GOOD.replace("承办人", "执行局长")), system_admin)
    person = Person.objects.get(staff_no="LY0001")
    account = Account.objects.create_user("new", "x", person=person)
    assert scope_of(account).nothing
    post = Post.objects.get(person=person)
    with pytest.raises(Refusal):
        posts.confirm(post, by=system_admin, at=timezone.now())
    posts.confirm(post, by=security_admin, at=timezone.now())
    assert scope_of(Account.objects.get(pk=account.pk)).courts == {city.luolong.pk}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param(",李某员,,豫0311,,执行员,,,,", "缺工号", id="no number"),
        pytest.param("L 1,李某员,,豫0311,,执行员,,,,", "工号须为", id="odd number"),
        pytest.param("L1,,,豫0311,,执行员,,,,", "缺姓名", id="no name"),
        pytest.param("L1,李4,,豫0311,,执行员,,,,", "不含数字", id="digits in the name"),
        pytest.param("L1,李某员,,豫9999,,执行员,,,,", "没有名为 豫9999 的法院", id="court"),
        pytest.param("L1,李某员,,豫0311,三组,执行员,,,,", "没有名为 三组 的组", id="group"),
        pytest.param("L1,李某员,,豫0311,,大法师,,,,", "职务须为", id="title"),
        pytest.param("L1,李某员,,豫0311,,执行员,国王,,,", "没有名为 国王 的岗位", id="role"),
        pytest.param(
            "L1,李某员,,豫0311,,执行员,系统管理员,,,", "不能由名册导入", id="administrator"
        ),
        pytest.param("L1,李某员,,豫0311,,执行员,承办人,昨天,,", "起不是日期", id="no day"),
        pytest.param("L1,李某员,,豫0311,,执行员,承办人,2026-02-30,,", "起不是日期", id="30 Feb"),
        pytest.param(
            "L1,李某员,,豫0311,,执行员,承办人,2026-02-02,2026-01-01,", "止早于起", id="order"
        ),
        pytest.param("L1,=cmd|' /C calc',,豫0311,,执行员,,,,", "姓名是公式", id="formula"),
        pytest.param("L1,李某员,,豫0311,,执行员,,,,<script>", "办公电话含有其他字符", id="phone"),
        pytest.param(f"L1,李某员,{'长' * 300},豫0311,,执行员,,,,", "别名超过 200 字", id="long"),
    ],
)
def test_hostile_rows_are_refused_and_the_good_one_lands(
    row: str, words: str, city: City, system_admin: Account
) -> None:
    report = bring(sheet(row, GOOD), system_admin)
    assert outcomes(report) == [Outcome.REFUSED, Outcome.ADDED]
    assert words in reasons(report)
    assert report.refused[0].row.number == 2


def test_all_faults_of_a_row_are_told_at_once(city: City, system_admin: Account) -> None:
    told = reasons(bring(sheet(",,,,,,,,,"[:-1] + "x"), system_admin))
    for words in ("缺工号", "缺姓名", "缺法院", "职务须为"):
        assert words in told


def test_one_number_with_two_names_is_refused(city: City, system_admin: Account) -> None:
    report = bring(sheet(GOOD, GOOD.replace("李某员", "王某员")), system_admin)
    assert outcomes(report) == [Outcome.ADDED, Outcome.REFUSED]
    assert "同一工号在本文件中已写作 李某员" in reasons(report)


def test_refused_post_takes_its_new_person_back(city: City, system_admin: Account) -> None:
    rows = sheet(GOOD.replace("2026-01-05,", "2026-01-05,2026-02-01"),
                 GOOD.replace("2026-01-05,", "2026-01-05,2026-03-01"))  # fmt: skip
    report = bring(rows, system_admin)
    assert outcomes(report) == [Outcome.ADDED, Outcome.REFUSED]
    assert "止日不同" in reasons(report)


def test_rare_characters_survive(city: City, system_admin: Account) -> None:
    bring(sheet("L9,𠮷䶮员,,豫0311,,执行员,,,,"), system_admin)
    assert Person.objects.get(staff_no="L9").name == "𠮷䶮员"


def test_gb18030_and_a_title_above_the_headers(city: City, system_admin: Account) -> None:
    content = f"洛龙法院人员名册\n\n{HEAD}\n{GOOD}".encode("gb18030")
    assert outcomes(bring(content, system_admin)) == [Outcome.ADDED]


def test_workbook_with_days_as_dates_and_serials(city: City, system_admin: Account) -> None:
    content = workbook(
        ("L1", "李某员", "", "洛龙法院", "", "执行员", "承办人", 46027, "", ""),  # 2026-01-05
        ("L2", "王某员", "", "豫0311", "", "书记员", "书记员", "2026年1月5日", "", ""),
    )
    assert outcomes(bring(content, system_admin, "a.xlsx")) == [Outcome.ADDED] * 2
    assert set(Post.objects.filter(confirmed=False).values_list("starts_on", flat=True)) == {
        date(2026, 1, 5)
    }


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(b"a,b,c\n1,2,3", "x.csv", "没有找到表头", id="wrong headers"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "x.xls", "XLS 旧格式", id="old Excel"),
        pytest.param(b"PK\x03\x04broken", "x.xlsx", "损坏", id="broken workbook"),
        pytest.param(b"\xff\xff\xff\xff,\xff", "x.csv", "不是 UTF-8", id="no known encoding"),
        pytest.param(b"x" * (staff_file.MAX_BYTES + 1), "x.csv", "超过 5 MB", id="too big"),
        pytest.param(b"", "x.csv", "没有找到表头", id="empty"),
    ],
)
def test_unusable_files_are_refused_whole(content: bytes, name: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        staff_file.read(content, name)


def test_zip_bomb_is_refused_unread() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (staff_file.MAX_UNPACKED_BYTES + 1))
    with pytest.raises(Refusal, match="解压后"):
        staff_file.read(target.getvalue(), "bomb.xlsx")


def test_too_many_rows_are_refused() -> None:
    rows = (f"L{number},李某员,,豫0311,,执行员,,,," for number in range(staff_file.MAX_ROWS + 1))
    with pytest.raises(Refusal, match="超过 5,000 行"):
        staff_file.read(sheet(*rows), "x.csv")


def test_template_reads_as_it_is_written(city: City, system_admin: Account) -> None:
    report = bring(staff_file.template(), system_admin, "模板.xlsx")
    assert outcomes(report) == [Outcome.ADDED]


def test_page_previews_without_writing_then_imports_the_same_file(
    sign_in: Callable[[Account], Client], city: City, system_admin: Account
) -> None:
    browser = sign_in(system_admin)
    url = reverse("org:staff_import")
    upload = SimpleUploadedFile("名册.csv", sheet(GOOD, ",李某员,,,,,,,,"))
    page = browser.post(url, {"file": upload})
    assert "缺工号" in page.content.decode()
    assert not Person.objects.filter(staff_no="LY0001").exists()
    assert not JournalRecord.objects.filter(event="PersonAdded").exists()
    done = browser.post(url, {"kept": page.context["kept"]})
    assert "导入结果" in done.content.decode()
    assert Person.objects.filter(staff_no="LY0001").exists()
    assert JournalRecord.objects.get(event="StaffImported").data["refused"] == 1


def test_changed_preview_is_not_imported(
    sign_in: Callable[[Account], Client], system_admin: Account
) -> None:
    page = sign_in(system_admin).post(reverse("org:staff_import"), {"kept": "W10:x:y"})
    assert "预览已过期" in page.content.decode()
