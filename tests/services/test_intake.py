"""Whatever breaks while a mailbox is read, nothing in it is missed and nothing is heard twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapInbox
from outreach.services.poll import poll
from tests.adapters.inbox.dovecot import prepared_dovecot, running_dovecot, serving
from tests.adapters.inbox.observer import Observer
from tests.saboteur.link import Link
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from datetime import datetime

    from outreach.ports import RawMessage
    from tests.adapters.inbox.dovecot import Dovecot
    from tests.services.arena import Arena

LEA = "lead0@co0.example"
COUNT = 24
FOLDERS = ("INBOX", "Answers")
ALONE = deployment.SEQUENCE.replace("[anna, ben]", "[anna]")
ANNA = replace(deployment.sender("anna"), hears=True, folders=FOLDERS)


class Frail(Link):
    """Breaks the connection once so many bytes have come through, and again after as many."""

    carried = 0
    breaks_at = 0  # never
    again = False

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(1024):
            self.carried += len(data)
            if 0 < self.breaks_at <= self.carried:
                self.breaks_at = 2 * self.breaks_at if self.again else 0
                self.again = False
                return
            writer.write(data)
            await writer.drain()


@dataclass
class Reader:
    """Reads one mailbox, each time as a process that has just started."""

    it: Arena
    server: Dovecot
    user: str
    port: int
    owner: Observer = field(init=False)

    def __post_init__(self) -> None:
        self.owner = Observer(self.server.account(self.user))

    async def poll(self, kind: type[ImapInbox] = ImapInbox, *, times: int = 1) -> int:
        """Read it so many times; return how many mails are new."""
        inbox = kind(replace(self.server.account(self.user), port=self.port))
        kept = 0
        for _ in range(times):
            kept += await poll(self.it.engine, {"anna": inbox}, "anna")
        await inbox.close()
        return kept

    async def heard_at(self) -> object:
        lanes = {row["name"]: row for row in await self.it.rows("lanes")}
        return lanes["anna"]["inbox_read_at"]

    async def heard(self) -> list[str]:
        """Return the words of each answer that was heard, in order."""
        events = await self.it.rows("events")
        said = [each["data"] for each in events if each["kind"].startswith("reply.")]
        return sorted(each["text"] for each in said)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """One server; each test has a mailbox of its own."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
async def it(sqlite_url: str) -> AsyncIterator[Arena]:
    """Give a lead that was written to from a mailbox with two folders."""
    async with arena(sqlite_url, steps=ALONE, senders={"anna": ANNA}) as world:
        await world.enroll(1)
        await world.run()
        yield world


def _answers(it: Arena) -> list[tuple[bytes, datetime]]:
    """Return answers of some size, each with words of its own."""
    at = it.clock.now()
    filling = "\r\n".join(["-- ", *["x" * 70] * 30])
    return [(ear.mail(LEA, f"Answer {n:02}.\r\n{filling}"), at) for n in range(COUNT)]


WORDS = [f"Answer {n:02}." for n in range(COUNT)]


async def _filled(it: Arena, server: Dovecot, user: str, link: Link) -> Reader:
    """Give a mailbox that was read while it was empty, and then got its answers."""
    reader = Reader(it, server, user, link.port)
    await reader.owner.create("Answers")
    assert await reader.poll() == 0
    await asyncio.to_thread(server.fill, user, _answers(it))
    return reader


@pytest.mark.parametrize("part", [0.05, 0.2, 0.5, 0.8, 0.95])
async def test_a_connection_that_dies_amid_the_mails_loses_and_repeats_none(
    it: Arena, dovecot: Dovecot, part: float
) -> None:
    async with Frail(dovecot.plain) as link:
        reader = await _filled(it, dovecot, f"dies{part}", link)
        before = await reader.heard_at()
        it.clock.forward(timedelta(minutes=1))
        # More than its mails goes over the wire, so it breaks off before its end.
        whole = sum(len(content) for content, _ in _answers(it))
        link.breaks_at = link.carried + int(whole * part)
        first = await reader.poll()
        assert (first < COUNT, link.breaks_at) == (True, 0)
        assert await reader.heard_at() == before
        assert await reader.poll() == COUNT - first
        assert await reader.poll() == 0
        assert await reader.heard() == WORDS
        assert await reader.heard_at() == it.clock.now()


async def test_what_came_before_a_connection_died_is_kept(
    it: Arena, dovecot: Dovecot
) -> None:
    async with Frail(dovecot.plain) as link:
        reader = await _filled(it, dovecot, "half", link)
        whole = sum(len(content) for content, _ in _answers(it))
        link.carried, link.again = 0, True
        link.breaks_at = whole // 2
        # After the first failure it asks for one mail at a time: what came before the
        # second is kept, and it goes on behind that.
        assert await reader.poll(times=2) == COUNT
        assert (link.breaks_at, await reader.poll()) == (0, 0)
    assert await reader.heard() == WORDS


async def test_a_server_that_is_restarted_amid_a_reading_loses_and_repeats_none(
    it: Arena,
) -> None:
    with prepared_dovecot() as server:
        async with Frail(server.plain) as link:
            with serving(server):
                reader = await _filled(it, server, "anna", link)
                whole = sum(len(content) for content, _ in _answers(it))
                link.breaks_at = link.carried + whole // 2
                first = await reader.poll()
            assert await reader.poll() == 0
            with serving(server):
                assert first + await reader.poll() == COUNT
                assert await reader.poll() == 0
    assert await reader.heard() == WORDS


async def test_a_folder_that_is_deleted_and_made_anew_is_heard_once(
    it: Arena, dovecot: Dovecot
) -> None:
    reader = Reader(it, dovecot, "anew", dovecot.plain)
    await reader.owner.create("Answers")
    assert await reader.poll() == 0
    one, two, three = (ear.mail(LEA, f"Answer {n}.") for n in range(3))
    at = it.clock.now()
    await reader.owner.deliver("Answers", one, at)
    assert await reader.poll() == 1
    before = await reader.heard_at()
    it.clock.forward(timedelta(minutes=1))
    await asyncio.to_thread(_change, reader, "delete_folder", "Answers")
    await reader.owner.deliver("INBOX", two, at)
    assert await reader.poll() == 1  # the others are read all the same
    assert await reader.heard_at() == before  # yet nobody knows what it held
    await reader.owner.create("Answers")
    for each in (three, one):  # put back from a copy, in another order
        await reader.owner.deliver("Answers", each, at)
    assert (await reader.poll(), await reader.poll()) == (1, 0)
    assert await reader.heard() == ["Answer 0.", "Answer 1.", "Answer 2."]
    assert await reader.heard_at() == it.clock.now()


async def test_a_folder_that_is_renamed_hides_and_repeats_nothing(
    it: Arena, dovecot: Dovecot
) -> None:
    reader = Reader(it, dovecot, "renamed", dovecot.plain)
    await reader.owner.create("Answers")
    assert await reader.poll() == 0
    one, two, three = (ear.mail(LEA, f"Answer {n}.") for n in range(3))
    at = it.clock.now()
    await reader.owner.deliver("Answers", one, at)
    assert await reader.poll() == 1
    await reader.owner.deliver("Answers", two, at)
    await asyncio.to_thread(_change, reader, "rename_folder", "Answers", "Old")
    await reader.owner.create("Answers")
    await reader.owner.deliver("Answers", three, at)
    assert await reader.poll() == 1
    await asyncio.to_thread(_change, reader, "delete_folder", "Answers")
    await asyncio.to_thread(_change, reader, "rename_folder", "Old", "Answers")
    assert (await reader.poll(), await reader.poll()) == (1, 0)
    assert await reader.heard() == ["Answer 0.", "Answer 1.", "Answer 2."]


async def test_a_folder_that_is_counted_anew_amid_a_reading_is_heard_once(
    it: Arena, dovecot: Dovecot
) -> None:
    reader = Reader(it, dovecot, "amid", dovecot.plain)
    await reader.owner.create("Answers")
    assert await reader.poll() == 0
    mails = [ear.mail(LEA, f"Answer {n}.") for n in range(3)]
    for each in mails:
        await reader.owner.deliver("Answers", each, it.clock.now())

    class Shifting(ImapInbox):
        """One whose folder is made anew once its heads are known."""

        async def take(
            self, folder: str, uidvalidity: int, uids: Sequence[int]
        ) -> Sequence[RawMessage]:
            await reader.owner.create("Answers")
            for each in reversed(mails):
                await reader.owner.deliver("Answers", each, it.clock.now())
            return await super().take(folder, uidvalidity, uids)

    before = await reader.heard_at()
    it.clock.forward(timedelta(minutes=1))
    assert await reader.poll(Shifting) == 0
    assert await reader.heard_at() == before
    assert (await reader.poll(), await reader.poll()) == (len(mails), 0)
    assert await reader.heard() == ["Answer 0.", "Answer 1.", "Answer 2."]


def _change(reader: Reader, what: str, *names: str) -> None:
    """Do something to the mailbox's folders, as its owner does."""
    with reader.owner._client() as client:
        getattr(client, what)(*names)
