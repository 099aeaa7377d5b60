"""Lets one process at a time refresh the tokens of a file: a refresh token may be good once."""

from __future__ import annotations

import asyncio
import fcntl
import os
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PATIENCE = timedelta(seconds=60)  # a refresh takes 30 at most
_LOOK_AGAIN = timedelta(milliseconds=100)
_PRIVATE = 0o600


@asynccontextmanager
async def alone(path: Path, patience: timedelta = PATIENCE) -> AsyncIterator[None]:
    """Keep others of this machine from the file meanwhile; where nothing can be locked, do not.

    The lock is a file beside it, which stays. Raises Unavailable if it is held too long.
    """
    try:
        handle = _opened(path)
    except OSError:
        yield  # nor can the file be rewritten there, which is told then
        return
    try:
        await _lock(handle, path, patience)
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    target = path.resolve()
    beside = target.with_name(f".{target.name}.lock")
    return os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE)


async def _lock(handle: int, path: Path, patience: timedelta) -> None:
    try:
        async with asyncio.timeout(patience.total_seconds()):
            while not _is_locked(handle):
                await _rest()
    except TimeoutError:
        message = f"another process holds token_file {path}; it is tried again"
        raise Unavailable(message) from None


def _is_locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # this disk knows no locks
    return True


async def _rest() -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_AGAIN.total_seconds()):
            await asyncio.Event().wait()
