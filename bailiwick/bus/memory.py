"""The bus inside one process, for tests."""

from __future__ import annotations

from collections.abc import Callable

from bailiwick.bus.hints import Hint


class MemoryBus:
    """Hands each hint to every listener at once."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[Hint], None]] = []

    def publish(self, hint: Hint) -> None:
        for listener in list(self.listeners):
            listener(hint)
