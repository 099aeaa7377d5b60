"""Whether a channel's own rules permit a touch now; told before anything is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.sequence import WhatsApp
from outreach.store import event as events

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.core.sequence import Step
    from outreach.store.database import Connection

# WhatsApp takes free text for so long after the person's last message, else a template.
CONVERSATION = timedelta(hours=24)


async def forbidden(
    connection: Connection, lead: Lead, step: Step, lane: str, now: datetime
) -> str:
    """Return the rule that forbids the step's touch now, "" if none does."""
    if not isinstance(step.action, WhatsApp) or step.action.content:
        return ""
    known = (await events.of_leads(connection, [lead.id])).get(lead.id, [])
    said = [
        event.at
        for event in known
        if event.is_a("reply")
        and event.data.get("channel") == "whatsapp"
        and event.data.get("sender") == lane
    ]
    remedy = "write first with an approved `template`"
    if not said:
        return f"WhatsApp takes free text as an answer only: {remedy}"
    last = max(said)
    if now - last < CONVERSATION:
        return ""
    at = f"{last:%Y-%m-%d %H:%M} UTC"
    return (
        f"WhatsApp takes free text for 24 hours, the last word came at {at}: {remedy}"
    )
