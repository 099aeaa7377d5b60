"""Seeks in a sender's Sent folder what may have been sent; absence proves nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import TouchId, TouchState
from outreach.core.search import UNANSWERED, look_again_at
from outreach.errors import Unavailable
from outreach.log import get_logger
from outreach.ports import SentFolder
from outreach.services.prove import Proof, prove
from outreach.store import doubt as doubts
from outreach.store import lead as leads
from outreach.store import touch as touches
from outreach.store.database import passes, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.ports import Inbox
    from outreach.services.engine import Engine
    from outreach.store.database import Row

BATCH = 50
LEASE = timedelta(minutes=10)  # longer than an IMAP operation may take
LONGEST = 300
NO_FOLDER = (
    "no folder of what was sent: name it as imap.sent, or have the provider keep one"
)

log = get_logger(__name__)


async def seek(engine: Engine, inboxes: Mapping[str, Inbox], name: str) -> int:
    """Look for the sender's touches in doubt as far as they are due; return how many were found.

    What was in doubt once is looked for too: a person may have been wrong. One that cannot
    be looked for stops no other.
    """
    inbox: object = inboxes.get(name)
    if not isinstance(inbox, SentFolder):
        return 0
    found = 0
    for doubt in await _due(engine, name):
        try:
            found += await _seek_one(engine, inbox, doubt)
        except Unavailable as error:
            # The others would fare no better; they stay due.
            await _note(engine, doubt, str(error), answered=False)
            break
        except Exception as error:
            if passes(error):
                raise
            log.exception("seek.failed", touch=doubt["touch_id"])
            await _note(engine, doubt, repr(error))
    return found


async def seek_touch(
    engine: Engine, inboxes: Mapping[str, Inbox], touch_id: TouchId
) -> bool:
    """Look for one touch now, whenever it was due; say whether it is known to be sent.

    False too where nobody can look: no inbox, or it does not answer.
    """
    now = engine.now()
    async with engine.database.writing() as connection:
        touch = (await touches.get(connection, [touch_id])).get(touch_id)
        if touch is None or touch["message_id"] is None:
            return False
        await doubts.note(connection, touch, now)
        doubt = (await doubts.of_touches(connection, [touch_id]))[touch_id]
    inbox: object = inboxes.get(doubt["lane"])
    if not isinstance(inbox, SentFolder):
        return False
    try:
        return await _seek_one(engine, inbox, doubt)
    except Unavailable as error:
        await _note(engine, doubt, str(error), answered=False)
        return False


async def _due(engine: Engine, name: str) -> list[Row]:
    now = engine.now()
    async with engine.database.reading() as connection:
        fresh = await doubts.unnoted(connection, name, BATCH)
        due = await doubts.due(connection, name, now, BATCH)
    if not fresh:
        return due
    async with engine.database.writing() as connection:
        for touch in fresh:
            await doubts.note(connection, touch, now)
        return await doubts.due(connection, name, now, BATCH)


async def _seek_one(engine: Engine, inbox: SentFolder, doubt: Row) -> bool:
    now, touch_id = engine.now(), TouchId(doubt["touch_id"])
    async with engine.database.writing() as connection:
        touch = (await touches.get(connection, [touch_id])).get(touch_id)
        if touch is None or touch["state"] == TouchState.SENT:
            said = doubt["said"]
            await doubts.looked(connection, touch_id, said, now, None, counts=False)
            return touch is not None
        if not await doubts.take(connection, doubt, now + LEASE):
            return False
    folder = engine.senders[doubt["lane"]].sent_folder or await inbox.sent_folder()
    if not folder:
        await _note(engine, doubt, NO_FOLDER)
        return False
    if not await inbox.find(folder, doubt["message_id"]):
        await _note(engine, doubt, f"not in {folder}")
        return False
    await _found(engine, doubt, folder)
    return True


async def _found(engine: Engine, doubt: Row, folder: str) -> None:
    touch_id, said = TouchId(doubt["touch_id"]), text(f"in {folder}")
    async with engine.database.writing() as connection:
        touch = (await touches.get(connection, [touch_id]))[touch_id]
        held = await leads.lock(connection, [touch["lead_id"]])
        touch = (await touches.get(connection, [touch_id]))[touch_id]
        proof = Proof(said, by=text(f"{folder} of {doubt['lane']}"))
        await prove(engine, connection, held, touch, proof)
        await doubts.looked(connection, touch_id, said, engine.now(), None)


async def _note(
    engine: Engine, doubt: Row, said: str, *, answered: bool = True
) -> None:
    """Write down what a look said, and when to look again."""
    now, touch_id = engine.now(), TouchId(doubt["touch_id"])
    looks = doubt["looks"] + answered
    due_at = look_again_at(looks, since=doubt["since"], now=now)
    if due_at is not None and not answered:
        due_at = now + UNANSWERED
    async with engine.database.writing() as connection:
        told = text(said)[:LONGEST]
        await doubts.looked(connection, touch_id, told, now, due_at, counts=answered)
