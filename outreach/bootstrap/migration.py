"""Brings a workspace's database to today's tables, and tells who works on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.adapters.clock import SystemClock
from outreach.store import worker as workers
from outreach.store.database import Database
from outreach.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.config import Workspace


@dataclass(frozen=True, slots=True)
class Process:
    """One that lives."""

    role: str
    host: str
    pid: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Tables:
    """Which migrations were made, which wait to be asked for, and who is at work."""

    made: Sequence[str]
    waiting: Sequence[str]
    processes: Sequence[Process]


async def migrate_database(workspace: Workspace, *, post: bool) -> Tables:
    """Make what is due; with `post` also what older programs cannot live with.

    Raises ConfigError, Unavailable.
    """
    database = Database(workspace.database_url)
    try:
        done = await migrate(database, post=post)
        async with database.reading() as connection:
            now = await workers.server_time(connection) or SystemClock().now()
            alive = await workers.alive(connection, now)
    finally:
        await database.close()
    names = ("role", "host", "pid", "started_at")
    at_work = [Process(**{name: row[name] for name in names}) for row in alive]
    return Tables(done.made, done.waiting, at_work)
