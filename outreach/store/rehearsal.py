"""Empties a database that lives in memory alone, between one rehearsal and the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from outreach.errors import ConfigError
from outreach.store.schema import metadata

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.store.database import Database

# What is the same in every rehearsal of a workspace.
KEPT = frozenset({"settings", "versions", "version_files", "sequences"})

IN_MEMORY = "sqlite:///:memory:"


async def empty(database: Database) -> None:
    """Forget every lead and all that belongs to it. Raises ConfigError for a real database.

    Ids count from 1 again, so that what depends on them is the same the next time.
    """
    if not database.is_sqlite or database.url.database != ":memory:":
        raise ConfigError("only a database in memory is rehearsed in")
    async with database.writing() as connection:
        await _empty(connection)


async def begin_at(connection: AsyncConnection, lead_id: int) -> None:
    """Let the next lead have this number; `empty` has gone before."""
    await connection.execute(
        text("INSERT INTO sqlite_sequence (name, seq) VALUES ('leads', :seq)"),
        {"seq": lead_id - 1},
    )


async def _empty(connection: AsyncConnection) -> None:
    for table in reversed(metadata.sorted_tables):
        if table.name not in KEPT:
            await connection.execute(table.delete())
    await connection.execute(text("DELETE FROM sqlite_sequence"))
