"""Lists what may have been sent, and what was looked for to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.model import TouchId
from outreach.store import doubt as doubts
from outreach.store import lead as leads
from outreach.store import touch as touches

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Row

BY_PHONE = ("sms", "whatsapp")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A touch in doubt. `said` is what the last of so many looks into Sent came to.

    `looks_at` is when it is looked for again, None for never; `waits_for` is the evidence
    that can still settle it.
    """

    id: int
    lead_id: int
    lead: str
    sequence: str
    step: str
    lane: str
    channel: str
    sending_at: datetime | None
    detail: str
    message_id: str
    looks: int
    looked_at: datetime | None
    looks_at: datetime | None
    said: str
    told: str  # all of that in words, "" before the first look
    waits_for: str


async def list_doubts(engine: Engine) -> list[Doubt]:
    """Return every touch in doubt, oldest first."""
    async with engine.database.reading() as connection:
        rows = await touches.in_doubt(connection)
        people = await leads.get(connection, {row["lead_id"] for row in rows})
        looked = await doubts.of_touches(connection, [row["id"] for row in rows])
    return [
        _doubt(
            engine,
            row,
            people[row["lead_id"]].email or str(row["lead_id"]),
            looked.get(TouchId(row["id"])),
        )
        for row in rows
        if row["lead_id"] in people  # a lead may be erased in between
    ]


def _doubt(engine: Engine, row: Row, lead: str, looked: Row | None) -> Doubt:
    return Doubt(
        id=row["id"],
        lead_id=row["lead_id"],
        lead=lead,
        sequence=row["sequence"],
        step=row["step"],
        lane=row["lane"],
        channel=row["channel"],
        sending_at=row["sending_at"],
        detail=row["detail"],
        message_id=row["message_id"] or "",
        looks=looked["looks"] if looked else 0,
        looked_at=looked["looked_at"] if looked else None,
        looks_at=looked["due_at"] if looked else None,
        said=looked["said"] if looked else "",
        told=told(looked),
        waits_for=evidence_for(engine, row, looked),
    )


def evidence_for(engine: Engine, touch: Row, looked: Row | None) -> str:
    """Return what can still settle a touch in doubt, in words; a person always can."""
    sender = engine.senders.get(touch["lane"])
    if touch["channel"] in BY_PHONE:
        return "a status from Twilio"
    if touch["channel"] != "email" or sender is None or not sender.hears:
        return "a person"
    if looked is not None and looked["due_at"] is None:
        return "a reply or bounce, or a person"
    return "the Sent folder, a reply or bounce, or a person"


def told(looked: Row | None) -> str:
    """Return in words what looks into the Sent folder came to; "" before the first."""
    if looked is None or looked["looked_at"] is None:
        return ""
    looks: int = looked["looks"]
    some = {0: "asked in vain", 1: "looked once"}
    times = some.get(looks, f"looked {looks} times")
    last = f"{times}, last {_clock(looked['looked_at'])}"
    if looked["due_at"] is None:
        return f"{looked['said']}; {last} UTC, no more"
    return f"{looked['said']}; {last}, again {_clock(looked['due_at'])} UTC"


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
