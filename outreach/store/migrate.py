"""Brings a database to today's tables. Any number of processes may do so at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from outreach.errors import ConfigError, Unavailable
from outreach.store.schema import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.store.database import Database

FOLDER = Path(__file__).with_name("migrations")
# Names the lock on PostgreSQL that one migrating process holds.
_LOCK = 0x6F7574726561


async def migrate(database: Database) -> None:
    """Make or change the tables, in one transaction; nothing where they are up to date.

    Raises ConfigError for a database that a newer version of this program has changed, and
    Unavailable for one that cannot be opened.
    """
    scripts = ScriptDirectory.from_config(_config())
    if await _revision(database) == scripts.get_current_head():
        return
    async with database.writing() as connection:
        if not database.is_sqlite:
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK}
            )
        await connection.run_sync(_upgrade, scripts)


async def is_current(connection: AsyncConnection) -> bool:
    """Tell whether a database has today's tables."""
    scripts = ScriptDirectory.from_config(_config())
    return await connection.run_sync(_stands_at) == scripts.get_current_head()


async def _revision(database: Database) -> str | None:
    try:
        if database.is_sqlite:
            _try_file(database.url.database or ":memory:")
        async with database.reading() as connection:
            return await connection.run_sync(_stands_at)
    except DBAPIError as error:
        raise _closed(error.orig) from error
    except sqlite3.Error as error:
        raise _closed(error) from error


def _try_file(path: str) -> None:
    """Open the file once without aiosqlite, whose thread would outlive the loop on failure."""
    is_uri = path.startswith("file:")
    with closing(sqlite3.connect(path, uri=is_uri)) as connection:
        connection.execute("PRAGMA schema_version")


def _closed(error: BaseException | None) -> Unavailable:
    reason = str(error).partition("\n")[0]
    return Unavailable(f"the database cannot be opened: {reason}; is `database` right?")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _stands_at(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, scripts: ScriptDirectory) -> None:
    stands_at = _stands_at(connection)
    known = {script.revision for script in scripts.walk_revisions()}
    if stands_at is not None and stands_at not in known:
        message = (
            "a newer version of outreach has changed this database: "
            "update this installation too"
        )
        raise ConfigError(message)

    def steps(revision: Any, _context: object) -> Any:
        return scripts._upgrade_revs("head", revision)  # noqa: SLF001 - as alembic's own command does

    with EnvironmentContext(_config(), scripts, fn=steps) as environment:
        environment.configure(
            connection=connection,
            target_metadata=metadata,
            # SQLite too takes its tables back when the transaction is not committed.
            transactional_ddl=True,
        )
        environment.run_migrations()
