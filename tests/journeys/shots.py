"""Pictures for the README, taken from a running platform with the demo city. Run by hand:

    bin/run                                  # in one terminal
    .venv/bin/python -m tests.journeys.shots http://127.0.0.1:8000 USER PASSWORD docs/pictures

Pages: 工作台, 案件列表, a red case, its 预警说明, 节点看板, as far as the account may see them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from config import machine

READY = "html[data-ready]"


def main(address: str, user: str, password: str, folder: str) -> int:
    """Sign in and write one PNG a page (1440 by 900) into ``folder``."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=machine.chromium(), args=["--no-sandbox", "--lang=zh-CN"]
        )
        page = browser.new_page(
            base_url=address, viewport={"width": 1440, "height": 900}, locale="zh-CN"
        )
        page.goto("/login/")
        page.locator("input[name=username]").fill(user)
        page.locator("input[type=password]").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{READY} .bw-menu")
        for name, path in (("workbench", "/"), ("case-list", "/cases/"), ("node-board", "/board/")):
            take(page, path, place / f"{name}.png")
        red = page.goto("/cases/?level=red") and page.locator("td a[href^='/cases/']").first
        if red and red.count():
            path = red.get_attribute("href") or ""
            take(page, path, place / "case-detail.png")
            page.locator("a[data-offcanvas]").first.click()
            page.wait_for_selector("dialog[open] .bw-oc")
            page.screenshot(path=place / "explanation.png")
        browser.close()
    return 0


def take(page: Page, path: str, picture: Path) -> None:
    """Take one page, unless this account may not see it."""
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        print(f"skipped {path}: {answer and answer.status}", file=sys.stderr)  # noqa: T201
        return
    page.wait_for_selector(READY)
    page.wait_for_timeout(500)
    page.screenshot(path=picture)
    print(picture)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
