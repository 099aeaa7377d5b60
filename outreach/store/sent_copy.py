"""Copies of mails on their way into the Sent folders of their senders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from outreach.store.lane import insert_for
from outreach.store.schema import touches
from outreach.store.schema_evidence import sent_copies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.core.model import TouchId

_ROW = sent_copies.c


async def keep(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]]
) -> None:
    """Keep the very bytes of touches, given as rows; those of an earlier attempt go."""
    insert = insert_for(connection, sent_copies)
    changing = ("lane", "message_id", "content", "due_at", "tries", "said")
    await connection.execute(
        insert.on_conflict_do_update(
            index_elements=["touch_id"],
            set_={name: insert.excluded[name] for name in changing},
        ),
        [{"tries": 0, "said": "", **row} for row in rows],
    )


async def due(
    connection: AsyncConnection, lane: str, now: datetime, limit: int
) -> list[RowMapping]:
    """Return a lane's copies that are due, without their bytes, with what their touches are."""
    columns = [column for column in _ROW if column.name != "content"]
    rows = await connection.execute(
        select(*columns, touches.c.state, touches.c.lead_id)
        .join(touches, touches.c.id == _ROW.touch_id)
        .where(_ROW.lane == lane, _ROW.due_at <= now)
        .order_by(_ROW.due_at, _ROW.touch_id)
        .limit(limit)
    )
    return list(rows.mappings())


async def take(connection: AsyncConnection, copy: RowMapping, until: datetime) -> bool:
    """Have a copy to oneself until an instant; False where somebody else has it."""
    moved = await connection.execute(
        update(sent_copies)
        .where(_ROW.touch_id == copy["touch_id"], _ROW.due_at == copy["due_at"])
        .values(due_at=until)
    )
    return moved.rowcount == 1


async def content_of(connection: AsyncConnection, touch_id: TouchId) -> bytes:
    """Return the bytes of a copy; none where it is gone."""
    rows = await connection.execute(
        select(_ROW.content).where(_ROW.touch_id == touch_id)
    )
    return bytes(rows.scalar_one_or_none() or b"")


async def put_off(
    connection: AsyncConnection,
    touch_id: TouchId,
    due_at: datetime,
    *,
    said: str = "",
    failed: bool = False,
) -> None:
    """Try a copy again later; a try that `failed` counts."""
    await connection.execute(
        update(sent_copies)
        .where(_ROW.touch_id == touch_id)
        .values(due_at=due_at, said=said, tries=_ROW.tries + int(failed))
    )


async def drop(connection: AsyncConnection, touch_id: TouchId) -> None:
    """Forget a copy: it is filed, or never will be."""
    await connection.execute(delete(sent_copies).where(_ROW.touch_id == touch_id))
