"""The ledger's moves against a model of them: whoever says what, proof is the last word."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.services import deployment
from tests.services.arena import arena
from tests.services.ledger_model import Ledger
from tests.services.sent_box import STEPS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COMMANDS = (
    *("tick", "deliver", "wait") * 3,
    *("crash", "record", "person", "seek", "together") * 2,
    *("bounce", "reply", "go_on"),
)
COMMAND = st.tuples(st.sampled_from(COMMANDS), st.integers(0, 1000))


async def play(url: str, commands: Sequence[tuple[str, int]]) -> None:
    senders = {name: deployment.sender(name) for name in ("anna", "ben")}
    async with arena(url, steps=STEPS, senders=senders) as it:
        await it.enroll(3)
        ledger = Ledger(it)
        for name, number in commands:
            await getattr(ledger, name)(number)
            await ledger.check()
        await ledger.drain()


@settings(max_examples=15)
@given(commands=st.lists(COMMAND, min_size=3, max_size=40))
@example(commands=[("tick", 0), ("crash", 1), ("wait", 1), ("tick", 0), ("person", 0),
                   ("tick", 0), ("seek", 0), ("deliver", 0)])  # fmt: skip
@example(commands=[("tick", 0), ("deliver", 3), ("person", 0), ("together", 4),
                   ("deliver", 0)])  # fmt: skip
@example(commands=[("tick", 0), ("crash", 1), ("wait", 1), ("tick", 0), ("person", 4),
                   ("tick", 0), ("crash", 0), ("record", 0), ("record", 0)])  # fmt: skip
def test_whoever_says_what_proof_is_the_last_word(
    made_database: Path, commands: Sequence[tuple[str, int]]
) -> None:
    path = made_database.with_name("play.db")
    for old in made_database.parent.glob("play.db*"):
        old.unlink()
    shutil.copy(made_database, path)
    asyncio.run(play(f"sqlite:///{path}", commands))
