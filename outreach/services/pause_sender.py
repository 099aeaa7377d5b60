"""Pauses a sender, and lets it send again, at a person's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.guard import BOUNCE_GUARD
from outreach.core.source import nearest
from outreach.errors import NotFound
from outreach.services.spare import try_now
from outreach.store import absence as absences
from outreach.store import lane as lanes
from outreach.store import rest

if TYPE_CHECKING:
    from outreach.services.engine import Engine
    from outreach.store.database import Connection


async def pause_sender(engine: Engine, name: str, reason: str) -> None:
    """Let nothing more leave through a sender; its leads wait, unpunished. Raises NotFound."""
    async with engine.database.writing() as connection:
        await _held(engine, connection, name)
        await lanes.pause(connection, name, reason, engine.now())


async def resume_sender(engine: Engine, name: str) -> bool:
    """Let a paused, frozen or resting sender try again at once; False if it was none.

    Where its server is left alone, one touch tries it now. What bounced before is forgiven
    where that paused it. Raises NotFound.
    """
    async with engine.database.writing() as connection:
        was = await _held(engine, connection, name)
        await lanes.pause(connection, name, "", None)
        if was.startswith(BOUNCE_GUARD):
            await absences.forgive(connection, name, engine.now())
        rested = await rest.end(connection, name, engine.now())
        spared = await try_now(engine, connection, name)
        thawed = await absences.thaw(connection, name, engine.now())
        return bool(was) or rested or spared or thawed


async def _held(engine: Engine, connection: Connection, name: str) -> str:
    """Lock a lane; return why it is paused, "" if it is not."""
    rows = await lanes.lock(connection, [name])
    if name not in rows:
        hint = nearest(name, engine.senders)
        raise NotFound(f"no sender {name!r}{hint}: `outreach senders list` tells them")
    reason: str = rows[name]["paused"]
    return reason
