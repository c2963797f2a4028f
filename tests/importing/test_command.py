"""``bin/bailiwick import_cases``: what it prints and its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from bailiwick.cases.models import Case, ImportBatch
from tests.cast import City
from tests.importing.sources import CASES, NUMBER, case_row, folder


def test_it_says_what_came_of_it(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_cases", folder(tmp_path / "in", 案件=[CASES, case_row()]))
    said = capsys.readouterr().out
    assert "案件 1 件：新增 1，更新 0，未变 0" in said
    assert Case.objects.get().number == NUMBER


def test_refused_rows_are_shown_and_end_with_1(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = folder(tmp_path / "in", 案件=[CASES, case_row(), case_row("坏")])
    with pytest.raises(SystemExit) as left:
        call_command("import_cases", place)
    assert left.value.code == 1
    assert "案件 第 3 行 “案号”" in capsys.readouterr().out
    assert Case.objects.count() == 1


def test_a_dry_run_writes_nothing(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_cases", folder(tmp_path / "in", 案件=[CASES, case_row()]), "--dry-run")
    assert "预检" in capsys.readouterr().out
    assert not Case.objects.exists()


def test_there_is_nothing_to_continue(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = folder(tmp_path / "in", 案件=[CASES, case_row()])
    with pytest.raises(SystemExit):
        call_command("import_cases", place, "--continue")
    assert "没有可以继续的导入" in capsys.readouterr().err
    assert not ImportBatch.objects.exists()


def test_a_path_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_cases", tmp_path / "nowhere")
    assert "找不到" in capsys.readouterr().err
