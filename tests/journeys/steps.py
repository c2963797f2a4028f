"""What most journeys do: sign in, take a picture, ask axe.

Wait for selectors, not with ``page.wait_for_function``: it evaluates strings inside the page, which
our policy of contents forbids (``page.evaluate`` comes from outside and may).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bailiwick.org.models import Account
from tests.cast import PASSWORD

PROJECT = Path(__file__).resolve().parents[2]
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
SEVERE = {"serious", "critical"}


def login(page: Page, account: Account, *, password: str = PASSWORD) -> None:
    """Sign in at the door, as a person does."""
    page.goto("/login/")
    page.locator("input[name=username], input[name=login]").fill(account.username)
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready] .bw-who")


def shot(page: Page, name: str, *, whole: bool = False) -> Path:
    """Write test-results/NAME.png and return its path."""
    path = PROJECT / "test-results" / f"{name}.png"
    page.screenshot(path=path, full_page=whole, animations="disabled")
    return path


def axe(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail on any serious or critical accessibility problem, naming rule, place and remedy."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    severe = [
        f"{violation['id']}: {node['html'][:160]}\n    {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in SEVERE
        for node in violation["nodes"]
    ]
    assert not severe, f"{page.url}\n" + "\n".join(severe)


def no_sideways_scrolling(page: Page) -> None:
    """Fail when the page is wider than its window (WCAG 1.4.10 at 320 px)."""
    wide: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
        .slice(0, 8).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not wide, f"{page.url} is wider than {page.viewport_size}: {wide}"
