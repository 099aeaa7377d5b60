"""Many rows at once: inserted and their ids told, or asked for in bounded statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import insert

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

# Of 32,766 parameters that SQLite takes in a statement; PostgreSQL takes 65,535.
BATCH = 5_000


def batched(several: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield them in order, no more at once than one statement may ask for."""
    for start in range(0, len(several), BATCH):
        yield several[start : start + BATCH]


async def insert_many(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> list[int]:
    """Insert rows into a table with an `id`, in a few statements; return the ids in order."""
    if not rows:
        return []
    ordered = connection.dialect.name == "postgresql"
    # SQLite numbers a statement's rows as they stand in it, though it may return them
    # otherwise; asked for them in order, SQLAlchemy would insert them there one by one.
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=ordered)
    result = await connection.execute(statement, list(rows))
    ids = [row.id for row in result]
    return ids if ordered else sorted(ids)
