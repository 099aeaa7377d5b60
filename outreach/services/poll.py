"""Reads a mailbox: keeps what is new, interprets it, and only then calls the inbox heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.errors import Unavailable
from outreach.log import get_logger
from outreach.ports import Browsable, Scannable
from outreach.services.ingest import interpret
from outreach.services.scan import FROM_THE_FIRST, scan
from outreach.store import inbound
from outreach.store import lane as lanes
from outreach.store import mailbox as mailboxes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.ports import Inbox
    from outreach.services.engine import Engine

BATCH = 100
ROUNDS = 50  # a call; what is left is for the next one

log = get_logger(__name__)


async def poll(engine: Engine, inboxes: Mapping[str, Inbox], name: str) -> int:
    """Read every folder of a sender's mailbox; return how many messages are new.

    The sender counts as heard from the instant the reading began, and only if each folder
    was read to its end and everything kept was interpreted.
    """
    began = engine.now()
    kept, whole = 0, True
    folders = await _folders(engine, inboxes[name], name)
    for folder in folders or ():
        try:
            new, to_its_end = await _read(engine, inboxes[name], name, folder, began)
        except Unavailable as error:
            await _note_trouble(engine, name, folder, error)
            whole = False
            continue
        kept += new
        whole = whole and to_its_end
    await interpret(engine, mailbox=name)
    if whole and folders is not None:
        async with engine.database.writing() as connection:
            await mailboxes.forget_folders(connection, name, folders)
            # Not only what failed here: another may still be at what it has taken.
            if not await inbound.uninterpreted(connection, 1, mailbox=name):
                await lanes.note_inbox(connection, name, began)
    return kept


async def _folders(engine: Engine, inbox: Inbox, name: str) -> Sequence[str] | None:
    """Return the folders to read; None if the mailbox is to tell them and does not."""
    sender = engine.senders[name]
    if not sender.finds_folders or not isinstance(inbox, Browsable):
        return sender.folders
    try:
        return await inbox.answer_folders()
    except Unavailable as error:
        await _note_trouble(engine, name, "INBOX", error)
        return None


async def _note_trouble(
    engine: Engine, name: str, folder: str, error: Unavailable
) -> None:
    log.warning("inbox.unavailable", sender=name, folder=folder, error=str(error))
    async with engine.database.writing() as connection:
        await mailboxes.note_trouble(connection, name, folder, str(error))


async def _read(
    engine: Engine, inbox: Inbox, name: str, folder: str, now: datetime
) -> tuple[int, bool]:
    """Read one folder; return how many messages are new and whether its end was reached."""
    async with engine.database.reading() as connection:
        cursor = await mailboxes.cursor_of(connection, name, folder)
        wrote_at = await lanes.first_attempt_at(connection, name)
    if isinstance(inbox, Scannable) and (cursor or wrote_at):
        return await scan(engine, inbox, (name, folder), cursor, wrote_at)
    if cursor is None and wrote_at is not None:
        cursor = FROM_THE_FIRST
    kept = 0
    for _ in range(ROUNDS):
        batch = await inbox.fetch(folder, cursor, BATCH)
        async with engine.database.writing() as connection:
            kept += await inbound.keep(connection, name, folder, batch, now)
            cursor = await mailboxes.cursor_of(connection, name, folder)
        if not batch.more:
            return kept, True
    return kept, False
