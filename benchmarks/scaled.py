"""Draining with one worker process and with two, over PostgreSQL and Valkey.

    python -m benchmarks.scaled [TOUCHES]

The claims are made and the workers started beforehand, then all ids are put at once.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from benchmarks import drain
from benchmarks.latency import Held
from outreach.bootstrap import load_workspace, open_engine, open_queue
from outreach.services.tick import BATCH, DELIVER, tick
from outreach.store.schema import touches, workers
from tests.services_fixtures.postgres import CONFIRMED, running_postgres
from tests.services_fixtures.valkey import running_valkey

if TYPE_CHECKING:
    from sqlalchemy import Executable

    from outreach.bootstrap import Deployment
    from tests.services_fixtures.valkey import Valkey

ROUNDS = 3
LOOK_EVERY = timedelta(milliseconds=50)
LANES = 16  # a lane has 1,000 unsent claims at most
SENDER = """
  s{number}:
    channel: email
    address: Anna Lee <s{number}@acme.example>
    smtp: {{host: 127.0.0.1, port: {port}, security: none}}
"""


async def main(count: int = 12_000) -> None:
    """Run both in turn; print the medians and their ratio."""
    drain.TOUCHES = count
    rates: dict[int, list[float]] = {1: [], 2: []}
    with running_postgres(CONFIRMED) as postgres, running_valkey() as valkey:
        async with drain._sink() as port:
            for number in range(ROUNDS):
                for processes, each in rates.items():
                    url = postgres.create(f"drain_{number}_{processes}")
                    valkey.clear()
                    each.append(await _drained(url, valkey, port, processes))
    print(f"drain of {count:,} touches over {LANES} lanes, PostgreSQL and Valkey")
    for processes, each in rates.items():
        print(f"  worker processes: {processes} {median(each):7,.0f} touches/s")
    print(f"  ratio {median(rates[2]) / median(rates[1]):.2f} (goal 1.5)")


async def _drained(url: str, valkey: Valkey, port: int, processes: int) -> float:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        workspace = load_workspace(_written(folder, url, valkey, port))
        held = Held()
        deployment = await stack.enter_async_context(open_engine(workspace, queue=held))
        await drain._enroll(deployment)
        await tick(deployment.engine)
        if len(held.ids) != drain.TOUCHES:
            raise SystemExit(f"the tick claimed {len(held.ids)}")
        for _ in range(processes):
            stack.push_async_callback(_ended, await _started(folder))
        await _alive(deployment, processes)
        queue = open_queue(workspace)
        began = perf_counter()
        for start in range(0, len(held.ids), BATCH):
            await queue.put(DELIVER, held.ids[start : start + BATCH])
        await _sent(deployment)
        took = perf_counter() - began
        await queue.stop()
    return drain.TOUCHES / took


def _written(folder: Path, url: str, valkey: Valkey, port: int) -> Path:
    (folder / "sequences").mkdir()
    head, _, _ = drain.WORKSPACE.format(database=url, port=port).partition("  anna:")
    senders = "".join(SENDER.format(number=n, port=port) for n in range(LANES))
    (folder / "outreach.yaml").write_text(f"broker: {valkey.url}{head}{senders}")
    names = ", ".join(f"s{n}" for n in range(LANES))
    sequence = drain.SEQUENCE.replace("[anna]", f"[{names}]")
    (folder / "sequences" / "drain.yaml").write_text(sequence)
    return folder


async def _started(folder: Path) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "outreach", "worker", "--workspace", str(folder))
    return await asyncio.create_subprocess_exec(*command, "--log-level", "error")


async def _ended(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    await process.wait()


async def _alive(deployment: Deployment, processes: int) -> None:
    """Wait until the workers' hearts beat."""
    asked = select(func.count()).where(workers.c.role == "worker")
    while await _count(deployment, asked) < processes:
        await _rest()


async def _sent(deployment: Deployment) -> None:
    asked = select(func.count()).where(touches.c.state == "sent")
    while await _count(deployment, asked) < drain.TOUCHES:
        await _rest()


async def _count(deployment: Deployment, asked: Executable) -> int:
    async with deployment.engine.database.reading() as connection:
        found = await connection.execute(asked)
        return int(found.scalar_one())


async def _rest() -> None:
    """Leave the processors to those that are measured."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOK_EVERY.total_seconds()):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:2])))
