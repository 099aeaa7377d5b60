"""Interprets what was kept: what it is, whose it is, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.address import FREE_MAIL, normalise
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.match import LeadRef, TouchRef, choose, keys
from outreach.core.inbound.notice import FOLDER
from outreach.core.inbound.reading import Kind, classify
from outreach.core.model import InboundId, LeadId, TouchId
from outreach.log import get_logger
from outreach.services.attribute import heard_of, note_reading
from outreach.services.hear import hear
from outreach.services.take_notice import take_notice
from outreach.store import inbound
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.match import Match
    from outreach.core.inbound.reading import Reading
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

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
    if row["folder"] == FOLDER:
        await take_notice(engine, connection, row)
        return
    mail = read_mail(row["content"])
    received_at = row["received_at"] or row["kept_at"]
    reading = classify(mail, received_at=received_at, own_domains=_domains(engine))
    match = await _match(connection, mail, reading)
    if match is not None:
        heard = await heard_of(engine, connection, row, mail, reading, match)
        await hear(engine, connection, heard)
    elif reading.kind is Kind.OPT_OUT and mail.from_address:
        # A stranger to us, perhaps an alias: it said stop, so it will not be written to.
        address = normalise(mail.from_address)
        await suppressions.suppress_address(
            connection, address, "opt_out", "reply", engine.now()
        )
    detail = f"{mail.from_address}: {mail.subject}"
    await note_reading(connection, inbound_id, reading, match, detail)


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
