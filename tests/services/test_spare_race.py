"""However many processes there are, one touch alone tries a server that fails."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from outreach.core.breaker import FIRST_REST
from outreach.services.deliver import Courier
from outreach.services.tick import tick
from outreach.store import worker as workers
from outreach.store.database import Database
from tests.services.test_spare import DOWN, MANY, break_down, one_host

if TYPE_CHECKING:
    from outreach.core.model import Outcome
    from outreach.services.engine import Engine


@dataclass(slots=True)
class Crew:
    """Several processes on one database: each a scheduler and a worker."""

    engines: list[Engine]
    couriers: list[Courier]

    async def run(self) -> None:
        await asyncio.gather(
            *(
                self._one(*each)
                for each in zip(self.engines, self.couriers, strict=True)
            )
        )

    async def _one(self, engine: Engine, courier: Courier) -> None:
        for _ in range(3):
            await courier.deliver((await tick(engine)).claimed)


@pytest.mark.parametrize("answer", [DOWN, None], ids=["down", "up"])
async def test_among_many_processes_exactly_one_touch_tries(
    database_url: str, answer: Outcome | None
) -> None:
    async with one_host(database_url, MANY) as (it, server), AsyncExitStack() as stack:
        await it.enroll(10 * MANY)
        await break_down(it, server)
        it.clock.forward(FIRST_REST)
        engines = []
        for number in range(4):
            database = Database(database_url)
            stack.push_async_callback(database.close)
            engine = replace(it.engine, database=database, worker=f"crew{number}")
            async with database.writing() as connection:
                now = it.clock.now()
                await workers.beat(connection, engine.worker, "run", "here", 1, now)
            engines.append(engine)
        server.carried.clear()
        server.came.clear()
        server.answer, server.gate = answer, asyncio.Event()
        crew = Crew(engines, [Courier(each, {"email": server}) for each in engines])
        running = asyncio.create_task(crew.run())
        await server.came.wait()
        # All others find, in as many rounds as they like, that it is being tried.
        for engine in engines:
            assert (await tick(engine)).claimed == []
        assert len(server.carried) == 1
        server.gate.set()
        await running
        await it.run()
    if answer is None:
        assert len(server.carried) == len(server.counts) > 1
    else:
        assert len(server.carried) == 1
