"""Tasks: what people must do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from outreach.store.schema import leads, tasks

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection


async def add(connection: AsyncConnection, **row: object) -> int:
    """Add a task; return its id."""
    added = await connection.execute(insert(tasks).values(**row).returning(tasks.c.id))
    return int(added.scalar_one())


async def open_ones(connection: AsyncConnection) -> list[RowMapping]:
    """Return the tasks still to do, the soonest due first, with who the lead is and whose."""
    who = (leads.c.email, leads.c.first_name, leads.c.last_name, leads.c.owner)
    rows = await connection.execute(
        select(tasks, *who)
        .join(leads, leads.c.id == tasks.c.lead_id)
        .where(tasks.c.done_at.is_(None))
        .order_by(tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.id)
    )
    return list(rows.mappings())


async def get(connection: AsyncConnection, task_id: int) -> RowMapping | None:
    """Return one task."""
    rows = await connection.execute(select(tasks).where(tasks.c.id == task_id))
    return rows.mappings().one_or_none()


async def of_touch(connection: AsyncConnection, touch_id: int) -> int | None:
    """Return the id of the task that a touch was handed over as."""
    rows = await connection.execute(
        select(tasks.c.id).where(tasks.c.touch_id == touch_id).limit(1)
    )
    return rows.scalar_one_or_none()


async def is_open(connection: AsyncConnection, kind: str, title: str) -> bool:
    """Tell whether somebody is asked to do this already, whoever the lead is."""
    rows = await connection.execute(
        select(tasks.c.id)
        .where(tasks.c.done_at.is_(None), tasks.c.kind == kind, tasks.c.title == title)
        .limit(1)
    )
    return rows.first() is not None


async def of_lead(connection: AsyncConnection, lead_id: int) -> list[RowMapping]:
    """Return the lead's tasks, oldest first."""
    rows = await connection.execute(
        select(tasks).where(tasks.c.lead_id == lead_id).order_by(tasks.c.id)
    )
    return list(rows.mappings())


async def done(
    connection: AsyncConnection, task_id: int, by: str, now: datetime
) -> bool:
    """Mark a task done; False if it was already."""
    moved = await connection.execute(
        update(tasks)
        .where(tasks.c.id == task_id, tasks.c.done_at.is_(None))
        .values(done_at=now, done_by=by)
    )
    return moved.rowcount == 1
