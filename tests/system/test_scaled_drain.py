"""Told to end, each part finishes the wire, gives back the rest and leaves; told twice, at once."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections import Counter
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from redis import Redis

from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, opened, write
from tests.system.meter import Meter
from tests.system.process import program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.system.process import Program

LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)
LEADS = 500
SLOW = timedelta(milliseconds=100)


async def test_a_worker_told_to_end_finishes_the_wire_and_others_take_the_rest(
    tmp_path: Path, postgres_url: str, valkey_url: str
) -> None:
    meter = Meter()
    async with Saboteur(on_accepted=meter, delay=SLOW) as server:
        workspace = write(tmp_path, postgres_url, port=server.port, broker=valkey_url)
        async with opened(workspace, Clock(LONG_AGO)) as world:
            await world.enroll(LEADS)
        async with (
            program(tmp_path, "scheduler") as scheduler,
            program(tmp_path, "worker") as worker,
            _by_dramatiq(tmp_path) as other,
        ):
            await meter.all(20)
            parts = (scheduler, worker, other)
            ended = await asyncio.gather(*(part.terminated() for part in parts))
            # With a clock of long ago, for one that is ahead forgets who lives.
            async with opened(workspace, Clock(LONG_AGO)) as world:
                states = Counter(row["state"] for row in await world.rows("touches"))
                left = [row["role"] for row in await world.rows("workers")]
            taken = len(server.accepted)
            waiting = _waiting(valkey_url)
            async with program(tmp_path, "worker") as last:
                await meter.all(LEADS)
                ended.append(await last.terminated())
        async with opened(workspace) as world:
            done = Counter(row["state"] for row in await world.rows("touches"))
    assert [status for status, _ in ended] == [0] * 4
    # Nothing is on the wire, or in doubt; what was claimed is in the broker for others.
    assert (states, left) == ({"sent": taken, "claimed": LEADS - taken}, ["tool"])
    assert waiting > 0
    assert (done, server.duplicates) == ({"sent": LEADS}, {})


async def test_a_web_part_told_to_end_leaves(
    tmp_path: Path, postgres_url: str, valkey_url: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listen = f"listen: 127.0.0.1:{port}\n"
    workspace = write(tmp_path, postgres_url, broker=valkey_url, extra=listen)
    async with program(tmp_path, "web") as web:
        await web.ready()
        ended = await web.terminated()
    async with opened(workspace, Clock(LONG_AGO)) as world:
        left = [row["role"] for row in await world.rows("workers")]
    assert (ended, left) == ((0, ""), ["tool"])


async def test_a_second_signal_ends_a_worker_at_once(
    tmp_path: Path, postgres_url: str, valkey_url: str
) -> None:
    meter = Meter()
    async with Saboteur(on_accepted=meter, delay=timedelta(minutes=5)) as server:
        workspace = write(tmp_path, postgres_url, port=server.port, broker=valkey_url)
        async with opened(workspace, Clock(LONG_AGO)) as world:
            await world.enroll(5)
        async with (
            program(tmp_path, "scheduler"),
            program(tmp_path, "worker") as worker,
        ):
            await worker.ready()
            await server.reached("dot")
            while worker.process.returncode is None:
                worker.process.terminate()
                with suppress(TimeoutError):
                    await asyncio.wait_for(worker.process.wait(), 0.5)
    # By itself it would have waited for the server's word.
    assert worker.process.returncode == -signal.SIGTERM


@asynccontextmanager
async def _by_dramatiq(folder: Path) -> AsyncIterator[Program]:
    """Start a worker by Dramatiq's own command."""
    options = ("outreach.worker", "--processes", "1", "--threads", "4")
    environment = {**os.environ, "OUTREACH_WORKSPACE": str(folder)}  # noqa: TID251 - passed on
    async with program(*options, module="dramatiq", env=environment) as started:
        yield started


def _waiting(url: str) -> int:
    """Count the messages in the broker."""
    with Redis.from_url(url) as client:
        return int(client.llen("outreach:deliver"))
