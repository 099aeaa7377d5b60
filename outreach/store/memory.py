"""A connection to a SQLite database in memory that answers at once, without a thread of its own.

Every call to aiosqlite crosses to a thread and back, which is worth it where a disk may be
slow, and takes longer than the answer where there is none.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import aiosqlite

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Generator


class InlineConnection(aiosqlite.Connection):
    """An aiosqlite connection whose calls are carried out where they are made."""

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


def connect(database: str, **options: Any) -> InlineConnection:
    """Return a connection to be awaited, as aiosqlite's `connect` does."""
    return InlineConnection(lambda: sqlite3.connect(database, **options))
