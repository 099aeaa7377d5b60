"""Obeys a person's change in a CRM: the lead's stage, or a status that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.address import normalise
from outreach.core.model import Event, Finish, LeadId
from outreach.services import react
from outreach.services.finish import finish
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import outbox

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.ports import CrmChange
    from outreach.services.engine import Engine
    from outreach.store.database import Connection


async def obey(engine: Engine, crm: str, change: CrmChange) -> bool:
    """Do what a change asks; False for what is known already or a record not of ours.

    Known is what we wrote there, and what a person set there and we have heard. A status
    that stops is obeyed each time: we never write one, so it is no echo.
    """
    async with engine.database.writing() as connection:
        told = (crm, change.external_id)
        stops = change.value in engine.crms[crm].stop_on
        if not stops and await outbox.is_echo(
            connection, *told, change.property, change.value, engine.now()
        ):
            return False
        lead = await _lead(connection, crm, change)
        if lead is None:
            return False
        await _obey(engine, connection, crm, lead, change)
        known = {change.property: change.value}
        await outbox.note_writes(connection, *told, known, engine.now())
        return True


async def _lead(connection: Connection, crm: str, change: CrmChange) -> Lead | None:
    lead_id = await outbox.lead_of_link(connection, crm, change.external_id)
    if lead_id is None and change.email:
        found = await leads.by_address(connection, [normalise(change.email)])
        lead_id = found[0].id if found else None
    if lead_id is None:
        return None
    return (await leads.lock(connection, [lead_id])).get(lead_id)


async def _obey(
    engine: Engine, connection: Connection, crm: str, lead: Lead, change: CrmChange
) -> None:
    profile = engine.crms[crm]
    now = engine.now()
    data: dict[str, object] = {
        "crm": crm,
        "property": change.property,
        "value": change.value,
    }
    facts: list[Event] = []
    held: dict[LeadId, Lead] = {lead.id: lead}
    stage = profile.stage_for(change.value, lead.stage)
    if stage is not None and stage != lead.stage:
        done = react.Recorded(held)
        facts.append(
            await react.move(engine, connection, done, lead, stage, f"crm:{crm}")
        )
        held = done.leads
    rows = await enrollments.open_of(connection, [lead.id])
    # Pulls overlap: a status read again, with nothing left to stop, says nothing new.
    if change.value in profile.stop_on and rows:
        facts.append(Event("stopped", now, lead.id, data=data))
        facts += await finish(engine, connection, rows, Finish.STOPPED)
    await react.record(engine, connection, held, facts)
