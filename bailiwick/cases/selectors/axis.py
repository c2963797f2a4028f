"""The day axis of an explanation: proportional to real days, drawn by the server as SVG shapes.

Units are those of the drawing (772 wide). Labels look for a free place in two rows and are left out
when there is none: what they say also stands in the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

WIDTH = 772
BAR_TOP = 46
BAR_HEIGHT = 12
ABOVE = (14, 30)
BELOW = (82, 98)
MONTHS_AT = 116
HEIGHT = 120
_EDGE_DAYS = 6


@dataclass(frozen=True)
class Rect:
    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Label:
    """A mark on the axis: tick from the bar to its text."""

    text: str
    x: float
    text_x: float
    y: int
    anchor: str
    look: str
    above: bool


@dataclass(frozen=True)
class Month:
    text: str
    x: float


@dataclass
class Axis:
    """Everything the template draws."""

    title: str
    bars: list[Rect] = field(default_factory=list)
    pauses: list[Rect] = field(default_factory=list)
    brackets: list[Rect] = field(default_factory=list)
    later: Rect | None = None
    labels: list[Label] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    top: int = 0
    bar_top: int = BAR_TOP
    bar_height: int = BAR_HEIGHT
    bar_bottom: int = BAR_TOP + BAR_HEIGHT
    months_at: int = MONTHS_AT


@dataclass(frozen=True)
class Stretch:
    """A pause of the axis; days inclusive."""

    first: date
    last: date
    label: str
    lawful: bool


@dataclass(frozen=True)
class Mark:
    """A named day; lower ``rank`` finds its place first."""

    on: date
    label: str
    look: str = ""
    above: bool = True
    rank: int = 5


def draw(
    *,
    title: str,
    first: date,
    due: date | None,
    on: date,
    met_on: date | None = None,
    black_on: date | None = None,
    stretches: Sequence[Stretch] = (),
    marks: Sequence[Mark] = (),
) -> Axis:
    """Draw a clock from ``first`` to the later of due day and ``on`` (or the day it turns black)."""
    stop = met_on or on
    last = max(due or stop, stop)
    shows_later = (
        black_on is not None and due is not None and met_on is None and due < on < black_on
        and (black_on - on).days <= 90
    )  # fmt: skip
    if shows_later and black_on:
        last = max(last, black_on)
    from_day = first - timedelta(days=_EDGE_DAYS)
    to_day = last + timedelta(days=_EDGE_DAYS)
    scale = WIDTH / max((to_day - from_day).days, 1)

    def at(day: date) -> float:
        return round((min(max(day, from_day), to_day) - from_day).days * scale, 1)

    def rect(kind: str, start: date, end: date) -> Rect:
        x = at(start)
        return Rect(kind, x, max(round(at(end + timedelta(days=1)) - x, 1), 1.5))

    axis = Axis(title)
    ran_to = min(stop, due) if due else stop
    axis.bars.append(rect("run", first, max(ran_to, first)))
    if due and stop > due:
        axis.bars.append(rect("over", due + timedelta(days=1), stop))
    elif due and stop < due and not met_on:
        axis.bars.append(rect("left", stop + timedelta(days=1), due))
    for stretch in stretches:
        if stretch.last < from_day or stretch.first > to_day:
            continue
        target = axis.pauses if stretch.lawful else axis.brackets
        target.append(rect("pause", stretch.first, stretch.last))
    if shows_later and black_on:
        axis.later = Rect("later", at(on), round(at(black_on) - at(on), 1))
    axis.labels = _place(marks, at)
    _crop(axis)
    axis.months = list(_months(from_day, to_day, at))
    return axis


def _crop(axis: Axis) -> None:
    """Give back the rows no label needed."""
    rows = {label.y for label in axis.labels}
    if ABOVE[0] not in rows:
        axis.top = ABOVE[1] - ABOVE[0]
    if BELOW[1] not in rows:
        axis.months_at -= BELOW[1] - BELOW[0]
    axis.height = axis.months_at + HEIGHT - MONTHS_AT - axis.top


def _place(marks: Sequence[Mark], at: Callable[[date], float]) -> list[Label]:
    taken: dict[tuple[bool, int], list[tuple[float, float]]] = {}
    placed: list[Label] = []
    for mark in sorted(marks, key=lambda mark: (mark.rank, mark.on)):
        x = at(mark.on)
        wide = _width_of(mark.label, bold=mark.look in ("now", "due"))
        for row in ABOVE[::-1] if mark.above else BELOW:
            for anchor, left in (("middle", x - wide / 2), ("start", x - 2), ("end", x + 2 - wide)):
                right = left + wide
                inside = left >= 0 and right <= WIDTH
                busy = taken.setdefault((mark.above, row), [])
                if inside and all(right + 8 <= a or left - 8 >= b for a, b in busy):
                    busy.append((left, right))
                    text_x = {"middle": x, "start": left, "end": right}[anchor]
                    placed.append(
                        Label(mark.label, x, round(text_x, 1), row, anchor, mark.look, mark.above)
                    )
                    break
            else:
                continue
            break
    return placed


def _width_of(text: str, *, bold: bool) -> float:
    wide = sum(12 if ord(char) > 0x2E80 else 6.8 for char in text)
    return wide * (1.06 if bold else 1)


def _months(first: date, last: date, at: Callable[[date], float]) -> list[Month]:
    starts = []
    day = date(first.year, first.month, 1)
    while day <= last:
        if day >= first:
            starts.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    step = max(1, -(-len(starts) // 14))
    found = []
    for place, start in enumerate(starts):
        if place % step == 0:
            text = f"{start.year}年" if start.month == 1 else f"{start.month}月"
            x = at(start)
            if x < WIDTH - 24:
                found.append(Month(text, x))
    return found
