"""An IMAP server for the demo and the tests: pymap, in memory, on the running loop."""

from __future__ import annotations

import asyncio
import contextlib
from argparse import Namespace
from datetime import UTC
from typing import TYPE_CHECKING
from uuid import UUID

from proxyprotocol.result import ProxyResultUnknown
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Identity, Login
from pymap.concurrent import Subsystem
from pymap.exceptions import MailboxConflict
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType
    from typing import Self

    from pymap.backend.dict import Session

HOST = "127.0.0.1"
FOLDERS = ("Junk", "Sent")


class _Config(Config):
    @property
    def greeting(self) -> bytes:
        # The vendor's asks the name server for this machine's name, in the loop.
        return b"sandbox ready"


class ImapServer:
    """Mailboxes with INBOX, Junk and Sent, for as long as its block lasts.

    Logins are in plain text: it listens on the loopback only.
    """

    host = HOST

    def __init__(self) -> None:
        self.port = 0  # known once the block is entered
        self._config = _config()
        self._login = Login(self._config)
        self._serve = IMAPServer(self._login, self._config)
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port of the loopback."""
        self._server = await asyncio.start_server(self._accept, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up on everybody."""
        if self._server is None:
            return
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    async def add_user(self, name: str, password: str) -> None:
        """Open a mailbox, empty. A second time sets the password."""
        self._login.users_dict[name] = UserMetadata(
            self._config, name, password=password
        )
        async with self._session(name) as session:
            for folder in FOLDERS:
                with contextlib.suppress(MailboxConflict):
                    await session.create_mailbox(folder)

    async def deliver(
        self,
        user: str,
        folder: str,
        content: bytes,
        *,
        received_at: datetime | None = None,
    ) -> int:
        """Put a mail into a folder, made if need be, unseen; return its UID.

        `received_at` becomes its INTERNALDATE; None means now, by the machine's clock.
        """
        when = None if received_at is None else received_at.astimezone(UTC)
        async with self._session(user) as session:
            if folder.upper() != "INBOX":
                with contextlib.suppress(MailboxConflict):
                    await session.create_mailbox(folder)
            uids, _ = await session.append_messages(
                folder, [AppendMessage(content, when)]
            )
            return next(iter(uids.uids))

    def _session(self, user: str) -> contextlib.AbstractAsyncContextManager[Session]:
        return Identity(user, self._login, None, frozenset()).new_session()

    async def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        peer = SocketInfo.get(writer, ProxyResultUnknown(), unique_id=UUID(int=0).bytes)
        await self._serve(reader, writer, peer)


def _config() -> _Config:
    return _Config(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=HOST,
        port=0,
        demo_data=False,
        demo_user="",
        demo_password="",
        tls_enabled=False,
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
        invalid_user_sleep=0.0,
        reject_dnsbl=False,
    )
