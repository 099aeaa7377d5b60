"""Pauses an enrollment that cannot be dealt with, so that it stops no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.log import get_logger
from outreach.services.finish import pause
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store.database import passes

if TYPE_CHECKING:
    from outreach.core.model import EnrollmentId
    from outreach.services.engine import Engine

REASON = "error"
LONGEST = 500

log = get_logger(__name__)


async def quarantine(
    engine: Engine, enrollment_id: EnrollmentId, error: Exception
) -> None:
    """Pause it until a person looks; nothing is done for what a database gets over itself."""
    log.error("enrollment.failed", enrollment=enrollment_id, error=repr(error))
    if passes(error):
        return
    async with engine.database.writing() as connection:
        found = await enrollments.get(connection, [enrollment_id])
        await leads.lock(connection, (row["lead_id"] for row in found.values()))
        found = await enrollments.get(connection, [enrollment_id])
        detail = repr(error)[:LONGEST]
        facts = await pause(
            engine, connection, found.values(), REASON, None, detail=detail
        )
        # Appended bare: the sequence's reactions may be just what fails.
        await events.append(connection, facts, engine.now())
