"""What left after the copy was made is found in the Sent folders, and never sent again."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.errors import Unavailable
from outreach.sandbox.imap_server import ImapServer
from outreach.services.back_up import back_up
from outreach.services.pause_sender import resume_sender
from outreach.services.restore import guard, let_go
from outreach.services.retrace import AT_ONCE, Retraced, _read, retrace
from tests.saboteur.smtp import Saboteur
from tests.services.running import MONDAY, STEPS, Clock, opened, write
from tests.services.test_restore import restored

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from tests.services.running import World

ANNA = """\
  anna:
    channel: email
    address: anna <anna@acme.example>
    smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}
    {imap}
"""
IMAP = """imap:
      host: 127.0.0.1
      port: {port}
      security: none
      username: anna
      password: "${{PW}}"
"""
DAYS = timedelta(days=3)
FORKED = (
    STEPS.partition("  - id: bump")[0]
    + """\
  - id: clicked
    wait_for: {event: link.clicked, within: 1 day}
    then:
      - id: demo
        email: {thread: intro, body: "A demo, {{ first_name }}?"}
    else:
      - id: bye
        email: {thread: intro, body: "Bye, {{ first_name }}."}
"""
)


@dataclass
class Restored:
    """A deployment whose copy was made before it sent, and its provider's Sent folder."""

    folder: Path
    smtp: Saboteur
    imap: ImapServer
    steps: str = STEPS

    def workspace(self, *, reads: bool) -> Workspace:
        imap = IMAP.format(port=self.imap.port) if reads else "limits: {}"
        return write(
            self.folder,
            f"sqlite:///{self.folder}/outreach.db",
            senders=(),
            after=ANNA.format(smtp=self.smtp.port, imap=imap),
            steps=self.steps,
            env={"PW": "secret"},
        )

    async def sends(self, count: int, *spans: timedelta) -> list[list[tuple[str, str]]]:
        """Make a copy, send what comes due, bring the copy back; return who got what when."""
        rounds = []
        async with opened(self.workspace(reads=False)) as world:
            await world.enroll(count)
            await guard(world.deployment.engine)
            await back_up(world.deployment.engine, self.folder / "copy.db")
            for span in (timedelta(0), *spans):
                world.clock.at += span
                before = len(self.smtp.accepted)
                await world.run()
                new = self.smtp.accepted[before:]
                rounds.append([(each.rcpt_to[0], each.message_id) for each in new])
        restored(self.folder, self.folder / "copy.db")
        return rounds

    async def files(self, message_id: str, after: timedelta) -> None:
        """Be the provider, who keeps what it has sent."""
        (mail,) = (m.content for m in self.smtp.accepted if m.message_id == message_id)
        at = MONDAY + after
        await self.imap.deliver("anna", "Sent", mail, received_at=at)

    @asynccontextmanager
    async def back(self, after: timedelta) -> AsyncIterator[World]:
        """Open what was brought back, held back as it is."""
        workspace = self.workspace(reads=True)
        async with opened(workspace, Clock(MONDAY + after)) as world:
            await guard(world.deployment.engine)
            yield world


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Restored]:
    async with Saboteur() as smtp, ImapServer() as imap:
        await imap.add_user("anna", "secret")
        yield Restored(tmp_path, smtp, imap)


async def _retrace(world: World) -> Retraced:
    return await retrace(world.deployment.engine, world.deployment.inboxes)


async def _standing(world: World) -> list[tuple[str, str | None]]:
    return [(row["reason"], row["step"]) for row in await world.rows("enrollments")]


async def test_what_is_found_is_in_the_ledger_as_of_when_it_left(
    there: Restored,
) -> None:
    intros, bumps = await there.sends(3, DAYS)
    for _, message_id in intros[:2]:
        await there.files(message_id, timedelta(0))
    await there.files(bumps[0][1], DAYS)
    async with there.back(2 * DAYS) as world:
        found = await _retrace(world)
        again = await _retrace(world)
        standing = await _standing(world)
        ledger = [
            (row["lead_id"], row["step"], row["state"], row["sending_at"], row["first"])
            for row in await world.rows("touches")
        ]
        ids = {row["message_id"] for row in await world.rows("touches")}
        stages = [row["stage"] for row in await world.rows("leads")]
    assert (found, again) == (Retraced(3, {}), Retraced(0, {}))
    assert standing == [("restored", None), ("restored", "bump"), ("restored", "intro")]
    assert ledger == [
        (1, "intro", "sent", MONDAY, True),
        (1, "bump", "sent", MONDAY + DAYS, False),
        (2, "intro", "sent", MONDAY, True),
    ]
    assert ids == {intros[0][1], intros[1][1], bumps[0][1]}
    assert stages == ["contacted", "contacted", "prospect"]


async def test_nobody_of_whom_all_is_found_gets_it_again(there: Restored) -> None:
    rounds = await there.sends(3, DAYS)
    for number, each in enumerate(rounds):
        for _, message_id in each:
            await there.files(message_id, number * DAYS)
    async with there.back(2 * DAYS) as world:
        engine = world.deployment.engine
        await _retrace(world)
        assert await let_go(engine, resume=True, by="zoe") == 3
        await resume_sender(engine, "anna")
        await world.run()
        ends = [(r["state"], r["reason"]) for r in await world.rows("enrollments")]
    assert ends == [("finished", "no_reply")] * 3
    assert (len(there.smtp.accepted), there.smtp.duplicates) == (6, {})


async def test_a_way_that_was_taken_since_is_the_way_it_stands_on(
    there: Restored,
) -> None:
    there.steps = FORKED
    _, byes = await there.sends(1, DAYS)
    # Of the first mail there is no trace.
    await there.files(byes[0][1], DAYS)
    async with there.back(2 * DAYS) as world:
        found = await _retrace(world)
        standing = await _standing(world)
    assert (found.found, standing) == (1, [("restored", None)])


async def test_where_nobody_can_look_it_is_told(there: Restored) -> None:
    await there.sends(2)
    async with there.back(DAYS) as world:
        engine = world.deployment.engine
        gone = ImapInbox(ImapAccount("127.0.0.1", 1, "none", "anna", "secret"))
        nowhere = await retrace(engine, {"anna": gone})
        await gone.close()
        silent = await retrace(engine, {})
        standing = await _standing(world)
    assert set(nowhere.unseen) == set(silent.unseen) == {"anna"}
    assert (nowhere.found, silent.found) == (0, 0)
    assert standing == [("restored", "intro")] * 2


async def test_what_is_no_mail_is_not_known(there: Restored) -> None:
    there.steps = FORKED.replace(
        'email: {thread: intro, body: "Bye, {{ first_name }}."}',
        'webhook: {url: "http://127.0.0.1:1/"}',
    )
    await there.sends(1)
    async with there.back(DAYS) as world:
        found = await _retrace(world)
    assert found.unseen == {"webhook": "no folder holds what it sent by webhook"}


async def test_mail_of_others_is_passed_over(there: Restored) -> None:
    await there.sends(1)
    mails = [
        b"Subject: none\r\n\r\nNo id.\r\n",
        b"Message-ID: <other@far.example>\r\n\r\nAnother's.\r\n",
        b"Message-ID: broken\r\n\r\nNo id either.\r\n",
    ]
    for mail in mails:
        await there.imap.deliver("anna", "Sent", mail, received_at=MONDAY)
    async with there.back(DAYS) as world:
        assert await _retrace(world) == Retraced(0, {})


@dataclass
class Shelf:
    """The Sent folders of many: each read takes as long as its neighbours' do."""

    turn: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(AT_ONCE - 1))
    rest: asyncio.Event = field(default_factory=asyncio.Event)  # but for the first's
    left: int = 2 * (AT_ONCE - 1)
    going: int = 0
    most: int = 0

    async def take(self, name: str) -> None:
        """Be one of those that are read."""
        self.going += 1
        self.most = max(self.most, self.going)
        try:
            await self._answer(name)
        finally:
            self.going -= 1

    async def _answer(self, name: str) -> None:
        if name == "gone":
            raise Unavailable("it does not answer")
        if name == "broken":
            raise RuntimeError("a fault of ours")
        if name == "first":
            await self.rest.wait()
            return
        await self.turn.wait()
        self.left -= 1
        if not self.left:
            self.rest.set()


@dataclass
class Folder:
    """One sender's Sent folder on the shelf, which holds a mail of all and one of its own."""

    shelf: Shelf
    name: str

    async def sent_folder(self) -> str:
        return "Sent"

    async def find(self, folder: str, message_id: str) -> bool:
        del folder, message_id
        return False

    async def append(self, folder: str, content: bytes) -> None:
        del folder, content

    async def sent_since(
        self, folder: str, at: datetime | None
    ) -> dict[str, datetime | None]:
        del folder, at
        await self.shelf.take(self.name)
        return {"<all@x.example>": None, f"<{self.name}@x.example>": None}


async def test_some_mailboxes_are_read_at_once_and_told_in_the_senders_order(
    tmp_path: Path, sqlite_url: str
) -> None:
    others = [f"s{number}" for number in range(2 * (AT_ONCE - 1))]
    names = ["first", *others[:5], "gone", "broken", *others[5:]]
    async with opened(write(tmp_path, sqlite_url, senders=names)) as world:
        engine, shelf = world.deployment.engine, Shelf()
        inboxes: dict[str, Any] = {name: Folder(shelf, name) for name in names}
        mail = await _read(engine, inboxes)  # in turn, the first would wait for ever
    read = [name for name in names if name not in {"gone", "broken"}]
    assert shelf.most == AT_ONCE
    assert list(mail.unseen.items()) == [
        ("gone", "it does not answer"),
        ("broken", "RuntimeError('a fault of ours')"),
    ]
    assert list(mail.where.items()) == [
        ("<all@x.example>", f"Sent of {read[-1]}"),
        *((f"<{name}@x.example>", f"Sent of {name}") for name in read),
    ]
    assert mail.at.keys() == mail.where.keys()
