"""Looks at everything due: frees what is lost, moves what thinks, claims what may leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from outreach.log import get_logger
from outreach.services.claim import claim_lanes, grouped
from outreach.services.reap import reap
from outreach.services.recount import recount
from outreach.services.scout import CHUNK, scout
from outreach.services.survey import OPEN_LANES
from outreach.services.think import think
from outreach.store import due as dues
from outreach.store import lane as lanes
from outreach.store.database import passes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from outreach.core.model import TouchId
    from outreach.services.engine import Engine

# Ids a Dramatiq message carries, so that its deliveries share commits.
BATCH = 50
DELIVER = "deliver"

log = get_logger(__name__)


@dataclass(slots=True)
class Ticked:
    """What one tick did."""

    claimed: list[TouchId] = field(default_factory=list)
    moved: int = 0
    released: int = 0
    in_doubt: int = 0

    @property
    def more(self) -> bool:
        """Whether so much was claimed that there may well be more."""
        return len(self.claimed) >= CHUNK

    @property
    def idle(self) -> bool:
        """Whether nothing at all was to be done."""
        return not (self.claimed or self.moved or self.released or self.in_doubt)


async def tick(
    engine: Engine, *, alone: bool = False, most: int | None = None
) -> Ticked:
    """Do everything that is due now, once. Safe beside any number of other schedulers.

    `alone` says that there is no other process whose work would have to be taken up; `most`
    is how many touches workers are there for, None: any number. A part that fails stops no
    other; the first error is raised when all else is done.
    """
    done, errors = Ticked(), list[Exception]()
    claim = partial(_claim, most=most)
    for part in (_think, claim) if alone else (_reap, _think, claim):
        try:
            await part(engine, done)
        except Exception as error:  # noqa: BLE001 - raised in the end
            errors.append(error)
    if errors:
        raise errors[0]
    return done


async def _reap(engine: Engine, done: Ticked) -> None:
    reaped = await reap(engine)
    done.released, done.in_doubt = reaped.released, reaped.in_doubt


async def _think(engine: Engine, done: Ticked) -> None:
    thought = await think(engine)
    done.moved = thought.moved + thought.resumed


async def _claim(engine: Engine, done: Ticked, most: int | None) -> None:
    """Claim group by group, and put the ids of each on their way at once."""
    if most is not None and most < 1:
        return
    errors: list[Exception] = []
    await recount(engine)
    await _open_unknown(engine)
    put = 0
    for names in grouped(await scout(engine, most)):
        left = None if most is None else most - len(done.claimed)
        if left is not None and left < 1:
            break
        async for claimed in _claimed(engine, names, left, errors):
            done.claimed += claimed
        while len(done.claimed) - put >= BATCH:
            await engine.queue.put(DELIVER, done.claimed[put : put + BATCH])
            put += BATCH
    if done.claimed[put:]:
        await engine.queue.put(DELIVER, done.claimed[put:])
    if errors:
        raise errors[0]


async def _claimed(
    engine: Engine, names: list[str], most: int | None, errors: list[Exception]
) -> AsyncIterator[list[TouchId]]:
    """Claim on lanes together; where that fails, on each by itself."""
    try:
        yield await claim_lanes(engine, names, most)
    except Exception as error:
        if len(names) > 1 and not passes(error):
            for name in names:
                async for claimed in _claimed(engine, [name], most, errors):
                    yield claimed
                    most = None if most is None else most - len(claimed)
            return
        log.exception("lane.failed", lane=names[0], lanes=len(names))
        errors.append(error)


async def _open_unknown(engine: Engine) -> None:
    """Open lanes with something due that nobody has opened, so that their leads pause."""
    async with engine.database.reading() as connection:
        unknown = await dues.unopened(connection)
    if unknown:
        async with engine.database.writing() as connection:
            await lanes.ensure(connection, dict.fromkeys(unknown, ""))


async def open_lanes(engine: Engine) -> None:
    """Make the rows of the workspace's lanes; called at boot."""
    channels = {str(sender.name): sender.channel for sender in engine.senders.values()}
    async with engine.database.writing() as connection:
        await lanes.ensure(connection, {**OPEN_LANES, **channels})
