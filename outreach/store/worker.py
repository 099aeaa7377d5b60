"""Workers: who is alive, by heartbeat."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from outreach.store.lane import insert_for
from outreach.store.schema import workers

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

LEASE = timedelta(seconds=30)
FORGET_AFTER = timedelta(days=1)


async def beat(
    connection: AsyncConnection,
    worker: str,
    role: str,
    host: str,
    pid: int,
    now: datetime,
    caps: str = "",
) -> None:
    """Say that this worker lives, and which caps over all senders it keeps."""
    row = {"role": role, "host": host, "pid": pid, "heartbeat_at": now, "caps": caps}
    await connection.execute(
        insert_for(connection, workers)
        .values(id=worker, started_at=now, **row)
        .on_conflict_do_update(index_elements=["id"], set_=row)
    )


async def leave(connection: AsyncConnection, worker: str) -> None:
    """Say that this worker has ended, with nothing on the wire."""
    await connection.execute(delete(workers).where(workers.c.id == worker))


async def alive(connection: AsyncConnection, now: datetime) -> list[RowMapping]:
    """Return the workers whose lease holds."""
    rows = await connection.execute(
        select(workers)
        .where(workers.c.heartbeat_at > now - LEASE)
        .order_by(workers.c.role, workers.c.started_at)
    )
    return list(rows.mappings())


async def forget_old(connection: AsyncConnection, now: datetime) -> None:
    """Drop rows of workers long gone."""
    await connection.execute(
        delete(workers).where(workers.c.heartbeat_at < now - FORGET_AFTER)
    )


async def server_time(connection: AsyncConnection) -> datetime | None:
    """Return the database server's clock; None where it has none of its own."""
    if connection.dialect.name != "postgresql":
        return None
    found = await connection.execute(select(func.clock_timestamp()))
    at: datetime = found.scalar_one()
    return at
