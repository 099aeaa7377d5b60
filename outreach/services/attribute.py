"""Attributes what came in: locks whom it concerns, and notes what was made of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from outreach.core.address import normalise
from outreach.core.inbound.reading import Kind
from outreach.core.model import InboundId, LeadId
from outreach.services.hear import Heard
from outreach.store import enrollment as enrollments
from outreach.store import inbound
from outreach.store import lead as leads
from outreach.store import touch as touches
from outreach.store.database import text

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.match import Match
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

LONGEST_DETAIL = 500


async def heard_of(
    engine: Engine,
    connection: Connection,
    row: Row,
    mail: InboundMail,
    reading: Reading,
    match: Match,
    channel: str = "email",
) -> Heard:
    """Lock everyone it may concern: the lead, and its colleagues where they react."""
    wanted = [match.lead_id]
    if reading.kind is Kind.REPLY and await _concerns_company(
        engine, connection, match
    ):
        wanted += await leads.colleagues(connection, match.lead_id)
    if reading.kind is Kind.OPT_OUT:
        # Whoever of the thread said it: no touch of theirs may be marked meanwhile either.
        wanted += [lead.id for lead in await said_by(connection, mail, channel)]
    held: dict[LeadId, Lead] = await leads.lock(connection, wanted)
    touch = None
    if match.touch_id is not None:
        touch = (await touches.get(connection, [match.touch_id])).get(match.touch_id)
    return Heard(
        inbound_id=InboundId(row["id"]),
        mail=mail,
        reading=reading,
        match=match,
        held=held,
        touch=touch,
        at=min(row["received_at"] or row["kept_at"], engine.now()),
        channel=channel,
        lane=row["mailbox"],
    )


async def said_by(
    connection: Connection, mail: InboundMail, channel: str
) -> list[Lead]:
    """Return the leads whose own address or number it came from."""
    if channel != "email":
        return await leads.by_phone(connection, mail.from_address)
    return await leads.by_address(connection, [normalise(mail.from_address)])


async def _concerns_company(
    engine: Engine, connection: Connection, match: Match
) -> bool:
    for row in await enrollments.of_lead(connection, match.lead_id):
        release = await engine.catalogue.find(connection, row["version"])
        if release is not None and release.sequence.company.on_reply != "nothing":
            return True
    return False


async def note_reading(
    connection: Connection,
    inbound_id: InboundId,
    reading: Reading,
    match: Match | None,
    detail: str,
) -> None:
    """Write down what was made of a message; with that it is interpreted."""
    await inbound.write(
        connection,
        inbound_id,
        state="unmatched" if match is None else "read",
        kind=reading.kind,
        lead_id=match and match.lead_id,
        touch_id=match and match.touch_id,
        reading=_plain(asdict(reading)),
        detail=text(detail)[:LONGEST_DETAIL],
    )


def _plain(value: object) -> object:
    """Return a reading as JSON can hold it."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case str():
            return text(value)
        case _:
            return value
