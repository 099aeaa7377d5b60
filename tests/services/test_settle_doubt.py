"""A person's word settles what no machine can know, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import LeadId, Sent, TouchId
from outreach.errors import NotFound, Refused
from outreach.services.opt_out import Trace, opt_out
from outreach.services.settle import Result, settle
from outreach.services.settle_doubt import Evidence, settle_doubt
from outreach.store import touch as touches
from tests.saboteur.smtp import Saboteur
from tests.services.running import MONDAY, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World


async def _in_doubt(world: World) -> TouchId:
    """Let a worker die with the lead's first mail on the wire."""
    await world.enroll(1)
    engine = world.deployment.engine
    (touch_id,) = (await world.tick()).claimed
    world.shelf.messages.clear()
    row = {"id": touch_id, "attempt": 1, "worker": "gone"}
    mail = {"message_id": "<a@b>", "subject": "Hello", "variant": "", "version": None}
    async with engine.database.writing() as connection:
        await touches.mark_sending(connection, [{**row, **mail}], engine.now())
    world.clock.forward(minutes=1)
    await world.tick()
    assert await world.states() == [("in_doubt", "")]
    return touch_id


async def test_found_sent_it_goes_on_from_when_it_was_sent(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        touch_id = await _in_doubt(world)
        world.clock.forward(hours=5)
        await settle_doubt(world.deployment.engine, touch_id, Evidence.SENT, by="zoe")
        (row,) = await world.rows("enrollments")
        (touch,) = await world.rows("touches")
        events = {r["kind"]: r["data"] for r in await world.rows("events")}
    assert (touch["state"], touch["attempt"]) == ("sent", 1)
    assert (row["step"], row["due_at"]) == ("bump", MONDAY + timedelta(days=3))
    assert events["doubt.settled"] == {"as": "sent", "by": "zoe", "step": "intro"}
    assert "sent" in events


async def test_found_refused_it_pauses_for_its_author(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        touch_id = await _in_doubt(world)
        await settle_doubt(
            world.deployment.engine, touch_id, Evidence.REJECTED, by="zoe"
        )
        (row,) = await world.rows("enrollments")
        states = await world.states()
        suppressed = await world.rows("suppressions")
    assert (row["state"], row["reason"]) == ("paused", "message_rejected")
    assert states == [("rejected", "message")]
    assert suppressed == []


async def test_found_unsent_it_goes_out_as_its_next_attempt(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            touch_id = await _in_doubt(world)
            await world.run()
            before = len(server.accepted)
            await settle_doubt(
                world.deployment.engine, touch_id, Evidence.NOT_SENT, by="zoe"
            )
            await world.run()
            (touch,) = await world.rows("touches")
    assert (before, len(server.accepted)) == (0, 1)
    assert (touch["state"], touch["attempt"]) == ("sent", 2)


async def test_found_unsent_after_a_stop_it_stays_unsent(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            touch_id = await _in_doubt(world)
            engine = world.deployment.engine
            await opt_out(engine, Trace(LeadId(1), "hello", 1, "intro"), source="page")
            await settle_doubt(engine, touch_id, Evidence.NOT_SENT, by="zoe")
            await world.run()
            states = await world.states()
    assert server.accepted == []
    assert states == [("skipped", "opted_out")]


async def test_what_is_not_in_doubt_is_nobody_s_to_settle(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        touch_id = await _in_doubt(world)
        engine = world.deployment.engine
        async with engine.database.writing() as connection:
            await settle(engine, connection, [Result(touch_id, 1, Sent())])
        before = await world.rows("events")
        for evidence in Evidence:
            with pytest.raises(Refused, match="is sent"):
                await settle_doubt(engine, touch_id, evidence, by="zoe")
        with pytest.raises(NotFound):
            await settle_doubt(engine, TouchId(99), Evidence.SENT, by="zoe")
        assert await world.rows("events") == before
