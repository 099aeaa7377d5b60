"""Nothing is claimed that no worker is there for; no lane is given what it cannot get rid of."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.pressure import SURE
from outreach.errors import Unavailable
from outreach.scheduler import Pace, Scheduler
from outreach.services.tick import BATCH
from outreach.store import worker as workers
from outreach.store.lane import FEWEST_UNSENT
from tests.services.arena import arena
from tests.services.running import Clock, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World

QUICK = Pace(*[timedelta(milliseconds=20)] * 4)


@dataclass(slots=True)
class Broker:
    """Says how many messages wait, and counts how often it was asked."""

    waiting: int | None = 0
    asked: int = 0
    often: asyncio.Event = field(default_factory=asyncio.Event)

    async def backlog(self, _job: str) -> int:
        self.asked += 1
        if self.asked > 5:
            self.often.set()
        if self.waiting is None:
            raise Unavailable("the broker does not answer")
        return self.waiting


async def _ticked(world: World, broker: Broker) -> int:
    """Let a scheduler tick some times; return how many ids it put."""
    world.shelf.messages.clear()
    scheduler = Scheduler(world.deployment.engine, broker.backlog, QUICK)
    scheduler.start()
    await broker.often.wait()
    await scheduler.stop()
    return len(world.shelf.taken("deliver"))


async def _beat(world: World, role: str) -> None:
    engine = world.deployment.engine
    async with engine.database.writing() as connection:
        await workers.beat(connection, role, role, "here", 1, engine.now())


async def test_only_what_living_workers_are_there_for_is_claimed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        await world.enroll(1500)
        without = await _ticked(world, Broker())
        await _beat(world, "worker")
        gone = await _ticked(world, Broker(None))
        full = await _ticked(world, Broker(SURE))
        touches = len(await world.rows("touches"))
        nearly = await _ticked(world, Broker(SURE - 2))
    assert (without, gone, full, touches) == (0, 0, 0, 0)
    assert nearly > 0
    assert nearly % (2 * BATCH) == 0


async def test_a_worker_that_is_gone_counts_no_more(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = Clock()
    async with opened(write(tmp_path, sqlite_url), clock) as world:
        await world.enroll(10)
        await _beat(world, "worker")
        clock.forward(seconds=31)
        assert await _ticked(world, Broker()) == 0


async def test_a_lane_that_is_slow_is_not_given_more_than_it_gets_rid_of(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(300)
        await it.tick()
        rows = await it.rows("touches")
        slow = rows[0]["lane"]
        await it.beat()
        await it.mark([row["id"] for row in rows if row["lane"] == slow][:4])
        for _ in range(3):
            # All the others' leases run out, and four are still on the wire.
            it.clock.at += timedelta(seconds=61)
            await it.beat()
            for _ in range(3):
                await it.tick()
        rows = [row for row in await it.rows("touches") if row["lane"] == slow]
    states = Counter(row["state"] for row in rows)
    assert states["sending"] == 4
    assert 0 < states["claimed"] <= FEWEST_UNSENT
