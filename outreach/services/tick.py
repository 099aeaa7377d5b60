"""Looks at everything due: frees what is lost, moves what thinks, claims what may leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.services.claim import CHUNK, claim_lane
from outreach.services.reap import reap
from outreach.services.survey import OPEN_LANES
from outreach.services.think import think
from outreach.store import lane as lanes

if TYPE_CHECKING:
    from outreach.core.model import TouchId
    from outreach.services.engine import Engine

# Ids a Dramatiq message carries, so that its deliveries share commits.
BATCH = 50
DELIVER = "deliver"


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


async def tick(engine: Engine) -> Ticked:
    """Do everything that is due now, once. Safe beside any number of other schedulers."""
    reaped = await reap(engine)
    thought = await think(engine)
    done = Ticked(
        moved=thought.moved + thought.resumed,
        released=reaped.released,
        in_doubt=reaped.in_doubt,
    )
    for name in await _lanes(engine):
        done.claimed += await claim_lane(engine, name)
    for start in range(0, len(done.claimed), BATCH):
        await engine.queue.put(DELIVER, done.claimed[start : start + BATCH])
    return done


async def _lanes(engine: Engine) -> list[str]:
    async with engine.database.reading() as connection:
        return [row["name"] for row in await lanes.all_rows(connection)]


async def open_lanes(engine: Engine) -> None:
    """Make the rows of the workspace's lanes; called at boot."""
    channels = {str(sender.name): sender.channel for sender in engine.senders.values()}
    async with engine.database.writing() as connection:
        await lanes.ensure(connection, {**OPEN_LANES, **channels})
