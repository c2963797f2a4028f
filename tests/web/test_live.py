"""The hub of hints: who hears what, what a slow browser gets, how a message reads."""

from __future__ import annotations

import asyncio

import pytest

from bailiwick.bus.hints import Hint
from bailiwick.org.scope import Scope
from bailiwick.web.live import Hub, Listener, _message

OFFICER = Scope(person_id=5, own_courts=frozenset({11}))
CENTRE = Scope(person_id=6, courts=frozenset({3, 11, 5}))


@pytest.mark.parametrize(
    ("scope", "hint", "heard"),
    [
        (OFFICER, Hint("case", 1, court=11), True),
        (OFFICER, Hint("case", 1, court=5), False),
        (CENTRE, Hint("case", 1, court=5), True),
        (CENTRE, Hint("case", 1, court=99), False),
        (OFFICER, Hint("notice", 1, person=5), True),
        (CENTRE, Hint("notice", 1, person=5), False),
        (OFFICER, Hint("calendar", 2026), True),
    ],
)
def test_a_listener_hears_its_courts_and_itself(scope: Scope, hint: Hint, heard: bool) -> None:
    async def offered() -> int:
        listener = Listener(1, scope)
        listener.offer(hint)
        return listener.queue.qsize()

    assert bool(asyncio.run(offered())) is heard


def test_a_slow_browser_is_told_to_fetch_everything() -> None:
    async def waiting() -> list[Hint | None]:
        listener = Listener(1, OFFICER)
        for number in range(300):
            listener.offer(Hint("case", number, court=11))
        return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]

    found = asyncio.run(waiting())
    assert found[0] is None  # fetch everything, then what came after
    assert found[-1] == Hint("case", 299, court=11)
    assert len(found) < 256


def test_messages_carry_topic_and_id_only() -> None:
    assert _message(Hint("case", 7, court=11)) == (
        b'event: hint\ndata: {"topic": "case", "id": 7}\n\n'
    )
    assert _message(None) == b"event: refetch\ndata: {}\n\n"


def test_the_hub_gets_up_again_after_a_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    falls = iter([True, False])

    async def listen(conninfo: str):  # type: ignore[no-untyped-def]
        if next(falls):
            raise RuntimeError("odd moment")
        yield Hint("case", 7, court=11)
        await asyncio.sleep(60)

    monkeypatch.setattr("bailiwick.web.live.listen", listen)
    monkeypatch.setattr("bailiwick.web.live._conninfo", str)
    monkeypatch.setattr("bailiwick.web.live.RETRY_SECONDS", 0)

    async def first() -> Hint | None:
        hub, listener = Hub(), Listener(1, OFFICER)
        hub.add(listener)
        heard = await asyncio.wait_for(listener.queue.get(), 5)
        hub.stop()
        return heard

    assert asyncio.run(first()) == Hint("case", 7, court=11)
