"""Migrations make exactly the tables that the program works with, however many make them."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from outreach.errors import ConfigError
from outreach.store.database import Database
from outreach.store.migrate import FOLDER, Migrated, _closed, is_current, migrate
from outreach.store.schema import metadata

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

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


NEWER = """
from alembic import op
from sqlalchemy import text

revision = "{name}"
down_revision = "{before}"
branch_labels = None
depends_on = None
kind = "{kind}"

def upgrade():
    op.execute(text("CREATE TABLE made_{name} (x INTEGER)"))
"""


def _newer(folder: Path, *kinds: str) -> Path:
    """Return a newer program's migrations: this one's and some more of these kinds."""
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = max(path.name[1:5] for path in FOLDER.glob("versions/r*.py"))
    for number, kind in enumerate(kinds, start=9000):
        text = NEWER.format(name=number, before=before, kind=kind)
        (folder / "versions" / f"r{number}_newer.py").write_text(text)
        before = str(number)
    return folder


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Yield a database with today's tables."""
    database = Database(database_url)
    await migrate(database)
    yield database
    await database.close()


async def test_an_older_program_goes_on_beside_what_was_added(
    tmp_path: Path, database: Database
) -> None:
    done = await migrate(database, folder=_newer(tmp_path / "m", "pre", "pre"))
    older = await migrate(database)
    async with database.reading() as connection:
        fits = await is_current(connection)
    assert (done, older, fits) == (Migrated(["9000", "9001"]), Migrated(), True)


async def test_what_older_programs_need_is_taken_away_only_when_asked(
    tmp_path: Path, database: Database
) -> None:
    newer = _newer(tmp_path / "m", "pre", "post")
    booted = [await migrate(database, folder=newer) for _ in range(2)]
    older = await migrate(database)
    asked = await migrate(database, folder=newer, post=True)
    assert booted == [Migrated(["9000"], ["9001"]), Migrated([], ["9001"])]
    assert (older, asked) == (Migrated(), Migrated(["9001"]))
    with pytest.raises(ConfigError, match="newer version"):
        await migrate(database)
    async with database.reading() as connection:
        assert not await is_current(connection)
    assert await migrate(database, folder=newer) == Migrated()


async def test_a_program_that_needs_what_comes_after_a_taking_away_says_so(
    tmp_path: Path, database: Database
) -> None:
    newer = _newer(tmp_path / "m", "pre", "post", "pre")
    with pytest.raises(ConfigError, match="outreach migrate --post"):
        await migrate(database, folder=newer)
    done = await migrate(database, folder=newer, post=True)
    assert done == Migrated(["9000", "9001", "9002"])


async def test_an_empty_database_gets_everything_at_once(
    tmp_path: Path, database_url: str
) -> None:
    database = Database(database_url)
    newer = _newer(tmp_path / "m", "pre", "post", "pre")
    done = await migrate(database, folder=newer)
    with pytest.raises(ConfigError, match="newer version"):
        await migrate(database)
    await database.close()
    assert (done.made[-1], done.waiting) == ("9002", [])


async def test_a_migration_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, database: Database
) -> None:
    newer = _newer(tmp_path / "m", "pre", "pre")
    broken = newer / "versions" / "r9001_newer.py"
    broken.write_text(broken.read_text().replace("made_9001", "made_9000"))
    with pytest.raises(DBAPIError):
        await migrate(database, folder=newer)
    assert await migrate(database) == Migrated()
    async with database.reading() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_migration_may_take_as_long_as_it_must(
    database: Database, tmp_path: Path
) -> None:
    if database.is_sqlite:
        return
    folder = _newer(tmp_path / "newer", "pre")
    (newest,) = folder.glob("versions/r9000_*.py")
    seen = "CREATE TABLE seen AS SELECT current_setting('transaction_timeout') AS most"
    newest.write_text(
        newest.read_text().replace("CREATE TABLE made_9000 (x INTEGER)", seen)
    )
    await migrate(database, folder=folder)
    async with database.reading() as connection:
        found = await connection.execute(text("SELECT most FROM seen"))
        assert found.scalar_one() == "0"


def test_a_database_that_may_not_be_written_tells_what_to_grant() -> None:
    refused = _closed(sqlite3.OperationalError("attempt to write a readonly database"))
    assert str(refused).endswith("the right to write the file and its folder")
