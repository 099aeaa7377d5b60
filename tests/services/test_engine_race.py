"""What stops a lead, committed while its touch is between claim and wire, prevents the touch.

The race is held open: the stop has done all but commit when the delivery begins.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from outreach.core.model import LeadId
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.services.opt_out import Trace, opt_out
from outreach.services.pause_sender import pause_sender
from outreach.services.steer import pause_lead, stop_lead
from outreach.services.suppress import suppress
from outreach.store import inbound
from outreach.store.database import Database
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.services.engine import Engine
    from tests.services.running import World

LEAD = "lead0@co0.example"
Stop = Callable[["Engine"], Awaitable[object]]


class Held(Database):
    """Another process's database, whose commits wait for a sign, but for the first few."""

    def __init__(self, url: str, free: int = 0) -> None:
        super().__init__(url)
        self.free = free
        self.about_to_commit = asyncio.Event()
        self.may_commit = asyncio.Event()

    @asynccontextmanager
    async def writing(self, *, brief: bool = False) -> AsyncIterator[AsyncConnection]:
        async with super().writing(brief=brief) as connection:
            yield connection
            self.free -= 1
            if self.free < 0:
                self.about_to_commit.set()
                await self.may_commit.wait()


@dataclass(frozen=True, slots=True)
class Case:
    """A way to stop, and what becomes of the touch and its enrollment."""

    stop: Stop
    touches: list[tuple[str, str]]
    enrollment: tuple[str, str]
    before: int = 0  # transactions that come before the one that stops


async def _reply(engine: Engine) -> None:
    await interpret(engine)


async def _opt_out(engine: Engine) -> None:
    await opt_out(engine, Trace(LeadId(1), "hello", 1, "intro"), source="page")


async def _stop(engine: Engine) -> None:
    await stop_lead(engine, LEAD, by="test")


async def _pause(engine: Engine) -> None:
    await pause_lead(engine, LEAD, by="test")


async def _suppress(engine: Engine) -> None:
    await suppress(engine, [LEAD])


async def _suppress_domain(engine: Engine) -> None:
    await suppress(engine, ["co0.example"], kind="domain")


async def _pause_sender(engine: Engine) -> None:
    await pause_sender(engine, "anna", reason="test")


CASES = {
    "reply": Case(_reply, [("skipped", "replied")], ("finished", "replied"), before=1),
    "opt-out": Case(_opt_out, [("skipped", "opted_out")], ("finished", "opted_out")),
    "stop": Case(_stop, [("skipped", "stopped")], ("finished", "stopped")),
    "pause": Case(_pause, [], ("paused", "manual")),
    "suppression": Case(_suppress, [("skipped", "stopped")], ("finished", "stopped")),
    "domain": Case(_suppress_domain, [("skipped", "stopped")], ("finished", "stopped")),
    "sender": Case(_pause_sender, [], ("active", "")),
}


async def _mail_in(world: World) -> None:
    """Keep a reply, as the inbox does, not interpreted yet."""
    content = (
        f"From: <{LEAD}>\r\nTo: <anna@acme.example>\r\nSubject: Re: Hello\r\n"
        "Message-ID: <1@co0.example>\r\n\r\nTell me more.\r\n"
    )
    now = world.clock.now()
    batch = Batch([RawMessage(1, 1, content.encode(), now)], Cursor(1, 1))
    async with world.deployment.engine.database.writing() as connection:
        await inbound.keep(connection, "anna", "INBOX", batch, now)


async def _blocked(world: World, delivery: asyncio.Task[None]) -> None:
    """Wait until the delivery waits for the stop: for a row's lock, or the one writer's."""
    database = world.deployment.engine.database
    if database.is_sqlite:
        for _ in range(1000):
            await asyncio.wait({delivery}, timeout=0)
        return
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not delivery.done():
        async with database.reading() as connection:
            if (await connection.execute(waits)).scalar_one():
                return


@pytest.mark.parametrize("name", CASES)
async def test_what_is_committed_between_claim_and_wire_prevents_the_touch(
    name: str, tmp_path: Path, database_url: str
) -> None:
    case = CASES[name]
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(2)
            await _mail_in(world)
            claimed = (await world.tick()).claimed
            held = Held(database_url, case.before)
            stop = asyncio.create_task(
                _in_time(case.stop(replace(world.deployment.engine, database=held)))
            )
            await held.about_to_commit.wait()
            delivery = asyncio.create_task(world.deliver())
            await _blocked(world, delivery)
            assert (len(claimed), delivery.done()) == (2, False)
            held.may_commit.set()
            await stop
            await delivery
            await held.close()
            touches = [
                (row["state"], row["reason"])
                for row in await world.rows("touches")
                if row["lead_id"] == 1
            ]
            first, second = await world.rows("enrollments")
    assert (touches, (first["state"], first["reason"])) == (
        case.touches,
        case.enrollment,
    )
    others = {} if name == "sender" else {"lead1@co1.example": 1}
    assert Counter(taken.rcpt_to[0] for taken in server.accepted) == others
    assert second["state"] == "active"


async def _in_time(stopping: Awaitable[object]) -> None:
    await stopping


async def test_a_stop_that_comes_while_it_is_marked_waits_and_keeps_the_next(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(1)
            await world.run()
            await _stop(world.deployment.engine)
            world.clock.forward(days=10)
            await world.run()
            states = await world.states()
    assert (len(server.accepted), states) == (1, [("sent", "")])
