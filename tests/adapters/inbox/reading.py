"""What the tests of the IMAP inbox share: an inbox over the saboteur, and its mail."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox, ImapTimeouts
from outreach.ports import Batch, Cursor, RawMessage
from tests.saboteur.imap import HOST, PASSWORD, ImapSaboteur

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENT = ImapTimeouts()
HASTY = ImapTimeouts(
    connect=timedelta(seconds=5),
    silence=timedelta(milliseconds=100),
    total=timedelta(milliseconds=300),
)
# Longer than a test may take: only what cuts the connection ends such a reading.
ENDLESS = ImapTimeouts(silence=timedelta(hours=1), total=timedelta(hours=1))
RECEIVED_AT = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
START = Cursor(7, 0)
OK = b"<tag> OK done\r\n"


@asynccontextmanager
async def opened(
    server: ImapSaboteur, timeouts: ImapTimeouts = PATIENT
) -> AsyncIterator[ImapInbox]:
    """Give an inbox over the saboteur."""
    account = ImapAccount(HOST, server.port, "none", "anna", PASSWORD)
    inbox = ImapInbox(replace(account, timeouts=timeouts))
    try:
        yield inbox
    finally:
        await inbox.close()


def raw(uid: int, content: bytes) -> RawMessage:
    """Return what the saboteur's mail comes to."""
    return RawMessage(7, uid, content, RECEIVED_AT)


def uids(batch: Batch) -> list[int]:
    """Return the UIDs of a batch, in its order."""
    return [message.uid for message in batch.messages]
