"""A tick with a million enrolled beside the same with ten thousand, and what each adds in memory.

    python -m benchmarks.tick [--small 10000] [--large 1000000]

Two senders of 40 a day, one touch in 90 to 150 seconds each, so that all but a few wait:
at night behind closed windows, by day for the cap and the gap, all due. Medians, in
milliseconds of the processor's time and of the clock on the wall; the ratio is of the former.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.crowd import NIGHT, Still, fill, write_workspace
from outreach.bootstrap import load_workspace, open_engine
from outreach.services.tick import tick

TICKS = 30
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


async def measure(count: int) -> dict[str, tuple[float, float, float]]:
    """Return, for night and day, both medians in milliseconds, and the memory added in MB."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), smtp=1)
        clock = Still()
        workspace = load_workspace(Path(folder))
        async with open_engine(workspace, clock=clock, queue=_Nowhere()) as deployment:
            await fill(deployment, count)
            for when, clock.at in (("night", NIGHT), ("day", NOON)):
                before = resident()
                worked, took = [], []
                for _ in range(TICKS):
                    clock.forward(MINUTE)
                    began, busy = perf_counter(), process_time()
                    await tick(deployment.engine)
                    worked.append(process_time() - busy)
                    took.append(perf_counter() - began)
                each = median(worked) * 1e3, median(took) * 1e3
                found[when] = (*each, resident() - before)
    return found


async def main(small: int, large: int) -> None:
    """Print both, and their ratio."""
    await measure(100)  # warm
    found = {count: await measure(count) for count in (small, large)}
    for when in ("night", "day"):
        for count, each in found.items():
            worked, took, grew = each[when]
            print(
                f"{when:>5}, {count:>9,} enrolled: {worked:6.2f} CPU ms, "
                f"{took:6.2f} ms, memory {grew:+.1f} MB"
            )
        ratio = found[large][when][0] / found[small][when][0]
        print(f"{when:>5}, ratio {ratio:.2f} (goal at most 1.3)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    given = parser.parse_args()
    asyncio.run(main(given.small, given.large))
