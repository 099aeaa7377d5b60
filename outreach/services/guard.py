"""Pauses a sender whose mails bounce too often, until a person resumes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.guard import BOUNCE_GUARD, LOOKS_BACK, told
from outreach.core.model import Event
from outreach.log import get_logger
from outreach.services.ask import ask
from outreach.store import bounce as bounces
from outreach.store import lane as lanes

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import LeadId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

log = get_logger(__name__)


async def guard(
    engine: Engine, connection: Connection, name: str, lead_id: LeadId
) -> list[Event]:
    """Pause a lane that has had a bounce too many, of this lead just now; return the facts.

    The bounce is written, and the lane locked, in this transaction, so that of two at once
    the second counts both. What bounced before a person last resumed it does not count.
    """
    if engine.guard is None:
        return []
    row = (await lanes.lock(connection, [name])).get(name)
    if row is None or row["paused"].startswith(BOUNCE_GUARD):
        return []
    now = engine.now()
    since = max(now - LOOKS_BACK, row["forgiven_at"] or now - LOOKS_BACK)
    bounced = await bounces.bounced(connection, name, since)
    enough = engine.guard.enough(bounced)
    if enough <= engine.guard.sample:
        return []  # too few to look any further
    contacted = await bounces.contacted(connection, name, since, enough)
    if not engine.guard.trips(contacted, bounced):
        return []
    reason = told(contacted, bounced)
    if row["paused"]:
        reason += f"; paused before: {row['paused']}"
    await lanes.pause(connection, name, reason, now)
    log.warning("lane.paused", lane=name, said=reason)
    return await _told(connection, name, lead_id, reason, now)


async def _told(
    connection: Connection, name: str, lead_id: LeadId, reason: str, now: datetime
) -> list[Event]:
    """Ask a person to see to the list; return the facts."""
    title = f"{name} is paused, {reason}"
    remedy = f"clean the list, then: outreach senders resume {name}"
    asked = await ask(connection, lead_id, "notify", title, now, note=remedy)
    paused = {"sender": name, "detail": reason}
    return [Event("sender.paused", now, lead_id, data=paused), asked]
