"""The line of those who wait for one cap: its last, and those of the same instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text, update

from outreach.store.schema import enrollments

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

_ROW = enrollments.c
# Word for word what the partial index says, or SQLite passes it by.
_PARKED = text(
    "enrollments.state = 'active' AND enrollments.waits_for"
    " IN ('per_domain', 'per_company', 'max_new_per_day')"
)


async def last(
    connection: AsyncConnection, key: str, after: datetime
) -> RowMapping | None:
    """Return, locked, the last in line for a cap if its turn comes after an instant.

    None, too, while another holds it.
    """
    rows = await connection.execute(
        select(_ROW.id, _ROW.due_at, _ROW.touched)
        .where(_ROW.parked_for == key, _PARKED, _ROW.due_at > after)
        .order_by(_ROW.due_at.desc(), _ROW.id.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return rows.mappings().one_or_none()


async def move(connection: AsyncConnection, enrollment_id: int, at: datetime) -> None:
    """Let one in line look at another instant."""
    await connection.execute(
        update(enrollments).where(_ROW.id == enrollment_id).values(due_at=at)
    )


async def end(
    connection: AsyncConnection, key: str, *, touched: bool
) -> tuple[datetime, int] | None:
    """Return the line's last instant and how many wait for it; None: those are of another kind."""
    row = (
        await connection.execute(
            select(_ROW.due_at, _ROW.touched)
            .where(_ROW.parked_for == key, _PARKED)
            .order_by(_ROW.due_at.desc(), _ROW.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None or row.touched != touched:
        return None
    same = await connection.execute(
        select(func.count())
        .select_from(enrollments)
        .where(_ROW.parked_for == key, _PARKED, _ROW.due_at == row.due_at)
    )
    return row.due_at, same.scalar_one()
