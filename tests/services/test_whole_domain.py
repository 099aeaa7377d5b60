"""Where an opt-out is everybody's of its domain, it stops their claimed touches too."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from outreach.services.engine import House
from outreach.services.label import label
from outreach.services.mark import mark
from outreach.services.opt_out import ONE_CLICK, Trace, opt_out
from outreach.store import lead as leads
from outreach.store import touch as touches
from tests.services import ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from outreach.core.model import LeadId, TouchId
    from tests.services.arena import Arena

    Way = Callable[[Arena, LeadId], Coroutine[Any, Any, None]]

ADA, BOB = "lead0@co0.example", "bob@co0.example"
WIDE = House(
    "Acme", "Europe/Paris", b"a secret of thirty-two bytes, no?", whole_domain=True
)
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def by_link(it: Arena, lead_id: LeadId) -> None:
    """Let the lead opt out by its link."""
    await opt_out(it.engine, Trace(lead_id, "hello", 1, "intro"), source=ONE_CLICK)


async def by_mail(it: Arena, lead_id: LeadId) -> None:
    """Let the lead opt out in a mail."""
    assert lead_id
    await ear.hear(it, ear.mail(ADA, hearing.WORDS["opt_out"]))


async def by_phone(it: Arena, lead_id: LeadId) -> None:
    """Let a person say that the lead has opted out."""
    await label(it.engine, f"#{lead_id}", "opt_out", by="eva")


WAYS = (by_link, by_mail, by_phone)


async def two(it: Arena) -> tuple[LeadId, list[TouchId]]:
    """Enroll two of one domain; return the first, and the second's claimed touch."""
    (ada,) = await it.leads(1)
    (bob,) = await it.leads(1, email=BOB, identity=f"email:{BOB}")
    await it.enter([bob])
    claimed = (await it.tick()).claimed
    await it.enter([ada])
    assert len(claimed) == 1
    return ada, list(claimed)


async def blocked(it: Arena, task: asyncio.Task[Any]) -> None:
    """Return once it waits for a lock, or has ended."""
    while not task.done():
        async with it.engine.database.reading() as looking:
            if (await looking.execute(WAITING)).scalar_one():
                return


@pytest.mark.parametrize("way", WAYS)
async def test_a_claimed_touch_to_its_domain_does_not_leave(
    database_url: str, way: Way
) -> None:
    async with arena(database_url, steps=hearing.STEPS, house=WIDE) as it:
        ada, claimed = await two(it)
        await way(it, ada)
        await it.deliver(claimed)
        (touch,) = await it.rows("touches")
        assert (touch["state"], it.wire.carried) == ("skipped", [])
        assert ("co0.example", "opt_out") in await ear.suppressed(it)


@pytest.mark.parametrize("way", WAYS)
async def test_it_waits_for_a_touch_to_its_domain_that_is_being_marked(
    postgres_url: str, way: Way
) -> None:
    async with arena(postgres_url, steps=hearing.STEPS, house=WIDE) as it:
        ada, claimed = await two(it)
        async with it.engine.database.writing() as connection:
            found = await touches.get(connection, claimed)
            assert len(await mark(it.engine, connection, found.values())) == 1
            said = asyncio.create_task(way(it, ada))
            await blocked(it, said)
            waited = not said.done()
        await said
        assert waited


async def test_a_word_on_a_mail_waits_for_its_author_s_domain_with_nobody_in_its_hands(
    postgres_url: str,
) -> None:
    async with arena(postgres_url, steps=hearing.STEPS, house=WIDE) as it:
        (eve,) = await it.leads(1, first=2)
        (ada,) = await it.leads(1)
        await it.enter([eve, ada])
        await it.run()
        (touch,) = [each for each in await it.rows("touches") if each["lead_id"] == ada]
        about = touch["message_id"]
        mail = ear.mail("zoe@co2.example", hearing.WORDS["other"], In_Reply_To=about)
        await ear.hear(it, mail)
        async with it.engine.database.writing() as connection:
            await leads.lock(connection, [eve])
            word = asyncio.create_task(label(it.engine, f"#{ada}", "opt_out", by="eva"))
            await blocked(it, word)
            assert not word.done()
            free = await leads.lock_free(connection, [ada])
        await word
        assert list(free) == [ada]
        assert ("co2.example", "opt_out") in await ear.suppressed(it)
