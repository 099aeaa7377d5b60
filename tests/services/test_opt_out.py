"""Whoever says stop is written to no more, from the moment it is committed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from outreach.core import token
from outreach.core.model import LeadId
from outreach.services.opt_out import (
    ONE_CLICK,
    PAGE,
    Trace,
    opt_out,
    read_opt_out,
)
from outreach.services.write import CLICK, OPT_OUT
from outreach.store import suppression
from tests.saboteur.smtp import Saboteur
from tests.services.running import STEPS, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World

REACTING = (
    STEPS
    + """\
on:
  opt_out: [{tag: gone}]
  finished.opted_out: [{tag: over}]
"""
)
INTRO = Trace(LeadId(1), "hello", 1, "intro")


async def _kinds(world: World) -> list[str]:
    return [row["kind"] for row in await world.rows("events")]


async def _suppressed(world: World) -> list[tuple[str, str, str, str]]:
    return [
        (row["kind"], row["value"], row["reason"], row["source"])
        for row in await world.rows("suppressions")
    ]


async def test_an_opt_out_suppresses_ends_and_is_told(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        Saboteur() as server,
        opened(
            write(tmp_path, database_url, port=server.port, steps=REACTING)
        ) as world,
    ):
        await world.enroll(1)
        await world.run()
        await opt_out(world.deployment.engine, INTRO, source=ONE_CLICK)
        (enrollment,) = await world.rows("enrollments")
        (lead,) = await world.rows("leads")
        (touch,) = await world.rows("touches")
        (said,) = [r for r in await world.rows("events") if r["kind"] == "opt_out"]
        kinds = await _kinds(world)
        suppressed = await _suppressed(world)
    assert (enrollment["state"], enrollment["reason"]) == ("finished", "opted_out")
    assert suppressed == [("address", "lead0@co0.example", "opt_out", "one-click")]
    assert (said["touch_id"], said["enrollment_id"]) == (touch["id"], None)
    assert said["data"] == {
        "source": "one-click",
        "sequence": "hello",
        "step": "intro",
    }
    # The reaction to the opt-out ran while the enrollment was still open.
    assert lead["tags"] == ["gone", "over"]
    assert kinds.index("opt_out") < kinds.index("finished.opted_out")


async def test_saying_stop_again_changes_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        await opt_out(engine, INTRO, source=ONE_CLICK)
        tables = ("events", "suppressions", "enrollments", "leads")
        before = [await world.rows(table) for table in tables]
        world.clock.forward(hours=1)
        await asyncio.gather(*(opt_out(engine, INTRO, source=PAGE) for _ in range(5)))
        after = [await world.rows(table) for table in tables]
    assert after == before


async def test_two_who_say_stop_at_once_are_one_opt_out(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        await asyncio.gather(*(opt_out(engine, INTRO, source=PAGE) for _ in range(5)))
        kinds = await _kinds(world)
    assert kinds.count("opt_out") == 1
    assert kinds.count("finished.opted_out") == 1


async def test_an_opt_out_between_claim_and_send_prevents_the_touch(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        Saboteur() as server,
        opened(write(tmp_path, database_url, port=server.port)) as world,
    ):
        await world.enroll(1)
        claimed = await world.tick()
        await opt_out(world.deployment.engine, INTRO, source=PAGE)
        await world.deliver()
        states = await world.states()
    assert len(claimed.claimed) == 1
    assert server.accepted == []
    assert states == [("skipped", "opted_out")]


async def test_a_paused_enrollment_ends_too(tmp_path: Path, database_url: str) -> None:
    steps = STEPS.replace("  - id: bump", "  - pause: 5 days\n  - id: bump")
    async with (
        Saboteur() as server,
        opened(write(tmp_path, database_url, port=server.port, steps=steps)) as world,
    ):
        await world.enroll(1)
        await world.run()
        before = [row["state"] for row in await world.rows("enrollments")]
        await opt_out(world.deployment.engine, INTRO, source=PAGE)
        after = [row["state"] for row in await world.rows("enrollments")]
    assert (before, after) == (["paused"], ["finished"])


async def test_an_opt_out_outranks_a_bounce(tmp_path: Path, sqlite_url: str) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        async with engine.database.writing() as connection:
            await suppression.suppress_address(
                connection, "lead0@co0.example", "bounced", "smtp", engine.now()
            )
        await opt_out(engine, INTRO, source=PAGE)
        suppressed = await _suppressed(world)
    # Else whoever lifts the bounce would lift the opt-out unknowingly.
    assert suppressed == [("address", "lead0@co0.example", "opt_out", "page")]


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        ("bounced", "opt_out", "opt_out"),
        ("bounced", "complaint", "complaint"),
        ("opt_out", "bounced", "opt_out"),
        ("complaint", "opt_out", "complaint"),
        ("manual", "bounced", "manual"),
    ],
)
async def test_a_person_s_own_word_outranks_other_reasons(
    tmp_path: Path, sqlite_url: str, first: str, second: str, stands: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        engine = world.deployment.engine
        for reason in (first, second):
            async with engine.database.writing() as connection:
                await suppression.suppress_address(
                    connection, "a@b.example", reason, "test", engine.now()
                )
        suppressed = await _suppressed(world)
    assert suppressed == [("address", "a@b.example", stands, "test")]


async def test_an_erased_lead_has_nothing_left_to_stop(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        await opt_out(world.deployment.engine, INTRO, source=ONE_CLICK)
        assert await _kinds(world) == []
        assert await _suppressed(world) == []


@pytest.mark.parametrize(
    "payload",
    [(1, "hello", 1), (1, "hello", 1, "intro", 0), ("1", "hello", 1, "intro"), ()],
)
async def test_only_the_token_of_an_opt_out_is_one(
    tmp_path: Path, sqlite_url: str, payload: tuple[str | int, ...]
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        engine = world.deployment.engine
        secret = engine.house.secret
        mine = (1, "hello", 1, "intro")
        assert read_opt_out(engine, token.sign(secret, OPT_OUT, payload)) is None
        assert read_opt_out(engine, token.sign(secret, CLICK, mine)) is None
        assert read_opt_out(engine, token.sign(b"another", OPT_OUT, mine)) is None
        assert read_opt_out(engine, token.sign(secret, OPT_OUT, mine)) == INTRO


async def test_a_stop_said_again_after_it_was_lifted_is_told_again(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        await opt_out(engine, INTRO, source=PAGE)
        async with engine.database.writing() as connection:
            await suppression.remove(connection, "address", "lead0@co0.example")
        await opt_out(engine, INTRO, source=PAGE)
        kinds = await _kinds(world)
    assert kinds.count("opt_out") == 2
