"""The real services against a model of the promises, whatever happens in whatever order."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.pacing import Limits
from tests.services import deployment
from tests.services.arena import arena
from tests.services.model import CAP, LIMITS, STEPS, World

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COMMANDS = (
    *("enroll", "tick", "deliver", "wait") * 4,
    "tick",
    *("crash", "late", "settle", "reply", "opt_out", "away", "suppress"),
    *("hold", "go_on", "open_lanes"),
)
COMMAND = st.tuples(st.sampled_from(COMMANDS), st.integers(0, 10_000))


async def play(url: str, commands: Sequence[tuple[str, int]]) -> None:
    senders = {
        "anna": deployment.sender("anna", LIMITS),
        "ben": deployment.sender("ben", Limits(per_day=CAP)),
    }
    async with arena(url, steps=STEPS, senders=senders) as it:
        world = World(it)
        for name, number in (("enroll", 0), ("enroll", 0), ("enroll", 0), *commands):
            await getattr(world, name)(number)
            await world.check()
        await world.drain()


@settings(max_examples=15)
@given(commands=st.lists(COMMAND, min_size=5, max_size=60))
def test_whatever_happens_the_promises_hold(
    made_database: Path, commands: Sequence[tuple[str, int]]
) -> None:
    path = made_database.with_name("play.db")
    for old in made_database.parent.glob("play.db*"):
        old.unlink()
    shutil.copy(made_database, path)
    asyncio.run(play(f"sqlite:///{path}", commands))
