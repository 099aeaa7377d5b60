"""Two machines with a network each: caps hold over both, and one that is cut off comes back."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.saboteur.link import Link
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, opened, write
from tests.services_fixtures.postgres import CONFIRMED, running_postgres
from tests.services_fixtures.valkey import running_valkey
from tests.system.host import host
from tests.system.meter import Meter
from tests.system.outage import SENDERS, STEPS, rest
from tests.system.process import program

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from tests.system.host import Host
    from tests.system.process import Program

LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)
CAP = 30
SLOW = timedelta(milliseconds=100)
GONE = timedelta(seconds=2)


@dataclass(slots=True)
class Wires:
    """What a machine is reached by, and reaches: port there -> server here."""

    servers: dict[int, int | Path]

    async def laid(self, stack: AsyncExitStack, machine: Host) -> list[Link]:
        """Lay them to one machine."""
        return [
            await stack.enter_async_context(
                Link(far, near=await machine.listener(port))
            )
            for port, far in self.servers.items()
        ]


async def _servers(
    stack: AsyncExitStack, folder: Path, meter: Meter
) -> tuple[Workspace, Saboteur, Wires]:
    """Start what all machines share, with leads that are due."""
    enter = stack.enter_async_context
    postgres = stack.enter_context(running_postgres(CONFIRMED))
    postgres.create("drain")
    valkey = stack.enter_context(running_valkey())
    server = await enter(Saboteur(on_accepted=meter, delay=SLOW))
    path = postgres.socket_folder / ".s.PGSQL.5432"
    database = (await enter(Link(path))).port
    workspace = write(
        folder,
        f"postgresql://postgres@127.0.0.1:{database}/drain",
        port=server.port,
        broker=valkey.url,
        senders=SENDERS,
        limits=f"{{per_day: {CAP}}}",
        steps=STEPS,
    )
    async with opened(workspace, Clock(LONG_AGO)) as world:
        await world.enroll(2 * CAP * len(SENDERS))
    wires = Wires({database: path, valkey.port: valkey.port, server.port: server.port})
    return workspace, server, wires


async def test_two_machines_share_the_work_and_one_is_cut_off_for_a_while(
    tmp_path: Path,
) -> None:
    meter = Meter()
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        machines = [await enter(host(name)) for name in ("alpha", "beta")]
        workspace, server, wires = await _servers(stack, tmp_path, meter)
        programs: list[Program] = []
        links: list[list[Link]] = []
        for machine in machines:
            links.append(await wires.laid(stack, machine))
            programs += [
                await enter(program(tmp_path, part, within=machine.within))
                for part in ("scheduler", "worker")
            ]
        for each in programs:
            await each.ready()
        await meter.all(CAP)
        await _cut(links[0])
        await meter.all(CAP * len(SENDERS))
        # With a clock of long ago, for one that is ahead forgets who lives.
        async with opened(workspace, Clock(LONG_AGO)) as world:
            hosts = {
                r["host"] for r in await world.rows("workers") if r["role"] != "tool"
            }
        ended = await asyncio.gather(*(each.terminated() for each in programs))
        async with opened(workspace) as world:
            lanes = Counter(
                (row["lane"], row["state"]) for row in await world.rows("touches")
            )
    assert hosts == {"alpha", "beta"}
    assert [status for status, _ in ended] == [0] * 4, ended
    assert (lanes, server.duplicates) == ({(n, "sent"): CAP for n in SENDERS}, {})


async def _cut(links: list[Link]) -> None:
    """Part one machine from the database and the broker for a while."""
    for link in links[:2]:
        link.cut()
    await rest(GONE)
    for link in links[:2]:
        await link.mend()
