"""A process goes on with the database that it was started with, and with no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from outreach.errors import Unavailable
from outreach.store.database import Database, DatabaseError

if TYPE_CHECKING:
    from tests.services_fixtures.postgres import Postgres

NAME = "moved"


async def _ask(database: Database) -> int:
    async with database.writing() as connection:
        found = await connection.execute(text("SELECT 1"))
        return int(found.scalar_one())


async def test_what_took_the_place_of_the_database_is_refused(
    postgres_server: Postgres,
) -> None:
    database = Database(postgres_server.create(NAME))
    try:
        assert await _ask(database) == 1
        postgres_server.drop(NAME)
        with pytest.raises(DatabaseError):
            await _ask(database)
        assert not database.is_another  # it is gone, and may come back
        postgres_server.create(NAME)
        for _ in range(2):
            with pytest.raises(Unavailable, match="start it anew"):
                await _ask(database)
            assert database.is_another
        again = Database(postgres_server.url(NAME))
        assert await _ask(again) == 1
        await again.close()
    finally:
        await database.close()
        postgres_server.drop(NAME)


async def test_a_connection_that_was_cut_is_made_anew(
    postgres_server: Postgres,
) -> None:
    database = Database(postgres_server.create(NAME))
    try:
        assert await _ask(database) == 1
        async with database.reading() as connection:
            await connection.exec_driver_sql("SELECT pg_backend_pid()")
        cut = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        other = Database(postgres_server.url(NAME))
        async with other.reading() as connection:
            await connection.execute(text(cut))
        await other.close()
        assert await _ask(database) == 1
    finally:
        await database.close()
        postgres_server.drop(NAME)
