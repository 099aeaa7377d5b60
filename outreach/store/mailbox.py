"""How far each folder of a mailbox has been read, and what keeps it from being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select, update

from outreach.ports import Cursor
from outreach.store.column import EPOCH
from outreach.store.lane import insert_for
from outreach.store.schema import mailboxes

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from outreach.store.database import Connection, Row

NEVER_READ = 0  # no folder's UIDVALIDITY (RFC 9051, 2.3.1.1)


async def lock(connection: Connection, mailbox: str) -> None:
    """Let nobody else keep mail of it meanwhile: each would take a moved one for new."""
    await connection.execute(
        select(mailboxes.c.folder)
        .where(mailboxes.c.mailbox == mailbox)
        .order_by(mailboxes.c.folder)
        .with_for_update()
    )


async def cursor_of(connection: Connection, mailbox: str, folder: str) -> Cursor | None:
    """Return how far a folder has been read; None if never."""
    rows = await connection.execute(
        select(mailboxes.c.uidvalidity, mailboxes.c.uid).where(
            mailboxes.c.mailbox == mailbox,
            mailboxes.c.folder == folder,
            mailboxes.c.uidvalidity != NEVER_READ,
        )
    )
    row = rows.one_or_none()
    return None if row is None else Cursor(row.uidvalidity, row.uid)


async def read_at(connection: Connection, mailbox: str, folder: str) -> datetime | None:
    """Return when a folder was last read; None if never."""
    rows = await connection.execute(
        select(mailboxes.c.read_at).where(
            mailboxes.c.mailbox == mailbox, mailboxes.c.folder == folder
        )
    )
    found: datetime | None = rows.scalar_one_or_none()
    return found


async def move_cursor(
    connection: Connection, mailbox: str, folder: str, cursor: Cursor, now: datetime
) -> None:
    """Remember how far a folder has been read; never back within one UIDVALIDITY."""
    new = {"uidvalidity": cursor.uidvalidity, "uid": cursor.uid}
    await connection.execute(
        insert_for(connection, mailboxes)
        .values(mailbox=mailbox, folder=folder, read_at=now, **new)
        .on_conflict_do_nothing()
    )
    here = and_(mailboxes.c.mailbox == mailbox, mailboxes.c.folder == folder)
    await connection.execute(
        update(mailboxes)
        .where(
            here,
            or_(
                mailboxes.c.uidvalidity != cursor.uidvalidity,
                mailboxes.c.uid < cursor.uid,
            ),
        )
        .values(**new)
    )
    await connection.execute(
        update(mailboxes).where(here).values(read_at=now, detail="")
    )


async def note_trouble(
    connection: Connection, mailbox: str, folder: str, detail: str
) -> None:
    """Remember why a folder could not be read, be it that it never was."""
    never = {"uidvalidity": NEVER_READ, "uid": 0, "read_at": EPOCH}
    await connection.execute(
        insert_for(connection, mailboxes)
        .values(mailbox=mailbox, folder=folder, detail=detail, **never)
        .on_conflict_do_update(
            index_elements=["mailbox", "folder"], set_={"detail": detail}
        )
    )


async def folders(connection: Connection) -> list[Row]:
    """Return every folder and how far it has been read."""
    rows = await connection.execute(
        select(mailboxes).order_by(mailboxes.c.mailbox, mailboxes.c.folder)
    )
    return list(rows.mappings())


async def forget_folders(
    connection: Connection, mailbox: str, read: Collection[str]
) -> None:
    """Forget how far folders of a mailbox were read but for these, which still are."""
    await connection.execute(
        delete(mailboxes).where(
            mailboxes.c.mailbox == mailbox, mailboxes.c.folder.not_in(read)
        )
    )
