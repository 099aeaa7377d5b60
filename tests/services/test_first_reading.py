"""A mailbox first read after its sender wrote is searched for the answers it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.sandbox.imap_server import ImapServer
from outreach.services.poll import poll
from tests.services import deployment, ear
from tests.services.arena import arena

LEA = "lead0@co0.example"
ANNA = replace(deployment.sender("anna"), hears=True, folders=("INBOX",))
ALONE = deployment.SEQUENCE.replace("[anna, ben]", "[anna]")


async def test_an_answer_from_before_the_first_reading_is_heard(
    database_url: str,
) -> None:
    async with (
        ImapServer() as server,
        arena(database_url, steps=ALONE, senders={"anna": ANNA}) as it,
    ):
        await server.add_user("anna", "pw")
        old = ear.mail(LEA, "About something else, a year ago.")
        before = it.clock.now() - timedelta(days=365)
        await server.deliver("anna", "INBOX", old, received_at=before)
        await it.enroll(1)
        await it.run()
        assert it.wire.counts == {LEA: 1}
        it.clock.forward(timedelta(hours=5))
        answer = ear.mail(LEA, "Yes, gladly.")
        await server.deliver("anna", "INBOX", answer, received_at=it.clock.now())

        account = ImapAccount(server.host, server.port, "none", "anna", "pw")
        inbox = ImapInbox(account)
        assert await poll(it.engine, {"anna": inbox}, "anna") == 1
        assert await poll(it.engine, {"anna": inbox}, "anna") == 0
        await inbox.close()
        assert [row["content"] for row in await it.rows("inbound")] == [answer]
        assert await it.states() == [("finished", "replied")]
