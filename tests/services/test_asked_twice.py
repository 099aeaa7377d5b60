"""What several have asked for stands until nothing asks for it any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.services.engine import House
from outreach.services.label import label
from tests.services import ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from tests.services.arena import Arena

SECRET = b"a secret of thirty-two bytes, no?"
ADA, BOB = "lead0@co0.example", "lead1@co1.example"
ZOE = "zoe@far.example"
STOP = "Please remove me from your list."


async def two(it: Arena) -> list[str]:
    """Have two leads that are strangers to each other; return their first mails' ids."""
    await it.enroll(2)
    await it.run()
    it.clock.forward(timedelta(hours=1))
    touches = sorted(await it.rows("touches"), key=lambda row: row["lead_id"])
    return [row["message_id"] for row in touches]


@pytest.mark.parametrize("first", [ADA, BOB])
async def test_who_is_no_lead_and_opts_out_in_two_threads_stays_so(
    database_url: str, first: str
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        one, other = await two(it)
        await ear.hear(it, ear.mail(ZOE, STOP, In_Reply_To=one))
        await ear.hear(it, ear.mail(ZOE, STOP + " Now.", In_Reply_To=other))
        assert (ZOE, "opt_out") in await ear.suppressed(it)
        second = BOB if first == ADA else ADA
        done = await label(it.engine, first, "nothing", by="eva", yes=True)
        assert sorted(await ear.suppressed(it)) == [
            (second, "opt_out"),
            (ZOE, "opt_out"),
        ]
        assert done.lifted == [first]
        done = await label(it.engine, second, "nothing", by="eva", yes=True)
        assert await ear.suppressed(it) == []
        assert sorted(done.lifted) == [second, ZOE]


async def test_a_domain_that_one_stranger_asked_for_twice_stays(
    database_url: str,
) -> None:
    house = House("Acme", "Europe/Paris", SECRET, whole_domain=True)
    async with arena(database_url, steps=hearing.STEPS, house=house) as it:
        one, other = await two(it)
        await ear.hear(it, ear.mail(ZOE, STOP, In_Reply_To=one))
        await ear.hear(it, ear.mail(ZOE, STOP + " Now.", In_Reply_To=other))
        await label(it.engine, ADA, "nothing", by="eva", yes=True)
        listed = {value for value, _ in await ear.suppressed(it)}
        assert {"far.example", ZOE} <= listed
        assert "co0.example" not in listed
