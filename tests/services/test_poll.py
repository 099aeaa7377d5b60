"""A mailbox is heard as a whole or not at all, and each mail of it once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.core.model import LeadId
from outreach.ports import Batch, Cursor
from outreach.sandbox.imap_server import ImapServer
from outreach.services.explain import explain
from outreach.services.poll import poll
from outreach.services.status import status
from outreach.store import inbound
from outreach.store import mailbox as mailboxes
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.services.arena import Arena

LEA = "lead0@co0.example"
FOLDERS = ("INBOX", "Junk")
ANNA = replace(deployment.sender("anna"), hears=True, folders=FOLDERS)
ALONE = deployment.SEQUENCE.replace("[anna, ben]", "[anna]")


@dataclass
class Post:
    """A mail server with Anna's mailbox, and the arena that reads it."""

    it: Arena
    server: ImapServer
    inbox: ImapInbox

    async def deliver(self, content: bytes, folder: str = "INBOX") -> None:
        await self.server.deliver("anna", folder, content)

    async def poll(self) -> int:
        return await poll(self.it.engine, {"anna": self.inbox}, "anna")

    async def heard_at(self) -> object:
        """Return when the sender's inbox was last read as a whole."""
        lanes = {row["name"]: row for row in await self.it.rows("lanes")}
        return lanes["anna"]["inbox_read_at"]

    async def details(self) -> dict[str, str]:
        """Return what is wrong with each folder."""
        return {row["folder"]: row["detail"] for row in await self.it.rows("mailboxes")}


@pytest.fixture
async def post(database_url: str) -> AsyncIterator[Post]:
    """Give an empty mailbox that has been read once."""
    async with (
        ImapServer() as server,
        arena(database_url, steps=ALONE, senders={"anna": ANNA}) as it,
    ):
        await server.add_user("anna", "pw")
        account = ImapAccount(server.host, server.port, "none", "anna", "pw", FOLDERS)
        inbox = ImapInbox(account)
        one = Post(it, server, inbox)
        assert await one.poll() == 0
        yield one
        await inbox.close()


async def _states(it: Arena) -> list[tuple[str, str]]:
    return [(row["folder"], row["state"]) for row in await it.rows("inbound")]


async def test_what_is_new_is_kept_raw_and_interpreted(post: Post) -> None:
    it = post.it
    await it.enroll(1)
    await it.run()
    content = ear.mail(LEA)
    await post.deliver(content)
    it.clock.forward(timedelta(minutes=5))
    assert (await post.poll(), await post.poll()) == (1, 0)
    (row,) = await it.rows("inbound")
    assert (row["content"], row["state"], row["folder"]) == (content, "read", "INBOX")
    assert await it.states() == [("finished", "replied")]
    assert await post.heard_at() == it.clock.now()


async def test_a_mail_that_is_moved_is_interpreted_once(post: Post) -> None:
    it = post.it
    await it.enroll(1)
    await it.run()
    at = it.clock.now()
    for folder in FOLDERS:
        await post.server.deliver("anna", folder, ear.mail(LEA), received_at=at)
        assert await post.poll() == (1 if folder == "INBOX" else 0)
    assert await _states(it) == [("INBOX", "read")]  # known by its head
    assert (await it.kinds()).count("reply.other") == 1
    filed = ear.mail(LEA).replace(b"\r\n\r\n", b"\r\nX-Filed: yes\r\n\r\n", 1)
    await post.deliver(filed, "Junk")
    assert await post.poll() == 0
    assert await _states(it) == [("INBOX", "read"), ("Junk", "duplicate")]
    assert (await it.kinds()).count("reply.other") == 1


async def test_what_a_dead_process_kept_is_interpreted_at_the_next_poll(
    post: Post,
) -> None:
    it = post.it
    await it.enroll(1)
    await it.run()
    await post.deliver(ear.mail(LEA))
    async with it.engine.database.reading() as connection:
        cursor = await mailboxes.cursor_of(connection, "anna", "INBOX")
    batch = await post.inbox.fetch("INBOX", cursor, 100)
    async with it.engine.database.writing() as connection:
        await inbound.keep(connection, "anna", "INBOX", batch, it.clock.now())
    assert await _states(it) == [("INBOX", "received")]
    assert await post.poll() == 0
    assert await _states(it) == [("INBOX", "read")]
    assert await it.states() == [("finished", "replied")]


async def test_two_polls_at_once_keep_each_mail_once(post: Post) -> None:
    it = post.it
    await it.enroll(1)
    await it.run()
    for n in range(5):
        await post.deliver(ear.mail(LEA, f"Answer {n}."))
    for n in range(5, 9):
        await post.deliver(ear.mail(LEA, f"Answer {n}."), "Junk")
    other = ImapInbox(post.inbox._account)
    kept = await asyncio.gather(post.poll(), poll(it.engine, {"anna": other}, "anna"))
    await other.close()
    assert sum(kept) == 9
    assert [state for _, state in await _states(it)] == ["read"] * 9
    assert (await it.kinds()).count("reply.other") == 9


async def test_a_mail_in_both_folders_is_one_to_two_polls(database_url: str) -> None:
    async with arena(database_url) as it:
        for folder in FOLDERS:
            await ear.keep(it, folder=folder)
        await asyncio.gather(
            *(
                ear.keep(it, ear.mail(LEA, f"Answer {n}."), folder=folder, uid=n)
                for n in range(1, 9)
                for folder in FOLDERS
            )
        )
        states = sorted(state for _, state in await _states(it))
        assert states == ["duplicate"] * 8 + ["received"] * 8


async def test_a_folder_that_is_missing_leaves_the_sender_deaf(post: Post) -> None:
    it = post.it
    deaf = replace(ANNA, folders=("INBOX", "Spam"))
    it.engine = replace(it.engine, senders={"anna": deaf})
    before = await post.heard_at()
    await it.enroll(1)
    await it.run()
    it.clock.forward(timedelta(days=3))
    await post.deliver(ear.mail("lead9@co9.example"))
    assert await post.poll() == 1
    assert await post.heard_at() == before
    assert "Spam" in (await post.details())["Spam"]
    assert [row["state"] for row in await it.rows("inbound")] == ["unmatched"]
    await it.run()
    assert it.wire.counts == {LEA: 1}
    why = [
        gate.reason
        for each in (await explain(it.engine, LeadId(1))).enrollments
        for gate in each.gates
    ]
    assert "inbox_stale" in why
    folders = (await status(it.engine)).inboxes
    assert [each.folder for each in folders if each.detail] == ["Spam"]
    # A folder that is first read now may hold what was answered meanwhile.
    await post.server.deliver("anna", "Spam", ear.mail("lead9@co9.example", "Again."))
    assert await post.poll() == 1
    assert (await post.details())["Spam"] == ""
    await it.run()
    assert it.wire.counts == {LEA: 2}


async def test_a_server_that_is_away_closes_the_follow_ups(post: Post) -> None:
    it = post.it
    await it.enroll(1)
    it.clock.forward(timedelta(minutes=59))
    await it.run()
    before = await post.heard_at()
    gone = ImapInbox(ImapAccount("127.0.0.1", 1, "none", "anna", "pw", FOLDERS))
    assert await poll(it.engine, {"anna": gone}, "anna") == 0
    await gone.close()
    assert await post.heard_at() == before
    assert all((await post.details()).values())
    it.clock.forward(timedelta(days=3))
    await it.run()
    assert it.wire.counts == {LEA: 1}
    await post.poll()
    assert set((await post.details()).values()) == {""}
    await it.run()
    assert it.wire.counts == {LEA: 2}


async def test_what_cannot_be_interpreted_leaves_the_sender_deaf(post: Post) -> None:
    it = post.it
    await it.enroll(1, timezone="")
    await it.run()
    before = await post.heard_at()
    away = "I am out of office until 20 March 2026."
    await post.deliver(ear.mail(LEA, away, Auto_Submitted="auto-replied"))
    sound, house = it.engine, replace(it.engine.house, zone="No/Where")
    it.engine = replace(it.engine, house=house)
    it.clock.forward(timedelta(hours=2))
    assert await post.poll() == 1
    assert await post.heard_at() == before
    it.engine = sound
    assert await post.poll() == 0
    assert await post.heard_at() == it.clock.now()


async def test_what_another_is_still_interpreting_is_not_heard_yet(
    postgres_url: str,
) -> None:
    async with arena(postgres_url, senders={"anna": ANNA}) as it:
        post = Post(it, ImapServer(), Still())  # type: ignore[arg-type]
        await ear.keep(it, ear.mail(LEA))
        async with it.engine.database.writing() as connection:
            (first,) = await inbound.uninterpreted(connection, 1)
            assert await inbound.take(connection, first)
            await post.poll()
            assert await post.heard_at() is None
        await post.poll()
        assert await post.heard_at() == it.clock.now()


class Still:
    """A mailbox in which nothing is new; `more` of a folder never ends."""

    endless = False

    async def fetch(self, _folder: str, after: Cursor | None, _limit: int) -> Batch:
        return Batch((), after or Cursor(7, 1), more=self.endless)

    async def close(self) -> None:
        """Let go of nothing."""


async def test_a_folder_not_read_to_its_end_is_not_heard_yet(sqlite_url: str) -> None:
    async with arena(sqlite_url, senders={"anna": ANNA}) as it:
        still = Still()
        still.endless = True
        await poll(it.engine, {"anna": still}, "anna")
        assert [row["inbox_read_at"] for row in await it.rows("lanes")][:1] == [None]
