"""Levels of any day, read off stored days by comparison: no nightly job, and index ranges for
lists.

The same columns exist on ``Case`` (its worst official clock) and on ``CaseClock`` (one clock).
Order of severity: black, red, orange, yellow, green, grey; a case without any of them has none.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

LEVELS = ("black", "red", "orange", "yellow", "green", "grey")
LABELS = {
    "black": "严重超期",
    "red": "超期",
    "orange": "临近",
    "yellow": "临期",
    "green": "正常",
    "grey": "缺数据",
}
NO_LEVEL = "none"


def _reached(column: str, on: date) -> Q:
    return Q(**{f"{column}__lte": on})


def _not_yet(column: str, on: date) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": on})


def level_q(level: str, on: date) -> Q:
    """Return the condition on ``Case`` for showing exactly this level on a day.

    Raises:
        KeyError: no such level.
    """
    calm = _not_yet("black_on", on) & _not_yet("red_on", on)
    quiet = calm & _not_yet("orange_on", on) & _not_yet("yellow_on", on)
    return {
        "black": _reached("black_on", on),
        "red": _reached("red_on", on) & _not_yet("black_on", on),
        "orange": _reached("orange_on", on) & calm,
        "yellow": _reached("yellow_on", on) & _not_yet("orange_on", on) & calm,
        "green": (Q(due_on__isnull=False) | Q(is_paused=True)) & quiet,
        "grey": Q(is_grey=True, is_paused=False, due_on__isnull=True) & quiet,
    }[level]


def overdue_q(on: date) -> Q:
    """Red or black."""
    return _reached("red_on", on) | _reached("black_on", on)


def near_q(on: date) -> Q:
    """Yellow or orange, not yet overdue."""
    reached = _reached("yellow_on", on) | _reached("orange_on", on)
    return reached & _not_yet("red_on", on) & _not_yet("black_on", on)


def clock_level_q(level: str, on: date, prefix: str = "") -> Q:
    """Return the condition on ``CaseClock`` for a level: live clocks only, grey by their state."""
    p = prefix
    if level == "grey":
        return Q(**{f"{p}state": "grey"})
    live = Q(**{f"{p}state__in": ("running", "overdue")})
    calm = _not_yet(f"{p}black_on", on) & _not_yet(f"{p}red_on", on)
    near = _not_yet(f"{p}orange_on", on) & calm
    if level == "green":
        quiet = live & _not_yet(f"{p}yellow_on", on) & near
        return quiet | Q(**{f"{p}state": "paused"})
    return (
        live
        & {
            "black": _reached(f"{p}black_on", on),
            "red": _reached(f"{p}red_on", on) & _not_yet(f"{p}black_on", on),
            "orange": _reached(f"{p}orange_on", on) & calm,
            "yellow": _reached(f"{p}yellow_on", on) & near,
        }[level]
    )


def level_case(on: date) -> Case:
    """Return the expression for the level's name on a ``Case`` row."""
    return Case(
        *(When(level_q(level, on), then=Value(level)) for level in LEVELS),
        default=Value(NO_LEVEL),
        output_field=CharField(),
    )


def rank_case(on: date) -> Case:
    """Return the expression that sorts black first."""
    return Case(
        When(_reached("black_on", on), then=Value(0)),
        When(_reached("red_on", on), then=Value(1)),
        When(_reached("orange_on", on), then=Value(2)),
        When(_reached("yellow_on", on), then=Value(3)),
        When(due_on__isnull=False, then=Value(4)),
        default=Value(5),
        output_field=IntegerField(),
    )


def with_level(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Annotate ``level`` (a name or 'none'), ``level_rank`` (0 worst) and ``days`` (due − on)."""
    annotated: QuerySet[Any] = rows.annotate(
        level=level_case(on),
        level_rank=rank_case(on),
        days=Func(
            F("due_on"),
            Value(on, DateField()),
            template="(%(expressions)s)",
            arg_joiner=" - ",  # two days give an integer in PostgreSQL, not an interval
            output_field=IntegerField(),
        ),
    )
    return annotated


def days_of(row: Any, on: date) -> int | None:
    """Return the days left of a row with ``due_on``; negative when overdue."""
    return (row.due_on - on).days if row.due_on else None


def level_of(row: Any, on: date) -> str:
    """Return the level of a ``Case`` in hand, by the same rules as ``level_q``."""
    for level in ("black", "red", "orange", "yellow"):
        day = getattr(row, f"{level}_on")
        if day is not None and day <= on:
            return level
    if row.due_on is not None or row.is_paused:
        return "green"
    return "grey" if row.is_grey else NO_LEVEL


def clock_level_of(clock: Any, on: date) -> str:
    """Return the level of a stored clock in hand."""
    if clock.state == "grey":
        return "grey"
    if clock.state == "paused":
        return "green"
    if clock.state not in ("running", "overdue"):
        return NO_LEVEL
    for level in ("black", "red", "orange", "yellow"):
        day = getattr(clock, f"{level}_on")
        if day is not None and day <= on:
            return level
    return "green"


def counts(rows: QuerySet[Any], on: date, **more: Any) -> dict[str, Any]:
    """Return how many cases show each level on a day, in one pass; each equals its list.

    ``more`` are further aggregates to read in the same pass.
    """
    levels = {level: Count("pk", filter=level_q(level, on)) for level in LEVELS}
    return rows.order_by().aggregate(**levels, **more)
