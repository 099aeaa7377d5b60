"""Interprets what was kept: what it is, whose it is, and what follows from it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from outreach.core.address import FREE_MAIL, normalise
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.match import LeadRef, TouchRef, choose, keys
from outreach.core.inbound.reading import Kind, classify
from outreach.core.model import InboundId, LeadId, TouchId
from outreach.log import get_logger
from outreach.services.hear import Heard, hear
from outreach.store import enrollment as enrollments
from outreach.store import inbound
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import touch as touches
from outreach.store.database import text

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.match import Match
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

BATCH = 100

log = get_logger(__name__)


async def interpret(engine: Engine, *, mailbox: str | None = None) -> int:
    """Interpret everything kept, each in a transaction of its own; return how many are left.

    One that cannot be interpreted stops no other: it stays as it is and is tried again.
    """
    left, after = 0, 0
    while True:
        async with engine.database.reading() as connection:
            ids = await inbound.uninterpreted(
                connection, BATCH, after=after, mailbox=mailbox
            )
        if not ids:
            return left
        after = ids[-1]
        for inbound_id in ids:
            try:
                async with engine.database.writing() as connection:
                    await _interpret(engine, connection, inbound_id)
            except Exception:
                log.exception("inbound.failed", inbound=inbound_id)
                left += 1


async def _interpret(
    engine: Engine, connection: Connection, inbound_id: InboundId
) -> None:
    if not await inbound.take(connection, inbound_id):
        return
    row = await inbound.get(connection, inbound_id)
    if row is None:
        return
    mail = read_mail(row["content"])
    received_at = row["received_at"] or row["kept_at"]
    reading = classify(mail, received_at=received_at, own_domains=_domains(engine))
    match = await _match(connection, mail, reading)
    state = "read" if match is not None else "unmatched"
    if match is not None:
        heard = await _heard(engine, connection, row, mail, reading, match)
        await hear(engine, connection, heard)
    elif reading.kind is Kind.OPT_OUT and mail.from_address:
        # A stranger to us, perhaps an alias: it said stop, so it will not be written to.
        address = normalise(mail.from_address)
        await suppressions.suppress_address(
            connection, address, "opt_out", "reply", engine.now()
        )
    await inbound.write(
        connection,
        inbound_id,
        state=state,
        kind=reading.kind,
        lead_id=match and match.lead_id,
        touch_id=match and match.touch_id,
        reading=_plain(asdict(reading)),
        detail=text(f"{mail.from_address}: {mail.subject}")[:500],
    )


def _domains(engine: Engine) -> frozenset[str]:
    """Return our own domains: a mail from a colleague is no answer of a lead.

    Of a mailbox at a mail provider, which leads may use too, its address alone.
    """
    addresses = {normalise(sender.address) for sender in engine.senders.values()}
    return frozenset(
        address if domain in FREE_MAIL else domain
        for address in addresses
        if (domain := address.rpartition("@")[2]) != address
    )


async def _match(
    connection: Connection, mail: InboundMail, reading: Reading
) -> Match | None:
    wanted = keys(mail, reading)
    found = await touches.by_message_ids(connection, wanted.message_ids)
    addresses = {normalise(address): address for address in wanted.addresses}
    known = await leads.by_address(connection, addresses)
    return choose(
        wanted,
        [
            TouchRef(TouchId(row["id"]), LeadId(row["lead_id"]), row["message_id"])
            for row in found
        ],
        [LeadRef(lead.id, addresses[normalise(lead.email)]) for lead in known],
    )


async def _heard(
    engine: Engine,
    connection: Connection,
    row: Row,
    mail: InboundMail,
    reading: Reading,
    match: Match,
) -> Heard:
    """Lock everyone it may concern: the lead, and its colleagues where they react."""
    wanted = [match.lead_id]
    if reading.kind is Kind.REPLY and await _concerns_company(
        engine, connection, match
    ):
        wanted += await leads.colleagues(connection, match.lead_id)
    if reading.kind is Kind.OPT_OUT:
        # Whoever of the thread said it: no touch of theirs may be marked meanwhile either.
        said_by = await leads.by_address(connection, [normalise(mail.from_address)])
        wanted += [lead.id for lead in said_by]
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
    )


async def _concerns_company(
    engine: Engine, connection: Connection, match: Match
) -> bool:
    for row in await enrollments.of_lead(connection, match.lead_id):
        release = await engine.catalogue.find(connection, row["version"])
        if release is not None and release.sequence.company.on_reply != "nothing":
            return True
    return False


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
