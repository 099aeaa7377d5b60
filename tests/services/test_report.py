"""The report counts people where it says people, and touches where it says touches."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import EnrollmentId, Event, LeadId, TouchId
from outreach.errors import NotFound
from outreach.services import react
from outreach.services.report import StageCount, Tally, report
from outreach.store import lead as leads
from tests.saboteur.smtp import Saboteur, reply
from tests.services.running import MONDAY, STEPS, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World

STAGED = (
    STEPS
    + """\
on:
  reply.interested: [{stage: qualified}]
"""
)


async def _tell(world: World, *facts: tuple[str, int]) -> None:
    """Record answers to the first mails of leads."""
    engine = world.deployment.engine
    by_lead = {
        row["lead_id"]: row
        for row in await world.rows("touches")
        if row["step"] == "intro"
    }
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, {LeadId(lead) for _, lead in facts})
        events = [
            Event(
                kind,
                engine.now(),
                LeadId(lead),
                EnrollmentId(by_lead[lead]["enrollment_id"]),
                TouchId(by_lead[lead]["id"]),
            )
            for kind, lead in facts
        ]
        await react.record(engine, connection, held, events)


ANSWERS = (
    ("reply.interested", 1),
    ("reply.interested", 1),
    ("reply.not_now", 2),
    ("auto_reply", 3),
    ("auto_reply", 1),
    ("bounce.hard", 4),
    ("bounce.soft", 5),
    ("opt_out", 6),
    ("link.clicked", 7),
    ("link.clicked", 7),
    ("link.scanned", 8),
)
# Of the ten who got the first mail, by the answers above.
INTRO = Tally(
    sequence="hello",
    step="intro",
    sent=10,
    delivered=8,
    replies={"interested": 2, "not_now": 1},
    auto_replies=2,
    bounces_hard=1,
    bounces_soft=1,
    clicks=2,
    contacted=10,
    tried=10,
    replied=2,
    bounced=2,
    opted_out=1,
    clicked=1,
    reply_rate=0.2,
    bounce_rate=0.2,
    opt_out_rate=0.1,
    click_rate=0.1,
)
BUMP = Tally("hello", "bump", sent=10, delivered=10, contacted=10, tried=10)


async def test_answers_are_counted_by_sequence_step_and_sender(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port, steps=STAGED)
        async with opened(workspace) as world:
            await world.enroll(10)
            await world.run()
            world.clock.forward(days=3)
            await world.run()
            await _tell(world, *ANSWERS)
            found = await report(world.deployment.engine)
    both = replace(INTRO, sequence="", step="", sent=20, delivered=18)
    assert found.total == both
    assert found.sequences == (replace(both, sequence="hello"),)
    assert found.senders == (replace(both, sender="anna"),)
    assert found.steps == (INTRO, BUMP)
    json.dumps(asdict(found), default=str)


async def test_the_funnel_tells_who_stands_where_and_who_ever_came(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port, steps=STAGED)
        async with opened(workspace) as world:
            await world.enroll(4)
            await world.run()
            await _tell(world, ("reply.interested", 1))
            found = await report(world.deployment.engine)
            with pytest.raises(NotFound, match="ever enrolled in 'another'"):
                await report(world.deployment.engine, sequence="another")
    by_stage = {count.stage: count for count in found.funnel}
    assert by_stage["prospect"].reached == 4
    assert by_stage["qualified"] == StageCount("qualified", 1, 1)
    assert sum(count.now for count in found.funnel) == 4


async def test_only_what_happened_since_then_is_counted(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(2)
            await world.run()
            await _tell(world, ("reply.other", 1))
            world.clock.forward(days=3)
            await world.run()
            engine = world.deployment.engine
            late = await report(engine, since=MONDAY + timedelta(days=1))
            mine = await report(engine, sequence="hello")
    assert (late.total.sent, late.total.replied) == (2, 0)
    assert [tally.step for tally in late.steps] == ["bump"]
    assert (mine.total.sent, mine.total.replied) == (4, 1)


async def test_a_refusal_at_the_door_was_never_sent(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur({"rcpt": [reply("550 5.1.1 nobody here")]}) as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(2)
            await world.run()
            found = (await report(world.deployment.engine)).total
    assert (found.sent, found.delivered, found.contacted) == (1, 1, 1)
    assert (found.rejected, found.bounces_hard, found.bounced) == (1, 1, 1)
    assert (found.tried, found.bounce_rate) == (2, 0.5)
