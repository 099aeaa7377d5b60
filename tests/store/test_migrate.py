"""Migrations make exactly the tables that the program works with, however many make them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from outreach.errors import ConfigError
from outreach.store.database import Database
from outreach.store.migrate import migrate
from outreach.store.schema import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATING = """
import asyncio, sys
from outreach.store.database import Database
from outreach.store.migrate import migrate

async def main():
    database = Database(sys.argv[1])
    sys.stdin.readline()
    await migrate(database)
    await database.close()

asyncio.run(main())
"""


def _differences(connection: Connection) -> list[object]:
    # SQLite tells a default '' apart from the very same, so the other one is asked.
    defaults = connection.dialect.name == "postgresql"
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": defaults}
    )
    return list(compare_metadata(context, metadata))


async def _counted(database: Database) -> int:
    async with database.reading() as connection:
        rows = await connection.execute(text("SELECT version_num FROM alembic_version"))
        return len(rows.all())


async def test_migrations_make_todays_tables(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database)
    async with database.reading() as connection:
        found = await connection.run_sync(_differences)
    await database.close()
    assert found == []


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database)
    await migrate(database)
    assert await _counted(database) == 1
    await database.close()


async def test_many_may_migrate_at_once_in_one_process(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    await asyncio.gather(*map(migrate, databases))
    assert await _counted(databases[0]) == 1
    for database in databases:
        await database.close()


async def test_processes_may_migrate_at_once(database_url: str) -> None:
    racers = [
        subprocess.Popen(  # noqa: ASYNC220 - they race, so nothing waits meanwhile
            [sys.executable, "-c", MIGRATING, database_url],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    said = [racer.communicate()[1] for racer in racers]
    database = Database(database_url)
    assert ([racer.returncode for racer in racers], said) == ([0, 0, 0], ["", "", ""])
    assert await _counted(database) == 1
    await database.close()


async def test_a_newer_programs_database_is_refused(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database)
    async with database.writing() as connection:
        await connection.execute(
            text("UPDATE alembic_version SET version_num = '9999'")
        )
    with pytest.raises(ConfigError, match="newer version"):
        await migrate(database)
    await database.close()
