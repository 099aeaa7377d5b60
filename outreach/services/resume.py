"""Gives back what a queue that dies with its process still holds, and takes up what it held."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.services.reap import release_all
from outreach.services.tick import BATCH, DELIVER
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.services.engine import Engine

GIVE_BACK_WITHIN = timedelta(seconds=5)


async def resume_claims(engine: Engine) -> int:
    """Enqueue every claim again; return how many. One that is enqueued twice leaves once."""
    async with engine.database.reading() as connection:
        ids = await touches.claimed_ids(connection)
    for start in range(0, len(ids), BATCH):
        await engine.queue.put(DELIVER, ids[start : start + BATCH])
    return len(ids)


async def give_back_claims(engine: Engine) -> None:
    """Release the claims there are, in a few seconds; what is left is taken up at the start."""
    with suppress(TimeoutError):
        async with asyncio.timeout(GIVE_BACK_WITHIN.total_seconds()):
            while await _give_back_some(engine):
                pass


async def _give_back_some(engine: Engine) -> int:
    async with engine.database.writing() as connection:
        ids = await touches.claimed_ids(connection, BATCH)
        claims = await touches.get(connection, ids)
        return await release_all(engine, connection, list(claims.values()))
