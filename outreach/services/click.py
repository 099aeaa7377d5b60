"""Notes that a person followed a link of a mail, and tells people from machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core import token
from outreach.core.model import EnrollmentId, Event, LeadId, TouchId, TouchState
from outreach.services import react
from outreach.services.opt_out import Trace, touch_of
from outreach.services.write import CLICK
from outreach.store import lead as leads

if TYPE_CHECKING:
    from outreach.services.engine import Engine

# Filters follow every link before they hand a mail over; nobody reads that fast.
TOO_SOON = timedelta(seconds=5)
WENT_OUT = (TouchState.SENDING, TouchState.SENT, TouchState.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a mail: where it leads, which of the mail's it is, counted from 0."""

    trace: Trace
    index: int
    url: str


def read_link(engine: Engine, sealed: str) -> Link | None:
    """Return what a click link stands for, None if it is none of ours."""
    match token.read(engine.house.secret, CLICK, sealed):
        case (
            int(lead_id),
            str(sequence),
            int(ordinal),
            str(step),
            int(index),
            str(url),
        ) if url.lower().startswith(("http://", "https://")):
            trace = Trace(LeadId(lead_id), sequence, ordinal, step)
            return Link(trace, index, url)
        case _:
            return None


async def note_click(engine: Engine, link: Link, *, machine: str = "") -> None:
    """Record `link.clicked`, or `link.scanned` where `machine` says why it was no person.

    Nothing is recorded of a mail that never went out, or of a lead that was erased.
    """
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, [link.trace.lead_id])
        touch = await touch_of(connection, link.trace) if held else None
        if touch is None or touch["state"] not in WENT_OUT:
            return
        now = engine.now()
        if now - touch["sending_at"] < TOO_SOON:
            machine = machine or "at once"
        data: dict[str, object] = {
            "url": link.url,
            "step": link.trace.step,
            "index": link.index,
        }
        if machine:
            data["why"] = machine
        event = Event(
            "link.scanned" if machine else "link.clicked",
            now,
            link.trace.lead_id,
            EnrollmentId(touch["enrollment_id"]),
            TouchId(touch["id"]),
            data,
        )
        await react.record(engine, connection, held, [event])
