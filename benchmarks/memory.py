"""`outreach run` with a million enrolled behind small caps, beside an idle one: its memory.

python -m benchmarks.memory [--leads 1000000]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crowd import Still, fill, write_workspace
from outreach.bootstrap import load_workspace, open_engine

WATCHED = 45  # seconds: ticks, leases that run out, everything once


class _Nowhere:
    """A queue for filling: nothing is delivered here."""

    async def put(self, job: str, ids: object) -> None:
        """Forget it."""


async def prepare(folder: Path, count: int) -> None:
    """Write a workspace with so many enrolled."""
    write_workspace(folder, smtp=1)
    if count:
        workspace = load_workspace(folder)
        async with open_engine(workspace, clock=Still(), queue=_Nowhere()) as opened:
            await fill(opened, count)


def peak_of_run(folder: Path) -> float:
    """Run it for a while, end it as ops would, and return its peak memory in MB."""
    command = [sys.executable, "-m", "outreach", "-w", str(folder), "run"]
    log = (folder / "run.log").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        time.sleep(WATCHED)  # noqa: TID251 - watching another process
        status = Path(f"/proc/{process.pid}/status").read_text()
    finally:
        os.kill(process.pid, signal.SIGTERM)
        code = process.wait(timeout=60)
    if code:
        raise SystemExit(f"`outreach run` ended with {code}: {folder}/run.log")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main(crowd: int) -> None:
    """Print both, and the difference."""
    peaks = {}
    for count in (0, crowd):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(prepare(Path(folder), count))
            peaks[count] = peak_of_run(Path(folder))
            print(f"`outreach run`, {count:>9,} enrolled: peak {peaks[count]:.1f} MB")
    print(f"difference {peaks[crowd] - peaks[0]:+.1f} MB (goal at most +80)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    main(parser.parse_args().leads)
