"""Reading anew locks lanes before companies, as whoever delivers does: no two wait in a ring."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from outreach.core.guard import Guard
from outreach.services.label import label
from outreach.store import company as companies
from outreach.store import lane as lanes
from outreach.store import lead as leads
from tests.services import ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from typing import Any

    from tests.services.arena import Arena

COMPANY = ("hello", "co0.example")
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def _blocked(it: Arena, task: asyncio.Task[Any]) -> None:
    """Return once it waits for a lock, or has ended."""
    while not task.done():
        async with it.engine.database.reading() as connection:
            if (await connection.execute(WAITING)).scalar_one():
                return


async def test_a_bounce_that_is_heard_again_waits_with_no_company_in_its_hands(
    postgres_url: str,
) -> None:
    async with arena(postgres_url, steps=hearing.STEPS) as it:
        it.engine = replace(it.engine, guard=Guard(0.5, 20))
        (lead_id,) = await it.leads(1)
        await it.enter([lead_id])
        await it.run()
        it.clock.forward(timedelta(hours=1))
        await hearing.said(it, lead_id, "other")
        it.clock.forward(timedelta(hours=1))
        await hearing.said(it, lead_id, "bounced_block")
        first = (await it.rows("inbound"))[0]["id"]
        async with it.engine.database.writing() as connection:
            await lanes.lock(connection, ["anna", "ben"])
            word = asyncio.create_task(
                label(it.engine, f"#{lead_id}", "question", inbound_id=first)
            )
            await _blocked(it, word)
            assert not word.done()
            free = await companies.try_lock(connection, [COMPANY])
        await word
        assert free == {COMPANY}


async def test_who_else_a_stranger_has_written_about_is_waited_for(
    postgres_url: str,
) -> None:
    async with arena(postgres_url, steps=hearing.STEPS) as it:
        one, other = await it.leads(2)
        await it.enter([one, other])
        await it.run()
        it.clock.forward(timedelta(hours=1))
        for touch in await it.rows("touches"):
            about = touch["message_id"]
            stop = ear.mail(
                "zoe@far.example", hearing.WORDS["opt_out"], In_Reply_To=about
            )
            await ear.hear(it, stop)
        async with it.engine.database.writing() as connection:
            await leads.lock(connection, [other])
            word = asyncio.create_task(label(it.engine, f"#{one}", "nothing", yes=True))
            await _blocked(it, word)
            waited = not word.done()
        await word
    assert waited
