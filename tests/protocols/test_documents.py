"""docs/protocols lists exactly the messages the codec knows."""

from __future__ import annotations

import re
from pathlib import Path

from bailiwick.protocols.jtt808.items import LOCATION_ITEMS
from bailiwick.protocols.jtt808.messages import MESSAGES

PAGE = Path(__file__).parents[2] / "docs" / "protocols" / "jtt808.md"


def test_message_table_is_complete() -> None:
    rows = re.findall(r"^\| ([0-9A-F]{4}) \| (\S.*?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [(f"{number:04X}", MESSAGES[number].title) for number in sorted(MESSAGES)]


def test_item_table_is_complete() -> None:
    rows = re.findall(r"^\| ([0-9A-F]{2}) \| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [(f"{number:02X}", name) for number, (name, _) in LOCATION_ITEMS.items()]
