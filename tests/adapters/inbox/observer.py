"""The mailbox's owner, with a client of their own, beside the inbox under test."""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from imapclient import IMAPClient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outreach.adapters.inbox.imap import ImapAccount

PATIENCE = 20.0  # seconds


class Observer:
    """Puts mail into a mailbox, takes it out, and looks at its flags."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account

    async def deliver(
        self, folder: str, content: bytes, received_at: datetime | None = None
    ) -> None:
        """Put a mail into a folder, unseen."""
        await asyncio.to_thread(self._deliver, folder, content, received_at)

    async def flags(self, folder: str) -> dict[int, set[bytes]]:
        """Return the flags of each message by UID, and change none."""
        return await asyncio.to_thread(self._flags, folder)

    async def expunge(self, folder: str, uid: int) -> None:
        """Delete a message for good."""
        await asyncio.to_thread(self._expunge, folder, uid)

    async def create(self, folder: str) -> None:
        """Make a folder, anew if there is one: its UIDVALIDITY is another then."""
        await asyncio.to_thread(self._create, folder)

    def _deliver(
        self, folder: str, content: bytes, received_at: datetime | None
    ) -> None:
        with self._client() as client:
            client.append(folder, content, (), received_at)

    def _flags(self, folder: str) -> dict[int, set[bytes]]:
        with self._client() as client:
            client.select_folder(folder, readonly=True)
            told = client.fetch(client.search("ALL"), ["FLAGS"])
            return {uid: set(items[b"FLAGS"]) for uid, items in told.items()}

    def _expunge(self, folder: str, uid: int) -> None:
        with self._client() as client:
            client.select_folder(folder)
            client.delete_messages([uid])
            client.expunge()

    def _create(self, folder: str) -> None:
        with self._client() as client:
            if client.folder_exists(folder):
                client.delete_folder(folder)
            client.create_folder(folder)

    @contextmanager
    def _client(self) -> Iterator[IMAPClient]:
        account = self._account
        with IMAPClient(account.host, account.port, ssl=False, timeout=PATIENCE) as it:
            it.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            it.plain_login(account.username, account.password)
            yield it
