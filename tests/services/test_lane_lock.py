"""Couriers share a lane nothing is counted against; whoever pauses it has it alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import Blame, Deferred, Outcome, Rejected, Sent, Unknown
from outreach.core.pacing import Limits
from outreach.services.deliver import Courier
from outreach.services.mark import hold
from outreach.services.pause_sender import pause_sender
from outreach.services.settle import Result
from outreach.store import lane as lanes
from outreach.store import touch as touches
from tests.services import deployment
from tests.services.arena import Arena, Wire, arena
from tests.services.test_caps import ONE
from tests.services.test_caps_lock import WAITING, blocked, claims_of

if TYPE_CHECKING:
    from outreach.core.model import TouchId
    from outreach.store.database import Connection

STEPS = ONE.replace("[anna, ben]", "[anna]")
SAYS = [
    (Sent("250 taken"), False),
    (Unknown("cut off"), False),
    (Deferred("come back later"), True),
    (Rejected(Blame.SENDER, "blocked", "550 5.7.1"), True),
    (Rejected(Blame.ADDRESS, "no such user", "550 5.1.1"), True),
]


async def _hold(
    it: Arena, connection: Connection, one: TouchId, *said: Outcome
) -> None:
    """Hold a touch's lane as a courier does that has this to record."""
    rows = (await touches.get(connection, [one])).values()
    await hold(it.engine, connection, rows, [Result(one, 1, each) for each in said])


async def _waits(it: Arena, connection: Connection) -> bool:
    """Tell whether another courier that wants the lane has to wait for this connection."""
    other = asyncio.create_task(_peek(it))
    while not other.done():
        if (await connection.execute(WAITING)).scalar_one():
            other.cancel()
            await asyncio.wait({other})
            return True
    return False


async def _peek(it: Arena) -> None:
    async with it.engine.database.writing() as connection:
        await lanes.lock_together(connection, ["anna"], ())


@pytest.mark.parametrize(("said", "waits"), SAYS, ids=lambda each: repr(each)[:28])
async def test_who_may_pause_a_lane_has_it_alone(
    postgres_url: str, *, said: Outcome, waits: bool
) -> None:
    async with arena(postgres_url, steps=STEPS) as it:
        (one,) = await claims_of(it, "one")
        async with it.engine.database.writing() as connection:
            await _hold(it, connection, one, said)
            assert await _waits(it, connection) == waits


async def test_who_counts_against_a_lane_has_it_alone(postgres_url: str) -> None:
    senders = {"anna": deployment.sender("anna", Limits(gap=timedelta(minutes=1)))}
    async with arena(postgres_url, steps=STEPS, senders=senders) as it:
        (one,) = await claims_of(it, "one")
        async with it.engine.database.writing() as connection:
            await _hold(it, connection, one)
            assert await _waits(it, connection)


async def test_a_courier_delivers_while_another_has_the_lane(postgres_url: str) -> None:
    async with arena(postgres_url, steps=STEPS) as it:
        one, two = await claims_of(it, "one", "two")
        wire = Wire({})
        async with it.engine.database.writing() as connection:
            await _hold(it, connection, one)
            await Courier(it.engine, {"email": wire}).deliver([two])
        assert [address for address, _ in wire.carried] == ["two@x.example"]


async def test_a_pause_waits_for_those_there_and_newcomers_for_the_pause(
    postgres_url: str,
) -> None:
    async with arena(postgres_url, steps=STEPS) as it:
        one, two = await claims_of(it, "one", "two")
        wire = Wire({})
        courier = Courier(it.engine, {"email": wire})
        async with it.engine.database.writing() as connection:
            await _hold(it, connection, one)
            pause = asyncio.create_task(pause_sender(it.engine, "anna", "enough"))
            await blocked(connection, 1)
            delivery = asyncio.create_task(courier.deliver([two]))
            await blocked(connection, 2)
            assert not pause.done()
        await asyncio.gather(pause, delivery)
        assert wire.carried == []
