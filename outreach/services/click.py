"""Notes what became of a mail's links and its pixel, and tells people from machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core import token
from outreach.core.model import EnrollmentId, Event, LeadId, TouchId, TouchState
from outreach.services import react
from outreach.services.opt_out import Trace, touch_of
from outreach.services.write import CLICK, OPEN
from outreach.store import event as events
from outreach.store import lead as leads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Row

# Filters follow every link before they hand a mail over; nobody reads that fast.
TOO_SOON = timedelta(seconds=5)
# Nor does anybody follow one link and then another of the same mail within this.
BURST = timedelta(seconds=5)
# A mail is read so often and no more: beyond, somebody plays with its links.
MOST_HITS = 100
WENT_OUT = (TouchState.SENDING, TouchState.SENT, TouchState.IN_DOUBT)
PIXEL = -1
ASKED = -2  # the page of the opt-out link


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a mail: where it leads, which of the mail's it is, counted from 0."""

    trace: Trace
    index: int
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody asked for a link, the pixel or the opt-out's page.

    `machine` says why it was no person.
    """

    trace: Trace
    at: datetime
    machine: str = ""
    index: int = PIXEL
    url: str = ""


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


def read_pixel(engine: Engine, sealed: str) -> Trace | None:
    """Return which mail a pixel is in, None if it is none of ours."""
    match token.read(engine.house.secret, OPEN, sealed):
        case (int(lead_id), str(sequence), int(ordinal), str(step)):
            return Trace(LeadId(lead_id), sequence, ordinal, step)
        case _:
            return None


async def note_click(engine: Engine, link: Link, *, machine: str = "") -> None:
    """Record one click, as `note_hits` does."""
    hit = Hit(link.trace, engine.now(), machine, link.index, link.url)
    await note_hits(engine, [hit])


async def note_hits(engine: Engine, hits: Sequence[Hit]) -> None:
    """Record what one mail was hit by: clicks and opens, or a machine's doing.

    Nothing is recorded of a mail that never went out, or of a lead that was erased. A look
    at the opt-out's page is none of these, but betrays who follows other links beside it.
    """
    trace, told = hits[0].trace, [hit for hit in hits if hit.index != ASKED]
    if not told:
        return
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, [trace.lead_id])
        touch = await touch_of(connection, trace) if held else None
        if touch is None or touch["state"] not in WENT_OUT:
            return
        known = (await events.of_leads(connection, [trace.lead_id]))[trace.lead_id]
        before = [event for event in known if _is_hit(event, touch)]
        room = max(MOST_HITS - len(before), 0)
        facts = [_event(touch, hit, hits, before) for hit in told[:room]]
        await react.record(engine, connection, held, facts)


def _is_hit(event: Event, touch: Row) -> bool:
    kinds = ("link.clicked", "link.scanned", "mail.opened", "mail.prefetched")
    return event.touch_id == touch["id"] and event.kind in kinds


def _event(touch: Row, hit: Hit, hits: Sequence[Hit], before: Sequence[Event]) -> Event:
    machine = hit.machine or _betrayed(touch, hit, hits, before)
    data: dict[str, object] = {"step": hit.trace.step}
    if hit.index == PIXEL:
        kind = "mail.prefetched" if machine else "mail.opened"
    else:
        kind = "link.scanned" if machine else "link.clicked"
        data = {"url": hit.url, **data, "index": hit.index}
    if machine:
        data["why"] = machine
    lead_id, enrollment_id = hit.trace.lead_id, EnrollmentId(touch["enrollment_id"])
    return Event(kind, hit.at, lead_id, enrollment_id, TouchId(touch["id"]), data)


def _betrayed(
    touch: Row, hit: Hit, hits: Sequence[Hit], before: Sequence[Event]
) -> str:
    """Return what gives a machine away that calls itself a browser; "" for nothing."""
    if hit.at - touch["sending_at"] < TOO_SOON:
        return "at once"
    links = {other.index for other in hits if _near(hit.at, other.at)}
    links |= {
        index
        for event in before
        if _near(hit.at, event.at) and isinstance(index := event.data.get("index"), int)
    }
    several = links | {hit.index}
    return "several links at once" if len(several - {PIXEL}) > 1 else ""


def _near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < BURST
