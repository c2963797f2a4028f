"""The hub of hints: one LISTEN connection a process, many browsers (server-sent events).

A message says only what changed (topic and id). On connect and reconnect the browser fetches the
present state: there is no outbox and no replay. Rights are looked up again every minute, so a right
taken away ends what its holder hears.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from bailiwick.bus.hints import CHANNEL, Hint
from bailiwick.bus.postgres import listen
from bailiwick.org.models import Account
from bailiwick.org.scope import Scope, scope_of
from bailiwick.org.sessions import ends_at, open_session
from bailiwick.web.policy import signed_in

logger = logging.getLogger(__name__)
RIGHTS_SECONDS = 60
HEARTBEAT_SECONDS = 20
RETRY_SECONDS = 2


def hint(topic: str, id: int, *, court: int | None = None, person: int | None = None) -> None:
    """Tell open pages after commit that something changed."""
    payload = Hint(topic, id, court, person).encode()
    with connection.cursor() as cursor:  # NOTIFY inside the transaction is sent at its commit
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def hint_later(topic: str, id: int, *, court: int | None = None, person: int | None = None) -> None:
    """Like ``hint``, from code that runs outside a transaction."""
    transaction.on_commit(lambda: hint(topic, id, court=court, person=person))


@dataclass(eq=False)
class Listener:
    """One open browser: its scope and the hints that wait to be sent (None: fetch everything)."""

    account_id: int
    scope: Scope
    queue: asyncio.Queue[Hint | None] = field(default_factory=lambda: asyncio.Queue(256))

    def hears(self, item: Hint) -> bool:
        if item.person is not None:
            return item.person == self.scope.person_id
        if item.court is None:
            return True
        return item.court in self.scope.courts or item.court in self.scope.own_courts

    def offer(self, item: Hint | None) -> None:
        if item is not None and not self.hears(item):
            return
        if self.queue.full():  # too slow: it will fetch everything anew
            while not self.queue.empty():
                self.queue.get_nowait()
            item = None
        self.queue.put_nowait(item)


class Hub:
    """Fans hints of this process out to its listeners."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, listener: Listener) -> None:
        self.listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def remove(self, listener: Listener) -> None:
        self.listeners.discard(listener)

    def stop(self) -> None:
        """Give the connection back; the next listener opens it again."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            try:
                async for item in listen(_conninfo()):
                    for listener in list(self.listeners):
                        listener.offer(item)
            except Exception:  # one bad moment must not leave every open page deaf
                logger.exception("hub of hints fell over, starting again")
                await asyncio.sleep(RETRY_SECONDS)


hub = Hub()


@signed_in
async def stream(request: HttpRequest) -> HttpResponseBase:
    """GET /live/stream: hints as server-sent events, filtered by what the person may see."""
    found = await _load(request)
    if found is None:
        return HttpResponse(status=401)
    listener = Listener(*found)
    response = StreamingHttpResponse(_events(request, listener), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(request: HttpRequest, listener: Listener) -> AsyncIterator[bytes]:
    hub.add(listener)
    loop = asyncio.get_running_loop()
    check_at = loop.time() + RIGHTS_SECONDS
    try:
        yield b"event: hello\ndata: {}\n\n"
        while True:
            try:
                item = await asyncio.wait_for(listener.queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
            else:
                yield _message(item)
            if loop.time() >= check_at:
                found = await _load(request)
                if found is None:
                    yield b"event: bye\ndata: {}\n\n"
                    return
                listener.scope = found[1]
                check_at = loop.time() + RIGHTS_SECONDS
    finally:
        hub.remove(listener)


def _message(item: Hint | None) -> bytes:
    if item is None:
        return b"event: refetch\ndata: {}\n\n"
    data = json.dumps({"topic": item.topic, "id": item.id})
    return f"event: hint\ndata: {data}\n\n".encode()


@sync_to_async
def _load(request: HttpRequest) -> tuple[int, Scope] | None:
    """Return account and scope as of now; None when the session has ended. Holds no connection."""
    try:
        session = open_session(request)
        if session is None or not request.session.exists(session.session_key):
            return None
        account = Account.objects.filter(pk=session.account_id, is_active=True).first()
        if account is None or timezone.now() >= ends_at(session, account)[0]:
            return None
        return account.pk, scope_of(account)
    finally:
        close_old_connections()
        connection.close()


def _conninfo() -> str:
    params = connection.get_connection_params()
    keep = {k: v for k, v in params.items() if k in {"dbname", "user", "password", "host", "port"}}
    return make_conninfo("", **keep, application_name="bailiwick-live")
