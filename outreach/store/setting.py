"""Settings the database itself keeps, the same for every process that works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from outreach.store.lane import insert_for
from outreach.store.schema import settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def settle(connection: AsyncConnection, key: str, value: str) -> str:
    """Keep a value under a key unless one is there; return the one that counts."""
    await connection.execute(
        insert_for(connection, settings)
        .values(key=key, value=value)
        .on_conflict_do_nothing()
    )
    found = await connection.execute(
        select(settings.c.value).where(settings.c.key == key)
    )
    kept: str = found.scalar_one()
    return kept
