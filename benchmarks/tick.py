"""A tick with 200,000 enrolled beside the same with 2,000, and what each costs in memory."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.crowd import Still, fill, write_workspace
from outreach.bootstrap import load_workspace, open_engine
from outreach.services.tick import tick

SMALL, LARGE = 2_000, 200_000
TICKS = 30
MINUTE = timedelta(minutes=1)


class _Nowhere:
    """A queue whose touches nobody delivers: the claims themselves are what is timed."""

    async def put(self, job: str, ids: object) -> None:
        """Forget it."""


def resident() -> float:
    """Return this process's resident memory, in MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


async def measure(count: int) -> tuple[float, float]:
    """Return the median tick in milliseconds, and the memory the ticks added, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), smtp=1)
        clock = Still()
        workspace = load_workspace(Path(folder))
        async with open_engine(workspace, clock=clock, queue=_Nowhere()) as deployment:
            await fill(deployment, count)
            before = resident()
            took = []
            for _ in range(TICKS):
                clock.forward(MINUTE)
                began = perf_counter()
                await tick(deployment.engine)
                took.append(perf_counter() - began)
            return median(took) * 1e3, resident() - before


async def main() -> None:
    """Print both, and their ratio."""
    await measure(100)  # warm
    small, _ = await measure(SMALL)
    large, grew = await measure(LARGE)
    print(f"tick, {SMALL:>7,} enrolled: {small:6.2f} ms (median of {TICKS})")
    print(f"tick, {LARGE:>7,} enrolled: {large:6.2f} ms (median of {TICKS})")
    print(
        f"ratio {large / small:.2f} (goal at most 1.5); memory of the ticks {grew:+.1f} MB"
    )


if __name__ == "__main__":
    asyncio.run(main())
