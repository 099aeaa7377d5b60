"""Whose goal is met is not written to again, though nothing was under way when it was met."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.errors import Refused
from outreach.services import react
from outreach.services.enroll_where import enroll_where
from outreach.services.label import label
from outreach.services.record_event import Told, record_event
from outreach.services.steer import resume_lead, stop_lead
from outreach.store import lead as leads
from tests.services import deployment, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from outreach.core.model import LeadId
    from tests.services.arena import Arena

ADA = "lead0@co0.example"
EXITS = (
    deployment.SEQUENCE + "exit_on: [reply, bounce, custom.booked, stage.qualified]\n"
)
REACTS = deployment.SEQUENCE + "on:\n  custom.booked: [{goal: booked}]\n"


async def one(it: Arena) -> LeadId:
    """Have a lead that is in a sequence and has had its first mail."""
    (lead_id,) = await it.leads(1)
    await it.enter([lead_id])
    await it.run()
    it.clock.forward(timedelta(hours=1))
    return lead_id


async def booked(it: Arena) -> None:
    """Let a meeting be booked outside."""
    await record_event(it.engine, Told(ADA, "custom.booked", {}, "test"))


async def move(it: Arena, lead_id: LeadId, stage: str) -> None:
    """Let a person move the lead to a stage."""
    async with it.engine.database.writing() as connection:
        held = await leads.lock(connection, [lead_id])
        done = react.Recorded(held)
        event = await react.move(
            it.engine, connection, done, held[lead_id], stage, "crm:x"
        )
        await react.record(it.engine, connection, done.leads, [event])


@pytest.mark.parametrize("steps", [EXITS, REACTS])
async def test_who_met_the_goal_after_the_end_is_not_let_in_again(
    database_url: str, steps: str
) -> None:
    async with arena(database_url, steps=steps) as it:
        await one(it)
        await stop_lead(it.engine, ADA, by="eva")
        await booked(it)
        refused = await enroll_where(it.engine, "hello", again=True)
        assert (refused.enrolled, [each.detail for each in refused.left_out]) == (
            0,
            ["its goal is met already: custom.booked; --met lets it in"],
        )
        assert refused.codes == {"goal_met": 1}
        anyway = await enroll_where(it.engine, "hello", again=True, met=True)
        assert (anyway.enrolled, anyway.refused) == (1, 0)


@pytest.mark.parametrize("steps", [EXITS, REACTS])
async def test_who_met_the_goal_after_the_end_is_not_resumed(
    database_url: str, steps: str
) -> None:
    async with arena(database_url, steps=steps) as it:
        await one(it)
        await stop_lead(it.engine, ADA, by="eva")
        await booked(it)
        with pytest.raises(Refused, match=r"met already: custom\.booked") as refused:
            await resume_lead(it.engine, ADA, by="eva", sequence="hello")
        assert refused.value.code == "goal_met"
        assert await it.states() == [("finished", "stopped")]


async def test_a_goal_that_ended_it_counts_too(database_url: str) -> None:
    async with arena(database_url, steps=REACTS) as it:
        await one(it)
        await booked(it)
        assert await it.states() == [("finished", "goal")]
        refused = await enroll_where(it.engine, "hello", again=True)
        assert refused.codes == {"goal_met": 1}


async def test_who_met_it_before_the_first_time_is_let_in(database_url: str) -> None:
    async with arena(database_url, steps=EXITS) as it:
        (lead_id,) = await it.leads(1)
        await booked(it)
        it.clock.forward(timedelta(hours=1))
        assert (await it.enter([lead_id])).refused == []
        await stop_lead(it.engine, ADA, by="eva")
        again = await enroll_where(it.engine, "hello", again=True)
        assert (again.enrolled, again.refused) == (1, 0)


async def test_a_stage_counts_while_the_lead_stands_in_it(database_url: str) -> None:
    async with arena(database_url, steps=EXITS) as it:
        lead_id = await one(it)
        await stop_lead(it.engine, ADA, by="eva")
        await move(it, lead_id, "qualified")
        with pytest.raises(Refused, match=r"stage\.qualified"):
            await resume_lead(it.engine, ADA, by="eva", sequence="hello")
        await move(it, lead_id, "contacted")
        assert await resume_lead(it.engine, ADA, by="eva", sequence="hello")


async def test_a_goal_of_another_sequence_is_not_this_ones(database_url: str) -> None:
    async with arena(database_url, steps=deployment.SEQUENCE) as it:
        await deployment.keep(it.engine, "other", REACTS)
        lead_id = await one(it)
        await it.enter([lead_id], "other")
        await booked(it)
        await stop_lead(it.engine, ADA, by="eva")
        again = await enroll_where(it.engine, "hello", again=True)
        assert (again.enrolled, again.refused) == (1, 0)


async def test_a_word_on_a_reply_does_not_resume_whose_goal_is_met(
    database_url: str,
) -> None:
    async with arena(database_url, steps=EXITS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "other")
        await booked(it)
        done = await label(it.engine, ADA, "nothing", by="eva")
        assert await it.states() == [("finished", "replied")]
        assert done.left == ["hello is not resumed: its goal is met: custom.booked"]
