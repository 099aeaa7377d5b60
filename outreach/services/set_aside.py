"""Tries to interpret what was kept, and sets aside for a person what cannot be.

Before, it would be tried for ever and leave its mailbox unheard. Whoever it may concern is
not written to until the person has looked.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from outreach.core.address import normalise
from outreach.core.inbound.glance import glance
from outreach.core.inbound.notice import FOLDER, read_notice
from outreach.core.model import EnrollmentState, LeadId
from outreach.log import get_logger
from outreach.services.finish import pause
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import inbound
from outreach.store import lead as leads
from outreach.store import touch as touches
from outreach.store.database import passes, text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from outreach.core.model import InboundId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

MOST_TRIES = 5  # a poll apart; a process that it ends counts too
REASON = "unreadable_mail"
LONGEST_DETAIL = 500

log = get_logger(__name__)


async def begin(engine: Engine, ids: Sequence[InboundId]) -> dict[InboundId, int]:
    """Count a first try of all of these that had none; return how often each was tried before.

    One that ends the process takes the blame alone: from the second try on each is counted
    by itself, as `attempt` begins it.
    """
    async with engine.database.writing() as connection:
        before = await inbound.tried(connection, ids)
        fresh = [each for each in ids if before.get(each) == 0]
        if fresh:
            await inbound.begin_try(connection, fresh)
    return before


async def attempt(
    engine: Engine,
    inbound_id: InboundId,
    before: int,
    do: Callable[[Connection], Awaitable[None]],
) -> bool:
    """Interpret one message in a transaction of its own; say whether it is out of the way."""
    if before >= MOST_TRIES:
        return await _set_aside(engine, inbound_id, "ends the process that reads it")
    if before:
        async with engine.database.writing() as connection:
            await inbound.begin_try(connection, [inbound_id])
    try:
        async with engine.database.writing() as connection:
            await do(connection)
    except Exception as error:
        # Whatever it was that could not be read, the other mails must be.
        log.exception("inbound.failed", inbound=inbound_id)
        if passes(error):
            await _take_back(engine, inbound_id)
            return False
        if before + 1 < MOST_TRIES:
            return False
        return await _set_aside(engine, inbound_id, repr(error))
    return True


async def _take_back(engine: Engine, inbound_id: InboundId) -> None:
    """Count no try that the database broke off; if it still does, one more is no matter."""
    with suppress(Exception):
        async with engine.database.writing() as connection:
            await inbound.begin_try(connection, [inbound_id], by=-1)


async def _set_aside(engine: Engine, inbound_id: InboundId, why: str) -> bool:
    """Flag a message for a person; False if that fails too, or another has it."""
    try:
        async with engine.database.writing() as connection:
            if not await inbound.take(connection, inbound_id):
                return False
            row = await inbound.get(connection, inbound_id)
            if row is not None:
                await _flag(engine, connection, row, why)
    except Exception:
        # It stays unread, so its mailbox counts as unheard: the next poll tries again.
        log.exception("inbound.not_set_aside", inbound=inbound_id)
        return False
    return True


async def _flag(engine: Engine, connection: Connection, row: Row, why: str) -> None:
    seen = glance(row["content"])
    author = next(iter(seen.addresses), "")
    held = await leads.lock(connection, await _concerned(connection, row))
    open_ones = await enrollments.open_of(connection, list(held))
    going_on = [
        each
        for each in open_ones
        if each["state"] == EnrollmentState.ACTIVE or each["due_at"] is not None
    ]
    detail = f"mail {row['id']} cannot be read"
    facts = await pause(engine, connection, going_on, REASON, None, detail=detail)
    # Without the reactions to it: they may be what fails.
    await events.append(connection, facts, engine.now(), row["id"])
    await inbound.write(
        connection,
        row["id"],
        state="unreadable",
        lead_id=next(iter(held)) if len(held) == 1 else None,
        detail=text(f"{author}: {seen.subject}")[:LONGEST_DETAIL],
        evidence=text(f"cannot be read: {why}")[:LONGEST_DETAIL],
    )
    log.warning("inbound.set_aside", inbound=row["id"], paused=len(facts))


async def _concerned(connection: Connection, row: Row) -> list[LeadId]:
    """Return whoever it may be about, by what a glance shows."""
    if row["folder"] == FOLDER:
        number = read_notice(row["content"]).number
        return [lead.id for lead in await leads.by_phone(connection, number)]
    seen = glance(row["content"])
    ids = [text(each) for each in seen.ids]
    found = await touches.by_message_ids(connection, ids)
    addresses = {normalise(text(each)) for each in seen.addresses}
    known = await leads.by_address(connection, addresses)
    return [
        *(LeadId(touch["lead_id"]) for touch in found),
        *(lead.id for lead in known),
    ]
