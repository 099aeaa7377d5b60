"""A drain by two schedulers and two workers whose broker and database come and go.

Each trouble comes amid the drain, with mail on the wire. The judge is an SMTP server that
notes what it takes.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, LiteralString

import psycopg

from tests.saboteur.link import Link
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, opened, write
from tests.services_fixtures.postgres import CONFIRMED, running_postgres
from tests.services_fixtures.valkey import running_valkey
from tests.system.crash_clock import SharedClock
from tests.system.meter import Meter
from tests.system.process import program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from tests.services_fixtures.postgres import Postgres
    from tests.services_fixtures.valkey import Valkey
    from tests.system.process import Program

LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)
SENDERS = ("anna", "ben", "cleo", "dan")
STEPS = """\
name: hello
senders: {email: [anna, ben, cleo, dan]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, a question."}
"""
PARTS = ("scheduler", "scheduler", "worker", "worker")
SLOW = timedelta(
    milliseconds=20
)  # the judge's answer, so that something is on the wire
GONE = timedelta(seconds=3)
STALLED = timedelta(seconds=2)
LEASE = timedelta(seconds=31)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it: touches by state, and what the judge says."""

    states: dict[str, int]
    taken: int  # mails, each counted once
    duplicates: dict[str, int]
    wire: int  # in `sending` when trouble came, in all
    ended: list[int]  # exit statuses
    said: list[str]  # on standard error, by process

    def faults(self, leads: int) -> list[str]:
        """Return which promises were broken."""
        sent, doubt = self.states.get("sent", 0), self.states.get("in_doubt", 0)
        found = {
            "twice": not self.duplicates,
            "lost": sent + doubt == leads and sent <= self.taken <= leads,
            "doubted": doubt <= self.wire,
            "crashed": not any(self.ended),
        }
        return [name for name, held in found.items() if not held]


@dataclass(slots=True)
class Outage:
    """The drain under way, and the hands that make trouble."""

    judge: Saboteur
    meter: Meter
    postgres: Postgres
    valkey: Valkey
    database: Link
    broker: Link
    workspace: Workspace
    clock: SharedClock | None
    gone: timedelta
    programs: list[Program] = field(default_factory=list)
    wire: int = 0

    async def flush_broker(self) -> None:
        """Let the broker forget everything."""
        await asyncio.to_thread(self.valkey.clear)

    async def restart_broker(self) -> None:
        """Kill the broker and start it again, empty, a while later."""
        await asyncio.to_thread(self.valkey.kill)
        await rest(self.gone)
        await asyncio.to_thread(self.valkey.start)

    async def restart_database(self) -> None:
        """Kill the database server and start it again."""
        await asyncio.to_thread(self.postgres.kill)
        await rest(self.gone)
        await asyncio.to_thread(self.postgres.start)

    async def restart_all(self) -> None:
        """Kill both at once."""
        await asyncio.gather(self.restart_broker(), self.restart_database())

    async def part_from_broker(self) -> None:
        """Cut the network to the broker, and mend it."""
        self.broker.cut()
        await rest(self.gone)
        await self.broker.mend()

    async def part_from_database(self) -> None:
        """Cut the network to the database, and mend it."""
        self.database.cut()
        await rest(self.gone)
        await self.database.mend()

    async def drain(self, leads: int) -> None:
        """Let all leave while one trouble comes after the other."""
        share = leads // (len(TROUBLES) + 1)
        for number, trouble in enumerate(TROUBLES, start=1):
            await self._until(number * share)
            self.wire += await asyncio.to_thread(self._sending)
            await trouble(self)
        while await asyncio.to_thread(self._open):
            await self._progress()

    async def _until(self, count: int) -> None:
        while len(self.judge.accepted) < count:
            await self._progress()

    async def _progress(self) -> None:
        """Wait for one more; where nothing moves, let leases run out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STALLED.total_seconds()):
                await self.meter.more(1)
                return
        if self.clock is not None:
            self.clock.forward(LEASE)

    def _open(self) -> int:
        """Tell whether anything is not accounted for."""
        return self._ask(
            "SELECT EXISTS (SELECT FROM enrollments WHERE state = 'active' AND NOT touched)"
            " OR EXISTS (SELECT FROM touches WHERE state IN ('claimed', 'sending'))"
        )

    def _sending(self) -> int:
        """Count what is on the wire, as the ledger has it."""
        return self._ask("SELECT count(*) FROM touches WHERE state = 'sending'")

    def _ask(self, question: LiteralString) -> int:
        with psycopg.connect(self.postgres.url("drain")) as connection:
            row = connection.execute(question).fetchone()
        return 0 if row is None else int(row[0])


# What happens, one after the other.
TROUBLES = (
    Outage.flush_broker,
    Outage.restart_database,
    Outage.restart_broker,
    Outage.part_from_broker,
    Outage.part_from_database,
    Outage.restart_all,
)


async def rest(span: timedelta) -> None:
    """Let time go by: an outage lasts."""
    with suppress(TimeoutError):
        async with asyncio.timeout(span.total_seconds()):
            await asyncio.Event().wait()


@asynccontextmanager
async def outage(
    folder: Path, leads: int, *, jumps: bool, gone: timedelta
) -> AsyncIterator[Outage]:
    """Set everything up: leads that are due, servers, processes. `jumps` spares waiting."""
    meter = Meter()
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        postgres = stack.enter_context(running_postgres(CONFIRMED))
        valkey = stack.enter_context(running_valkey())
        judge = await enter(Saboteur(on_accepted=meter, delay=SLOW))
        postgres.create("drain")
        database = await enter(Link(postgres.socket_folder / ".s.PGSQL.5432"))
        broker = await enter(Link(valkey.port))
        workspace = write(
            folder,
            f"postgresql://postgres@127.0.0.1:{database.port}/drain",
            port=judge.port,
            broker=f"redis://127.0.0.1:{broker.port}/0",
            senders=SENDERS,
            steps=STEPS,
        )
        async with opened(workspace, Clock(LONG_AGO)) as world:
            await world.enroll(leads)
        path = folder / "clock"
        clock = SharedClock(path) if jumps else None
        options = ("--clock", path) if jumps else ()
        begun = Outage(
            judge, meter, postgres, valkey, database, broker, workspace, clock, gone
        )
        for part in PARTS:
            begun.programs.append(await enter(program(folder, part, *options)))
        yield begun


async def ride_out(
    folder: Path, leads: int, *, jumps: bool = False, gone: timedelta = GONE
) -> Report:
    """Drain so many leads through every trouble; say what came of it."""
    async with outage(folder, leads, jumps=jumps, gone=gone) as under_way:
        await under_way.drain(leads)
        ended = [await each.terminated() for each in under_way.programs]
        async with opened(under_way.workspace) as world:
            states = Counter(state for state, _ in await world.states())
        judge = under_way.judge
    return Report(
        states=dict(states),
        taken=len({taken.message_id for taken in judge.accepted}),
        duplicates=judge.duplicates,
        wire=under_way.wire,
        ended=[status for status, _ in ended],
        said=[said for _, said in ended],
    )
