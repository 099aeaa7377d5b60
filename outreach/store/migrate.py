"""Brings a database to today's tables. Any number of processes may do so at once.

A migration is of one of two kinds. `pre` adds what newer programs need and older ones do not
see: it is made by whoever comes first, older programs go on beside it. `post` takes away or
turns over what older programs need: a person has it made once none of those runs, and from
then on they are refused.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from outreach.errors import ConfigError, Unavailable
from outreach.log import get_logger
from outreach.store.database import LIMITS
from outreach.store.lane import insert_for
from outreach.store.schema import metadata, settings
from outreach.store.sqlite import make_private

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.script import Script
    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.store.database import Database

FOLDER = Path(__file__).with_name("migrations")
# Names the lock on PostgreSQL that one migrating process holds.
_LOCK = 0x6F7574726561
# Under which the database keeps the last migration that older programs cannot live with.
_FLOOR = "schema_floor"
_WITHOUT_LIMIT = text("SELECT set_config('transaction_timeout', '0', true)" + LIMITS)

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was made, and what waits for a person to say that no older program runs."""

    made: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


async def migrate(
    database: Database, *, post: bool = False, folder: Path = FOLDER
) -> Migrated:
    """Make or change the tables, in one transaction; nothing where they are up to date.

    Without `post` only what older programs do not mind; in an empty database everything.
    Raises ConfigError for a database that this program can no longer work with, or not yet,
    and Unavailable for one that cannot be opened.
    """
    plan = _Plan(folder)
    stands_at, floor = await _revision(database)
    if stands_at is not None and not plan.to_make(stands_at, floor, post=post):
        return Migrated(waiting=plan.after(stands_at))
    async with database.writing() as connection:
        if not database.is_sqlite:
            await connection.execute(_WITHOUT_LIMIT)
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK}
            )
        # Another may have been faster.
        stands_at, floor = await _stands(connection)
        made = plan.to_make(stands_at, floor, post=post)
        if made:
            await connection.run_sync(plan.upgrade, made[-1])
            await _raise_floor(connection, plan.posts(made))
    log.info("migrated", made=made)
    return Migrated(made, plan.after(made[-1] if made else stands_at))


async def is_current(connection: AsyncConnection) -> bool:
    """Tell whether this program can work with a database's tables."""
    stands_at, floor = await _stands(connection)
    plan = _Plan(FOLDER)
    try:
        return stands_at is not None and not plan.to_make(stands_at, floor, post=False)
    except ConfigError:
        return False


async def _revision(database: Database) -> tuple[str | None, str | None]:
    try:
        if database.is_sqlite:
            _try_file(database.url.database or ":memory:")
        async with database.reading() as connection:
            return await _stands(connection)
    except DBAPIError as error:
        raise _closed(error.orig) from error
    except sqlite3.Error as error:
        raise _closed(error) from error


def _try_file(path: str) -> None:
    """Open the file once without aiosqlite, whose thread would outlive the loop on failure."""
    is_uri = path.startswith("file:")
    if path != ":memory:" and not is_uri:
        make_private(path)
    with closing(sqlite3.connect(path, uri=is_uri)) as connection:
        connection.execute("PRAGMA schema_version")


def _closed(error: BaseException | None) -> Unavailable:
    reason = str(error).partition("\n")[0]
    remedy = "is `database` right?"
    if "readonly" in reason:
        remedy = "give whoever runs this the right to write the file and its folder"
    return Unavailable(f"the database cannot be opened: {reason}; {remedy}")


async def _stands(connection: AsyncConnection) -> tuple[str | None, str | None]:
    """Return the last migration made, and the last that older programs cannot live with."""

    def look(connection: Any) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    stands_at = await connection.run_sync(look)
    if stands_at is None:
        return None, None
    floor = await connection.execute(
        select(settings.c.value).where(settings.c.key == _FLOOR)
    )
    return stands_at, floor.scalar_one_or_none()


async def _raise_floor(connection: AsyncConnection, posts: Sequence[str]) -> None:
    if posts:
        row = {"key": _FLOOR, "value": posts[-1]}
        await connection.execute(
            insert_for(connection, settings)
            .values(row)
            .on_conflict_do_update(index_elements=["key"], set_=row)
        )


class _Plan:
    """This program's migrations, oldest first."""

    def __init__(self, folder: Path) -> None:
        self._config = Config()
        self._config.set_main_option("script_location", str(folder).replace("%", "%%"))
        self._config.set_main_option("path_separator", "os")
        self._scripts = ScriptDirectory.from_config(self._config)
        self._all: list[Script] = list(self._scripts.walk_revisions())[::-1]
        self._names = [script.revision for script in self._all]

    def after(self, revision: str | None) -> list[str]:
        """Return the names that follow one; none after what only newer programs know."""
        if revision is None:
            return list(self._names)
        if revision not in self._names:
            return []
        return self._names[self._names.index(revision) + 1 :]

    def posts(self, names: Sequence[str]) -> list[str]:
        """Return those that older programs cannot live with."""
        kinds = {
            script.revision: getattr(script.module, "kind", "pre")
            for script in self._all
        }
        return [name for name in names if kinds[name] == "post"]

    def to_make(
        self, stands_at: str | None, floor: str | None, *, post: bool
    ) -> list[str]:
        """Return what is to be made now, in order. Raises ConfigError where this cannot run."""
        if floor is not None and floor not in self._names:
            message = (
                "a newer version of outreach has changed this database so that this "
                "one cannot work with it: update this installation too"
            )
            raise ConfigError(message)
        pending = self.after(stands_at)
        held = self.posts(pending)
        if stands_at is None or post or not held:
            return pending
        before = pending[: pending.index(held[0])]
        if len(before) + len(held) < len(pending):
            message = (
                f"migration {held[0]} comes before what this version needs: end every "
                "process of the older one, then run `outreach migrate --post`"
            )
            raise ConfigError(message)
        return before

    def upgrade(self, connection: Any, to: str) -> None:
        """Make the migrations up to one."""

        def steps(revision: Any, _context: object) -> Any:
            return self._scripts._upgrade_revs(to, revision)  # noqa: SLF001 - as alembic's own command does

        with EnvironmentContext(self._config, self._scripts, fn=steps) as environment:
            environment.configure(
                connection=connection,
                target_metadata=metadata,
                # SQLite too takes its tables back when the transaction is not committed.
                transactional_ddl=True,
            )
            environment.run_migrations()
