"""Stops a lead for good because it asked us to: the link in a mail, or its one-click button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core import token
from outreach.core.address import domains_for, normalise
from outreach.core.model import Event, Finish, LeadId, TouchId
from outreach.services import react
from outreach.services.finish import finish
from outreach.services.settle import BY_PHONE
from outreach.services.whole_domain import of_domains
from outreach.services.write import OPT_OUT
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

ONE_CLICK = "one-click"
PAGE = "page"


@dataclass(frozen=True, slots=True)
class Trace:
    """Which touch a link was in."""

    lead_id: LeadId
    sequence: str
    ordinal: int
    step: str


def read_opt_out(engine: Engine, sealed: str) -> Trace | None:
    """Return what an opt-out link stands for, None if it is none of ours."""
    match token.read(engine.house.secret, OPT_OUT, sealed):
        case (int(lead_id), str(sequence), int(ordinal), str(step)):
            return Trace(LeadId(lead_id), sequence, ordinal, step)
        case _:
            return None


async def opt_out(engine: Engine, trace: Trace, *, source: str) -> None:
    """Suppress the lead's address, end all it is in, and say so; again, it changes nothing.

    Committed when it returns. A lead that was erased is on no list but that of hashes, so
    there is nothing left to do for it.
    """
    async with engine.database.writing() as connection:
        others = await of_domains(engine, connection, [trace.lead_id])
        held = await leads.lock(connection, [trace.lead_id, *others])
        lead = held.get(trace.lead_id)
        if lead is not None:
            await _stop(engine, connection, lead, trace, source)


async def _stop(
    engine: Engine, connection: Connection, lead: Lead, trace: Trace, source: str
) -> None:
    now = engine.now()
    touch = await touch_of(connection, trace)
    keys = _keys(lead, None if touch is None else touch["channel"])
    if engine.house.whole_domain:
        keys += domains_for(value for kind, value in keys if kind == "address")
    new = await suppressions.opted_out(connection, keys, source, now)
    standing = await enrollments.open_of(connection, [lead.id])
    said = (await events.of_leads(connection, [lead.id]))[lead.id]
    # A reply may turn out to be misread: what is asked by a link is noted beside it.
    known = any(e.is_a("opt_out") and e.data.get("source") != "reply" for e in said)
    if not new and not standing and known:
        return
    event = Event(
        "opt_out",
        now,
        lead.id,
        None,  # it is the lead's word to every sequence, not to one
        None if touch is None else TouchId(touch["id"]),
        {"source": source, "sequence": trace.sequence, "step": trace.step},
    )
    recorded = await react.record(engine, connection, {lead.id: lead}, [event])
    # Read again: a reaction may have ended one already.
    rows = await enrollments.open_of(connection, [lead.id])
    facts = await finish(engine, connection, rows, Finish.OPTED_OUT)
    await react.record(engine, connection, recorded.leads, facts)


def _keys(lead: Lead, channel: str | None) -> list[tuple[str, str]]:
    if lead.email:
        # A link in a text is the number's owner's word.
        number = [lead.phone] if channel in BY_PHONE and lead.phone else []
        address = ("address", normalise(lead.email))
        return [address, *(("handle", each) for each in number)]
    return [("handle", handle) for handle in (lead.phone, lead.linkedin) if handle]


async def touch_of(connection: Connection, trace: Trace) -> Row | None:
    """Return the touch a link was in, None where it was only ever previewed."""
    for row in await enrollments.of_lead(connection, trace.lead_id):
        if (row["sequence"], row["ordinal"]) == (trace.sequence, trace.ordinal):
            known = await touches.of_steps(connection, [row["id"]])
            of = known[row["id"]]
            went = (touch for touch in of.values() if touch["sent_as"] == trace.step)
            return next(went, of.get(trace.step))
    return None
