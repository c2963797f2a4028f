"""Browsers and rights are told in words, not in codes."""

from __future__ import annotations

import pytest

from bailiwick.org.browsers import words_of
from bailiwick.org.roles import words_of_rights

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 6.1; Win64) {_WEBKIT} Chrome/109.0.0.0 Safari/537.36",
         "Chrome 109　Windows 7"),
        (f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/120.0 Safari/537.36 Edg/120.0",
         "Edge 120　Windows 10/11"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT} HeadlessChrome/131.0 Safari/537.36",
         "Chrome 131　Linux"),
        ("Mozilla/5.0 (X11; Linux; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128　Linux"),
        ("curl/8.5", "curl/8.5"),
        ("", "—"),
    ],
)  # fmt: skip
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert words_of(agent) == words


def test_rights_in_words() -> None:
    assert words_of_rights("cases.set_label") == "设定敏感标签"
    assert words_of_rights("org.manage_posts | org.assign_post") == (
        "任免岗位（安全管理） 或 任免本院及所辖岗位"
    )
