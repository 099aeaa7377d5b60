"""A tick with a million enrolled beside the same with ten thousand, and what each adds in memory.

    python -m benchmarks.tick [--small 10000] [--large 1000000]

Two senders of 40 a day, one touch in 90 to 150 seconds each, so that all but a few wait:
at night behind closed windows, by day for the cap and the gap, all due. Medians, in
milliseconds of the processor's time and of the clock on the wall; the ratio is of the former.
The two take turns tick by tick, so that what else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.crowd import NIGHT, Still, fill, write_workspace
from outreach.bootstrap import load_workspace, open_engine
from outreach.services.tick import tick

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.services.engine import Engine

TICKS = 60
MINUTE = timedelta(minutes=1)
# 11:30 in Paris, when most of the crowd may be reached.
NOON = NIGHT + timedelta(hours=12)


class _Nowhere:
    """A queue whose touches nobody delivers: the claims themselves are what is timed."""

    async def put(self, job: str, ids: object) -> None:
        """Forget it."""


def resident() -> float:
    """Return this process's resident memory, in MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@dataclass(slots=True)
class Crowd:
    """A deployment with so many enrolled, and what its ticks cost."""

    engine: Engine
    clock: Still
    worked: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    async def tick(self) -> None:
        """Tick once, a minute later."""
        self.clock.forward(MINUTE)
        began, busy = perf_counter(), process_time()
        await tick(self.engine)
        self.worked.append(process_time() - busy)
        self.took.append(perf_counter() - began)

    def begin(self, at: datetime) -> None:
        """Forget what was measured and go to an instant."""
        self.clock.at = at
        self.worked.clear()
        self.took.clear()


async def opened(stack: AsyncExitStack, count: int) -> Crowd:
    """Enroll so many in a workspace of their own."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    write_workspace(folder, smtp=1)
    clock, workspace = Still(), load_workspace(folder)
    deployment = await stack.enter_async_context(
        open_engine(workspace, clock=clock, queue=_Nowhere())
    )
    await fill(deployment, count)
    return Crowd(deployment.engine, clock)


async def main(small: int, large: int) -> None:
    """Print both, and their ratio."""
    async with AsyncExitStack() as stack:
        crowds = {count: await opened(stack, count) for count in (small, large)}
        for when, at in (("night", NIGHT), ("day", NOON)):
            for crowd in crowds.values():
                crowd.begin(at)
                await crowd.tick()  # the first has more to do
                crowd.begin(at + MINUTE)
            before = resident()
            for _ in range(TICKS):
                for crowd in crowds.values():
                    await crowd.tick()
            for count, crowd in crowds.items():
                print(
                    f"{when:>5}, {count:>9,} enrolled: "
                    f"{median(crowd.worked) * 1e3:6.2f} CPU ms, "
                    f"{median(crowd.took) * 1e3:6.2f} ms"
                )
            less, more = (median(crowd.worked) for crowd in crowds.values())
            grew = resident() - before
            print(f"{when:>5}, ratio {more / less:.2f} (goal at most 1.3)")
            print(f"{when:>5}, memory of both {grew:+.1f} MB in {TICKS} ticks each")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    given = parser.parse_args()
    asyncio.run(main(given.small, given.large))
