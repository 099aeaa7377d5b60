"""A thread stays whole when its sender is replaced by one of another domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.inbound.mail import read_mail
from outreach.core.model import Deferred, LeadId, TouchId, Unknown
from outreach.ports import Mail
from outreach.services.preview import preview
from outreach.services.reassign import reassign
from outreach.services.settle_doubt import Evidence, settle_doubt
from outreach.store import lead as leads
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from outreach.services.engine import Release

LEA = "lead0@co0.example"
ONE_POOL = deployment.SEQUENCE.replace("[anna, ben]", "[anna]")


async def test_a_follow_up_names_the_id_that_went_out(database_url: str) -> None:
    anna = deployment.sender("anna")
    ben = replace(deployment.sender("ben"), address="ben@other.example")
    senders = {"anna": anna, "ben": ben}
    async with arena(database_url, steps=ONE_POOL, senders=senders) as it:
        await it.enroll(1)
        await it.run()
        [(_, went_out)] = it.wire.carried
        await reassign(it.engine, "anna", "ben")
        it.clock.forward(timedelta(days=3))
        async with it.engine.database.reading() as connection:
            [lead] = (await leads.get(connection, [LeadId(1)])).values()

        shown = await preview(it.engine, lead, "hello", _never)
        message = shown.messages[-1]
        assert message.draft is not None
        assert isinstance(message.draft.parcel, Mail)
        mail = read_mail(message.draft.parcel.content)
        assert mail.from_address == "ben@other.example"
        assert mail.in_reply_to == (went_out,)
        assert mail.references == (went_out,)

        await it.run()
        assert it.wire.carried[1][1] == message.draft.message_id


async def test_an_attempt_that_was_on_the_wire_is_proven_by_the_id_it_had(
    database_url: str,
) -> None:
    anna = deployment.sender("anna")
    ben = replace(deployment.sender("ben"), address="ben@other.example")
    senders = {"anna": anna, "ben": ben}
    async with arena(database_url, steps=ONE_POOL, senders=senders) as it:
        await it.enroll(1)
        it.wire.says = {LEA: [Unknown("no answer"), Deferred("busy")]}
        await it.run()
        [(_, went_out)] = it.wire.carried
        await settle_doubt(it.engine, TouchId(1), Evidence.NOT_SENT, by="zoe")
        await reassign(it.engine, "anna", "ben")
        async with it.engine.database.reading() as connection:
            [lead] = (await leads.get(connection, [LeadId(1)])).values()
        shown = (await preview(it.engine, lead, "hello", _never)).messages[0]
        await it.run()
        (touch,) = await it.rows("touches")
        assert (touch["lane"], touch["state"]) == ("ben", "deferred")
        assert [each for _, each in it.wire.carried] == [went_out, went_out]
        assert shown.draft is not None
        assert shown.draft.message_id == went_out

        # Anna's had arrived after all.
        await ear.hear(it, ear.mail(LEA, In_Reply_To=went_out))
        assert await it.ledger() == [("sent", 2)]
        it.clock.forward(timedelta(days=9))
        await it.run()
        assert await it.states() == [("finished", "replied")]
    assert it.wire.counts == {LEA: 2}


def _never() -> Release:
    raise AssertionError
