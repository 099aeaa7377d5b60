"""A sender whose mails bounce is paused in the very transaction, and a person told."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.guard import Guard
from outreach.core.model import Blame, Rejected
from outreach.services.pause_sender import resume_sender
from tests.services import deployment
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DEAD = Rejected(Blame.ADDRESS, "no such user", "550 5.1.1")
ONE = """
senders: {email: [anna]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
"""


@asynccontextmanager
async def guarded(url: str, guard: Guard | None) -> AsyncIterator[Arena]:
    senders = {"anna": deployment.sender("anna")}
    async with arena(url, steps=ONE, senders=senders) as it:
        it.engine = it.courier.engine = replace(it.engine, guard=guard)
        yield it


async def mail(it: Arena, first: int, count: int, *dead: int) -> None:
    for number in dead:
        it.wire.says[f"lead{number}@co{number}.example"] = [DEAD]
    await it.enroll(count, first=first)
    await it.run()


async def paused(it: Arena) -> str:
    (row,) = (row for row in await it.rows("lanes") if row["name"] == "anna")
    return str(row["paused"])


async def test_a_bounce_too_many_pauses_the_sender_and_tells_a_person(
    database_url: str,
) -> None:
    async with guarded(database_url, Guard(0.02, 20)) as it:
        await mail(it, 0, 19, 3)
        assert await paused(it) == ""
        await mail(it, 19, 1, 19)
        reason = "bounce_guard: 2 of 20 leads bounced in 28 days (10.0%)"
        assert await paused(it) == reason
        (task,) = await it.rows("tasks")
        assert (task["kind"], task["title"]) == ("notify", f"anna is paused, {reason}")
        sent = len(it.wire.carried)
        await mail(it, 20, 3)
        assert len(it.wire.carried) == sent


async def test_what_bounced_before_a_person_resumed_it_is_forgiven(
    database_url: str,
) -> None:
    async with guarded(database_url, Guard(0.1, 5)) as it:
        await mail(it, 0, 5, 0, 1)
        assert (await paused(it)).startswith("bounce_guard")
        it.clock.forward(timedelta(seconds=1))
        assert await resume_sender(it.engine, "anna")
        it.clock.forward(timedelta(seconds=1))
        await mail(it, 5, 4, 5)
        assert await paused(it) == ""
        await mail(it, 9, 1, 9)
        assert (
            await paused(it) == "bounce_guard: 2 of 5 leads bounced in 28 days (40.0%)"
        )


async def test_one_bounce_alone_pauses_nobody(database_url: str) -> None:
    async with guarded(database_url, Guard(0.02, 5)) as it:
        await mail(it, 0, 6, 0)
        assert await paused(it) == ""


async def test_bounces_of_long_ago_do_not_count(database_url: str) -> None:
    async with guarded(database_url, Guard(0.1, 5)) as it:
        await mail(it, 0, 4, 0, 1)
        it.clock.forward(timedelta(days=29))
        await mail(it, 4, 6)
        await mail(it, 10, 4, 10)
        assert await paused(it) == ""


async def test_without_a_guard_nothing_is_paused(database_url: str) -> None:
    async with guarded(database_url, None) as it:
        await mail(it, 0, 30, *range(30))
        assert await paused(it) == ""


async def test_of_bounces_recorded_at_once_none_is_overlooked(
    database_url: str,
) -> None:
    async with guarded(database_url, Guard(0.2, 10)) as it:
        await it.enroll(10)
        claimed = (await it.tick()).claimed
        marked = await it.mark(claimed)
        await asyncio.gather(
            *(it.settle(each.touch_id, each.attempt, DEAD) for each in marked)
        )
        assert (await paused(it)).startswith("bounce_guard: ")
