"""Keeps a database that was brought back from a copy from sending what was sent since.

Its past is true and its present is not: what left after the copy was made stands in it as
still to come. So nothing leaves, and no lead that may have been sent to goes on, until a
person has said so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentState, Finish, LeadId
from outreach.errors import Refused
from outreach.log import get_logger
from outreach.services import react
from outreach.services.finish import finish, pause
from outreach.services.reopen import refuse_unwanted, reopen
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import origin
from outreach.store.enrollment import OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.model import Event
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

RESTORED = "restored"
PAUSED = "restored from a copy: look into docs/howto/backup.md, then resume the sender"
BATCH = 500

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """What was held back: senders, and enrollments that may have gone on since."""

    lanes: int
    enrollments: int


async def guard(engine: Engine) -> Held | None:
    """Hold everything back if this database was brought back from a copy; else None.

    Called before a process does anything with it. Broken off, it begins again.
    """
    async with engine.database.reading() as connection:
        here, known = await origin.identity(connection), await origin.noted(connection)
    copied = origin.COPIED_AT in known
    moved = bool(here) and known.get(origin.HOME, here) != here
    if copied or moved:
        return await hold(engine)
    if known.get(origin.HOME) != here:
        async with engine.database.writing() as connection:
            await origin.settle_down(connection, here)
    return None


async def hold(engine: Engine) -> Held:
    """Pause every sender, then each lead that may have been sent to since the copy was made."""
    async with engine.database.writing() as connection:
        if not await origin.held_back(connection, RESTORED, 0, 1):
            await origin.note_until(connection)  # before what was found since is added
        names = await origin.unpaused(connection)
        for name in await lanes.lock(connection, names):
            await lanes.pause(connection, name, PAUSED, engine.now())
    count = await _pause_all(engine)
    async with engine.database.writing() as connection:
        await origin.settle_down(connection, await origin.identity(connection))
    log.warning("database.restored", lanes=len(names), enrollments=count)
    return Held(len(names), count)


async def settle_here(engine: Engine) -> None:
    """Take a copy for the database itself: nothing was sent since it was made."""
    async with engine.database.writing() as connection:
        await origin.settle_down(connection, await origin.identity(connection))


async def _pause_all(engine: Engine) -> int:
    count, after = 0, 0
    while True:
        async with engine.database.writing() as connection:
            rows = await origin.at_risk(connection, engine.now(), after, BATCH)
            if not rows:
                return count
            after = rows[-1]["id"]
            held = await leads.lock(connection, _leads(rows))
            ids = [row["id"] for row in rows]
            rows = await origin.still(connection, ids, *OPEN)
            facts = await pause(engine, connection, rows, RESTORED, None)
            await react.record(engine, connection, held, facts)
            count += len(facts)


async def let_go(engine: Engine, *, resume: bool, by: str) -> int:
    """Let all that was held back go on from where it stands, or end it; return how many.

    One that must not be contacted any more stays where it is.
    """
    count, after = 0, 0
    while True:
        async with engine.database.writing() as connection:
            rows = await origin.held_back(connection, RESTORED, after, BATCH)
            if not rows:
                return count
            after = rows[-1]["id"]
            held = await leads.lock(connection, _leads(rows))
            ids = [row["id"] for row in rows]
            rows = await origin.still(connection, ids, EnrollmentState.PAUSED)
            act = _resumed if resume else _ended
            facts = await act(engine, connection, rows)
            told = [replace(fact, data={**fact.data, "by": by}) for fact in facts]
            await react.record(engine, connection, held, told)
            count += len(facts)


async def _ended(
    engine: Engine, connection: Connection, rows: Sequence[Row]
) -> list[Event]:
    return await finish(engine, connection, rows, Finish.STOPPED)


async def _resumed(
    engine: Engine, connection: Connection, rows: Sequence[Row]
) -> list[Event]:
    held = await leads.get(connection, _leads(rows))
    facts: list[Event] = []
    for row in rows:
        lead = held[LeadId(row["lead_id"])]
        try:
            await refuse_unwanted(engine, connection, lead)
        except Refused:
            continue
        facts += await reopen(engine, connection, lead, row)
    return facts


def _leads(rows: Sequence[Row]) -> list[LeadId]:
    return [LeadId(row["lead_id"]) for row in rows]
