"""Crash campaigns from beginning to end: embedded and scaled."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random  # noqa: TID251 - a campaign is played again by its seed
from typing import TYPE_CHECKING

from tests.saboteur.http import HttpSaboteur
from tests.services_fixtures.postgres import CONFIRMED, running_postgres
from tests.services_fixtures.valkey import running_valkey
from tests.system.crash_campaign import Campaign, Pace, Report, rest
from tests.system.crash_clock import SharedClock
from tests.system.crash_judge import Judge
from tests.system.crash_life import nursery
from tests.system.crash_stage import staged, write
from tests.system.crash_stop import People
from tests.system.crash_wire import Kill

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from tests.services_fixtures.postgres import Postgres
    from tests.services_fixtures.valkey import Valkey
    from tests.system.crash_point import Point

SLOWEST = timedelta(milliseconds=200)  # the judge's answer
EMBEDDED = Pace(0.4, (0, 20, 90, 90, 3_600, 4 * 3_600))
# A jump ends every lease, and until their hearts beat again nobody sends: so there are few.
SCALED = Pace(0.7, (*(0,) * 27, 90, 3_600, 4 * 3_600))
OF_PROCESSES = 0.8  # of all kills; the others are of servers
TOGETHER = ("scheduler", "worker")
APART = (("scheduler",), ("scheduler",), ("worker",), ("worker",))


@dataclass(frozen=True, slots=True)
class Plan:
    """How many are killed, by which dice; `every_line` kills once at each line, if that is less.

    `points` are tried before any other; lines are those of `modules`, if any are named.
    """

    kills: int
    seed: int
    every_line: bool = False
    stock: int = 75  # leads that are due at any time
    points: Sequence[Point] = ()
    modules: Sequence[str] = ()
    progress: Callable[[int], None] = lambda _done: None


@asynccontextmanager
async def _campaign(
    folder: Path, plan: Plan, database: str, broker: str, pace: Pace
) -> AsyncIterator[Campaign]:
    dice = Random(plan.seed)  # noqa: S311 - no secret
    path = folder / "clock"
    clock = SharedClock(path)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        judge = await enter(Judge(clock, dice, folder / "judge.jsonl", SLOWEST))
        crm = await enter(HttpSaboteur())
        workspace = write(
            folder, database=database, broker=broker, port=judge.port, crm=crm.url
        )
        stage = await enter(staged(workspace, clock))
        home = await enter(nursery(folder, path))
        people = People(stage, dice)
        actors = (stage, judge, crm, home, people, dice)
        yield Campaign(*actors, pace, plan.stock, plan.progress)


class _Points:
    """Which point comes next: each line once in random order, half of the kills."""

    def __init__(self, census: Sequence[Point], plan: Plan, dice: Random) -> None:
        self._every = plan.every_line
        self._dice = dice
        wanted = plan.modules
        lines = [p for p in census if not wanted or p.module in wanted]
        dice.shuffle(lines)
        drawn = (
            replace(p, hit=dice.randint(1, max(1, min(p.hit // 4, 12)))) for p in lines
        )
        self.many = len(lines)
        self._left = [*reversed(list(drawn)), *reversed(plan.points)]
        self._tried: set[Point] = set()

    def enough(self, killed: int, quota: int) -> bool:
        """Tell whether that will do."""
        return killed >= quota or (self._every and not self._left)

    def draw(self) -> Point | None:
        """Return the next, or None for a kill at a random instant."""
        if not self._left or (not self._every and self._dice.random() < 0.5):
            return None
        return self._left.pop()

    def missed(self, point: Point) -> None:
        """Take note that a life did not come to it: the first time it is reached will do."""
        once = replace(point, hit=1)
        if self._every and once not in self._tried:
            self._tried.add(once)
            self._left.insert(0, once)


async def embedded(folder: Path, plan: Plan) -> Report:
    """Kill the one process that does everything, on SQLite."""
    database = f"sqlite:///{folder / 'outreach.db'}"
    async with _campaign(folder, plan, database, "memory://", EMBEDDED) as campaign:
        async with _around(campaign):
            await campaign.one(TOGETHER)
            census = await campaign.census(TOGETHER, folder)
            points = _Points(census, plan, campaign.dice)
            while not points.enough(len(campaign.kills), plan.kills):
                await _next(campaign, TOGETHER, points)
        report = await campaign.end([TOGETHER])
        counts = {"lines that were to be had": points.many, **report.counts}
        return replace(report, seed=plan.seed, counts=counts)


async def scaled(folder: Path, plan: Plan) -> Report:
    """Kill schedulers, workers, the broker and the database server."""
    with running_postgres(CONFIRMED) as postgres, running_valkey() as valkey:
        database = postgres.create("campaign")
        async with _campaign(folder, plan, database, valkey.url, SCALED) as campaign:
            async with _around(campaign):
                await _kill_all(campaign, folder, plan, (postgres, valkey))
            return replace(await campaign.end(APART), seed=plan.seed)


async def _kill_all(
    campaign: Campaign, folder: Path, plan: Plan, servers: tuple[Postgres, Valkey]
) -> None:
    """Kill as many of each: one of four processes each time, and a server now and then."""
    first, *_, last = APART
    one, other = await asyncio.gather(
        campaign.census(first, folder), campaign.census(last, folder)
    )
    dice = campaign.dice
    points: dict[tuple[str, ...], _Points]
    points = {first: _Points(one, plan, dice), last: _Points(other, plan, dice)}
    quota = round(plan.kills * OF_PROCESSES / len(APART))
    busy, over = len(APART), asyncio.Event()

    async def slot(parts: tuple[str, ...]) -> None:
        nonlocal busy
        mine, killed = points[parts], 0
        while not mine.enough(killed, quota):
            if await _next(campaign, parts, mine):
                killed += 1
                await _server(campaign, *servers)
        busy -= 1
        if not busy:
            over.set()
        await campaign.one(parts, until=over)

    await asyncio.gather(*map(slot, APART))


async def _next(campaign: Campaign, parts: Sequence[str], points: _Points) -> bool:
    """Let one more live until it is killed; False where it ended by itself instead."""
    point = points.draw()
    killed = await campaign.one(parts, point)
    if point is not None and not (killed and campaign.kills[-1].line):
        points.missed(point)
    return killed


async def _server(campaign: Campaign, postgres: Postgres, valkey: Valkey) -> None:
    """After some kills of processes, kill a server too, while something is on the wire."""
    servers: dict[int, tuple[str, Postgres | Valkey]]
    servers = {3: ("broker", valkey), 7: ("database", postgres)}
    if len(campaign.kills) % 10 not in servers:
        return
    name, server = servers[len(campaign.kills) % 10]
    down, under_way = campaign.dice.uniform(0, 0.5), campaign.judge.under_way
    at = campaign.stage.clock.now()
    campaign.note(Kill(name, f"for {down:.3f} s", at, under_way))
    await asyncio.to_thread(server.kill)
    await rest(down)
    await asyncio.to_thread(server.start)


@asynccontextmanager
async def _around(campaign: Campaign) -> AsyncIterator[None]:
    """As long as the block lasts, leads are enrolled and stopped."""
    await campaign.supply()
    several = (campaign.trouble(), campaign.supplies())
    tasks = [asyncio.create_task(each) for each in several]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
