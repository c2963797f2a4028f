"""Conventions the linters cannot see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "bailiwick"
WRITES = {"save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create",
          "update_or_create"}  # fmt: skip
VIEWS = sorted([*PACKAGE.glob("*/views.py"), *PACKAGE.glob("*/views/*.py")])
SERVICES = sorted([*PACKAGE.glob("*/services.py"), *PACKAGE.glob("*/services/*.py")])
MAX_LINES = 560  # "about 500": a longer file becomes a package


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_views_change_data_only_through_services(path: Path) -> None:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            target = ast.unparse(call.func.value)
            harmless = target.endswith(("form", "context", "params", "query", "headers", "session"))
            assert harmless or call.func.attr not in WRITES, (
                f"{name_of(path)}:{call.lineno} calls {target}.{call.func.attr}: call a service"
            )


def public_acts(path: Path) -> Iterator[ast.FunctionDef]:
    for item in ast.parse(path.read_text(encoding="utf-8")).body:
        if (
            isinstance(item, ast.FunctionDef)
            and not item.name.startswith("_")
            and any("atomic" in ast.unparse(mark) for mark in item.decorator_list)
        ):
            yield item


@pytest.mark.parametrize("path", SERVICES, ids=name_of)
def test_acts_say_who_and_why(path: Path) -> None:
    for act in public_acts(path):
        where = f"{name_of(path)}:{act.lineno} {act.name}"
        assert ast.get_docstring(act), f"{where} needs a docstring (legal source, Raises)"
        assert "by" in {a.arg for a in act.args.kwonlyargs}, f"{where} needs keyword-only 'by'"


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(PACKAGE.rglob("*.py")) if "/migrations/" not in str(p)],
    ids=name_of,
)
def test_files_stay_readable(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES, f"{name_of(path)} has {lines} lines: split it by topic"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("templates/**/*.html")), ids=name_of)
def test_templates_hold_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text), "the content security policy forbids style="
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "no inline handlers"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script


FORBIDDEN_WORDS = ("操作成功", "确定吗", "系统故障", "老赖", "黑名单", "判刑")


@pytest.mark.parametrize(
    "path",
    [
        p
        for pattern in ("*.py", "templates/**/*.html")
        for p in sorted(PACKAGE.rglob(pattern))
        if "/migrations/" not in str(p)
    ],
    ids=name_of,
)
def test_words_this_product_never_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [word for word in FORBIDDEN_WORDS if word in text]
