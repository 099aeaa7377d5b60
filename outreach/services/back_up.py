"""Copies the database of a deployment that is in use."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from outreach.errors import InputError, Unavailable
from outreach.store.origin import copy_file

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from outreach.services.engine import Engine


async def back_up(engine: Engine, target: Path) -> int:
    """Copy an SQLite database to a new file; return its bytes. Raises InputError, Unavailable."""
    source = engine.database.file
    if source is None:
        message = "this database is on a server: back it up by pg_dump --format=custom"
        raise InputError(message)
    try:
        return await asyncio.to_thread(_copy, source, target, engine.now())
    except FileExistsError as error:
        raise InputError(f"{target} is there already: name a new file") from error
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(f"{target} cannot be written: {error}") from error


def _copy(source: Path, target: Path, now: datetime) -> int:
    copy_file(source, target, now)
    return target.stat().st_size
