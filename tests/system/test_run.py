"""`outreach run` as a process: it drains, ends well when told to, and takes up where it stopped."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, enroll, make, opened, write
from tests.system.meter import Meter
from tests.system.process import program

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.bootstrap import Workspace

ALL = ("scheduler", "worker")


async def _enrolled(workspace: Workspace, count: int) -> None:
    # Long ago, so that it is due by the machine's clock.
    async with opened(workspace, Clock(datetime(2020, 1, 6, tzinfo=UTC))) as world:
        await enroll(world.deployment, await make(world.deployment, count))


async def _states(workspace: Workspace) -> Counter[str]:
    async with opened(workspace) as world:
        return Counter(state for state, _ in await world.states())


async def test_it_delivers_what_is_due_and_ends_well(
    tmp_path: Path, database_url: str
) -> None:
    meter = Meter()
    async with Saboteur(on_accepted=meter) as server:
        workspace = write(tmp_path, database_url, port=server.port)
        await _enrolled(workspace, 30)
        async with program(tmp_path, *ALL) as running:
            await running.ready()
            await meter.all(30)
            ended = await running.terminated()
        assert ended == (0, "")
        assert server.duplicates == {}
        assert await _states(workspace) == {"sent": 30}


async def test_told_to_end_it_finishes_the_wire_and_the_next_start_does_the_rest(
    tmp_path: Path, sqlite_url: str
) -> None:
    meter = Meter()
    async with Saboteur(on_accepted=meter, delay=timedelta(milliseconds=20)) as server:
        workspace = write(tmp_path, sqlite_url, port=server.port)
        await _enrolled(workspace, 40)
        async with program(tmp_path, *ALL) as running:
            await running.ready()
            await meter.all(5)
            ended = await running.terminated()
        assert ended == (0, "")
        left = await _states(workspace)
        # What was not on the wire is given back.
        assert left == {"sent": len(server.accepted)}
        async with program(tmp_path, *ALL) as running:
            await running.ready()
            await meter.all(40)
            assert await running.terminated() == (0, "")
        assert (server.duplicates, await _states(workspace)) == ({}, {"sent": 40})


async def test_a_port_that_is_taken_is_a_clear_error(
    tmp_path: Path, sqlite_url: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        write(tmp_path, sqlite_url, extra=f"listen: 127.0.0.1:{port}\n")
        async with program(tmp_path, *ALL, "web") as running:
            status, said = await running.ended()
    assert status == 1
    assert said.startswith(f"cannot listen on 127.0.0.1:{port}: ")


async def test_the_web_part_answers_and_ends(tmp_path: Path, sqlite_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    write(tmp_path, sqlite_url, extra=f"listen: 127.0.0.1:{port}\n")
    async with program(tmp_path, *ALL, "web") as running:
        await running.ready()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /u/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        ended = await running.terminated()
    assert (answer.split(b"\r\n")[0], ended) == (b"HTTP/1.1 404 Not Found", (0, ""))


async def test_parts_apart_need_a_broker_between_them(
    tmp_path: Path, sqlite_url: str
) -> None:
    write(tmp_path, sqlite_url)
    async with program(tmp_path, "worker") as running:
        status, said = await running.ended()
    assert (status, said.split(":")[0]) == (1, "broker")
