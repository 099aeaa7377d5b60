"""A sender that is gone leaves its leads to another, and nothing is sent twice or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outreach import config
from outreach.errors import InputError, NotFound
from outreach.services.reassign import reassign
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, opened, write

if TYPE_CHECKING:
    from pathlib import Path


async def test_the_leads_of_a_sender_that_is_gone_go_on_through_another(
    tmp_path: Path, database_url: str
) -> None:
    clock = Clock()
    async with Saboteur() as server:
        both = write(tmp_path, database_url, port=server.port, senders=("anna", "ben"))
        async with opened(both, clock) as world:
            await world.enroll(3)
        left = write(
            tmp_path / "left", database_url, port=server.port, senders=("ben",)
        )
        async with opened(left, clock) as world:
            await world.run()
            paused = [
                (r["state"], r["reason"]) for r in await world.rows("enrollments")
            ]
            count = await reassign(world.deployment.engine, "anna", "ben")
            await world.run()
            senders = [row["senders"] for row in await world.rows("enrollments")]
            states = await world.states()
    assert paused == [("paused", "sender_gone")] * 3
    assert count == 3
    assert senders == [{"email": "ben"}] * 3
    assert states == [("sent", "")] * 3
    assert [taken.mail_from for taken in server.accepted] == ["ben@acme.example"] * 3


async def test_a_claim_of_the_one_is_given_back_before_the_other_takes_over(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with Saboteur() as server:
        both = write(tmp_path, sqlite_url, port=server.port, senders=("anna", "ben"))
        async with opened(both) as world:
            await world.enroll(3)
            await world.tick()  # claimed for anna, and on the queue
            assert await reassign(world.deployment.engine, "anna", "ben") == 3
            await world.deliver()
            await world.run()
            states = await world.states()
    assert states == [("sent", "")] * 3
    assert [taken.mail_from for taken in server.accepted] == ["ben@acme.example"] * 3


async def test_only_a_sender_of_the_same_channel_inherits(
    tmp_path: Path, sqlite_url: str
) -> None:
    write(tmp_path, sqlite_url, senders=("anna", "ben"))
    settings = tmp_path / "outreach.yaml"
    settings.write_text(settings.read_text() + "  hook: {channel: webhook}\n")
    async with opened(config.load(tmp_path, {})) as world:
        engine = world.deployment.engine
        with pytest.raises(InputError, match="one of the same channel"):
            await reassign(engine, "anna", "hook")
        with pytest.raises(InputError, match="name another sender"):
            await reassign(engine, "anna", "anna")
        with pytest.raises(NotFound, match='did you mean "anna"'):
            await reassign(engine, "ben", "ana")
