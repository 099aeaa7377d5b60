"""Lets a lead's sequences rest while it is away, or until the day on which it wants to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.model import EnrollmentState
from outreach.core.preference import ASKED_TO_WAIT
from outreach.core.rest import GONE, NOTE, OUT_OF_OFFICE, rest_of
from outreach.core.sequence import Window
from outreach.core.window import place_of
from outreach.services.finish import pause
from outreach.store import enrollment as enrollments
from outreach.store import event as events

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from outreach.core.inbound.autoreply import AutoReply
    from outreach.core.model import Event, Lead, LeadId
    from outreach.core.rest import Rest
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

_ANY_HOUR = Window(None, (), "lead", "none")


async def wait_out(
    engine: Engine,
    connection: Connection,
    lead: Lead,
    note: AutoReply,
    at: datetime,
) -> list[Event]:
    """Pause what the lead is in until it is back; return the facts to record.

    An acknowledgement pauses nothing, and who is gone for good waits for a person. A vacation
    responder answers once in some days (RFC 3834 2), not always with its date: a note without
    one never shortens a rest, one with a date sets it anew. What a person or a sequence has
    paused stays so. The note came in `at`: one that was read late, or imported, and whose
    absence is over by now, pauses nothing.
    """
    if not note.absent:
        return []
    rows = await enrollments.open_of(connection, [lead.id])
    resting = [row for row in rows if _is_resting(row)]
    if note.gone:
        return await pause(engine, connection, resting, GONE, None)
    until = engine.house.away.until(note.return_on, _zone(engine, lead), at)
    if until is not None and at < until <= engine.now():
        return []
    if note.return_on is None:
        resting = [row for row in resting if not _rests_longer(row, until)]
    return await pause(engine, connection, resting, OUT_OF_OFFICE, until)


async def rests_of(
    engine: Engine, connection: Connection, some: Collection[Lead]
) -> dict[LeadId, Rest]:
    """Return how those of the leads rest that are away, whatever they are or were in."""
    noted = await events.told_of(connection, [lead.id for lead in some], NOTE)
    said = await events.of_leads(connection, noted)
    found = {
        lead.id: rest_of(
            said[lead.id], engine.house.away, _zone(engine, lead), engine.now()
        )
        for lead in some
        if lead.id in said
    }
    return {lead_id: rest for lead_id, rest in found.items() if rest is not None}


def _zone(engine: Engine, lead: Lead) -> ZoneInfo:
    return ZoneInfo(place_of(lead, _ANY_HOUR, engine.house.zone).zones[0])


async def wait_until(
    engine: Engine, connection: Connection, rows: Iterable[Row], until: datetime
) -> list[Event]:
    """Pause these until an instant, as the lead asked; return the facts to record."""
    return await pause(engine, connection, rows, ASKED_TO_WAIT, until)


def would_go_on(row: Row, until: datetime) -> bool:
    """Tell whether it goes on before then by itself: it waits neither longer nor for a person."""
    active = row["state"] == EnrollmentState.ACTIVE
    return bool(active or (row["due_at"] is not None and row["due_at"] < until))


def _is_resting(row: Row) -> bool:
    active = row["state"] == EnrollmentState.ACTIVE
    return bool(active or row["reason"] == OUT_OF_OFFICE)


def _rests_longer(row: Row, until: datetime | None) -> bool:
    if row["state"] == EnrollmentState.ACTIVE:
        return False
    due_at: datetime | None = row["due_at"]
    return due_at is None or (until is not None and due_at >= until)
