"""Whoever wants less than an end gets just that, from the moment it is committed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach import config
from outreach.core.model import Event, LeadId
from outreach.core.preference import PAUSE, objection
from outreach.core.refusal import Refusal
from outreach.services.opt_out import PAGE, Trace, opt_out
from outreach.services.prefer import held_of, leave, wait
from outreach.services.suppress import unsuppress
from tests.saboteur.smtp import Saboteur
from tests.services.running import STEPS, enroll, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from tests.services.running import World

INTRO = Trace(LeadId(1), "hello", 1, "intro")


def _two(folder: Path, database_url: str, port: int = 1) -> Workspace:
    """Return a workspace of two sequences."""
    write(folder, database_url, port=port)
    other = folder / "sequences" / "other.yaml"
    other.write_text(STEPS.replace("name: hello", "name: other"))
    return config.load(folder, {})


async def _kinds(world: World) -> list[str]:
    return [row["kind"] for row in await world.rows("events")]


async def _standing(world: World) -> list[tuple[str, str, str]]:
    return [
        (row["sequence"], row["state"], row["reason"])
        for row in await world.rows("enrollments")
    ]


async def test_leaving_one_sequence_ends_that_and_no_other(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(_two(tmp_path, database_url)) as world:
        await world.enroll(1)
        await enroll(world.deployment, [LeadId(1)], "other")
        await leave(world.deployment.engine, INTRO)
        await leave(world.deployment.engine, INTRO)
        standing, kinds = await _standing(world), await _kinds(world)
        listed = await world.rows("suppressions")
    assert standing == [("hello", "finished", "opted_out"), ("other", "active", "")]
    assert kinds.count("preference.sequence") == 1
    assert kinds.count("opt_out") == 0
    assert listed == []


async def test_who_left_a_sequence_is_not_let_in_again(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(_two(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        await leave(engine, INTRO)
        again = await enroll(world.deployment, [LeadId(1)], "hello", again=True)
        other = await enroll(world.deployment, [LeadId(1)], "other")
        await unsuppress(engine, "LEAD0@co0.example")
        lifted = await enroll(world.deployment, [LeadId(1)], "hello", again=True)
    refused = Refusal(
        LeadId(1), "hello", "opted_out_of", "asked for nothing more of this sequence"
    )
    assert (again.refused, other.refused, lifted.refused) == ([refused], [], [])


async def test_who_asked_for_peace_is_written_to_again_after_it(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        Saboteur() as server,
        opened(_two(tmp_path, database_url, server.port)) as world,
    ):
        await world.enroll(1)
        await world.run()
        until = world.clock.now() + timedelta(days=30)
        await wait(world.deployment.engine, INTRO, until)
        paused = await _standing(world)
        world.clock.forward(days=29)
        await world.run()
        early = len(server.accepted)
        other = await enroll(world.deployment, [LeadId(1)], "other")
        world.clock.forward(days=2)
        await world.run()
        late = len(server.accepted)
        after = await enroll(world.deployment, [LeadId(1)], "other")
    assert paused == [("hello", "paused", "asked_to_wait")]
    assert (early, late) == (1, 2)
    assert [each.code for each in other.refused] == ["asked_to_wait"]
    assert after.refused == []


async def test_a_claimed_touch_does_not_leave_once_peace_was_asked_for(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        Saboteur() as server,
        opened(_two(tmp_path, database_url, server.port)) as world,
    ):
        await world.enroll(1)
        claimed = await world.tick()
        until = world.clock.now() + timedelta(days=30)
        await wait(world.deployment.engine, INTRO, until)
        await world.deliver()
        world.clock.forward(days=31)
        sent_before = len(server.accepted)
        await world.run()
        sent_after = len(server.accepted)
    assert len(claimed.claimed) == 1
    assert (sent_before, sent_after) == (0, 1)


async def test_a_claimed_touch_does_not_leave_once_its_sequence_was_left(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        Saboteur() as server,
        opened(_two(tmp_path, database_url, server.port)) as world,
    ):
        await world.enroll(1)
        await world.tick()
        await leave(world.deployment.engine, INTRO)
        await world.deliver()
        states = await world.states()
    assert (server.accepted, states) == ([], [("skipped", "opted_out")])


async def test_a_later_choice_takes_the_place_of_a_pause(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(_two(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        for days in (30, 10, 10):
            await wait(engine, INTRO, world.clock.now() + timedelta(days=days))
        (row,) = await world.rows("enrollments")
        kinds = await _kinds(world)
        await opt_out(engine, INTRO, source=PAGE)
        await wait(engine, INTRO, world.clock.now() + timedelta(days=5))
        standing = await _standing(world)
    assert row["due_at"] - world.clock.now() == timedelta(days=10)
    assert kinds.count("preference.pause") == 2
    assert standing == [("hello", "finished", "opted_out")]


async def test_many_who_choose_at_once_are_one(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(_two(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        until = world.clock.now() + timedelta(days=30)
        await asyncio.gather(*(wait(engine, INTRO, until) for _ in range(4)))
        await asyncio.gather(*(leave(engine, INTRO) for _ in range(4)))
        kinds = await _kinds(world)
    assert kinds.count("preference.pause") == 1
    assert kinds.count("paused") == 1
    assert kinds.count("preference.sequence") == 1


async def test_of_whom_nothing_is_held_nothing_is_told(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(_two(tmp_path, sqlite_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        known = await held_of(engine, INTRO)
        nobody = await held_of(engine, Trace(LeadId(99), "hello", 1, "intro"))
    assert (known, nobody) == (("email", "name", "work", "place"), ())


def test_the_end_of_peace_is_told_on_the_clock_of_now() -> None:
    until = datetime(2027, 2, 21, 23, 0, tzinfo=UTC)
    said = [Event(PAUSE, until, LeadId(1), data={"until": until.isoformat()})]
    now = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert objection(said, "hello", now) == (
        "asked_to_wait",
        "asked for peace until 2027-02-22",
    )
