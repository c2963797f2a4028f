"""The bus over PostgreSQL: one LISTEN connection a process, reconnecting by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import psycopg

from bailiwick.bus.hints import CHANNEL, Hint

logger = logging.getLogger(__name__)


async def listen(conninfo: str, *, retry_s: float = 2.0) -> AsyncIterator[Hint | None]:
    """Yield hints for ever; None after each (re)connection, when listeners must fetch the present."""
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as link:
                await link.execute(f"LISTEN {CHANNEL}")
                yield None
                async for message in link.notifies():
                    try:
                        yield Hint.decode(message.payload)
                    except ValueError:
                        logger.warning("odd hint on the bus")
        except psycopg.Error:
            logger.info("bus connection lost, retrying")
            await asyncio.sleep(retry_s)
