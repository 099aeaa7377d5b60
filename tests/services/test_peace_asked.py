"""Peace until a day that the lead itself has named is not made shorter by what comes after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.services.label import label
from outreach.services.opt_out import Trace
from outreach.services.prefer import wait
from tests.services import deployment, ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from datetime import datetime

    from tests.services.arena import Arena

ADA = "lead0@co0.example"
GOES_ON = deployment.SEQUENCE + "exit_on: [bounce, opt_out]\n"
REACTS = GOES_ON + "on:\n  reply.not_now: [{pause: 60 days}]\n"


async def at_peace(it: Arena, days: int) -> datetime:
    """Have a lead that has had a mail, and asks by its link for so many days of peace."""
    (lead_id,) = await it.leads(1)
    await it.enter([lead_id])
    await it.run()
    until = it.clock.now() + timedelta(days=days)
    await wait(it.engine, Trace(lead_id, "hello", 1, "intro"), until)
    it.clock.forward(timedelta(hours=1))
    return until


async def stands(it: Arena) -> tuple[str, str, datetime | None]:
    """Return how the one enrollment stands, and until when."""
    (row,) = await it.rows("enrollments")
    return row["state"], row["reason"], row["due_at"]


async def test_a_person_s_earlier_day_does_not(database_url: str) -> None:
    async with arena(database_url, steps=GOES_ON) as it:
        until = await at_peace(it, 90)
        await ear.hear(it, ear.mail(ADA, hearing.WORDS["other"]))
        soon = it.clock.now() + timedelta(days=9)
        await label(it.engine, ADA, "not_now", by="eva", until=soon)
        assert await stands(it) == ("paused", "asked_to_wait", until)


async def test_a_person_s_later_day_makes_it_longer(database_url: str) -> None:
    async with arena(database_url, steps=GOES_ON) as it:
        await at_peace(it, 9)
        await ear.hear(it, ear.mail(ADA, hearing.WORDS["other"]))
        late = it.clock.now() + timedelta(days=90)
        await label(it.engine, ADA, "not_now", by="eva", until=late)
        assert await stands(it) == ("paused", "asked_to_wait", late)


async def test_a_reaction_s_pause_does_not(database_url: str) -> None:
    async with arena(database_url, steps=REACTS) as it:
        until = await at_peace(it, 90)
        await ear.hear(it, ear.mail(ADA, hearing.WORDS["other"]))
        await label(it.engine, ADA, "not_now", by="eva")
        assert await stands(it) == ("paused", "asked_to_wait", until)


async def test_it_stands_again_once_what_ended_it_was_a_misreading(
    database_url: str,
) -> None:
    async with arena(database_url, steps=deployment.SEQUENCE) as it:
        until = await at_peace(it, 90)
        await ear.hear(it, ear.mail(ADA, hearing.WORDS["other"]))
        ended = await stands(it)
        done = await label(it.engine, ADA, "out_of_office", by="eva")
        assert ended[:2] == ("finished", "replied")
        assert await stands(it) == ("paused", "asked_to_wait", until)
        assert done.left == []


async def test_a_person_s_own_day_may_be_said_anew(database_url: str) -> None:
    async with arena(database_url, steps=GOES_ON) as it:
        (lead_id,) = await it.leads(1)
        await it.enter([lead_id])
        await it.run()
        it.clock.forward(timedelta(hours=1))
        await ear.hear(it, ear.mail(ADA, hearing.WORDS["other"]))
        later, sooner = (it.clock.now() + timedelta(days=days) for days in (20, 5))
        for until in (later, sooner):
            await label(it.engine, ADA, "not_now", by="eva", until=until)
        assert await stands(it) == ("paused", "asked_to_wait", sooner)
