"""Caps over all senders hold under several schedulers and couriers at once, and are used up."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from outreach.core.cap import Caps
from outreach.core.pacing import Limits
from outreach.services.deliver import Courier
from outreach.services.tick import tick
from outreach.services.wakeup import next_instant
from outreach.store.database import Database
from tests.services import deployment
from tests.services.arena import Arena, Wire, arena
from tests.services.test_caps import ONE, most_in_a_day, sent_at

if TYPE_CHECKING:
    from outreach.services.engine import Engine

DAY = timedelta(days=1)
PROCESSES = 4
START = datetime(2026, 3, 3, 10, tzinfo=UTC)
CAPS = Caps(default_domain=3, per_company=2, max_new_per_day=7)


async def turn(engine: Engine, courier: Courier) -> int:
    """Tick and deliver as one process does; return how many were claimed."""
    claimed = (await tick(engine, alone=True)).claimed
    await courier.deliver(claimed)
    return len(claimed)


async def until(
    it: Arena, several: list[tuple[Engine, Courier]], end: datetime
) -> None:
    """Let all processes work at every instant at which there is something to do."""
    for _ in range(200):
        while sum(await asyncio.gather(*(turn(*each) for each in several))):
            pass
        at = await next_instant(it.engine)
        if at is None or at > end:
            return
        it.clock.at = at
    raise AssertionError("it never comes to rest")


async def test_no_cap_is_passed_and_none_left_unused(database_url: str) -> None:
    senders = {name: deployment.sender(name, Limits()) for name in ("anna", "ben")}
    clock = deployment.Clock(START)
    async with (
        AsyncExitStack() as stack,
        arena(database_url, steps=ONE, senders=senders, clock=clock, caps=CAPS) as it,
    ):
        several: list[tuple[Engine, Courier]] = []
        wires = []
        for number in range(PROCESSES):
            database = Database(database_url)
            stack.push_async_callback(database.close)
            engine = replace(it.engine, database=database, worker=f"w{number}")
            wires.append(Wire())
            several.append((engine, Courier(engine, {"email": wires[-1]})))
        for number in range(24):
            domain = ("gmail.com", "co1.example", "co2.example")[number % 3]
            company = None if domain == "gmail.com" else domain
            await it.leads(
                1, first=number, email=f"lead{number}@{domain}", company_key=company
            )
        await it.enter([row["id"] for row in await it.rows("leads")])
        await until(it, several, START + 4 * DAY + timedelta(minutes=1))
        domains = await sent_at(it)
        carried = [address for wire in wires for address, _ in wire.carried]
    assert len(set(carried)) == len(carried) == 24
    # Two companies of two a day and one domain of three: seven a day, and no day is wasted.
    assert {name: most_in_a_day(each) for name, each in domains.items()} == {
        "gmail.com": 3,
        "co1.example": 2,
        "co2.example": 2,
    }
    whole = sorted(at for each in domains.values() for at in each)
    assert most_in_a_day(whole) <= 7
    by_day = [sum(round((at - START) / DAY) == day for at in whole) for day in range(5)]
    assert by_day == [7, 7, 6, 4, 0]
