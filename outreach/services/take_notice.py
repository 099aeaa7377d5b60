"""Takes notice of what Twilio tells: a person's message, or what became of one of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.inbound.match import How, Match
from outreach.core.inbound.notice import mail_of, read_notice, reading_of
from outreach.core.inbound.reading import Kind
from outreach.core.model import InboundId, LeadId, TouchId, TouchState
from outreach.services import react
from outreach.services.ask import ask
from outreach.services.attribute import Remark, heard_of, note_reading
from outreach.services.click import WENT_OUT
from outreach.services.hear import hear
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import task as tasks
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.inbound.notice import Notice
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

OPT_IN = "opt_in"


async def take_notice(engine: Engine, connection: Connection, row: Row) -> None:
    """Interpret one of Twilio's calls, and do what follows, as of an answer by mail."""
    notice = read_notice(row["content"])
    received_at = row["received_at"] or row["kept_at"]
    reading = reading_of(notice, received_at=received_at)
    match = await _match(connection, notice, row["mailbox"])
    mail = mail_of(notice)
    if match is not None:
        heard = await heard_of(
            engine, connection, row, mail, reading, match, notice.channel
        )
        if notice.status:
            heard = replace(heard, reference=notice.sid)
        await hear(engine, connection, heard)
        if notice.wants_back:
            await _ask(engine, connection, heard.lead)
    elif reading.kind is Kind.OPT_OUT and notice.number:
        # A stranger to us: whoever has this number now will not be written to.
        await suppressions.suppress_handle(
            connection, notice.number, "opt_out", notice.channel, engine.now()
        )
    detail = f"{notice.number}: {notice.status or notice.text}"
    remark = Remark("" if match else "from a number of no lead")
    inbound_id = InboundId(row["id"])
    await note_reading(connection, inbound_id, reading, match, detail, remark)


async def _match(connection: Connection, notice: Notice, lane: str) -> Match | None:
    """Return whose it is: by the touch a status names, else by the number."""
    found = await touches.by_message_ids(connection, [notice.message_id])
    if notice.status:
        if not found:
            return None
        touch = found[-1]
        return Match(LeadId(touch["lead_id"]), TouchId(touch["id"]), How.MESSAGE_ID)
    best: tuple[int, Match] | None = None
    for lead in await leads.by_phone(connection, notice.number):
        written = await _written(connection, lead, lane, notice.channel)
        last = max((touch["id"] for touch in written), default=0)
        # Of several with one phone, the one we wrote to last.
        if best is None or last > best[0]:
            best = (last, Match(lead.id, _answered(written), How.ADDRESS))
    return None if best is None else best[1]


async def _written(
    connection: Connection, lead: Lead, lane: str, channel: str
) -> list[Row]:
    """Return the lead's messages out of this lane that went out, or may have."""
    return [
        touch
        for touch in await touches.of_lead(connection, lead.id)
        if (touch["lane"], touch["channel"]) == (lane, channel)
        and touch["state"] in WENT_OUT
    ]


def _answered(written: Sequence[Row]) -> TouchId | None:
    """Return the last that is known to have gone out: a number alone proves no other."""
    known = [touch["id"] for touch in written if touch["state"] == TouchState.SENT]
    return TouchId(known[-1]) if known else None


async def _ask(engine: Engine, connection: Connection, lead: Lead) -> None:
    """Have a person take the lead off the list: no machine lifts a person's own wish."""
    reasons = await suppressions.reasons(connection, [lead], engine.house.secret)
    known = await tasks.of_lead(connection, lead.id)
    asked = any(task["kind"] == OPT_IN and task["done_at"] is None for task in known)
    if lead.id not in reasons or asked:
        return
    title = f"{lead.name or lead.phone} wants to hear from us again"
    note = f"They wrote START. `outreach suppress remove {lead.phone}` lifts the wish."
    event = await ask(connection, lead.id, OPT_IN, title, engine.now(), note=note)
    await react.record(engine, connection, {lead.id: lead}, [event])
