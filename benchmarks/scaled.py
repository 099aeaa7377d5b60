"""Draining with one worker process, with two, and with two that share nothing.

    python -m benchmarks.scaled [TOUCHES]

Over PostgreSQL and Valkey. The claims are made and the workers started and warmed beforehand,
then all other ids are put at once.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
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
    from collections.abc import Sequence

    from sqlalchemy import Executable

    from outreach.bootstrap import Deployment, Workspace
    from tests.services_fixtures.valkey import Valkey

ROUNDS = 3
LOOK_EVERY = timedelta(milliseconds=50)
WARMING = 2_000  # sent before the clock runs: each process compiles templates and plans
SENT = select(func.count()).where(touches.c.state == "sent")
LANES = 16  # a lane has 1,000 unsent claims at most
SENDER = """
  s{number}:
    channel: email
    address: Anna Lee <s{number}@acme.example>
    smtp: {{host: 127.0.0.1, port: {port}, security: none}}
"""


ONE, TWO = "one worker", "two workers"
APART = "two workers, a database for each"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database full of claims, and who is to be told of them."""

    deployment: Deployment
    workspace: Workspace
    ids: Sequence[int | str]


async def main(count: int = 14_000) -> None:
    """Run all in turn; print the medians and their ratios."""
    drain.TOUCHES = count
    rates: dict[str, list[float]] = {ONE: [], TWO: [], APART: []}
    with running_postgres(CONFIRMED) as postgres, running_valkey() as valkey:
        async with drain._sink() as port:
            for number in range(ROUNDS):
                for place, (kind, each) in enumerate(rates.items()):
                    valkey.clear()
                    urls = [postgres.create(f"drain_{number}_{place}")]
                    if kind == APART:
                        urls.append(postgres.create(f"drain_{number}_apart"))
                    processes = 2 if kind == TWO else 1
                    each.append(await _rate(urls, valkey, port, processes))
    print(f"drain of {count:,} touches over {LANES} lanes, PostgreSQL and Valkey")
    for kind, each in rates.items():
        ratio = median(each) / median(rates[ONE])
        print(f"  {kind:34}{median(each):7,.0f} touches/s {ratio:5.2f}")
    print("  (goal 1.5; the last is all that the processors have to give)")


async def _rate(
    urls: Sequence[str], valkey: Valkey, port: int, processes: int
) -> float:
    """Drain as many from each of these databases, all at once; return their sum in a second."""
    async with AsyncExitStack() as stack:
        several = []
        for number, url in enumerate(urls):
            # The broker has numbered databases too.
            broker = valkey.url.removesuffix("0") + str(number)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            workspace = load_workspace(_written(folder, url, broker, port))
            several.append(await _prepared(stack, workspace))
            for _ in range(processes):
                stack.push_async_callback(_ended, await _started(folder))
        for each in several:
            await _alive(each.deployment, processes)
        await asyncio.gather(*(_drained(each, each.ids[:WARMING]) for each in several))
        began = perf_counter()
        await asyncio.gather(*(_drained(each, each.ids[WARMING:]) for each in several))
        drained = len(urls) * (drain.TOUCHES - WARMING)
        return drained / (perf_counter() - began)


async def _drained(prepared: Prepared, ids: Sequence[int | str]) -> None:
    """Put these ids, and wait until all that was put is sent."""
    wanted = await _count(prepared.deployment, SENT) + len(ids)
    await _put(prepared, ids)
    while await _count(prepared.deployment, SENT) < wanted:
        await _rest()


async def _prepared(stack: AsyncExitStack, workspace: Workspace) -> Prepared:
    held = Held()
    deployment = await stack.enter_async_context(open_engine(workspace, queue=held))
    await drain._enroll(deployment)
    await tick(deployment.engine)
    if len(held.ids) != drain.TOUCHES:
        raise SystemExit(f"the tick claimed {len(held.ids)}")
    return Prepared(deployment, workspace, held.ids)


async def _put(prepared: Prepared, ids: Sequence[int | str]) -> None:
    queue = open_queue(prepared.workspace)
    for start in range(0, len(ids), BATCH):
        await queue.put(DELIVER, ids[start : start + BATCH])
    await queue.stop()


def _written(folder: Path, url: str, broker: str, port: int) -> Path:
    (folder / "sequences").mkdir()
    head, _, _ = drain.WORKSPACE.format(database=url, port=port).partition("  anna:")
    senders = "".join(SENDER.format(number=n, port=port) for n in range(LANES))
    (folder / "outreach.yaml").write_text(f"broker: {broker}{head}{senders}")
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
