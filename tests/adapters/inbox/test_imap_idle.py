"""New mail is heard of at once, where the server can say so; and never waited for in vain."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.adapters.inbox.imap_bell import Count
from outreach.errors import Unavailable
from tests.adapters.inbox.dovecot import (
    HOST,
    Dovecot,
    prepared_dovecot,
    running_dovecot,
    serving,
)
from tests.adapters.inbox.observer import Observer
from tests.saboteur.imap import PASSWORD, ImapSaboteur

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

MAIL = b"Subject: Re: hello\r\n\r\nYes.\r\n"
PATIENCE = 20.0  # seconds until what does not come fails the test
_number = count(1)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """One server; each test has a mailbox of its own."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def account(dovecot: Dovecot) -> ImapAccount:
    """Give an empty mailbox."""
    return dovecot.account(f"idle{next(_number)}")


@pytest.fixture
async def inbox(account: ImapAccount) -> AsyncIterator[ImapInbox]:
    """Give an inbox that listens already."""
    it = ImapInbox(account)
    assert await it.rings("INBOX")
    yield it
    await it.close()


async def test_new_mail_rings_and_reading_goes_on_beside_it(
    inbox: ImapInbox, account: ImapAccount
) -> None:
    start = await inbox.fetch("INBOX", None, 1)
    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            bell = asyncio.create_task(inbox.rings("INBOX"))
            await Observer(account).deliver("INBOX", MAIL)
            assert await bell
    assert len((await inbox.fetch("INBOX", start.cursor, 10)).messages) == 3


async def test_it_rings_over_tls(dovecot: Dovecot) -> None:
    name = f"idle{next(_number)}"
    account = replace(dovecot.account(name, "tls"), host="localhost")
    inbox = ImapInbox(account, tls=dovecot.trust())
    async with asyncio.timeout(PATIENCE):
        assert await inbox.rings("INBOX")
        bell = asyncio.create_task(inbox.rings("INBOX"))
        await Observer(dovecot.account(name)).deliver("INBOX", MAIL)
        assert await bell
    await inbox.close()


async def test_what_its_owner_deletes_or_reads_does_not_ring(
    account: ImapAccount,
) -> None:
    owner = Observer(account)
    for _ in range(2):
        await owner.deliver("INBOX", MAIL)
    inbox = ImapInbox(account)
    assert await inbox.rings("INBOX")
    bell = asyncio.create_task(inbox.rings("INBOX"))
    await owner.expunge("INBOX", 1)
    # What is told after it shows that this was told before.
    assert not bell.done()
    await owner.deliver("INBOX", MAIL)
    async with asyncio.timeout(PATIENCE):
        assert await bell
    await inbox.close()


async def test_mail_that_comes_while_it_is_asked_anew_rings(
    account: ImapAccount,
) -> None:
    inbox = ImapInbox(account, renew=timedelta(milliseconds=20))
    assert await inbox.rings("INBOX")
    bell = asyncio.create_task(inbox.rings("INBOX"))
    await Observer(account).deliver("INBOX", MAIL)
    async with asyncio.timeout(PATIENCE):
        assert await bell
    await inbox.close()


async def test_a_server_that_is_restarted_is_told_and_listened_to_again() -> None:
    with prepared_dovecot() as server:
        account = server.account("anna")
        inbox = ImapInbox(account)
        with serving(server):
            assert await inbox.rings("INBOX")
            bell = asyncio.create_task(inbox.rings("INBOX"))
            start = await inbox.fetch("INBOX", None, 1)
            await asyncio.to_thread(Observer(account)._deliver, "INBOX", MAIL, None)
            async with asyncio.timeout(PATIENCE):
                assert await bell
        inbox._bell.drop()  # its own processes linger for seconds and say nothing
        with pytest.raises(Unavailable):
            await inbox.rings("INBOX")
        with serving(server):
            async with asyncio.timeout(PATIENCE):
                assert await inbox.rings("INBOX")
            assert len((await inbox.fetch("INBOX", start.cursor, 9)).messages) == 1
        await inbox.close()


async def test_a_server_that_cannot_say_so_is_not_waited_for() -> None:
    async with ImapSaboteur() as server:
        account = ImapAccount(HOST, server.port, "none", "anna", PASSWORD)
        for each in (account, replace(account, idle=False)):
            inbox = ImapInbox(each)
            assert not await inbox.rings("INBOX")
            await inbox.close()


@pytest.mark.parametrize(
    "said",
    [
        b"+ idling\r\n* BYE going down\r\n",
        b"+ idling\r\n" + b"x" * 5_000_000,
        b"+ idling\r\n" + b"* OK still here\r\n" * 400_000,
        b"<tag> NO not now\r\n",
        b"<tag> OK done at once\r\n",
        b"+ idling\r\n",
    ],
    ids=["bye", "gush", "flood", "no", "odd", "silence"],
)
async def test_what_babbles_or_breaks_off_ends_the_wait(said: bytes) -> None:
    async with ImapSaboteur(
        capabilities=b"IMAP4rev1 IDLE", lies={"noop": said}
    ) as server:
        account = ImapAccount(HOST, server.port, "none", "anna", PASSWORD)
        inbox = ImapInbox(account)
        async with asyncio.timeout(PATIENCE):
            ended = await _ended(inbox, server)
        assert isinstance(ended, Unavailable)
        await inbox.close()


async def _ended(inbox: ImapInbox, server: ImapSaboteur) -> object:
    """Return how a second wait ends, or the first, with a server that hangs up then."""
    try:
        await inbox.rings("INBOX")
        bell = asyncio.create_task(inbox.rings("INBOX"))
        if server.lies["noop"] == b"+ idling\r\n":
            await server.hang_up()
        return await bell
    except Unavailable as error:
        return error


async def test_a_wait_that_is_given_up_leaves_no_connection(
    inbox: ImapInbox, account: ImapAccount
) -> None:
    bell = asyncio.create_task(inbox.rings("INBOX"))
    turn = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(turn.set_result, None)
    await turn
    bell.cancel()
    await asyncio.gather(bell, return_exceptions=True)
    assert not inbox._bell._session.connected
    assert await inbox.rings("INBOX")
    assert account.username


def test_only_growth_counts() -> None:
    told = Count(5)
    assert [
        told.grows([line])
        for line in (
            b"* OK Still here",
            b"* 5 EXISTS",
            b"* 6 exists",
            b"* 6 EXISTS",
            b"* 2 EXPUNGE",
            b"* 6 EXISTS",
            b"* 1 FETCH (FLAGS (\\Seen))",
        )
    ] == [False, False, True, False, False, True, False]
