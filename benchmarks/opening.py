"""Ten thousand lanes whose windows open at the same instant: how late their first touches are.

    python -m benchmarks.opening [--lanes 10000] [--each 10] [--wire smtp]

The program runs as `outreach run` does (scheduler, queue, courier, SQLite, one process), on
a clock that runs as the real one does and stands ten seconds before nine in Paris. Every
lane keeps a gap of 90 seconds and has leads in five zones, all of them due; those of Paris
may be reached from nine on. The channel is one in this process that answers at once, or,
with `--wire smtp`, the real one to smtp-sink. A lane's lateness is the instant at which its
first touch is handed to the channel, less nine o'clock. Before that, the tick is timed
while nothing may leave, and with one lane in place of all.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks import drain
from benchmarks.fleet import EVE, Nowhere, Running, Still, fill, workspace_of
from outreach.bootstrap import open_engine, open_queue
from outreach.core.model import Sent
from outreach.ports import Mail
from outreach.scheduler import Scheduler
from outreach.services.deliver import Courier
from outreach.services.tick import tick
from outreach.services.work import Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from outreach.bootstrap import Deployment
    from outreach.config import Workspace
    from outreach.core.model import Outcome
    from outreach.ports import Channel, Clock, Parcel

NINE = EVE + timedelta(seconds=10)
ZONES = (
    "Europe/Paris",
    "UTC",
    "America/New_York",
    "America/Denver",
    "Pacific/Auckland",
)
TICKS = 10
PATIENCE = timedelta(minutes=10)


@dataclass(slots=True)
class Noting:
    """A channel that notes when each lane's first touch came to it. `beyond` sends it on."""

    clock: Clock
    beyond: Channel[Parcel] | None = None
    first: dict[str, datetime] = field(default_factory=dict)
    count: int = 0

    async def send(self, parcel: Parcel) -> Outcome:
        """Note it, and answer at once or send it on."""
        if not isinstance(parcel, Mail):
            raise TypeError(parcel)
        self.first.setdefault(str(parcel.sender), self.clock.now())
        self.count += 1
        return Sent() if self.beyond is None else await self.beyond.send(parcel)

    async def close(self) -> None:
        """Let go of nothing."""


async def idle_tick(workspace: Workspace) -> float:
    """Return how long a tick takes in milliseconds while nothing may leave: the median."""
    clock = Still(EVE)
    async with open_engine(workspace, clock=clock, queue=Nowhere()) as deployment:
        took = []
        for _ in range(TICKS):
            clock.at += timedelta(seconds=0.5)
            began = perf_counter()
            await tick(deployment.engine)
            took.append(perf_counter() - began)
    return median(took) * 1e3


async def opened(workspace: Workspace, lanes: int, *, smtp: bool) -> Noting:
    """Run from ten seconds before nine until every lane has sent."""
    queue = open_queue(workspace)
    async with AsyncExitStack() as stack:
        clock = Running(EVE)
        deployment = await stack.enter_async_context(
            open_engine(workspace, clock=clock, queue=queue, role="run")
        )
        wire = Noting(clock, deployment.channels["email"] if smtp else None)
        work = _work(deployment, wire)
        await deployment.heart.start()
        stack.push_async_callback(deployment.heart.stop)
        await queue.start(work.jobs)
        stack.push_async_callback(queue.stop)
        stack.push_async_callback(work.courier.close)
        scheduler = Scheduler(deployment.engine, queue.backlog)
        scheduler.start()
        stack.push_async_callback(scheduler.stop)
        async with asyncio.timeout(PATIENCE.total_seconds()):
            async for _ in _seconds():
                if len(wire.first) == lanes:
                    break
    return wire


async def _seconds() -> AsyncIterator[None]:
    while True:
        yield
        await asyncio.sleep(0.2)  # noqa: TID251 - watching what goes on


def _work(deployment: Deployment, wire: Noting) -> Work:
    courier = Courier(deployment.engine, {"email": wire}, deployment.heart)
    return Work(deployment.engine, courier, {}, {})


async def prepare(workspace: Workspace, lanes: int, each: int) -> float:
    """Enroll everybody; return how long it takes to open a workspace of so many senders."""
    began = perf_counter()
    clock = Still(EVE - timedelta(hours=1))
    async with open_engine(workspace, clock=clock, queue=Nowhere()) as deployment:
        took = perf_counter() - began
        await fill(deployment, lanes, each, ZONES)
    return took


async def closed(stack: AsyncExitStack, lanes: int, each: int, port: int) -> Workspace:
    """Make a fleet and print how long it takes to open it and to tick before nine."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    limits = "{per_day: 50, gap: 90s, jitter: 60s}"
    workspace = workspace_of(folder, lanes, limits=limits, port=port)
    boot, idle = await prepare(workspace, lanes, each), await idle_tick(workspace)
    print(f"{lanes:>6,} lanes, {lanes * each:,} enrolled, nothing may leave:")
    print(f"  opened in {boot:.2f} s, a tick {idle:.1f} ms (median of {TICKS})")
    return workspace


async def main(lanes: int, each: int, *, smtp: bool) -> None:
    """Measure one lane's tick, then all, then the opening."""
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(drain._sink()) if smtp else 1
        await closed(stack, 1, lanes * each, port)
        workspace = await closed(stack, lanes, each, port)
        worked, began = process_time(), perf_counter()
        wire = await opened(workspace, lanes, smtp=smtp)
        spent = process_time() - worked
    late = sorted((at - NINE).total_seconds() for at in wire.first.values())
    cuts = quantiles(late, n=100)
    print(f"opening, {lanes:,} lanes, wire: {'smtp-sink' if smtp else 'in process'}")
    print(
        f"  first touch of a lane late by p50 {cuts[49]:.1f} s, p99 {cuts[98]:.1f} s, "
        f"max {late[-1]:.1f} s (earliest {late[0]:+.2f} s)"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {wire.count:,} touches; {spent / wire.count * 1000:.2f} CPU s per 1,000, "
        f"{spent:.0f} of {perf_counter() - began:.0f} s; peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lanes", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--wire", choices=["here", "smtp"], default="here")
    given = parser.parse_args()
    asyncio.run(main(given.lanes, given.each, smtp=given.wire == "smtp"))
