"""record() and subscribe(): an act writes its record in its own transaction, without shared lock.

The digest is SM3 over the canonical JSON of the record, so a changed record is found by
``audit.chain``. Sealing is not done here: one sealer chains committed records every second.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from cryptography.hazmat.primitives import hashes
from django.db import transaction
from django.utils import timezone

from bailiwick.audit.models import JournalRecord
from bailiwick.events import Event

E = TypeVar("E", bound=Event)
_receivers: dict[str, list[Callable[[Any], None]]] = defaultdict(list)


@dataclass(frozen=True)
class Actor:
    """Who acts, as the journal keeps it: account id, name and posts of the day."""

    account: int | None
    name: str
    posts: str = ""


SYSTEM = Actor(None, "系统")
request_address: ContextVar[str | None] = ContextVar("request_address", default=None)


def actor_of(by: Any) -> Actor:
    """Return the actor for an account (or the system for None)."""
    if by is None:
        return SYSTEM
    if isinstance(by, Actor):
        return by
    posts = getattr(by, "posts_text", "")
    return Actor(by.pk, by.person.name if by.person_id else by.username, posts)


def record(
    event: Event,
    *,
    by: Any,
    court: int | None = None,
    case: int | None = None,
    subject: tuple[str, int] | None = None,
    at: datetime | None = None,
) -> JournalRecord:
    """Write one record in the caller's transaction; receivers run after commit."""
    entry = build(event, by=by, court=court, case=case, subject=subject, at=at)
    entry.save(force_insert=True)
    _announce(event)
    return entry


def record_many(entries: Iterable[JournalRecord]) -> None:
    """Insert prepared records in one statement (an import writes one per batch of work)."""
    JournalRecord.objects.bulk_create(entries, batch_size=1000)


def build(
    event: Event,
    *,
    by: Any,
    court: int | None = None,
    case: int | None = None,
    subject: tuple[str, int] | None = None,
    at: datetime | None = None,
) -> JournalRecord:
    """Return an unsaved record with its digest."""
    actor = actor_of(by)
    entry = JournalRecord(
        at=at or timezone.now(),
        event=type(event).__name__,
        kind=event.kind,
        actor=actor.account,
        actor_name=actor.name,
        actor_posts=actor.posts,
        court=court,
        subject_type=subject[0] if subject else "",
        subject_id=subject[1] if subject else None,
        case=case,
        data=event.data(),
        address=request_address.get(),
    )
    entry.digest = digest(entry)
    return entry


def digest(entry: JournalRecord) -> str:
    """Return SM3 (hex) over a record's content: all columns but id, digest and written_at."""
    content = json.dumps(
        [
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.event, entry.kind, entry.actor, entry.actor_name, entry.actor_posts, entry.court,
            entry.subject_type, entry.subject_id, entry.case, entry.data,
            str(entry.address) if entry.address else None,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )  # fmt: skip
    return sm3(content.encode())


def sm3(content: bytes) -> str:
    """Return the SM3 hash (GB/T 32905) as hex."""
    state = hashes.Hash(hashes.SM3())
    state.update(content)
    return state.finalize().hex()


def subscribe(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a receiver; it runs after commit, perhaps twice, and must be idempotent."""

    def register(receiver: Callable[[E], None]) -> Callable[[E], None]:
        _receivers[event.__name__].append(receiver)
        return receiver

    return register


def _announce(event: Event) -> None:
    for receiver in _receivers[type(event).__name__]:
        transaction.on_commit(partial(receiver, event))
