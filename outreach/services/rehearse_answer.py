"""Answers by telephone in a rehearsal: what Twilio would tell of them, and the message answered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from outreach.core.model import TouchState
from outreach.errors import InputError
from outreach.services.ingest import interpret
from outreach.services.keep_notice import keep_notice
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.core.model import LeadId
    from outreach.core.scenario.model import Reply
    from outreach.services.engine import Engine
    from outreach.store.database import Row

_CALLED = {"email": "mail", "sms": "text", "whatsapp": "WhatsApp message"}


async def last_sent(engine: Engine, lead_id: LeadId, step: str, channel: str) -> Row:
    """Return the touch of a step's message, or of the channel's last. Raises InputError."""
    async with engine.database.reading() as connection:
        rows = await enrollments.of_lead(connection, lead_id)
        known = await touches.of_steps(connection, [row["id"] for row in rows])
    sent = [
        touch
        for of_steps in known.values()
        for touch in of_steps.values()
        if touch["channel"] == channel
        and touch["state"] == TouchState.SENT
        and step in ("", touch["step"])
    ]
    if not sent:
        which = step or f"no {_CALLED[channel]}"
        told = f"{which} has{' not' if step else ''} gone out by then"
        raise InputError(f"{told}: let it happen later")
    return max(sent, key=lambda touch: (touch["sending_at"], touch["id"]))


async def answer_by_phone(
    engine: Engine, lead_id: LeadId, deed: Reply, number: int
) -> None:
    """Let Twilio tell that a person has answered a text. Raises InputError."""
    touch = await last_sent(engine, lead_id, deed.step, deed.by)
    async with engine.database.reading() as connection:
        phone = (await leads.get(connection, [lead_id]))[lead_id].phone
    way = "whatsapp:" if deed.by == "whatsapp" else ""
    told = {
        "MessageSid": f"SM{lead_id:016x}{number:016x}",
        "SmsStatus": "received",
        "From": f"{way}{phone}",
        "Body": deed.text,
    }
    await keep_notice(engine, touch["lane"], "", urlencode(told).encode())
    await interpret(engine, mailbox=touch["lane"])
