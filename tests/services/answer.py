"""What leads do in tests: mails come in from them, and mails go out to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import LeadId, Sent, TouchId
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.services.settle import Result, settle
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import inbound, lead_bulk
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Row


async def write_to_us(it: Engine, address: str, text: str, uid: int = 1) -> None:
    """Let a mail come in and be interpreted."""
    content = (
        f"From: <{address}>\r\nTo: <anna@acme.example>\r\nSubject: Re: Hello\r\n"
        f"Message-ID: <{uid}@{address.rpartition('@')[2]}>\r\n\r\n{text}\r\n"
    )
    message = RawMessage(1, uid, content.encode(), it.now())
    async with it.database.writing() as connection:
        batch = Batch([message], Cursor(1, uid))
        await inbound.keep(connection, "anna", "INBOX", batch, it.now())
    assert await interpret(it) == 0


async def leads_of(it: Engine) -> dict[str, Lead]:
    """Return every lead, by address."""
    async with it.database.reading() as connection:
        found = await lead_bulk.after(connection, LeadId(0), 10_000)
    return {lead.email: lead for lead in found}


async def standing(it: Engine, email: str) -> list[tuple[str, str, str]]:
    """Return the lead's enrollments: sequence, state, reason."""
    lead = (await leads_of(it))[email]
    async with it.database.reading() as connection:
        rows = await enrollments.of_lead(connection, lead.id)
    return [(row["sequence"], row["state"], row["reason"]) for row in rows]


async def told(it: Engine, email: str) -> list[str]:
    """Return the kinds of the lead's events, in order."""
    lead = (await leads_of(it))[email]
    async with it.database.reading() as connection:
        story = (await events.of_leads(connection, [lead.id]))[lead.id]
    return [event.kind for event in story]


async def claim_first(it: Engine, email: str, state: str = "claimed") -> Row:
    """Put the lead's first touch in the ledger, as a tick does, or further on."""
    lead = (await leads_of(it))[email]
    async with it.database.writing() as connection:
        (row,) = await enrollments.open_of(connection, [lead.id])
        touch = {
            "enrollment_id": row["id"],
            "lead_id": lead.id,
            "sequence": row["sequence"],
            "step": row["step"],
            "channel": "email",
            "lane": "anna",
            "state": state,
            "first": True,
            "attempt": 1,
            "claimed_at": it.now(),
            "sending_at": None if state == "claimed" else it.now(),
            "message_id": f"<{lead.id}@acme.example>",
            "subject": f"Hello {lead.first_name}",
        }
        (touch_id,) = await touches.claim(connection, [touch])
        await enrollments.write(
            connection, row["id"], touched=True, due_at=None, waits_for=""
        )
        return (await touches.get(connection, [touch_id]))[touch_id]


async def send_first(it: Engine, email: str) -> None:
    """Let the lead's first mail go out."""
    touch = await claim_first(it, email, "sending")
    async with it.database.writing() as connection:
        result = Result(TouchId(touch["id"]), 1, Sent("250 ok"))
        await settle(it, connection, [result])
