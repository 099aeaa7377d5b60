"""From the queue to the wire: one touch on an idle system, and touches amid a steady stream."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks import drain
from benchmarks.crowd import Still
from outreach.bootstrap import load_workspace, open_engine, open_queue
from outreach.sandbox.world import breathe
from outreach.services.tick import DELIVER, tick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.bootstrap import Deployment, ServedQueue
    from outreach.core.model import Outcome
    from outreach.ports import Channel, Parcel

ALONE = 200
STREAM = 2_000
A_SECOND = 300  # offered, about a third of what a drain manages
TOGETHER = 10  # in a message of the stream


class Held:
    """A queue that keeps what the tick puts, so that it can be put at another pace."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    async def put(self, _job: str, ids: Sequence[int | str]) -> None:
        self.ids += map(int, ids)


class Watched:
    """A channel that notes when each mail is handed to it."""

    def __init__(self, channel: Channel[Any]) -> None:
        self.channel = channel
        self.at: list[float] = []

    async def send(self, parcel: Parcel) -> Outcome:
        self.at.append(perf_counter())
        return await self.channel.send(parcel)

    async def close(self) -> None:
        await self.channel.close()


async def main(database: str = "sqlite:///outreach.db") -> None:
    """Print both medians and 99th percentiles."""
    async with drain._sink() as port:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "sequences").mkdir()
            settings = drain.WORKSPACE.format(database=database, port=port)
            (folder / "outreach.yaml").write_text(settings)
            (folder / "sequences" / "drain.yaml").write_text(drain.SEQUENCE)
            workspace, held = load_workspace(folder), Held()
            queue = open_queue(workspace)
            async with open_engine(workspace, clock=Still(), queue=held) as deployment:
                await drain._enroll(deployment)
                await deployment.heart.beat()
                await tick(deployment.engine)
                await queue.start(deployment.work.jobs)
                await _measure(deployment, queue, held.ids)
                await queue.stop()


async def _measure(deployment: Deployment, queue: ServedQueue, ids: list[int]) -> None:
    watched = Watched(deployment.channels["email"])
    deployment.courier.channels = {**deployment.channels, "email": watched}
    alone = await _alone(deployment, queue, watched, ids[:ALONE])
    watched.at.clear()
    streamed = ids[ALONE : ALONE + STREAM]
    amid = await _amid(deployment, queue, watched, streamed)
    print("from the queue to the wire, median and 99th percentile")
    _tell("alone", alone)
    _tell(f"{A_SECOND} a second", amid)


def _tell(what: str, each: list[float]) -> None:
    cuts = quantiles(each, n=100)
    print(f"  {what:14} {cuts[49] * 1000:6.1f} ms {cuts[98] * 1000:6.1f} ms")


async def _alone(
    deployment: Deployment, queue: ServedQueue, watched: Watched, ids: Sequence[int]
) -> list[float]:
    """Put one, wait until all is done, put the next."""
    waited = []
    for each in ids:
        put_at = perf_counter()
        await queue.put(DELIVER, [each])
        await _done(deployment, queue)
        waited.append(watched.at[-1] - put_at)
    return waited


async def _amid(
    deployment: Deployment, queue: ServedQueue, watched: Watched, ids: Sequence[int]
) -> list[float]:
    """Put a message of some at each turn. All in a lane leave in line, so the nth was the nth."""
    put_at: list[float] = []
    turn = TOGETHER / A_SECOND
    began = perf_counter()
    for start in range(0, len(ids), TOGETHER):
        while perf_counter() < began + start / TOGETHER * turn:
            await breathe()
        some = ids[start : start + TOGETHER]
        put_at += [perf_counter()] * len(some)
        await queue.put(DELIVER, some)
    await _done(deployment, queue)
    return [wire - put for wire, put in zip(watched.at, put_at, strict=True)]


async def _done(deployment: Deployment, queue: ServedQueue) -> None:
    while not (deployment.work.idle and await queue.idle()):
        await breathe()


if __name__ == "__main__":
    asyncio.run(main())
