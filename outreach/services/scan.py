"""Reads a folder by its heads: only what is not kept yet, and can concern us, is fetched whole."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.errors import Unavailable
from outreach.ports import Cursor
from outreach.store import inbound
from outreach.store import mailbox as mailboxes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from outreach.ports import Head, Listing, RawMessage, Scannable
    from outreach.services.engine import Engine

HEADS = 500  # at a look
WHOLE = 100  # messages fetched and kept together
ROUNDS = 10  # looks a call; what is left is for the next one
CATCH_UP_ROUNDS = 20_000
ANEW = 3  # times that a folder may be counted anew while it is read

# No folder has this UIDVALIDITY, so it is read from its first message on (RFC 9051 2.3.1.1).
FROM_THE_FIRST = Cursor(0, 0)
CLOCKS_APART = timedelta(hours=1)  # the mail server's and ours

Place = tuple[str, str]  # a mailbox and its folder


async def scan(
    engine: Engine,
    inbox: Scannable,
    place: Place,
    cursor: Cursor | None,
    wrote_at: datetime | None,
) -> tuple[int, bool]:
    """Read on from the cursor; return how many messages are new and whether that was all.

    A folder first seen, or counted anew (another UIDVALIDITY), is read from its first
    message on: of that only what came after `wrote_at`, the sender's first touch, can
    concern us, and what is kept already is told by its head.
    """
    kept = 0
    for _ in range(ROUNDS):
        if cursor is None:
            return kept + await catch_up(engine, inbox, place, wrote_at), True
        listing = await inbox.look(place[1], cursor, HEADS, None)
        if listing.cursor.uidvalidity != cursor.uidvalidity:
            cursor, wrote_at = None, wrote_at or await _read_at(engine, place)
            continue
        kept += await _keep(engine, inbox, place, listing, None)
        await _move(engine, place, listing.cursor)
        if not listing.more:
            return kept, True
        cursor = listing.cursor
    return kept, False


async def catch_up(
    engine: Engine, inbox: Scannable, place: Place, since: datetime | None
) -> int:
    """Read a folder from its first message on; return how many messages are new.

    The cursor is stored at the end only, so that a reading that breaks off begins anew;
    what it kept is told by its head.
    """
    kept, cursor, anew = 0, FROM_THE_FIRST, 0
    from_ = None if since is None else since - CLOCKS_APART
    for _ in range(CATCH_UP_ROUNDS):
        listing = await inbox.look(place[1], cursor, HEADS, from_)
        if listing.cursor.uidvalidity != cursor.uidvalidity:
            anew += 1
            if anew > ANEW:
                break
        kept += await _keep(engine, inbox, place, listing, since)
        cursor = listing.cursor
        if not listing.more:
            await _move(engine, place, cursor)
            return kept
    raise Unavailable(f"{place[1]} does not end; ask who runs the mail server")


def _answers(
    messages: Iterable[RawMessage], wrote_at: datetime | None
) -> list[RawMessage]:
    """Return those that may have come after a sender's first touch."""
    return [
        message
        for message in messages
        if wrote_at is None
        or message.received_at is None
        or message.received_at >= wrote_at - CLOCKS_APART
    ]


async def _keep(
    engine: Engine,
    inbox: Scannable,
    place: Place,
    listing: Listing,
    since: datetime | None,
) -> int:
    """Fetch what is not kept yet and keep it, some at a time; return how many are new."""
    mailbox, folder = place
    left = [head.uid for head in await _unknown(engine, mailbox, listing.heads)]
    marks = {head.uid: head.mark for head in listing.heads}
    kept, validity = 0, listing.cursor.uidvalidity
    while left:
        messages = await inbox.take(folder, validity, left[:WHOLE])
        found = _answers(messages, since)
        if found:
            async with engine.database.writing() as connection:
                kept += await inbound.keep_raw(
                    connection, mailbox, folder, found, engine.now(), marks
                )
        # None came: all that were asked for are gone.
        last = max((m.uid for m in messages), default=left[:WHOLE][-1])
        left = [uid for uid in left if uid > last]
    return kept


async def _unknown(engine: Engine, mailbox: str, heads: Sequence[Head]) -> list[Head]:
    """Return the heads of what is not kept yet; each mail once, and none that we wrote."""
    async with engine.database.reading() as connection:
        marks = {head.mark for head in heads}
        seen = await inbound.known_marks(connection, mailbox, marks)
    found: list[Head] = []
    for head in heads:
        if head.ours or head.mark in seen:
            continue
        found.append(head)
        seen |= {head.mark} - {""}
    return found


async def _read_at(engine: Engine, place: Place) -> datetime | None:
    async with engine.database.reading() as connection:
        return await mailboxes.read_at(connection, *place)


async def _move(engine: Engine, place: Place, cursor: Cursor) -> None:
    async with engine.database.writing() as connection:
        await mailboxes.move_cursor(connection, *place, cursor, engine.now())
