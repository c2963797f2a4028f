"""What a clock is: its days, state and level. Boards and pages read off here what they show."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    OVERDUE = "overdue"


class Level(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    BLACK = "black"
    GREY = "grey"


class Frame(NamedTuple):
    """What derivation must know of a case beside its facts.

    ``complete``: the sources the court has declared complete (N01…N37, 措施, 案款, ``*`` for all).
    A missing answer from any other source is grey, and so is one due before ``go_live_on``.
    """

    number: str
    court: str
    type_code: str
    kind: str = "民事"
    go_live_on: date | None = None
    complete: frozenset[str] = frozenset()


class Clock(NamedTuple):
    """One clock of a case on a day.

    ``start`` is the first counted day, ``due_unrolled`` the due day before rolling.
    ``…_on`` is the first day of the level; on the day of ``met_on`` the level ends.
    ``wake_on``: derive again on that day even if no fact comes: the state changes by itself.
    """

    rule: str
    subject: str
    start: date
    due_unrolled: date | None
    due: date | None
    state: State
    yellow_on: date | None = None
    orange_on: date | None = None
    red_on: date | None = None
    black_on: date | None = None
    met_on: date | None = None
    internal: bool = False
    grey: bool = False
    wake_on: date | None = None

    def level(self, on: date) -> Level | None:
        """Return the level the clock shows on a day; None once it is met."""
        if self.met_on is not None and on >= self.met_on:
            return None
        if self.grey:
            return Level.GREY
        if self.black_on is not None and on >= self.black_on:
            return Level.BLACK
        if self.red_on is not None and on >= self.red_on:
            return Level.RED
        if self.orange_on is not None and on >= self.orange_on:
            return Level.ORANGE
        if self.yellow_on is not None and on >= self.yellow_on:
            return Level.YELLOW
        return Level.GREEN

    def days_left(self, on: date) -> int | None:
        """Return due − on: negative when overdue, None when met or without a due day."""
        if self.due is None or (self.met_on is not None and on >= self.met_on):
            return None
        return (self.due - on).days
