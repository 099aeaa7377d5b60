"""Gives the place in a cap that one does not want any more to the last who waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.cap import KINDS, given_back
from outreach.store import cap as caps
from outreach.store import line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outreach.store.database import Connection, Row


async def give_places(
    connection: Connection, rows: Iterable[Row], now: datetime
) -> None:
    """Let the last in line have the place of each of these, which were waiting for a cap.

    So nobody is later than was said, and no place stands free while anybody waits, at the
    price of a few statements however long the line is. A cap that another holds just now is
    left alone: companies are locked here, and nobody who has them waits for a cap.
    """
    for row in rows:
        key = row.get("parked_for")
        if not key or row["waits_for"] not in KINDS:
            continue
        if await caps.try_lock(connection, [key]):
            await _give(connection, key, row, now)


async def _give(connection: Connection, key: str, row: Row, now: datetime) -> None:
    free_at = row["due_at"] or now
    moved = await line.last(connection, key, max(free_at, now))
    if moved is not None:
        await line.move(connection, moved["id"], max(free_at, now))
    queue = (await caps.queues(connection, [key])).get(key)
    if queue is None:
        return
    gone, follow_up = free_at, row["touched"]
    if moved is not None:
        gone, follow_up = moved["due_at"], moved["touched"]
    before = await line.end(connection, key, touched=follow_up)
    shorter = given_back(queue, gone, follow_up=follow_up, before=before)
    if shorter != queue:
        await caps.keep(connection, {key: shorter})
