"""Connections to SQLite: a statement crosses to the connection's thread once, rows and all.

aiosqlite crosses for the cursor, the statement, its rows and the cursor's end apart, and each
crossing takes longer than most answers.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import aiosqlite

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Generator, Sequence

# While one makes the file nobody else has it open, so that closing it ends nobody's lock.
_MAKING = threading.Lock()


class Cursor:
    """What SQLAlchemy asks of a cursor; nothing of it is left open between calls."""

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None
    arraysize = 1

    def __init__(self, connection: FileConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> Cursor:
        """Run a statement and fetch what it returns."""
        await self._run("execute", statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Any) -> Cursor:
        """Run a statement for each set of parameters."""
        await self._run("executemany", statement, parameters)
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Hand over the rows."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Forget the rows."""
        self._rows = []

    async def _run(self, how: str, statement: str, parameters: Any) -> None:
        done = await self._connection.carry_out(how, statement, parameters)
        self.description, self._rows, self.rowcount, self.lastrowid = done


class FileConnection(aiosqlite.Connection):
    """A connection to a file, with a thread of its own.

    `at_once` lets statements be carried out where they are called, without the thread: for
    some that are short, between a BEGIN IMMEDIATE and a COMMIT, which still cross. Only those
    two wait, for a lock and for the disk.
    """

    at_once = False

    def cursor(self) -> Cursor:  # type: ignore[override] # SQLAlchemy enters it itself
        """Return a cursor; nothing is asked of the database yet."""
        return Cursor(self)

    async def carry_out(self, how: str, statement: str, parameters: Any) -> Any:
        """Run a statement; return its description, rows, row count and last row id."""
        if self.at_once:
            return _carried_out(self._conn, how, statement, parameters)
        call = (how, statement, parameters)
        return await self._execute(_carried_out, self._conn, *call)  # type: ignore[no-untyped-call] # it has none


def _carried_out(
    connection: sqlite3.Connection, how: str, statement: str, parameters: Any
) -> tuple[Any, list[Any], int, int | None]:
    cursor = connection.cursor()
    try:
        getattr(cursor, how)(statement, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


class MemoryConnection(FileConnection):
    """A connection to a database in memory: calls are carried out where they are made.

    A thread is worth it where a disk may be slow, and only takes time where there is none.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        # In the place of the queue to the thread, which is never started.
        self._tx: Any = _Counter()

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)


class _Counter:
    """Carries out what is put on it, at once."""

    def put_nowait(self, call: tuple[asyncio.Future[Any] | None, Any]) -> None:
        future, function = call
        try:
            result = function()
        except BaseException as error:
            if future is None:
                raise
            future.set_exception(error)
        else:
            if future is not None:
                future.set_result(result)


def make_private(database: str) -> None:
    """Make the file, if there is none, for its owner's eyes only; SQLite makes its log alike.

    One that is there is left as it is: to close it would end this process's locks on it.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC
    # A file that cannot be made is SQLite's to complain of.
    with _MAKING, suppress(OSError):
        os.close(os.open(database, flags, 0o600))


def connect_file(database: str, **options: Any) -> FileConnection:
    """Return a connection to be awaited, as aiosqlite's `connect` does."""
    # One call at a time, each awaited: who makes it does not matter.
    options["check_same_thread"] = False

    def opened() -> sqlite3.Connection:
        if not options.get("uri"):
            make_private(database)
        connection: sqlite3.Connection = sqlite3.connect(database, **options)
        return connection

    made = FileConnection(opened, 64)
    made._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does for those it makes
    return made


def connect_memory(database: str, **options: Any) -> MemoryConnection:
    """Return a connection to be awaited, as aiosqlite's `connect` does."""
    return MemoryConnection(lambda: sqlite3.connect(database, **options))
