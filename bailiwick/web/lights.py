"""The light chip: from level, days and state to the words and the shape (design §2, said once)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LEVELS = ("black", "red", "orange", "yellow", "green", "grey")  # order of severity, everywhere
WORDS = {
    "green": "正常",
    "yellow": "临期",
    "orange": "临近",
    "red": "超期",
    "black": "严重超期",
    "grey": "缺数据",
}
MEASURE_WORDS = WORDS | {"red": "将失效", "black": "已失效"}
STATE_WORDS = {"paused": "已暂停", "met": "已完成", "met_late": "逾期完成"}
_STATE_SHAPES = {"paused": "paused", "met": "met", "met_late": "late"}


@dataclass(frozen=True)
class Light:
    """What a chip shows. ``days`` left until the due day; negative once it has passed.

    ``measure``: a control measure, which lapses instead of being overdue. ``internal``: a limit of
    our own that the court has not adopted.
    """

    level: str | None
    days: int | None = None
    state: str = "running"
    internal: bool = False
    measure: bool = False


@dataclass(frozen=True)
class Chip:
    """The words and the shape of a light, ready to be written."""

    shape: str
    word: str
    figure: str = ""

    @property
    def text(self) -> str:
        return f"{self.word} {self.figure}" if self.figure else self.word


def chip_of(light: Any) -> Chip | None:
    """Return the chip of anything with ``level days state``; None where nothing can be said.

    A state without level (paused, met, met late) goes before the level.
    """
    state = _word(getattr(light, "state", ""))
    level = _word(getattr(light, "level", None))
    days = getattr(light, "days", None)
    if state in STATE_WORDS:
        late = state == "met_late" and days is not None
        return Chip(_STATE_SHAPES[state], STATE_WORDS[state], f"{abs(days or 0)}日" if late else "")
    if state == "grey":
        level = "grey"
    if level not in WORDS:
        return None
    words = MEASURE_WORDS if getattr(light, "measure", False) else WORDS
    return Chip(level, words[level], "" if level == "grey" else _figure(days))


def _figure(days: int | None) -> str:
    if days is None:
        return ""
    if days == 0:
        return "今日"
    return f"剩{days}日" if days > 0 else f"{-days}日"


def _word(value: Any) -> str:
    return str(getattr(value, "value", value) or "")
