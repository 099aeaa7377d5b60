"""Which database this is, so that one that was brought back from a copy is known for it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, or_, select, text

from outreach.core.model import EnrollmentState
from outreach.store.database import IDENTITY
from outreach.store.lane import insert_for
from outreach.store.schema import enrollments, lanes, settings, touches

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

SENT_UNTIL = "sent_until"  # when the copy's last message had left
HOME = "home"  # what PostgreSQL calls the database that this one was last used as
COPIED_AT = "copied_at"  # stands in a copy alone
_ROW = enrollments.c


async def identity(connection: AsyncConnection) -> str:
    """Return what tells this database from any copy of it; "" where nothing does."""
    if connection.dialect.name != "postgresql":
        return ""
    found = await connection.execute(text(IDENTITY))
    told: str = found.scalar_one()
    return told


async def noted(connection: AsyncConnection) -> dict[str, str]:
    """Return what this database says of where it comes from."""
    rows = await connection.execute(
        select(settings.c.key, settings.c.value).where(
            settings.c.key.in_((HOME, COPIED_AT))
        )
    )
    return {row.key: row.value for row in rows}


async def settle_down(connection: AsyncConnection, home: str) -> None:
    """Note that this is where the database lives now."""
    await connection.execute(delete(settings).where(settings.c.key == COPIED_AT))
    written = insert_for(connection, settings).values(key=HOME, value=home)
    await connection.execute(
        written.on_conflict_do_update(index_elements=["key"], set_={"value": home})
    )


async def note_until(connection: AsyncConnection) -> None:
    """Note when the last message left that this database knows of."""
    found = await connection.execute(select(func.max(touches.c.sending_at)))
    at = found.scalar_one()
    told = "" if at is None else at.isoformat()
    written = insert_for(connection, settings).values(key=SENT_UNTIL, value=told)
    await connection.execute(
        written.on_conflict_do_update(index_elements=["key"], set_={"value": told})
    )


async def sent_until(connection: AsyncConnection) -> datetime | None:
    """Return what was noted; None where nothing was, or nothing had left."""
    found = await connection.execute(
        select(settings.c.value).where(settings.c.key == SENT_UNTIL)
    )
    told = found.scalar_one_or_none()
    return datetime.fromisoformat(told) if told else None


async def unpaused(connection: AsyncConnection) -> list[str]:
    """Return the lanes that nobody has paused."""
    rows = await connection.execute(
        select(lanes.c.name).where(lanes.c.paused == "").order_by(lanes.c.name)
    )
    return list(rows.scalars())


async def at_risk(
    connection: AsyncConnection, now: datetime, after: int, limit: int
) -> list[RowMapping]:
    """Return enrollments, by id, that may have gone on since the copy was made.

    What was to come later than now has not: it was due, under way, or waited for something,
    or its pause was to end by itself.
    """
    moved = or_(_ROW.due_at <= now, _ROW.due_at.is_(None), _ROW.waits_for != "")
    resumed = and_(_ROW.state == EnrollmentState.PAUSED, _ROW.due_at <= now)
    rows = await connection.execute(
        select(enrollments)
        .where(
            or_(and_(_ROW.state == EnrollmentState.ACTIVE, moved), resumed),
            _ROW.id > after,
        )
        .order_by(_ROW.id)
        .limit(limit)
    )
    return list(rows.mappings())


async def held_back(
    connection: AsyncConnection, reason: str, after: int, limit: int
) -> list[RowMapping]:
    """Return enrollments paused for this reason, by id."""
    rows = await connection.execute(
        select(enrollments)
        .where(
            _ROW.state == EnrollmentState.PAUSED, _ROW.reason == reason, _ROW.id > after
        )
        .order_by(_ROW.id)
        .limit(limit)
    )
    return list(rows.mappings())


async def still(
    connection: AsyncConnection, ids: Collection[int], *states: EnrollmentState
) -> list[RowMapping]:
    """Return those of these enrollments in one of these states, for who holds their leads."""
    rows = await connection.execute(
        select(enrollments)
        .where(_ROW.id.in_(list(ids)), _ROW.state.in_(states))
        .order_by(_ROW.id)
    )
    return list(rows.mappings())


def copy_file(source: Path, target: Path, now: datetime) -> None:
    """Copy an SQLite database while it is in use; the copy knows that it is one.

    Raises sqlite3.Error, FileExistsError.
    """
    target.touch(mode=0o600, exist_ok=False)
    origin = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # so that it is one file
        with copy:
            copy.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)",
                (COPIED_AT, now.isoformat()),
            )
    except sqlite3.Error:
        target.unlink()
        raise
    finally:
        copy.close()
        origin.close()
