"""Does what a person chose short of an end: leaves one sequence, or waits until a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import Event, Finish, LeadId, TouchId
from outreach.core.preference import ASKED_TO_WAIT, LIFTED, PAUSE, SEQUENCE, standing
from outreach.services import react
from outreach.services.finish import finish
from outreach.services.opt_out import touch_of
from outreach.services.wait_out import wait_until, would_go_on
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.services.opt_out import Trace
    from outreach.store.database import Connection, Row

# What is told of what we hold: a word for each, and none of the values, for a link is
# passed on with its mail.
_TOLD = {
    "email": ("email",),
    "name": ("first_name", "last_name"),
    "work": ("company", "title"),
    "phone": ("phone",),
    "profile": ("linkedin",),
    "place": ("country", "timezone", "language"),
}


async def leave(engine: Engine, trace: Trace) -> None:
    """End the sequence the link is of, and let the lead into it no more; committed on return."""
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, [trace.lead_id])
        if not held:
            return
        known, _ = await _standing(connection, trace.lead_id)
        if trace.sequence not in known:
            event = await _event(engine, connection, SEQUENCE, trace)
            held = (await react.record(engine, connection, held, [event])).leads
        rows = [
            row
            for row in await enrollments.open_of(connection, held)
            if row["sequence"] == trace.sequence
        ]
        facts = await finish(engine, connection, rows, Finish.OPTED_OUT)
        await react.record(engine, connection, held, facts)


async def wait(engine: Engine, trace: Trace, until: datetime) -> None:
    """Pause all the lead is in until an instant, and start nothing new before."""
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, [trace.lead_id])
        if not held:
            return
        _, known = await _standing(connection, trace.lead_id)
        if known != until:
            said = {"until": until.isoformat()}
            event = await _event(engine, connection, PAUSE, trace, **said)
            held = (await react.record(engine, connection, held, [event])).leads
        rows = await enrollments.open_of(connection, held)
        waiting = [row for row in rows if _is_to_wait(row, until)]
        facts = await wait_until(engine, connection, waiting, until)
        await react.record(engine, connection, held, facts)


def _is_to_wait(row: Row, until: datetime) -> bool:
    """Tell whether the day is for it, too: one that was asked for before counts no more."""
    if row["reason"] == ASKED_TO_WAIT:
        return bool(row["due_at"] != until)
    return would_go_on(row, until)


async def _event(
    engine: Engine, connection: Connection, kind: str, trace: Trace, **said: str
) -> Event:
    touch = await touch_of(connection, trace)
    of = None if touch is None else TouchId(touch["id"])
    data = {**said, "sequence": trace.sequence, "step": trace.step}
    # The lead's word: no one enrollment's.
    return Event(kind, engine.now(), trace.lead_id, None, of, data)


async def _standing(
    connection: Connection, lead_id: LeadId
) -> tuple[frozenset[str], datetime | None]:
    return standing((await events.preferences(connection, [lead_id]))[lead_id])


async def lift(engine: Engine, connection: Connection, lead: Lead) -> bool:
    """Forget what a locked lead chose, for a person says so; False if it chose nothing."""
    left, until = await _standing(connection, lead.id)
    if not left and (until is None or until <= engine.now()):
        return False
    event = Event(LIFTED, engine.now(), lead.id)
    await react.record(engine, connection, {lead.id: lead}, [event])
    return True


async def held_of(engine: Engine, trace: Trace) -> tuple[str, ...]:
    """Return what kinds of thing we hold of the person; none for one that was erased."""
    async with engine.database.reading() as connection:
        lead = (await leads.get(connection, [trace.lead_id])).get(trace.lead_id)
    if lead is None:
        return ()
    known = [
        word
        for word, names in _TOLD.items()
        if any(getattr(lead, name) for name in names)
    ]
    return (*known, "other") if lead.fields or lead.tags else tuple(known)
