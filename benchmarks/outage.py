"""20,000 touches through every loss of broker and database: what arrived, twice, never, in doubt.

`python -m benchmarks.outage [TOUCHES]`; exits with 1 if a promise was broken.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.system.outage import TROUBLES, ride_out

TOUCHES = 20_000


async def main(touches: int = TOUCHES) -> int:
    """Ride it out and print what came of it; return the exit status."""
    with tempfile.TemporaryDirectory() as name:
        began = perf_counter()
        report = await ride_out(Path(name), touches)
        took = perf_counter() - began
    faults = report.faults(touches)
    print(f"drain of {touches:,} touches: 2 schedulers, 2 workers, {took:,.0f} s")
    print(f"  troubles   {', '.join(each.__name__ for each in TROUBLES)}")
    print(f"  states     {report.states}")
    print(f"  taken      {report.taken:,}, twice {len(report.duplicates)}")
    print(f"  in doubt   {report.states.get('in_doubt', 0)} of at most {report.wire}")
    print(f"  log lines  {[len(said.splitlines()) for said in report.said]}")
    print(f"  broken     {', '.join(faults) or 'nothing'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*map(int, sys.argv[1:2]))))
