"""Lists and case sheets on paper: A4, court and title on top, who printed and when, no buttons."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from bailiwick.org.models import Account
from tests.journeys.caseload import caseload
from tests.journeys.steps import PROJECT, login, shot


def test_the_case_list_on_paper(page: Page, li: Account) -> None:
    caseload(li, localdate())
    login(page, li)
    page.goto("/cases/")
    page.set_viewport_size({"width": 1010, "height": 700})
    page.emulate_media(media="print")
    expect(page.locator(".bw-print-head")).to_contain_text("洛阳市洛龙区人民法院")
    expect(page.locator(".bw-print-foot")).to_contain_text("打印人 李执行员")
    for gone in (".bw-bar", ".bw-menu", ".bw-tb", ".bw-acts"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".lv").first).to_be_visible()  # shapes and words are kept
    paper = PROJECT / "test-results" / "case-list.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    width, height = size_in_points(paper)
    assert (round(width), round(height)) == (842, 595)  # A4 on its side: 297 by 210 mm
    shot(page, "case-list-print", whole=True)


def size_in_points(paper: Path) -> tuple[float, float]:
    """Return the size of the first sheet of a PDF."""
    box = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", paper.read_bytes())
    assert box
    return float(box[1]), float(box[2])
