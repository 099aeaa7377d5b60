"""Keeps the bytes that go on the wire, of senders who want them in their Sent folders."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.ports import Mail
from outreach.store import sent_copy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.services.engine import Engine
    from outreach.services.write import Draft
    from outreach.store.database import Connection, Row

# A provider that files what it sends does so within this: its copy is found, and ours spared.
FIRST_AFTER = timedelta(minutes=1)


async def keep_copies(
    engine: Engine, connection: Connection, marked: Iterable[tuple[Row, Draft]]
) -> None:
    """Keep copies of these touches, marked in this transaction; others cost nothing."""
    due_at = engine.now() + FIRST_AFTER
    rows = [
        {
            "touch_id": touch["id"],
            "lane": touch["lane"],
            "message_id": draft.message_id,
            "content": draft.parcel.content,
            "due_at": due_at,
        }
        for touch, draft in marked
        if isinstance(draft.parcel, Mail)
        and touch["lane"] in engine.senders
        and engine.senders[touch["lane"]].copies
    ]
    if rows:
        await sent_copy.keep(connection, rows)
