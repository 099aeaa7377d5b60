"""Gives the leads of one sender to another, say when it is gone from the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentState
from outreach.core.pool import pick_senders, weights_of
from outreach.core.source import nearest
from outreach.errors import InputError, NotFound
from outreach.services import react
from outreach.services.reap import release_all
from outreach.services.think import resume
from outreach.store import absence as absences
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.core.model import Event, Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

BATCH = 500
SENDER_GONE = "sender_gone"


async def reassign(engine: Engine, gone: str, heir: str) -> int:
    """Let all unfinished enrollments of `gone` go on through `heir`; return how many.

    Those that wait for want of the sender go on. Raises NotFound for an unknown heir, and
    InputError for one of another channel.
    """
    await _may_inherit(engine, gone, heir)
    count, last = 0, 0
    while True:
        async with engine.database.writing() as connection:
            rows = await enrollments.of_sender(connection, gone, last, BATCH)
            if not rows:
                return count
            last = rows[-1]["id"]
            count += await _hand_over(engine, connection, rows, gone, heir)


async def spread(engine: Engine, name: str) -> int:
    """Give the leads that a sender has not written to yet to others of their pools.

    By capacity, as at enrollment; those whose pool has no other stay. Return how many went.
    """
    count, last = 0, 0
    while True:
        async with engine.database.writing() as connection:
            rows = await enrollments.of_sender(connection, name, last, BATCH)
            if not rows:
                return count
            last = rows[-1]["id"]
            await leads.lock(connection, (row["lead_id"] for row in rows))
            fresh = await enrollments.get(connection, [row["id"] for row in rows])
            away = {*await absences.away(connection, engine.now()), name}
            by_heir: dict[str, list[Row]] = {}
            for row in fresh.values():
                if row["touched"] or row["state"] == EnrollmentState.FINISHED:
                    continue
                heir = await _heir(engine, connection, row, name, away)
                if heir is not None:
                    by_heir.setdefault(heir, []).append(row)
            for heir, theirs in sorted(by_heir.items()):
                count += await _hand_over(engine, connection, theirs, name, heir)


async def _heir(
    engine: Engine, connection: Connection, row: Row, name: str, away: Collection[str]
) -> str | None:
    """Return who takes a lead over from a sender; None if its pool has nobody else."""
    release = await engine.catalogue.find(connection, row["version"])
    if release is None:
        return None
    limits = {each: sender.limits for each, sender in engine.senders.items()}
    weights = weights_of(release.sequence, limits, away)
    channels = [channel for channel, each in row["senders"].items() if each == name]
    mine = {channel: weights.get(channel, {}) for channel in channels}
    picked = pick_senders(
        {channel: each for channel, each in mine.items() if each},
        row["sequence"],
        row["lead_id"],
        row["ordinal"],
    )
    heirs = {heir for heir in picked.values() if heir not in away}
    return min(heirs, default=None)


async def _may_inherit(engine: Engine, gone: str, heir: str) -> None:
    known = engine.senders.get(heir)
    if known is None:
        hint = nearest(heir, engine.senders)
        raise NotFound(f"no sender {heir!r}{hint}: `outreach senders list` tells them")
    former = engine.senders.get(gone)
    if gone == heir:
        raise InputError(f"{heir} has them already: name another sender")
    if former is not None and former.channel != known.channel:
        message = f"{gone} sends {former.channel}, {heir} sends {known.channel}"
        raise InputError(f"{message}: name one of the same channel")


async def _hand_over(
    engine: Engine, connection: Connection, rows: list[Row], gone: str, heir: str
) -> int:
    held = await leads.lock(connection, (row["lead_id"] for row in rows))
    claims = await touches.claims_of(connection, [row["id"] for row in rows])
    await release_all(engine, connection, [c for c in claims if c["lane"] == gone])
    # As they stand under the locks, their claims given back.
    fresh = await enrollments.get(connection, [row["id"] for row in rows])
    facts: list[Event] = []
    count = 0
    for row in fresh.values():
        if row["state"] == EnrollmentState.FINISHED:
            continue
        if gone not in row["senders"].values():
            continue  # a channel may be called as a sender is
        facts += await _give(engine, connection, held[row["lead_id"]], row, gone, heir)
        count += 1
    await react.record(engine, connection, held, facts)
    return count


async def _give(
    engine: Engine, connection: Connection, lead: Lead, row: Row, gone: str, heir: str
) -> list[Event]:
    senders = {
        channel: heir if name == gone else name
        for channel, name in row["senders"].items()
    }
    lane = heir if row["lane"] == gone else row["lane"]
    await enrollments.write(connection, row["id"], senders=senders, lane=lane)
    if row["state"] != EnrollmentState.PAUSED or row["reason"] != SENDER_GONE:
        return []
    given = (await enrollments.get(connection, [row["id"]]))[row["id"]]
    return await resume(engine, connection, lead, given)
