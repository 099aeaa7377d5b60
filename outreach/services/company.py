"""What an answer of one lead does to its colleagues, as its sequences say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentState, Finish
from outreach.core.reaction import of_colleagues
from outreach.services.finish import finish, pause
from outreach.store import enrollment as enrollments

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.core.model import Event, LeadId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

REASON = "company_replied"


async def colleagues_hear(
    engine: Engine,
    connection: Connection,
    lead_id: LeadId,
    held: Collection[LeadId],
    enrollment_id: int | None,
) -> list[Event]:
    """Pause or stop the colleagues among the locked leads; return the facts to record.

    The rule is that of the enrollment answered to, else of any the lead is or was in.
    """
    rules = set()
    for row in await enrollments.of_lead(connection, lead_id):
        if enrollment_id not in (None, row["id"]):
            continue
        release = await engine.catalogue.find(connection, row["version"])
        if release is not None:
            rules.add(release.sequence.company.on_reply)
    colleagues = [each for each in held if each != lead_id]
    rule = of_colleagues(rules)
    if not colleagues or rule == "nothing":
        return []
    rows = await enrollments.open_of(connection, colleagues)
    if rule == "stop":
        return await finish(engine, connection, rows, Finish.STOPPED)
    # One that would come back by itself, from an absence say, must not do so now.
    going_on = [
        row
        for row in rows
        if row["state"] == EnrollmentState.ACTIVE or row["due_at"] is not None
    ]
    return await pause(engine, connection, going_on, REASON, None)
