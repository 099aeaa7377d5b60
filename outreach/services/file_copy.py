"""Files a copy of each mail in its sender's Sent folder, where people look for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import TouchId, TouchState
from outreach.core.retry import backoff
from outreach.errors import Unavailable
from outreach.log import get_logger
from outreach.ports import SentFolder
from outreach.services import react
from outreach.services.ask import ask
from outreach.services.seek import BATCH, LEASE, LONGEST, NO_FOLDER
from outreach.store import lead as leads
from outreach.store import sent_copy
from outreach.store import task as tasks
from outreach.store.database import passes, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.ports import Inbox
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

UNSETTLED = timedelta(minutes=5)  # until it is known whether there is anything to file
MAX_TRIES = 8  # over a day
NOTIFY = "notify"
UNSENT = (TouchState.REJECTED, TouchState.SKIPPED)

log = get_logger(__name__)


async def file_copies(engine: Engine, inboxes: Mapping[str, Inbox], name: str) -> int:
    """File the sender's copies that are due; return how many. One that fails stops no other."""
    inbox: object = inboxes.get(name)
    if not isinstance(inbox, SentFolder):
        return 0
    async with engine.database.reading() as connection:
        due = await sent_copy.due(connection, name, engine.now(), BATCH)
    filed = 0
    for copy in due:
        try:
            filed += await _file_one(engine, inbox, copy)
        except Unavailable as error:
            await _failed(engine, copy, str(error))
            break
        except Exception as error:
            if passes(error):
                raise
            log.exception("copy.failed", touch=copy["touch_id"])
            await _failed(engine, copy, repr(error))
    return filed


async def _file_one(engine: Engine, inbox: SentFolder, copy: Row) -> bool:
    now, touch_id = engine.now(), TouchId(copy["touch_id"])
    async with engine.database.writing() as connection:
        if copy["state"] in UNSENT:
            await sent_copy.drop(connection, touch_id)
            return False
        if copy["state"] != TouchState.SENT:
            await sent_copy.put_off(connection, touch_id, now + UNSETTLED)
            return False
        if not await sent_copy.take(connection, copy, now + LEASE):
            return False
        content = await sent_copy.content_of(connection, touch_id)
    folder = engine.senders[copy["lane"]].sent_folder or await inbox.sent_folder()
    if not folder:
        raise Unavailable(NO_FOLDER)
    # Before each try: the provider may have filed it, or a try that seemed to fail.
    there = await inbox.find(folder, copy["message_id"])
    if not there:
        await inbox.append(folder, content)
    async with engine.database.writing() as connection:
        await sent_copy.drop(connection, touch_id)
    return not there


async def _tell(engine: Engine, connection: Connection, copy: Row, said: str) -> None:
    """Have a person look at the folder: one task a sender, however many copies it lacks."""
    title = f"copies of what {copy['lane']} sends do not reach its Sent folder"
    held = await leads.lock(connection, [copy["lead_id"]])
    if not held or await tasks.is_open(connection, NOTIFY, title):
        return
    now, note = engine.now(), f"{said}; what was sent is sent all the same"
    event = await ask(connection, copy["lead_id"], NOTIFY, title, now, note=note)
    await react.record(engine, connection, held, [event])


async def _failed(engine: Engine, copy: Row, said: str) -> None:
    touch_id, tries = TouchId(copy["touch_id"]), copy["tries"] + 1
    told = text(said)[:LONGEST]
    async with engine.database.writing() as connection:
        if tries >= MAX_TRIES:
            log.error("copy.given_up", touch=touch_id, sender=copy["lane"], said=told)
            await _tell(engine, connection, copy, told)
            await sent_copy.drop(connection, touch_id)
            return
        due_at = engine.now() + backoff(tries)
        await sent_copy.put_off(connection, touch_id, due_at, said=told, failed=True)
