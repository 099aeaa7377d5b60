"""Nothing stands still for ever, and nothing that has ended goes on."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from outreach.core.model import (
    Blame,
    Deferred,
    Event,
    Finish,
    LeadId,
    Rejected,
    Sent,
    Unknown,
)
from outreach.services import react
from outreach.services.deliver import Courier
from outreach.services.finish import finish, pause
from outreach.store import lead as leads
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from outreach.core.model import Outcome
    from outreach.store.database import Connection, Database

TWO = """
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: "Hello", body: "Hi {{ first_name }}, hello there."}
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""
ONE_A_COMPANY = "company: {max_active: 1}\n" + TWO
ADDRESS = "lead0@co0.example"
DAYS = timedelta(days=3)


async def tell(it: Arena, kind: str, lead_id: int = 1, **more: Any) -> None:
    """Record a fact about a lead."""
    async with it.engine.database.writing() as connection:
        held = await leads.lock(connection, [LeadId(lead_id)])
        fact = Event(kind, it.clock.now(), LeadId(lead_id), **more)
        await react.record(it.engine, connection, held, [fact])


async def pausing(it: Arena, number: int, reason: str = "manual") -> None:
    """Pause one enrollment, as a person does."""
    async with it.engine.database.writing() as connection:
        row = (await it.rows("enrollments"))[number]
        await pause(it.engine, connection, [row], reason, None)


@pytest.mark.parametrize(
    "outcome", [Rejected(Blame.MESSAGE, "odd", "554"), Unknown("gone")]
)
async def test_a_step_that_was_refused_is_passed_over_on_resuming(
    database_url: str, outcome: Outcome
) -> None:
    async with arena(database_url, steps=TWO) as it:
        it.wire.says[ADDRESS] = [outcome]
        (enrollment,) = await it.enroll(1)
        await it.run()
        if isinstance(outcome, Unknown):
            (touch,) = await it.rows("touches")
            refused = Rejected(Blame.MESSAGE, "odd", "554")
            await it.settle(touch["id"], touch["attempt"], refused)
        assert await it.states() == [("paused", "message_rejected")]
        await it.resume(enrollment)
        it.clock.forward(DAYS)
        await it.run()
        assert await it.states() == [("finished", "no_reply")]
        assert await it.ledger() == [("rejected", 1), ("sent", 1)]
    assert it.wire.counts == {ADDRESS: 2}


async def test_a_step_that_was_given_up_is_passed_over_on_resuming(
    database_url: str,
) -> None:
    async with arena(database_url, steps=TWO) as it:
        it.wire.says[ADDRESS] = [Deferred("busy")] * 5
        (enrollment,) = await it.enroll(1)
        for _ in range(8):  # a weekend among them
            await it.run()
            it.clock.forward(timedelta(hours=24))
        assert await it.states() == [("paused", "gave_up")]
        await it.resume(enrollment)
        it.clock.forward(2 * DAYS)
        await it.run()
        assert await it.states() == [("finished", "no_reply")]
        assert await it.ledger() == [("rejected", 5), ("sent", 1)]


async def test_what_was_put_off_waits_its_time_after_a_pause(database_url: str) -> None:
    async with arena(database_url, steps=TWO) as it:
        at = it.clock.now() + timedelta(hours=5)
        it.wire.says[ADDRESS] = [Deferred("busy", at)]
        (enrollment,) = await it.enroll(1)
        await it.run()
        await pausing(it, 0)
        await it.resume(enrollment)
        await it.run()
        assert it.wire.counts == {ADDRESS: 1}
        it.clock.at = at
        await it.run()
        assert it.wire.counts == {ADDRESS: 2}


async def test_a_pause_while_in_doubt_and_a_late_record_go_on_once(
    database_url: str,
) -> None:
    async with arena(database_url, steps=TWO) as it:
        (enrollment,) = await it.enroll(1)
        (marked,) = await it.mark((await it.tick()).claimed)
        it.clock.forward(timedelta(seconds=31))
        await it.run()
        assert await it.ledger() == [("in_doubt", 1)]
        await pausing(it, 0)
        await it.resume(enrollment)
        await it.run()
        await it.settle(marked.touch_id, marked.attempt, Sent())
        it.clock.forward(DAYS)
        await it.run()
        assert await it.states() == [("finished", "no_reply")]
    assert it.wire.counts == {ADDRESS: 1}


async def test_a_deferred_touch_of_an_ended_enrollment_is_accounted_for(
    database_url: str,
) -> None:
    async with arena(database_url, steps=TWO) as it:
        (enrollment,) = await it.enroll(1)
        (marked,) = await it.mark((await it.tick()).claimed)
        await it.write("enrollments", enrollment, state="finished", reason="replied")
        await it.settle(marked.touch_id, 1, Deferred("busy"))
        (touch,) = await it.rows("touches")
        assert (touch["state"], touch["reason"]) == ("skipped", "replied")


async def test_the_next_of_a_company_takes_the_place_of_one_that_is_paused(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE_A_COMPANY) as it:
        await it.enroll(3, company_key="co.example")
        await it.run()
        async with it.engine.database.writing() as connection:
            row = (await it.rows("enrollments"))[0]
            await finish(it.engine, connection, [row], Finish.STOPPED)
        await pausing(it, 1)
        await it.run()
        assert it.wire.counts == {ADDRESS: 1, "lead2@co2.example": 1}


async def test_the_next_of_a_company_takes_the_place_of_a_claim_that_was_lost(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE_A_COMPANY) as it:
        await it.enroll(2, company_key="co.example")
        await it.tick()
        await pausing(it, 0)
        it.clock.forward(timedelta(seconds=61))
        await it.run()
        assert it.wire.counts == {"lead1@co1.example": 1}


async def test_a_reaction_pauses_no_enrollment_that_has_ended(
    database_url: str,
) -> None:
    steps = TWO + "on:\n  reply.not_now: [{pause: 60 days}]\n"
    async with arena(database_url, steps=steps) as it:
        (enrollment,) = await it.enroll(1)
        await it.run()
        await it.write("enrollments", enrollment, state="finished", reason="opted_out")
        await tell(it, "reply.not_now", enrollment_id=enrollment)
        it.clock.forward(timedelta(days=61))
        await it.run()
        assert await it.states() == [("finished", "opted_out")]
    assert it.wire.counts == {ADDRESS: 1}


async def test_a_reaction_lets_no_pause_end_that_only_a_person_ends(
    database_url: str,
) -> None:
    steps = TWO + "on:\n  reply.not_now: [{pause: 60 days}]\n"
    async with arena(database_url, steps=steps) as it:
        (enrollment,) = await it.enroll(1)
        await it.run()
        await pausing(it, 0)
        await tell(it, "reply.not_now", enrollment_id=enrollment)
        it.clock.forward(timedelta(days=61))
        await it.run()
        assert await it.states() == [("paused", "manual")]


@pytest.mark.parametrize("kind", ["link.clicked", "stage.qualified", "custom.paid"])
async def test_any_event_a_sequence_ends_on_ends_it(
    database_url: str, kind: str
) -> None:
    steps = f"exit_on: [reply, {kind}]\n" + TWO
    async with arena(database_url, steps=steps) as it:
        await it.enroll(1)
        await it.run()
        await tell(it, kind)
        it.clock.forward(DAYS)
        await it.run()
        assert await it.states() == [("finished", "goal")]
    assert it.wire.counts == {ADDRESS: 1}


async def test_an_event_a_sequence_does_not_end_on_ends_nothing(
    database_url: str,
) -> None:
    async with arena(database_url, steps=TWO) as it:
        await it.enroll(1)
        await it.run()
        await tell(it, "link.clicked")
        assert await it.states() == [("active", "")]


async def test_an_enrollment_of_a_lane_nobody_knows_pauses(database_url: str) -> None:
    async with arena(database_url, steps=TWO) as it:
        (enrollment,) = await it.enroll(1)
        await it.write(
            "enrollments", enrollment, lane="carl", senders={"email": "carl"}
        )
        await it.run()
        assert await it.states() == [("paused", "sender_gone")]


class Forgetful:
    """A database that commits, once, without saying so."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.silent = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)

    @asynccontextmanager
    async def writing(self, *, brief: bool = False) -> AsyncIterator[Connection]:
        async with self.database.writing(brief=brief) as connection:
            yield connection
        if self.silent:
            self.silent = False
            raise OSError("the connection broke after the commit")


async def test_a_mark_whose_commit_nobody_confirmed_is_tried_again(
    database_url: str,
) -> None:
    async with arena(database_url, steps=TWO) as it:
        await it.beat()
        await it.enroll(1)
        claimed = (await it.tick()).claimed
        database = Forgetful(it.engine.database)
        engine = replace(it.engine, database=database)  # type: ignore[arg-type] # stands in
        courier = Courier(engine, {"email": it.wire})
        database.silent = True
        await courier.deliver(claimed)
        await courier.close()
        assert it.wire.counts == {}
        assert await it.ledger() == [("deferred", 1)]
        it.clock.forward(timedelta(minutes=3))
        await it.run()
        assert await it.ledger() == [("sent", 2)]
    assert it.wire.counts == {ADDRESS: 1}
