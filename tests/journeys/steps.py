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
    page.wait_for_selector("html[data-ready] .bw-me")


def shot(page: Page, name: str, *, whole: bool = False) -> Path:
    """Write test-results/NAME.png and return its path."""
    path = PROJECT / "test-results" / f"{name}.png"
    page.screenshot(path=path, full_page=whole, animations="disabled")
    return path


def axe(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail on any serious or critical accessibility problem, naming rule, place and remedy."""
    severe = axe_faults(page, without=without)
    assert not severe, f"{page.url}\n" + "\n".join(severe)


def axe_faults(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Return the serious and critical problems of a page: one line a rule, with its first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return [
        f"{violation['id']} ×{len(violation['nodes'])}: {violation['nodes'][0]['html'][:160]}"
        f" ({violation['nodes'][0]['failureSummary'].splitlines()[-1].strip()})"
        for violation in found["violations"]
        if violation["impact"] in SEVERE
    ]


def no_sideways_scrolling(page: Page) -> None:
    """Fail when the page is wider than its window (WCAG 1.4.10 at 320 px)."""
    wide = too_wide(page)
    assert not wide, f"{page.url} is wider than {page.viewport_size}: {wide}"


def too_wide(page: Page) -> list[str]:
    """Return what reaches over the right edge of a page that can be scrolled sideways."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
        .slice(0, 6).map(e => e.outerHTML.slice(0, 120))"""
    )
    return found
