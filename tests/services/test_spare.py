"""A server that fails is left alone by all its senders, tried by one touch, and harms nobody."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import event

from outreach.core.breaker import FIRST_REST, LIMIT, Health
from outreach.core.model import Blame, Deferred, Outcome, Unknown
from outreach.core.retry import FIRST_WAIT, MAX_ATTEMPTS
from outreach.services.deliver import Courier
from outreach.services.explain import explain
from outreach.services.pause_sender import resume_sender
from outreach.services.status import Backlog, status
from outreach.services.wakeup import next_instant
from outreach.store import host as hosts
from tests.services import deployment
from tests.services.arena import Arena, Wire, arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from outreach.ports import Parcel
    from outreach.services.engine import Sender

HOST, OTHER = "smtp.acme.example:587", "mx.other.example:25"
DOWN = Deferred("connect: refused", blame=Blame.SENDER, reached=False)
BROKEN = Deferred("rcpt: the server hung up", reached=False)
LOST = Unknown("dot: no answer in the time allowed", reached=False)
BUSY = Deferred("rcpt: 450 Not now", reached=True)
MANY = 8
ALWAYS = (
    "\nwindow: {days: [mon, tue, wed, thu, fri, sat, sun],"
    ' hours: "00:00-24:00", holidays: none}'
)
ONE = ALWAYS + deployment.SEQUENCE.split("  - id: bump")[0]


@dataclass(slots=True)
class Server(Wire):
    """A wire behind which one server stands; `answer` is what it says to everybody.

    Where it has a clock, a second passes with each message.
    """

    clock: deployment.Clock | None = None
    answer: Outcome | None = None
    spurns: str = ""  # the one sender it is not there for
    gate: asyncio.Event | None = None  # it answers only once this is set
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, parcel: Parcel) -> Outcome:
        if self.clock is not None:
            self.clock.forward(timedelta(seconds=1))
        said = await Wire.send(self, parcel)
        self.came.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.spurns == getattr(parcel, "sender", None):
            return DOWN
        return said if self.answer is None else self.answer


def senders(count: int = 2, host: str = HOST) -> dict[str, Sender]:
    names = ("anna", "ben", "cleo", "dora", "ella", "fay", "gus", "hal")[:count]
    return {name: replace(deployment.sender(name), host=host) for name in names}


@asynccontextmanager
async def one_host(url: str, count: int = 2) -> AsyncIterator[tuple[Arena, Server]]:
    """Open an arena whose senders all leave through one server."""
    async with AsyncExitStack() as stack:
        pool = senders(count)
        steps = ONE.replace("[anna, ben]", f"[{', '.join(pool)}]")
        it = await stack.enter_async_context(arena(url, steps=ONE, senders=pool))
        await deployment.keep(
            it.engine, text=steps, senders=dict.fromkeys(pool, "email")
        )
        server = Server()
        it.wire, it.courier = server, Courier(it.engine, {"email": server})
        yield it, server


async def health(it: Arena) -> Health | None:
    async with it.engine.database.reading() as connection:
        found = await hosts.troubled(connection)
    return found[HOST].health if HOST in found else None


async def break_down(it: Arena, server: Server) -> None:
    """Let it fail till it is left alone."""
    server.answer = DOWN
    for _ in range(LIMIT):
        await it.run()
        found = await health(it)
        assert found is not None
        if found.is_open:
            return
        it.clock.forward(FIRST_WAIT)
    raise AssertionError("it is never left alone")


async def test_a_host_that_fails_is_left_alone_and_nobody_is_harmed(
    sqlite_url: str,
) -> None:
    async with one_host(sqlite_url) as (it, server):
        await it.enroll(MANY)
        await break_down(it, server)
        tried = len(server.carried)
        for _ in range(4):
            it.clock.forward(timedelta(minutes=1))
            await it.run()
        assert len(server.carried) == tried
        touches = await it.rows("touches")
        assert {(t["state"], t["failures"]) for t in touches} <= {("deferred", 0)}
        assert set(await it.states()) == {("active", "")}


async def test_once_it_has_rested_one_touch_tries_it_for_all(database_url: str) -> None:
    async with one_host(database_url) as (it, server):
        await it.enroll(MANY)
        await break_down(it, server)
        tried = len(server.carried)
        it.clock.forward(FIRST_REST)
        await it.run()
        assert len(server.carried) == tried + 1
        found = await health(it)
        assert found is not None
        assert found.rests_until == it.clock.now() + 2 * FIRST_REST

        it.clock.forward(2 * FIRST_REST)
        server.answer = None
        await it.run()
        assert await health(it) is None
        assert [t["state"] for t in await it.rows("touches")] == ["sent"] * MANY


async def test_while_one_touch_tries_it_no_other_is_claimed(database_url: str) -> None:
    async with one_host(database_url) as (it, server):
        await it.enroll(MANY)
        await break_down(it, server)
        it.clock.forward(FIRST_REST)
        await it.beat()
        probe = (await it.tick()).claimed
        assert len(probe) == 1
        assert (await it.tick()).claimed == []
        (marked,) = await it.mark(probe)
        assert (await it.tick()).claimed == []
        await it.settle(marked.touch_id, marked.attempt, BUSY)
        assert await health(it) is None
        assert len((await it.tick()).claimed) == MANY - 1


async def test_a_probe_whose_worker_is_gone_gives_way_to_the_next(
    database_url: str,
) -> None:
    async with one_host(database_url) as (it, server):
        await it.enroll(MANY)
        await break_down(it, server)
        it.clock.forward(FIRST_REST)
        await it.beat()
        (marked,) = await it.mark((await it.tick()).claimed)
        it.clock.forward(timedelta(minutes=5))
        following = (await it.tick()).claimed
        ledger = {t["id"]: t["state"] for t in await it.rows("touches")}
    assert len(following) == 1
    assert ledger[marked.touch_id] == "in_doubt"


async def test_a_probe_whose_claim_is_lost_gives_way_to_the_next(
    sqlite_url: str,
) -> None:
    async with one_host(sqlite_url) as (it, server):
        await it.enroll(MANY)
        await break_down(it, server)
        it.clock.forward(FIRST_REST)
        assert len((await it.tick()).claimed) == 1
        it.clock.forward(timedelta(seconds=61))
        server.answer = None
        await it.run()
        assert len(await it.rows("touches")) == MANY
        assert {t["state"] for t in await it.rows("touches")} == {"sent"}


async def test_what_was_claimed_before_goes_back_unsent(sqlite_url: str) -> None:
    async with one_host(sqlite_url) as (it, server):
        await it.enroll(MANY)
        claimed = (await it.tick()).claimed
        async with it.engine.database.writing() as connection:
            await hosts.lock(connection, [HOST])
            now = it.clock.now()
            rests = Health(LIMIT, 1, now, (), None, "gone", now, now + FIRST_REST)
            await hosts.write(connection, HOST, rests)
        await it.deliver(claimed)
        assert (server.carried, await it.rows("touches")) == ([], [])


async def test_hosts_that_are_well_are_not_slowed(sqlite_url: str) -> None:
    pool = {**senders(1), "ben": replace(deployment.sender("ben"), host=OTHER)}
    async with arena(sqlite_url, steps=ONE, senders=pool) as it:
        await it.enroll(40)
        lanes = {r["id"]: r["senders"]["email"] for r in await it.rows("enrollments")}
        for number, row in enumerate(await it.rows("leads")):
            if lanes[number + 1] == "anna":
                it.wire.says[row["email"]] = [DOWN] * 10
        for _ in range(LIMIT + 1):
            await it.run()
            it.clock.forward(FIRST_WAIT)
        sent = [t["lane"] for t in await it.rows("touches") if t["state"] == "sent"]
        found = await health(it)
    assert sent == ["ben"] * list(lanes.values()).count("ben")
    assert found is not None
    assert found.is_open


async def test_a_break_within_a_message_costs_an_attempt_while_the_host_is_well(
    sqlite_url: str,
) -> None:
    async with one_host(sqlite_url, 1) as (it, server):
        await it.enroll(1)
        server.says["lead0@co0.example"] = [BROKEN] * 10
        for _ in range(MAX_ATTEMPTS):
            await it.run()
            it.clock.forward(timedelta(hours=6))
            await it.enroll(1, first=len(await it.rows("leads")))
        assert (await it.states())[0] == ("paused", "gave_up")
        assert server.counts["lead0@co0.example"] == MAX_ATTEMPTS


async def test_a_host_that_breaks_every_message_costs_one_lead_one_attempt(
    sqlite_url: str,
) -> None:
    async with one_host(sqlite_url) as (it, server):
        await it.enroll(MANY)
        server.answer, server.clock = BROKEN, it.clock
        it.courier = Courier(it.engine, {"email": server}, wire=1, lane_wire=1)
        for _ in range(20):
            await it.run()
            it.clock.forward(timedelta(hours=1))
        failures = sorted(t["failures"] for t in await it.rows("touches"))
        assert await it.states() == [("active", "")] * MANY
    assert failures[:-1] == [0] * (len(failures) - 1)
    assert failures[-1] <= 1


async def test_silence_after_the_dot_leaves_few_in_doubt(sqlite_url: str) -> None:
    async with one_host(sqlite_url, LIMIT) as (it, server):
        await it.enroll(100)
        server.answer, server.clock = LOST, it.clock
        it.courier = Courier(it.engine, {"email": server}, wire=1, lane_wire=1)
        await it.run()
        doubted = [t for t in await it.rows("touches") if t["state"] == "in_doubt"]
        found = await health(it)
        assert found is not None
        assert found.is_open
    assert len(doubted) <= 2 * LIMIT


async def test_a_person_lets_one_touch_try_at_once(database_url: str) -> None:
    async with one_host(database_url) as (it, server):
        await it.enroll(MANY)
        await break_down(it, server)
        tried = len(server.carried)
        assert await resume_sender(it.engine, "ben")
        await it.run()
        assert len(server.carried) == tried + 1
        found = await health(it)
        assert found is not None
        assert found.rests_until == it.clock.now() + FIRST_REST
        server.answer = None
        assert await resume_sender(it.engine, "anna")
        assert not await resume_sender(it.engine, "anna")
        await it.run()
        it.clock.forward(FIRST_WAIT)
        await it.run()
        assert {t["state"] for t in await it.rows("touches")} == {"sent"}


async def test_status_and_explain_say_which_host_since_when_and_what_it_said(
    sqlite_url: str,
) -> None:
    async with one_host(sqlite_url) as (it, server):
        await it.enroll(MANY)
        await break_down(it, server)
        since = it.clock.now()
        it.clock.forward(FIRST_WAIT)
        lanes = {lane.name: lane for lane in (await status(it.engine)).lanes}
        leads = [row["lead_id"] for row in await it.rows("enrollments")]
        (told,) = (await explain(it.engine, leads[-1])).enrollments
        breaker = next(gate for gate in told.gates if gate.gate == "breaker")
        comes = await next_instant(it.engine)
    words = (
        f"{HOST} has been failing since {since:%Y-%m-%d %H:%M} UTC: connect: refused"
    )
    tries_at = since + FIRST_REST
    for name in ("anna", "ben"):
        found = lanes[name]
        assert found.host is not None
        assert (found.host.told, found.host.tries_at) == (words, tries_at)
        due = replace(found.backlog, paused={}).sender
        assert found.backlog == Backlog(sender=due)
    assert breaker.reason == "host_down"
    assert breaker.evidence == f"{words}; one touch tries it at {tries_at:%H:%M:%S} UTC"
    assert (breaker.passes_at, told.held) == (tries_at, "host_down")
    assert (told.next_at, comes) == (tries_at, tries_at)


async def test_a_host_that_is_well_costs_one_look_a_round(sqlite_url: str) -> None:
    async with one_host(sqlite_url) as (it, server):
        await it.enroll(60)
        claimed = (await it.tick()).claimed
        seen: list[str] = []

        def note(*args: object) -> None:
            seen.append(str(args[2]))

        engine = it.engine.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        await it.deliver(claimed)
        event.remove(engine, "before_cursor_execute", note)
        assert len(server.carried) == 60
    looks = [said for said in seen if "hosts" in said]
    rounds = [said for said in seen if "BEGIN" in said or "UPDATE touches" in said]
    assert all(said.startswith("SELECT hosts") for said in looks)
    assert len(looks) <= len(rounds)


async def test_an_answer_of_any_kind_ends_a_row_of_failures(sqlite_url: str) -> None:
    async with one_host(sqlite_url, 1) as (it, server):
        await it.enroll(1)
        server.says["lead0@co0.example"] = [*[DOWN] * (LIMIT - 1), BUSY, DOWN]
        for _ in range(LIMIT + 1):
            await it.run()
            it.clock.forward(timedelta(hours=6))
        found = await health(it)
    assert found is not None
    assert (found.failures, found.is_open) == (1, False)
