"""A hint names what changed. It travels by PostgreSQL NOTIFY and may be lost."""

from __future__ import annotations

import json
from dataclasses import dataclass

CHANNEL = "bailiwick_hints"


@dataclass(frozen=True, slots=True)
class Hint:
    """``topic`` such as case, board, import, notice; ``id`` of the thing; who may hear it."""

    topic: str
    id: int
    court: int | None = None
    person: int | None = None  # only this person hears it

    def encode(self) -> str:
        return json.dumps([self.topic, self.id, self.court, self.person], separators=(",", ":"))

    @classmethod
    def decode(cls, payload: str) -> Hint:
        """Return the hint of a NOTIFY payload.

        Raises:
            ValueError: not one of our payloads.
        """
        topic, id_, court, person = json.loads(payload)
        return cls(str(topic), int(id_), court, person)
