"""Lanes that are away for a while, and what of their past is forgiven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select, update

from outreach.store.schema import lanes

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


async def freeze(
    connection: AsyncConnection,
    name: str,
    from_at: datetime | None,
    until_at: datetime | None,
) -> None:
    """Freeze the lane between two instants; None and None let it go."""
    await connection.execute(
        update(lanes)
        .where(lanes.c.name == name)
        .values(frozen_from=from_at, frozen_until=until_at)
    )


async def thaw(connection: AsyncConnection, name: str, now: datetime) -> bool:
    """End a freeze that is on; False if none is. The caller holds the lock."""
    moved = await connection.execute(
        update(lanes)
        .where(
            lanes.c.name == name, lanes.c.frozen_from <= now, lanes.c.frozen_until > now
        )
        .values(frozen_from=None, frozen_until=None)
    )
    return moved.rowcount == 1


async def away(connection: AsyncConnection, now: datetime) -> frozenset[str]:
    """Return the lanes through which nothing may leave now: paused, or frozen."""
    found = await connection.execute(
        select(lanes.c.name).where(
            or_(
                lanes.c.paused != "",
                and_(lanes.c.frozen_from <= now, lanes.c.frozen_until > now),
            )
        )
    )
    return frozenset(found.scalars())


async def forgive(connection: AsyncConnection, name: str, at: datetime) -> None:
    """Let nothing that left before this instant count as bounced any more."""
    await connection.execute(
        update(lanes).where(lanes.c.name == name).values(forgiven_at=at)
    )
