"""Doubts: touches that may have been sent, and what was looked for to settle them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, or_, select, update

from outreach.core.model import TouchId, TouchState
from outreach.store.lane import insert_for
from outreach.store.schema import touches
from outreach.store.schema_evidence import doubts
from outreach.store.touch import IN_DOUBT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST = 10_000  # looked through at once, of all lanes, the newest
_ROW = doubts.c
_TOUCH = touches.c


async def unnoted(
    connection: AsyncConnection, lane: str, limit: int
) -> list[RowMapping]:
    """Return touches of this lane in doubt whose last attempt nobody looks for yet."""
    # Apart, or SQLite walks all that the lane ever sent: these are few.
    in_doubt = select(_TOUCH.id).where(IN_DOUBT).order_by(_TOUCH.id)
    ids = (await connection.execute(in_doubt)).scalars().all()
    if not ids:
        return []
    rows = await connection.execute(
        select(touches)
        .outerjoin(doubts, _ROW.touch_id == _TOUCH.id)
        .where(
            _TOUCH.id.in_(ids[-MOST:]),
            _TOUCH.lane == lane,
            _TOUCH.message_id.is_not(None),
            or_(_ROW.touch_id.is_(None), _ROW.since < _TOUCH.sending_at),
        )
        .order_by(_TOUCH.id)
        .limit(limit)
    )
    return list(rows.mappings())


async def note(connection: AsyncConnection, touch: RowMapping, now: datetime) -> None:
    """Have a touch looked for from now on, in the Sent folder of the lane it left through.

    One that is looked for already is looked for at once, its last attempt anew.
    """
    insert = insert_for(connection, doubts).values(
        touch_id=touch["id"],
        lane=touch["lane"],
        message_id=touch["message_id"],
        since=touch["sending_at"] or now,
        due_at=now,
    )
    new = insert.excluded
    same = _ROW.since == new.since
    await connection.execute(
        insert.on_conflict_do_update(
            index_elements=["touch_id"],
            set_={
                **{name: new[name] for name in ("lane", "message_id", "since")},
                "due_at": now,
                "looks": case((same, _ROW.looks), else_=0),
            },
        )
    )


async def due(
    connection: AsyncConnection, lane: str, now: datetime, limit: int
) -> list[RowMapping]:
    """Return what is to be looked for now in the lane's Sent folder, longest due first."""
    rows = await connection.execute(
        select(doubts)
        .where(_ROW.lane == lane, _ROW.due_at <= now)
        .order_by(_ROW.due_at, _ROW.touch_id)
        .limit(limit)
    )
    return list(rows.mappings())


async def take(connection: AsyncConnection, doubt: RowMapping, until: datetime) -> bool:
    """Have a look to oneself until an instant; False where somebody else has it."""
    moved = await connection.execute(
        update(doubts)
        .where(_ROW.touch_id == doubt["touch_id"], _ROW.due_at == doubt["due_at"])
        .values(due_at=until)
    )
    return moved.rowcount == 1


async def looked(
    connection: AsyncConnection,
    touch_id: TouchId,
    said: str,
    now: datetime,
    due_at: datetime | None,
    *,
    counts: bool = True,
) -> None:
    """Write down what a look said and when to look again; one in vain `counts`."""
    await connection.execute(
        update(doubts)
        .where(_ROW.touch_id == touch_id)
        .values(looks=_ROW.looks + int(counts), looked_at=now, said=said, due_at=due_at)
    )


async def of_touches(
    connection: AsyncConnection, ids: Iterable[TouchId]
) -> dict[TouchId, RowMapping]:
    """Return what was looked for of these touches."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = await connection.execute(select(doubts).where(_ROW.touch_id.in_(wanted)))
    return {TouchId(row["touch_id"]): row for row in rows.mappings()}


async def recall(connection: AsyncConnection, touch_id: TouchId, attempt: int) -> bool:
    """Put a touch back in doubt as of an attempt that is proven to have gone out.

    Whatever is believed of it since: put off, claimed anew, given up. The lead is held.
    """
    moved = await connection.execute(
        update(touches)
        .where(
            _TOUCH.id == touch_id,
            _TOUCH.sending_at.is_not(None),
            _TOUCH.state != TouchState.SENT,
        )
        .values(
            state=TouchState.IN_DOUBT,
            attempt=attempt,
            not_before=None,
            reason="",
            status="",
        )
    )
    return moved.rowcount == 1
