"""Whatever is believed of a touch, proof that it went out is the last word: never again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import Deferred, Sent, TouchId, Unknown
from outreach.services.prove import Proof, prove
from outreach.services.settle_doubt import Evidence, settle_doubt
from outreach.store import lead as leads
from outreach.store import touch as touches
from tests.services import ear
from tests.services.arena import Arena, arena
from tests.services.texting import marked_text, phone

if TYPE_CHECKING:
    from pathlib import Path

LEA = "lead0@co0.example"
ONE = """
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: "Hello", body: "Hi {{ first_name }}, hello there."}
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""


async def doubted(it: Arena) -> TouchId:
    """Let the lead's first mail get no answer after its dot."""
    await it.enroll(1)
    it.wire.says = {LEA: [Unknown("no answer after the dot")]}
    await it.run()
    (row,) = await it.rows("touches")
    assert (row["state"], row["attempt"]) == ("in_doubt", 1)
    return TouchId(row["id"])


async def show(it: Arena, touch_id: TouchId) -> bool:
    """Show that a touch is in the Sent folder."""
    async with it.engine.database.writing() as connection:
        touch = (await touches.get(connection, [touch_id]))[touch_id]
        held = await leads.lock(connection, [touch["lead_id"]])
        proof = Proof("in Sent", by="Sent folder")
        return await prove(it.engine, connection, held, touch, proof)


def bounce(about: str) -> bytes:
    """Return a bounce that names a mail."""
    return ear.report(
        ear.DSN, status="5.1.1", diagnostic="no such user", address=LEA, about=about
    )


async def test_a_reply_after_a_persons_word_that_it_never_left_is_the_last_word(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        touch_id = await doubted(it)
        await settle_doubt(it.engine, touch_id, Evidence.NOT_SENT, by="zoe")
        assert await it.ledger() == [("deferred", 1)]
        (named,) = await ear.message_ids(it)
        await ear.hear(it, ear.mail(LEA, In_Reply_To=named))
        await it.run()
        assert await it.ledger() == [("sent", 1)]
        assert await it.states() == [("finished", "replied")]
    assert it.wire.counts == {LEA: 1}


async def test_a_bounce_after_it_was_claimed_again_is_the_last_word(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        touch_id = await doubted(it)
        await settle_doubt(it.engine, touch_id, Evidence.NOT_SENT, by="zoe")
        claimed = (await it.tick()).claimed
        assert await it.ledger() == [("claimed", 2)]
        (named,) = await ear.message_ids(it)
        await ear.hear(it, bounce(named))
        await it.deliver(claimed)
        assert await it.ledger() == [("sent", 1)]
        assert await it.states() == [("finished", "bounced")]
    assert it.wire.counts == {LEA: 1}


@pytest.mark.parametrize("claimed", [False, True])
async def test_found_after_all_it_goes_on_from_when_it_was_sent(
    database_url: str, *, claimed: bool
) -> None:
    async with arena(database_url, steps=ONE) as it:
        began = it.clock.now()
        touch_id = await doubted(it)
        it.clock.forward(timedelta(hours=5))
        await settle_doubt(it.engine, touch_id, Evidence.NOT_SENT, by="zoe")
        ids = (await it.tick()).claimed if claimed else []
        assert await show(it, touch_id)
        assert not await show(it, touch_id), "known already"
        await it.deliver(ids)
        (row,) = await it.rows("enrollments")
        assert (row["step"], row["due_at"]) == ("bump", began + timedelta(days=3))
        said = await ear.events(it, "doubt.settled")
        assert said[1:] == [{"as": "sent", "by": "Sent folder", "step": "intro"}]
        assert (await it.kinds()).count("sent") == 1
        it.clock.at = began + timedelta(days=3, hours=1)
        await it.run()
        assert await it.ledger() == [("sent", 1), ("sent", 1)]
    assert it.wire.counts == {LEA: 2}


async def test_the_late_record_of_an_attempt_that_was_released_is_proof(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        touch_id = await doubted(it)
        await settle_doubt(it.engine, touch_id, Evidence.NOT_SENT, by="zoe")
        await it.settle(touch_id, 1, Sent("250 2.0.0 taken as 7"))
        await it.run()
        (touch,) = await it.rows("touches")
    assert (touch["state"], touch["attempt"]) == ("sent", 1)
    assert touch["detail"] == "250 2.0.0 taken as 7"
    assert it.wire.counts == {LEA: 1}


async def test_proof_of_one_attempt_while_the_next_is_on_the_wire_ends_it(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        touch_id = await doubted(it)
        await settle_doubt(it.engine, touch_id, Evidence.NOT_SENT, by="zoe")
        (marked,) = await it.mark((await it.tick()).claimed)
        assert await show(it, touch_id)
        await it.settle(touch_id, marked.attempt, Deferred("busy"))
        it.clock.forward(timedelta(hours=1))
        await it.run()
        assert await it.ledger() == [("sent", 2)]
    assert it.wire.counts == {LEA: 1}


@pytest.mark.parametrize(
    ("word", "state"),
    [(Evidence.REJECTED, "rejected"), (Evidence.NOT_SENT, "skipped")],
)
async def test_what_was_given_up_on_a_persons_word_is_sent_all_the_same(
    database_url: str, word: Evidence, state: str
) -> None:
    async with arena(database_url, steps=ONE) as it:
        touch_id = await doubted(it)
        await ear.hear(it, ear.mail(LEA, "I have no time for this."))
        await settle_doubt(it.engine, touch_id, word, by="zoe")
        assert await it.ledger() == [(state, 1)]
        assert await show(it, touch_id)
        await it.run()
        assert await it.ledger() == [("sent", 1)]
        assert await it.states() == [("finished", "replied")]
    assert it.wire.counts == {LEA: 1}


async def test_a_person_and_evidence_come_together_and_it_is_sent_once(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        touch_id = await doubted(it)
        word = settle_doubt(it.engine, touch_id, Evidence.NOT_SENT, by="zoe")
        await asyncio.gather(
            word, show(it, touch_id), show(it, touch_id), return_exceptions=True
        )
        await it.run()
        assert await it.ledger() == [("sent", 1)]
        assert (await it.kinds()).count("sent") == 1
    assert it.wire.counts == {LEA: 1}


async def test_a_touch_that_never_was_on_the_wire_is_proven_by_nothing(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        await it.enroll(1)
        (touch_id,) = (await it.tick()).claimed
        assert not await show(it, touch_id)
        assert await it.ledger() == [("claimed", 1)]


async def test_a_status_after_a_persons_word_keeps_a_text_from_going_out_again(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url) as there:
        marked = await marked_text(there)
        engine = there.world.deployment.engine
        # Twilio takes it in; the worker dies before it can say so.
        await there.world.deployment.channels["sms"].send(marked.draft.parcel)
        async with engine.database.writing() as connection:
            (touch,) = (await touches.get(connection, [marked.touch_id])).values()
            await touches.doubt(connection, touch, "gone", engine.now())
        await settle_doubt(engine, marked.touch_id, Evidence.NOT_SENT, by="zoe")
        await there.post(there.twilio.report(there.twilio.messages[0], "delivered"))
        await there.world.run()
        states = await there.world.states()
    assert states == [("sent", "")]
    assert len(there.twilio.messages) == 1
