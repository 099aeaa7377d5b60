"""Counts for whoever watches: each from an index, so that a million rows take no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, case, cast, func, literal, select

from outreach.store.schema import enrollments, touches, workers
from outreach.store.touch import IN_DOUBT

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

_ROW = enrollments.c


async def waiting(connection: AsyncConnection, now: datetime) -> list[RowMapping]:
    """Count active enrollments that have an instant, by lane and window key: all, and those due.

    The index of what is due has them in this order.
    """
    due = func.sum(case((_ROW.due_at <= now, 1), else_=0))
    rows = await connection.execute(
        select(
            _ROW.lane,
            _ROW.window_key,
            func.count().label("count"),
            cast(due, Integer).label("due"),
        )
        .where(
            _ROW.state == literal("active", literal_execute=True),
            _ROW.due_at.is_not(None),
        )
        .group_by(_ROW.lane, _ROW.window_key)
    )
    return list(rows.mappings())


async def standing(connection: AsyncConnection) -> dict[str, int]:
    """Count enrollments by state."""
    rows = await connection.execute(
        select(_ROW.sequence, _ROW.state, func.count()).group_by(
            _ROW.sequence, _ROW.state
        )
    )
    found: dict[str, int] = {}
    for _, state, count in rows:
        found[state] = found.get(state, 0) + count
    return found


async def oldest_doubt(connection: AsyncConnection) -> datetime | None:
    """Return since when the oldest touch in doubt is so; None if there is none."""
    found = await connection.execute(
        select(func.min(touches.c.settled_at)).where(IN_DOUBT)
    )
    at: datetime | None = found.scalar_one()
    return at


async def heartbeats(connection: AsyncConnection) -> list[RowMapping]:
    """Return each process's role and last heartbeat."""
    rows = await connection.execute(
        select(workers.c.id, workers.c.role, workers.c.heartbeat_at)
    )
    return list(rows.mappings())
