"""What may be a stop ends the sequence, whatever else a sequence makes of answers."""

from __future__ import annotations

import pytest

from tests.services import deployment, ear
from tests.services.arena import arena

GOES_ON = deployment.SEQUENCE + "exit_on: [bounce, opt_out]\n"
ADA = "lead0@co0.example"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Our lawyers will be in touch.", "finished"),
        ("The weather is fine here.", "active"),
    ],
)
async def test_a_doubted_stop_ends_what_answers_do_not(
    database_url: str, words: str, state: str
) -> None:
    async with arena(database_url, steps=GOES_ON) as it:
        named = (await ear.sent(it, 1))[0]
        await ear.hear(it, ear.mail(ADA, words, In_Reply_To=named))
        (row,) = await it.rows("enrollments")
        assert (row["state"], len(await it.rows("tasks"))) == (state, 1)
