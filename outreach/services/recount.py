"""Lets caps over all senders count what was sent by those who did not know of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.cap import KINDS, MAX_NEW, PER_COMPANY, PER_DOMAIN
from outreach.core.model import Lead, LeadId, TouchId
from outreach.core.pacing import ROLLING
from outreach.store import cap as caps
from outreach.store import version as versions
from outreach.store.database import DatabaseError, is_deadlock

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from outreach.core.model import VersionHash
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

TRIES = 5  # where the database undoes it for the sake of those at work
OVERLAP = timedelta(minutes=1)  # a mark is committed after the instant it bears


async def settle_caps(engine: Engine, *, again: bool = True) -> None:
    """Take the workspace's caps into use; called at boot.

    What left in the last 24 hours counts from now on; where the caps are others than before,
    who waits for a place looks again. Counted `again` is what has left since through a
    process that was started with others.
    """
    told = engine.caps.told()
    async with engine.database.reading() as connection:
        known = await caps.noted(connection)
    new = known != told and (bool(known) or not engine.caps.are_none)
    if not (new or (again and not engine.caps.are_none)):
        return
    for left in reversed(range(TRIES)):
        try:
            await _settle(engine, told if new else None)
        except DatabaseError as error:
            if not left or not is_deadlock(error):
                raise
        else:
            return


async def _settle(engine: Engine, told: str | None) -> None:
    """Count, and take down what the caps are where they are others than before."""
    now = engine.now()
    async with engine.database.writing() as connection:
        await _count(engine, connection, now - ROLLING)
        if told is not None:
            await caps.let_look(connection, now, KINDS)
            await caps.note(connection, told)


async def settle_sequence(
    engine: Engine, connection: Connection, version: VersionHash
) -> None:
    """Let the cap of a sequence's new version count what left in the last 24 hours."""
    release = await engine.catalogue.find(connection, version)
    if release is not None and release.sequence.max_new_per_day is not None:
        name = release.sequence.name
        await _count(engine, connection, engine.now() - ROLLING, name)


async def recount(engine: Engine) -> None:
    """Count what others send that keep other caps, or know of none; called each tick.

    While a release without caps is still at work, or a process with other settings, its
    touches would else be counted by nobody. One statement where there is no such process.
    """
    if engine.caps.are_none and not engine.catalogue.limits_new:
        return
    now = engine.now()
    async with engine.database.reading() as connection:
        strangers, since = await caps.strangers(connection, engine.caps.mark, now)
    if not strangers and since is None:
        return
    first = now - ROLLING if since is None else max(now - ROLLING, since - OVERLAP)
    async with engine.database.writing() as connection:
        await _count(engine, connection, first)
        for name in await _limited(engine, connection):
            await _count(engine, connection, first, name)
        # Once more when the last is gone.
        await caps.note_strangers(connection, now if strangers else None)


async def _limited(engine: Engine, connection: Connection) -> set[str]:
    """Return the sequences that take in only so many new leads a day."""
    found = set()
    for version in await versions.all_current(connection):
        release = await engine.catalogue.find(connection, version)
        if release is not None and release.sequence.max_new_per_day is not None:
            found.add(release.sequence.name)
    return found


async def _count(
    engine: Engine,
    connection: Connection,
    since: datetime,
    sequence: str | None = None,
) -> None:
    """Write what is lacking of the columns that caps count by: of one sequence, or of all."""
    capped = {
        PER_DOMAIN: engine.caps.by_domain,
        PER_COMPANY: engine.caps.per_company is not None,
        MAX_NEW: sequence is not None or engine.caps.max_new_per_day is not None,
    }
    kinds = [kind for kind, is_capped in capped.items() if is_capped]
    if not kinds:
        return
    rows = await caps.uncounted(connection, since, kinds, sequence)
    bound = {TouchId(row["id"]): _counted(row, kinds) for row in rows}
    await caps.bind(connection, sorted(bound.items(), key=lambda each: each[0]))


def _counted(row: Row, kinds: Collection[str]) -> dict[str, str | None]:
    """Return what counts a touch: what does already, and what these kinds of caps ask for."""
    found: dict[str, str | None] = {name: row[name] for name in caps.COUNTED_BY}
    if PER_DOMAIN in kinds and row["channel"] == "email":
        found["domain"] = found["domain"] or Lead(LeadId(0), email=row["email"]).domain
    if PER_COMPANY in kinds and row["channel"] != "webhook":
        found["company_key"] = found["company_key"] or row["company"]
    if MAX_NEW in kinds and row["first"]:
        found["new_in"] = row["sequence"]
    return found
