"""Asks a person to see to something about a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import Event
from outreach.store import task as tasks

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import EnrollmentId, Lead, LeadId
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
    note = "The sequences of the lead are paused. Nobody else is written to by itself."
    return [await ask(connection, lead.id, KIND, title, engine.now(), note=note)]


async def ask(
    connection: Connection,
    lead_id: LeadId,
    kind: str,
    title: str,
    now: datetime,
    *,
    note: str = "",
    enrollment_id: EnrollmentId | None = None,
) -> Event:
    """Give a person a task about a lead; return the fact, for the caller to record."""
    task_id = await tasks.add(
        connection,
        lead_id=lead_id,
        enrollment_id=enrollment_id,
        kind=kind,
        title=title,
        note=note,
        created_at=now,
    )
    data = {"task": task_id, "kind": kind, "title": title}
    return Event("task.created", now, lead_id, enrollment_id, data=data)
