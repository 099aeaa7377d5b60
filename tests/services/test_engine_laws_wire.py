"""Never twice, never after a stop: what could put a touch on the wire again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import Blame, Deferred, Rejected
from outreach.core.retry import backoff
from outreach.services.finish import pause
from outreach.store import suppression
from tests.services import deployment
from tests.services.arena import arena

if TYPE_CHECKING:
    from tests.services.arena import Arena

NOT_BEFORE = timedelta(hours=2)


async def suppress(arena: Arena, address: str) -> None:
    async with arena.engine.database.writing() as connection:
        await suppression.suppress_address(
            connection, address, "asked", "test", arena.clock.now()
        )


async def test_a_message_repeated_by_the_queue_sends_nothing_twice(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        claimed = (await it.tick()).claimed
        await asyncio.gather(*(it.courier.deliver(claimed) for _ in range(3)))
    assert it.wire.counts == {"lead0@co0.example": 1}


async def test_a_deferred_touch_of_a_suppressed_lead_is_skipped_and_its_lane_goes_on(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        it.wire.says["lead0@co0.example"] = [Deferred("busy")]
        await it.enroll(1)
        await it.run()
        await suppress(it, "lead0@co0.example")
        it.clock.forward(NOT_BEFORE)
        await it.enroll(1, first=1)
        await it.run()
        assert await it.states() == [("finished", "stopped"), ("finished", "no_reply")]
        assert await it.ledger() == [("skipped", 1), ("sent", 1)]
    assert it.wire.counts == {"lead0@co0.example": 1, "lead1@co1.example": 1}


async def test_a_claim_of_a_lead_suppressed_meanwhile_ends_its_enrollment(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        claimed = (await it.tick()).claimed
        await suppress(it, "lead0@co0.example")
        await it.deliver(claimed)
        assert await it.states() == [("finished", "stopped")]
        assert await it.ledger() == [("skipped", 1)]
        assert "finished.stopped" in await it.kinds()
    assert it.wire.carried == []


async def test_a_lead_suppressed_before_its_claim_is_ended_with_its_reactions(
    database_url: str,
) -> None:
    steps = ONE + "on:\n  finished.stopped: [{tag: stopped}]\n"
    async with arena(database_url, steps=steps) as it:
        await it.enroll(1)
        await suppress(it, "lead0@co0.example")
        await it.run()
        assert await it.states() == [("finished", "stopped")]
        assert (await it.rows("leads"))[0]["tags"] == ["stopped"]


async def test_a_pause_never_brings_a_finished_enrollment_back(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        (stale,) = await it.rows("enrollments")
        await it.write("enrollments", stale["id"], state="finished", reason="replied")
        async with it.engine.database.writing() as connection:
            facts = await pause(it.engine, connection, [stale], "late", it.clock.now())
        assert facts == []
        assert await it.states() == [("finished", "replied")]


async def test_one_round_that_kills_an_address_leaves_no_other_enrollment_paused(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        ids = await it.leads(1)
        await it.enter(ids)
        await deployment.keep(it.engine, "other", ONE)
        await it.enter(ids, "other")
        claimed = (await it.tick()).claimed
        it.wire.says["lead0@co0.example"] = [
            Rejected(Blame.ADDRESS, "no such user", "550 5.1.1"),
            Rejected(Blame.MESSAGE, "too strange", "554 5.6.0"),
        ]
        await it.deliver(claimed)
        assert await it.states() == [("finished", "bounced")] * 2


ONE = """
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: "Hello", body: "Hi {{ first_name }}, hello there."}
"""


async def test_what_was_under_way_when_a_rest_began_makes_it_no_longer(
    database_url: str,
) -> None:
    gone = Deferred("no connection", blame=Blame.SENDER)
    async with arena(database_url, steps=ONE) as it:
        await it.enroll(5)
        began = it.clock.now()
        under_way = await it.mark((await it.tick()).claimed)
        for one in under_way:
            await it.settle(one.touch_id, one.attempt, gone)
        (lane,) = (row for row in await it.rows("lanes") if row["name"] == "anna")
        assert len(under_way) == 5
        assert (lane["rests"], lane["rest_until"]) == (1, began + backoff(1))
        it.clock.at = lane["rest_until"]
        (again, *_) = await it.mark((await it.tick()).claimed)
        await it.settle(again.touch_id, again.attempt, gone)
        (lane,) = (row for row in await it.rows("lanes") if row["name"] == "anna")
        assert (lane["rests"], lane["rest_until"]) == (2, it.clock.now() + backoff(2))
