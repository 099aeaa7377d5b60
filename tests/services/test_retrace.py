"""What left after the copy was made is found in the Sent folders, and never sent again."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.sandbox.imap_server import ImapServer
from outreach.services.back_up import back_up
from outreach.services.pause_sender import resume_sender
from outreach.services.restore import guard, let_go
from outreach.services.retrace import Retraced, retrace
from tests.saboteur.smtp import Saboteur
from tests.services.running import MONDAY, STEPS, Clock, opened, write
from tests.services.test_restore import restored

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
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
