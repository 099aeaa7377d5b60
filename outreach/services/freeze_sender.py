"""Freezes a sender between two instants, at a person's word, and lets it go again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.source import nearest
from outreach.errors import InputError, NotFound
from outreach.services.reassign import spread
from outreach.store import absence as absences
from outreach.store import lane as lanes

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.services.engine import Engine


async def freeze_sender(
    engine: Engine,
    name: str,
    from_at: datetime,
    until_at: datetime,
    *,
    reassign: bool = False,
) -> int:
    """Let nothing leave through a sender between the two; return how many it has given away.

    Its leads wait. With `reassign` those it has not written to yet go on through the others
    of their pool, where there are any. A sender has one freeze: the last said counts. Raises
    NotFound, and InputError for a time that is over or none.
    """
    if until_at <= from_at:
        raise InputError("the freeze ends before it begins: turn them round")
    if until_at <= engine.now():
        raise InputError("the freeze is over already: name a later day")
    await _write(engine, name, from_at, until_at)
    return await spread(engine, name) if reassign else 0


async def unfreeze_sender(engine: Engine, name: str) -> bool:
    """Let a frozen sender send again, or one that is to be frozen; False if neither.

    Raises NotFound.
    """
    return await _write(engine, name, None, None)


async def _write(
    engine: Engine, name: str, from_at: datetime | None, until_at: datetime | None
) -> bool:
    """Write a lane's freeze; tell whether there was one that is not over."""
    async with engine.database.writing() as connection:
        row = (await lanes.lock(connection, [name])).get(name)
        if row is None:
            hint = nearest(name, engine.senders)
            raise NotFound(
                f"no sender {name!r}{hint}: `outreach senders list` tells them"
            )
        await absences.freeze(connection, name, from_at, until_at)
        until = row["frozen_until"]
        return until is not None and until > engine.now()
