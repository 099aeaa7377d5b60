"""Asks a person to see to a lead that no sequence can help any further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import Event
from outreach.store import task as tasks

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

KIND = "custom"


async def ask_who_follows(
    engine: Engine, connection: Connection, lead: Lead, contact: str
) -> list[Event]:
    """Have a person decide whom to write to instead of one who has left; return the fact.

    Told again before that is done, nobody is asked twice.
    """
    name = lead.name or lead.email or lead.phone
    named = f": {contact} is named instead" if contact else ""
    title = f"{name} has left{named}"
    known = await tasks.of_lead(connection, lead.id)
    if any(row["title"] == title and row["done_at"] is None for row in known):
        return []
    now = engine.now()
    task_id = await tasks.add(
        connection,
        lead_id=lead.id,
        kind=KIND,
        title=title,
        note="The sequences of the lead are paused. Nobody else is written to by itself.",
        created_at=now,
    )
    data = {"task": task_id, "kind": KIND, "title": title}
    return [Event("task.created", now, lead.id, data=data)]
