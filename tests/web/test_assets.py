"""What pages load: icons that exist, CSS of our oldest browser, templates without inline code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((PROJECT / "bailiwick").glob("*/templates/**/*.html"))
STYLES = sorted((PROJECT / "bailiwick").glob("*/static/**/*.css"))
PYTHON = sorted((PROJECT / "bailiwick").rglob("*.py"))
ICONS = set((PROJECT / "islands" / "icons.txt").read_text(encoding="utf-8").split())
USED = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']|icon=["']([a-z0-9-]+)["']""")
NEWER = re.compile(r"color-mix\(|oklch\(|light-dark\(|@container|@scope|^\s*&", re.M)
BUILT = PROJECT / "static" / "built"


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("path", [*TEMPLATES, *PYTHON], ids=name)
def test_every_icon_used_is_in_the_sprite(path: Path) -> None:
    used = {a or b for a, b in USED.findall(path.read_text(encoding="utf-8"))}
    assert used <= ICONS, f"add to islands/icons.txt and build: {used - ICONS}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_carry_no_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|hx-on|javascript:", text), (
        "the policy of contents forbids inline style and script: use a class or an island"
    )
    for script in re.findall(r"<script[^>]*>", text):
        assert " src=" in script


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_styles_are_words_chrome_109_knows(path: Path) -> None:
    found = NEWER.search(path.read_text(encoding="utf-8"))
    assert found is None, f"{found and found[0]}: write a plain colour or rule"


def test_what_vite_built_is_words_chrome_109_knows() -> None:
    css = (BUILT / "tabler.css").read_text(encoding="utf-8")
    assert not re.search(r"color-mix\(|oklch(\(|%28)|light-dark\(", css)
    icons = (BUILT / "icons.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([^"]+)"', icons)) == ICONS


def test_the_lock_names_no_registry_host() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    assert not [key for key, row in lock["packages"].items() if "resolved" in row]
