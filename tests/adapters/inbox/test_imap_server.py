"""The sandbox's IMAP server, as the demo uses it."""

from __future__ import annotations

from datetime import UTC, datetime

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.ports import RawMessage
from outreach.sandbox.imap_server import ImapServer

RECEIVED_AT = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
MAIL = b"Subject: Re: hello\r\n\r\nYes, please.\r\n"


async def test_what_the_sandbox_delivers_is_heard() -> None:
    async with ImapServer() as server:
        await server.add_user("anna", "secret")
        account = ImapAccount(server.host, server.port, "none", "anna", "secret")
        inbox = ImapInbox(account)
        for folder in ("INBOX", "Junk", "Clients/Acme"):
            await server.deliver("anna", folder, b"a: first\r\n\r\n")
            start = await inbox.fetch(folder, None, 10)
            uid = await server.deliver("anna", folder, MAIL, received_at=RECEIVED_AT)
            batch = await inbox.fetch(folder, start.cursor, 10)
            told = RawMessage(start.cursor.uidvalidity, uid, MAIL, RECEIVED_AT)
            assert batch.messages == (told,)
        await inbox.close()


async def test_mailboxes_of_the_sandbox_are_apart() -> None:
    async with ImapServer() as server:
        for user in ("anna", "ben"):
            await server.add_user(user, f"secret-{user}")
        await server.deliver("anna", "INBOX", MAIL)
        account = ImapAccount(server.host, server.port, "none", "ben", "secret-ben")
        inbox = ImapInbox(account)
        start = await inbox.fetch("INBOX", None, 10)
        assert (start.messages, start.cursor.uid) == ((), 0)
        await inbox.close()


async def test_adding_a_user_again_keeps_the_mail() -> None:
    async with ImapServer() as server:
        await server.add_user("anna", "first")
        await server.deliver("anna", "INBOX", MAIL)
        await server.add_user("anna", "second")
        account = ImapAccount(server.host, server.port, "none", "anna", "second")
        inbox = ImapInbox(account)
        start = await inbox.fetch("INBOX", None, 10)
        assert start.cursor.uid > 0
        await inbox.close()
