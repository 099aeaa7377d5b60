"""Opens the database and hands out transactions; SQLite and PostgreSQL behave alike above it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import AsyncAdaptedQueuePool, RowMapping, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeout,
)
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from outreach.errors import ConfigError, Unavailable
from outreach.store.column import read_json
from outreach.store.sqlite import connect_file, connect_memory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import URL
    from sqlalchemy import Connection as SyncConnection
    from sqlalchemy.ext.asyncio import AsyncEngine

# What the use cases handle, without knowing whose they are.
Connection = AsyncConnection
Row = RowMapping
DatabaseError = SQLAlchemyError

BUSY_WAIT = timedelta(seconds=60)
CONNECT_WAIT = timedelta(seconds=5)
# Without these, a server that takes the call and says nothing, or that a network has cut off,
# is waited for for ever, or for hours.
PATIENCE = {
    "connect_timeout": CONNECT_WAIT // timedelta(seconds=1),
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# A process that is frozen within a transaction, with its machine say, holds its locks so long.
LONGEST_PAUSE = timedelta(minutes=5)
# And so long where it is frozen amid a pipeline of statements, which no server takes for a
# pause. Only those of PostgreSQL 17 and later know the limit; migrations have none.
LONGEST_TRANSACTION = timedelta(minutes=30)
# A dump comes back as a database of another number; a server that is put back to an instant,
# or a standby that takes over, begins another timeline.
IDENTITY = (
    "SELECT s.system_identifier || '/' || d.oid || '/' || c.timeline_id"
    " FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d"
    " WHERE d.datname = current_database()"
)
LIMITS = " WHERE CAST(current_setting('server_version_num') AS integer) >= 170000"
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


class Database:
    """One database, opened on the running loop; made at boot, closed at the end.

    `writing()` is one transaction that may write: on SQLite it holds the write lock from its
    first statement (BEGIN IMMEDIATE), so what it has read cannot change before it writes.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = parse_url(url)
        self._same = _SameAsFirst()
        self.engine = _engine(self.url, pool_size, self._same)
        # Waiting in turn beats SQLite's busy polling; across processes its own lock rules.
        self._turn = asyncio.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, which has one writer at a time."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def is_another(self) -> bool:
        """Whether the newest connection led elsewhere than the first: only a start mends that."""
        return self._same.is_broken

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view, nothing written."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self, *, brief: bool = False) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end and rolled back on any error.

        A `brief` one promises statements of few rows each: a SQLite file's are then carried
        out on the loop, which takes less time than to hand them to a thread.
        """
        if self._turn is None:
            async with self.engine.begin() as connection:
                yield connection
            return
        async with self._turn, self.engine.connect() as connection:
            await connection.execution_options(writing=True)
            async with connection.begin():
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                driver.at_once = brief
                try:
                    yield connection
                finally:
                    driver.at_once = False

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None for one on a server or in memory."""
        name = self.url.database
        if not self.is_sqlite or name in (None, "", ":memory:"):
            return None
        return None if str(name).startswith("file:") else Path(str(name))

    def connections(self) -> tuple[int, int]:
        """Return how many connections are in use, and how many there may be."""
        pool: Any = self.engine.pool
        return pool.checkedout(), pool.size() + max(0, pool._max_overflow)  # noqa: SLF001 - it has no other name

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def is_alone(connection: AsyncConnection) -> bool:
    """Tell whether a writing transaction is the only one there is, so that reads stay true."""
    return connection.dialect.name == "sqlite"


def passes(error: Exception) -> bool:
    """Tell whether an error is the database's for now: gone, busy, full or deadlocked.

    Anything else comes of what was to be done, and comes again.
    """
    return isinstance(error, (OperationalError, InterfaceError, PoolTimeout, OSError))


def is_deadlock(error: Exception) -> bool:
    """Tell whether the database undid a transaction so that another could go on."""
    origin = getattr(error, "orig", None)
    return getattr(origin, "sqlstate", None) in ("40P01", "40001")


def text(value: str) -> str:
    """Return text as every database can hold it: no NUL, no half of a surrogate pair."""
    if value.isascii() and "\x00" not in value:
        return value
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def parse_url(url: str) -> URL:
    """Return `url` with the driver this program uses; raise ConfigError for any other database."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except ArgumentError as error:
        message = (
            "the database url cannot be read; write sqlite:///FILE or postgresql://..."
        )
        raise ConfigError(message) from error
    if backend not in DRIVERS:
        message = f"{backend} is not supported; use sqlite:///FILE or postgresql://..."
        raise ConfigError(message)
    return parsed.set(drivername=DRIVERS[backend])


def _engine(url: URL, pool_size: int, same: _SameAsFirst) -> AsyncEngine:
    if url.get_backend_name() == "sqlite":
        in_memory = url.database in (None, "", ":memory:")
        engine = create_async_engine(
            url,
            poolclass=AsyncAdaptedQueuePool,
            # Each connection to memory would be a database of its own.
            pool_size=1 if in_memory else pool_size,
            max_overflow=0 if in_memory else pool_size,
            connect_args={
                "async_creator_fn": connect_memory if in_memory else connect_file
            },
            pool_timeout=120,
            hide_parameters=True,  # an error's text is logged, and must name nobody
            json_deserializer=read_json,
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        begin = _begin_memory if in_memory else _begin_sqlite
        event.listen(engine.sync_engine, "begin", begin)
        return engine
    patience = {key: value for key, value in PATIENCE.items() if key not in url.query}
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=patience,
    )
    event.listen(engine.sync_engine, "connect", same)
    event.listen(engine.sync_engine, "connect", _prepare_postgres)
    return engine


class _SameAsFirst:
    """Refuses connections to another database than the first led to.

    A standby that has taken over may lack the last commits: who went on with it would send
    again what they tell of. A process that starts with it holds everything back first.
    """

    def __init__(self) -> None:
        self._first: str | None = None
        self.is_broken = False

    def __call__(self, connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(IDENTITY)
        (told,) = cursor.fetchone()
        cursor.close()
        connection.rollback()
        self._first = self._first or told
        self.is_broken = told != self._first
        if self.is_broken:
            connection.close()
            raise Unavailable(
                "the database is another than this process was started with, a copy or a"
                " standby that took over: start it anew"
            )


def _prepare_postgres(connection: Any, _record: object) -> None:
    """Have commits synced where the server is set to answer before they are."""
    cursor = connection.cursor()
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = 'off'"
    )
    cursor.execute(
        "SELECT set_config('idle_in_transaction_session_timeout', %s, false)",
        (str(LONGEST_PAUSE // timedelta(milliseconds=1)),),
    )
    cursor.execute(
        "SELECT set_config('transaction_timeout', %s, false)" + LIMITS,
        (str(LONGEST_TRANSACTION // timedelta(milliseconds=1)),),
    )
    cursor.close()
    connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours to say
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_WAIT // timedelta(milliseconds=1)}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # Less, and a power cut undoes the last commits: what left then would leave again.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: SyncConnection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_memory(connection: SyncConnection) -> None:
    """Begin what writes; what reads is alone with its only connection."""
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("BEGIN")
