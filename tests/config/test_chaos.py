"""A small trial of bin/bailiwick chaos; and that its judge does find what is wrong."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import pytest

from config import chaos


@pytest.mark.slow
def test_small_trial_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--seed", "5", "--cases", "250", "--edits", "25", "--kills", "4", "--json"]
    code = chaos.main(words)
    answer = json.loads(capsys.readouterr().out)
    assert answer["faults"] == []
    assert code == 0
    assert answer["acknowledged"] >= 25
    assert sum(answer["kills"].values()) >= 1


@pytest.fixture
def trial(tmp_path: Path) -> chaos.Chaos:
    options = argparse.Namespace(seed=1, cases=5, edits=2, kills=0, json=True)
    found = chaos.Chaos(tmp_path, options)
    found.browser.acknowledged = ["a", "b"]
    found.browser.unknown = ["c"]
    return found


GOOD: dict[str, Any] = {
    "marks": ["a", "b"],
    "facts_without_record": [],
    "records_without_fact": [],
    "clocks_out_of_date": 0,
    "cases": 5,
    "content": "x",
}
WHOLE = {"ok": True, "unsealed": 0}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"marks": ["a", "b", "c"]}, None),  # unanswered, but it had landed
        ({"marks": ["a"]}, "lost"),
        ({"marks": ["a", "b", "b"]}, "stored_twice"),
        ({"marks": ["a", "b", "z"]}, "stored_without_request"),
        ({"facts_without_record": [7]}, "facts_without_record"),
        ({"records_without_fact": [7]}, "records_without_fact"),
        ({"clocks_out_of_date": 1}, "clocks_out_of_date"),
        ({"content": "y"}, "import_equals_undisturbed"),
        ({"cases": 4}, "import_equals_undisturbed"),
    ],
)
def test_judge_names_the_fault(
    trial: chaos.Chaos, change: dict[str, Any], fault: str | None
) -> None:
    result = trial._judge(GOOD | change, WHOLE, {"content": "x"}, 5)
    assert result["faults"] == ([fault] if fault else [])
    assert result["ok"] == (fault is None)


def test_broken_journal_and_idle_trial_are_faults(trial: chaos.Chaos) -> None:
    broken = trial._judge(GOOD, {"ok": False, "unsealed": 0}, {"content": "x"}, 5)
    assert broken["faults"] == ["journal_whole"]
    trial.options.edits = 3
    idle = trial._judge(GOOD, WHOLE, {"content": "x"}, 5)
    assert idle["faults"] == ["too_few_edits"]


def test_source_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first, second, other = tmp_path / "1", tmp_path / "2", tmp_path / "3"
    numbers = chaos.write_source(first, cases=20, first_serial=1, seed=4)
    assert chaos.write_source(second, cases=20, first_serial=1, seed=4) == numbers
    chaos.write_source(other, cases=20, first_serial=1, seed=5)
    assert (first / "节点.csv").read_bytes() == (second / "节点.csv").read_bytes()
    assert (first / "节点.csv").read_bytes() != (other / "节点.csv").read_bytes()
    with (first / "案件.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 20
