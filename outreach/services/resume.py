"""Takes up what an earlier process left claimed, where its queue died with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.services.tick import BATCH, DELIVER
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.services.engine import Engine


async def resume_claims(engine: Engine) -> int:
    """Enqueue every claim again; return how many. One that is enqueued twice leaves once."""
    async with engine.database.reading() as connection:
        ids = await touches.claimed_ids(connection)
    for start in range(0, len(ids), BATCH):
        await engine.queue.put(DELIVER, ids[start : start + BATCH])
    return len(ids)
