"""A sender's mailbox with a Sent folder, on a server that can be gone, and who looks into it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.core.model import TouchId, Unknown
from outreach.errors import Unavailable
from outreach.sandbox.imap_server import ImapServer
from outreach.services.seek import seek
from tests.services import deployment
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

    from outreach.ports import Batch, Cursor, Inbox
    from tests.services.arena import Arena

LEA = "lead0@co0.example"
STEPS = """
senders: {email: [anna]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email: {subject: "Hello", body: "Hi {{ first_name }}, hello there."}
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""


@dataclass
class SentBox:
    """Anna's mailbox, the arena that sends in her name, and what was asked of the mailbox."""

    it: Arena
    server: ImapServer
    inbox: Inbox
    looks: list[str] = field(default_factory=list)
    appended: list[bytes] = field(default_factory=list)
    gone: bool = False  # the server does not answer
    breaks: bool = False  # it takes a copy, and hangs up instead of saying so

    async def fetch(self, folder: str, after: Cursor | None, limit: int) -> Batch:
        return await self.inbox.fetch(folder, after, limit)

    async def close(self) -> None:
        await self.inbox.close()

    async def sent_folder(self) -> str:
        self._answer()
        return await self._imap.sent_folder()

    async def find(self, folder: str, message_id: str) -> bool:
        self._answer()
        self.looks.append(message_id)
        return await self._imap.find(folder, message_id)

    async def append(self, folder: str, content: bytes) -> None:
        self._answer()
        self.appended.append(content)
        await self._imap.append(folder, content)
        if self.breaks:
            self.breaks = False
            raise Unavailable("it hung up")

    @property
    def _imap(self) -> ImapInbox:
        assert isinstance(self.inbox, ImapInbox)
        return self.inbox

    def _answer(self) -> None:
        if self.gone:
            raise Unavailable("nobody answers")

    async def seek(self) -> int:
        return await seek(self.it.engine, {"anna": self}, "anna")

    async def doubted(self, count: int = 1) -> list[TouchId]:
        """Let so many first mails get no answer after their dots."""
        await self.it.enroll(count)
        self.it.wire.says = {
            f"lead{n}@co{n}.example": [Unknown("no answer")] for n in range(count)
        }
        await self.it.run()
        assert await self.it.ledger() == [("in_doubt", 1)] * count
        return [TouchId(row["id"]) for row in await self.it.rows("touches")]

    async def file(self, number: int = 0, folder: str = "Sent") -> None:
        """Be the provider, who keeps what it has sent."""
        row = (await self.it.rows("touches"))[number]
        content = f"Message-ID: {row['message_id']}\r\n\r\nHello.\r\n".encode()
        await self.server.deliver("anna", folder, content)

    async def sent(self) -> list[bytes]:
        """Return what is in the Sent folder."""
        start = await self.inbox.fetch("Sent", None, 1)
        batch = await self.inbox.fetch("Sent", replace(start.cursor, uid=0), 100)
        return [message.content for message in batch.messages]


@asynccontextmanager
async def sent_box(url: str, **more: Any) -> AsyncIterator[SentBox]:
    """Open a mailbox whose Sent folder is empty."""
    anna = replace(deployment.sender("anna"), **more)
    senders = {"anna": anna, "ben": deployment.sender("ben")}
    async with ImapServer() as server:
        await server.add_user("anna", "secret")
        account = ImapAccount(server.host, server.port, "none", "anna", "secret")
        inbox = ImapInbox(account)
        async with arena(url, steps=STEPS, senders=senders) as it:
            yield SentBox(it, server, inbox)
        await inbox.close()
