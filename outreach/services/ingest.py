"""Interprets what was kept: what it is, whose it is, and what follows from it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.notice import FOLDER
from outreach.core.inbound.reading import Kind, classify
from outreach.core.inbound.twin import twin_of
from outreach.core.model import InboundId
from outreach.services.attribute import (
    DUPLICATE,
    Remark,
    also_heard,
    heard_of,
    is_old,
    is_twin,
    note_reading,
)
from outreach.services.hear import hear
from outreach.services.learn import learn
from outreach.services.recognise import is_ours, own_domains, recognise
from outreach.services.set_aside import attempt, begin
from outreach.services.take_notice import take_notice
from outreach.services.trace import note_concerned
from outreach.services.understand import opinion_of, with_opinion
from outreach.store import inbound
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.reading import Reading
    from outreach.ports import Opinion
    from outreach.services.engine import Engine
    from outreach.services.hear import Heard
    from outreach.store.database import Connection, Row

BATCH = 100
OURS = "ours"  # by our own people, so that nobody is asked whose it is


async def interpret(engine: Engine, *, mailbox: str | None = None) -> int:
    """Interpret everything kept, each in a transaction of its own; return how many are left.

    One that cannot be interpreted stops no other: it is tried again, and after some tries
    it is set aside for a person.
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
        tries = await begin(engine, ids)
        for inbound_id in ids:
            before = tries.get(inbound_id, 0)
            # To ask is to read it, which is what may have ended a process.
            opinion = None if before else await opinion_of(engine, inbound_id)
            do = partial(_interpret, engine, inbound_id, opinion)
            left += not await attempt(engine, inbound_id, before, do)


async def _interpret(
    engine: Engine,
    inbound_id: InboundId,
    opinion: Opinion | None,
    connection: Connection,
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
    reading = with_opinion(
        classify(mail, received_at=received_at, own_domains=own_domains(engine)),
        opinion,
    )
    whose = await recognise(engine, connection, mail, reading)
    if whose.match is None:
        await stranger(engine, connection, row, mail, reading, whose.why)
    else:
        heard = await heard_of(engine, connection, row, mail, reading, whose.match)
        await attend(engine, connection, heard)


async def attend(
    engine: Engine, connection: Connection, heard: Heard, *, by: str = ""
) -> None:
    """Do what follows from a lead's mail, once however many mailboxes it came to."""
    mail, reading, match = heard.mail, heard.reading, heard.match
    twin, state, why = twin_of(mail), "", ""
    if await is_twin(connection, heard.inbound_id, twin, heard.lead.id):
        state, why = DUPLICATE, "interpreted in another mailbox"
    else:
        for one in [heard, *await also_heard(engine, connection, heard)]:
            if await is_old(connection, one):
                why = "older than all the lead is in" if one is heard else why
            else:
                await hear(engine, connection, one)
        concerned = [match.lead_id, *match.also]
        await note_concerned(connection, heard.inbound_id, concerned)
        await learn(engine, connection, heard, by=by)
    remark = Remark(why, twin, state)
    await note_reading(
        connection, heard.inbound_id, reading, match, _detail(mail), remark
    )


async def stranger(
    engine: Engine,
    connection: Connection,
    row: Row,
    mail: InboundMail,
    reading: Reading,
    why: str,
) -> None:
    """Keep what is nobody's for a person to look at; an objection is heard all the same."""
    if reading.kind is Kind.OPT_OUT and mail.from_address:
        # A stranger to us, perhaps an alias: it said stop, so it will not be written to.
        # One that was erased stays a hash.
        key = await suppressions.known_as(
            connection, mail.from_address, engine.house.secret
        )
        await suppressions.opted_out(connection, [key], "reply", engine.now())
    inbound_id, twin = InboundId(row["id"]), twin_of(mail)
    again = await is_twin(connection, inbound_id, twin, None)
    by_hand = reading.kind in (Kind.OTHER, Kind.SYSTEM) and is_ours(
        mail.from_address, own_domains(engine)
    )
    remark = Remark(why, twin, DUPLICATE if again else "", OURS if by_hand else "")
    await note_reading(connection, inbound_id, reading, None, _detail(mail), remark)


def _detail(mail: InboundMail) -> str:
    return f"{mail.from_address}: {mail.subject}"
