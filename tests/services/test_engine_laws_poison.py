"""One bad row never stops its batch: it is set aside, the others go on."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from outreach.core.model import Blame, Deferred, Finish, Rejected
from outreach.services.engine import Catalogue
from tests.services import deployment
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from outreach.core.version import Bundle
    from outreach.services.engine import Release

ONE = """
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: "Hello", body: "Hi {{ first_name }}, hello there."}
"""
THINKS = """
senders: {email: [anna]}
steps:
  - id: note
    tag: seen
  - id: intro
    email: {subject: "Hello", body: "Hi {{ first_name }}, hello there."}
"""


class Shelf:
    """Versions, of which some cannot be made ready any more."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.catalogue = Catalogue(self.read)

    def read(self, bundle: Bundle) -> Release:
        if bundle.name in self.broken:
            raise KeyError(bundle.name)
        return deployment.read_release(bundle)

    def spoil(self, name: str) -> None:
        """Break a sequence's versions."""
        self.broken.add(name)
        self.catalogue._releases.clear()


async def two(it: Arena, text: str = ONE) -> None:
    """Enroll the first lead in `bad`, the second in `hello`."""
    await deployment.keep(it.engine, "bad", text)
    first, second = await it.leads(2)
    await it.enter([first], "bad")
    await it.enter([second])


async def test_a_version_that_cannot_be_read_holds_up_no_claim(
    database_url: str,
) -> None:
    shelf = Shelf()
    async with arena(database_url, steps=ONE, catalogue=shelf.catalogue) as it:
        await two(it)
        shelf.spoil("bad")
        await it.run()
        assert await it.states() == [("paused", "error"), ("finished", "no_reply")]
    assert it.wire.counts == {"lead1@co1.example": 1}


async def test_a_version_that_cannot_be_read_holds_up_no_thought(
    database_url: str,
) -> None:
    shelf = Shelf()
    async with arena(database_url, steps=THINKS, catalogue=shelf.catalogue) as it:
        await two(it, THINKS)
        shelf.spoil("bad")
        await it.run()
        assert await it.states() == [("paused", "error"), ("finished", "no_reply")]


async def test_a_version_that_cannot_be_read_holds_up_no_delivery(
    database_url: str,
) -> None:
    shelf = Shelf()
    async with arena(database_url, steps=ONE, catalogue=shelf.catalogue) as it:
        await two(it)
        claimed = (await it.tick()).claimed
        shelf.spoil("bad")
        await it.deliver(claimed)
        assert await it.ledger() == [("sent", 1)]
        assert (await it.states())[0] == ("paused", "error")


async def test_a_version_that_cannot_be_read_loses_no_outcome(
    database_url: str,
) -> None:
    shelf = Shelf()
    async with arena(database_url, steps=ONE, catalogue=shelf.catalogue) as it:
        await two(it)
        marked = await it.mark((await it.tick()).claimed)
        shelf.spoil("bad")
        for one in marked:
            await it.settle(one.touch_id, one.attempt, Deferred("busy"))
        assert await it.ledger() == [("deferred", 1)] * 2


async def test_a_sent_touch_of_a_version_that_cannot_be_read_is_sent(
    database_url: str,
) -> None:
    shelf = Shelf()
    async with arena(database_url, steps=ONE, catalogue=shelf.catalogue) as it:
        await two(it)
        claimed = (await it.tick()).claimed
        it.wire.meanwhile = partial(shelf.spoil, "bad")
        await it.deliver(claimed)
        assert await it.ledger() == [("sent", 1)] * 2
        await it.tick()
        assert (await it.states())[0] == ("paused", "error")


async def test_a_lost_claim_of_a_version_that_cannot_be_read_holds_up_no_other(
    database_url: str,
) -> None:
    shelf = Shelf()
    async with arena(database_url, steps=ONE, catalogue=shelf.catalogue) as it:
        await two(it)
        await it.tick()
        shelf.spoil("bad")
        it.clock.forward(timedelta(seconds=61))
        await it.run()
        assert it.wire.counts == {"lead1@co1.example": 1}
        it.clock.forward(timedelta(seconds=61))
        await it.run()
        assert (await it.states())[0] == ("paused", "error")
        assert await it.ledger() == [("sent", 1)]


async def test_a_pause_that_ends_in_a_version_that_cannot_be_read_holds_up_no_other(
    database_url: str,
) -> None:
    shelf = Shelf()
    async with arena(database_url, steps=ONE, catalogue=shelf.catalogue) as it:
        await two(it)
        for row in await it.rows("enrollments"):
            await it.write(
                "enrollments", row["id"], state="paused", due_at=it.clock.now()
            )
        shelf.spoil("bad")
        await it.run()
        assert await it.states() == [("paused", "error"), ("finished", "no_reply")]


async def test_a_reaction_that_fails_undoes_no_fact(database_url: str) -> None:
    steps = ONE + 'on:\n  sent: [{set: {score: "no number"}}]\n'
    async with arena(database_url, steps=steps) as it:
        await it.enroll(1)
        await it.run()
        assert await it.ledger() == [("sent", 1)]
        assert await it.states() == [("finished", "no_reply")]


async def test_an_answer_of_odd_bytes_is_recorded(database_url: str) -> None:
    odd = "no\x00thing \udcff like it"
    async with arena(database_url, steps=ONE) as it:
        it.wire.says["lead0@co0.example"] = [
            Rejected(Blame.MESSAGE, odd, "554\x00 5.6.0"),
        ]
        await it.enroll(2)
        await it.run()
        assert await it.ledger() == [("rejected", 1), ("sent", 1)]
        assert await it.states() == [
            ("paused", "message_rejected"),
            ("finished", Finish.NO_REPLY),
        ]
