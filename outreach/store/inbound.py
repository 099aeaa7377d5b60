"""What came in: kept raw first, interpreted after."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text, update

from outreach.core.inbound.mark import fingerprint_of
from outreach.core.model import InboundId
from outreach.store import mailbox as mailbox_store
from outreach.store.lane import insert_for
from outreach.store.schema import inbound, leads

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from outreach.ports import Batch, RawMessage
    from outreach.store.database import Connection, Row

_ROW = inbound.c
# Word for word what the partial index says, or SQLite passes it by.
RECEIVED = text("inbound.state = 'received'")


async def keep(
    connection: Connection, mailbox: str, folder: str, batch: Batch, now: datetime
) -> int:
    """Keep a batch raw and move the folder's cursor, in one go; return how many are new."""
    kept = await keep_raw(connection, mailbox, folder, batch.messages, now)
    await mailbox_store.move_cursor(connection, mailbox, folder, batch.cursor, now)
    return kept


async def keep_raw(
    connection: Connection,
    mailbox: str,
    folder: str,
    messages: Sequence[RawMessage],
    now: datetime,
    marks: Mapping[int, str] | None = None,
) -> int:
    """Keep messages raw, wherever the folder's cursor stands; return how many are new.

    `marks` are what the mailbox tells them by, by UID; see `known_marks`.
    """
    await mailbox_store.lock(connection, mailbox)
    kept = 0
    for message in messages:
        mark = (marks or {}).get(message.uid, "")
        kept += await _keep_one(connection, mailbox, folder, message, now, mark)
    return kept


async def known_marks(
    connection: Connection, mailbox: str, marks: Collection[str]
) -> set[str]:
    """Return those marks whose mail is kept already, from whichever folder."""
    rows = await connection.execute(
        select(_ROW.mark).where(
            _ROW.mailbox == mailbox, _ROW.mark.in_(marks), _ROW.mark != ""
        )
    )
    return {row.mark for row in rows}


async def is_kept(connection: Connection, mailbox: str, content: bytes) -> bool:
    """Tell whether a mail is kept already, be it with other fields in its head."""
    return await _first_copy(connection, mailbox, content) is not None


async def is_named(
    connection: Connection, mailboxes: Collection[str], folder: str, raw: RawMessage
) -> bool:
    """Tell whether a pushed mail of this number is kept already, in whichever mailbox."""
    rows = await connection.execute(
        select(_ROW.id)
        .where(
            _ROW.mailbox.in_(sorted(mailboxes)),
            _ROW.folder == folder,
            _ROW.uidvalidity == raw.uidvalidity,
            _ROW.uid == raw.uid,
        )
        .limit(1)
    )
    return rows.first() is not None


async def _keep_one(
    connection: Connection,
    mailbox: str,
    folder: str,
    message: RawMessage,
    now: datetime,
    mark: str,
) -> int:
    content = message.content
    again = await _first_copy(connection, mailbox, content, mark) is not None
    added = await connection.execute(
        insert_for(connection, inbound)
        .values(
            mailbox=mailbox,
            folder=folder,
            uidvalidity=message.uidvalidity,
            uid=message.uid,
            digest=sha256(content).hexdigest(),
            mark=mark,
            fingerprint=fingerprint_of(content),
            # Moved to another folder, or counted anew: one copy of the bytes is enough.
            content=b"" if again else content,
            received_at=message.received_at,
            kept_at=now,
            state="duplicate" if again else "received",
            reading={},
        )
        .on_conflict_do_nothing(
            index_elements=["mailbox", "folder", "uidvalidity", "uid"]
        )
        .returning(_ROW.id)
    )
    return 1 if added.first() is not None and not again else 0


async def _first_copy(
    connection: Connection, mailbox: str, content: bytes, mark: str = ""
) -> int | None:
    """Return the id under which a mail is kept already, known by any of what tells it."""
    told = (sha256(content).hexdigest(), fingerprint_of(content), mark)
    # One a query, or no index is taken.
    for known in _same(mailbox, told):
        found = await connection.execute(select(_ROW.id).where(*known).limit(1))
        if (row := found.first()) is not None:
            return int(row.id)
    return None


def _same(
    mailbox: str, told: tuple[str, str, str]
) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """Yield by what a mail is known again: its digest, its fingerprint or its mark."""
    columns = (_ROW.digest, _ROW.fingerprint, _ROW.mark)
    for column, value in zip(columns, told, strict=True):
        if not value:
            continue
        # Word for word what the partial indexes say.
        partial = () if column is _ROW.digest else (column != "",)
        yield (_ROW.mailbox == mailbox, column == value, *partial)


async def begin_try(
    connection: Connection, ids: Sequence[InboundId], *, by: int = 1
) -> None:
    """Count a try to interpret these, before it is made: it may end the process.

    What another has taken just now is theirs to count.
    """
    free = await connection.execute(
        select(_ROW.id)
        .where(_ROW.id.in_(ids))
        .order_by(_ROW.id)
        .with_for_update(skip_locked=True)
    )
    mine = [row.id for row in free]
    await connection.execute(
        update(inbound).where(_ROW.id.in_(mine)).values(tries=_ROW.tries + by)
    )


async def tried(
    connection: Connection, ids: Sequence[InboundId]
) -> dict[InboundId, int]:
    """Return how often each was tried."""
    rows = await connection.execute(select(_ROW.id, _ROW.tries).where(_ROW.id.in_(ids)))
    return {InboundId(row.id): row.tries for row in rows}


async def try_again(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Have what could not be read be tried anew; return whose ids."""
    query = update(inbound).where(_ROW.state == "unreadable")
    if ids:
        query = query.where(_ROW.id.in_(ids))
    rows = await connection.execute(
        query.values(state="received", tries=0, detail="").returning(_ROW.id)
    )
    return sorted(row.id for row in rows)


async def uninterpreted(
    connection: Connection, limit: int, *, after: int = 0, mailbox: str | None = None
) -> list[InboundId]:
    """Return the ids of what is kept but not interpreted yet, oldest first."""
    query = select(_ROW.id).where(RECEIVED, _ROW.id > after)
    if mailbox is not None:
        query = query.where(_ROW.mailbox == mailbox)
    rows = await connection.execute(query.order_by(_ROW.id).limit(limit))
    return [InboundId(row.id) for row in rows]


async def unread_since(connection: Connection, mailbox: str) -> datetime | None:
    """Return when the oldest was kept that is not interpreted yet; None if there is none."""
    rows = await connection.execute(
        select(func.min(_ROW.kept_at)).where(RECEIVED, _ROW.mailbox == mailbox)
    )
    oldest: datetime | None = rows.scalar_one()
    return oldest


async def get(connection: Connection, inbound_id: int) -> Row | None:
    """Return one message, raw bytes and all."""
    rows = await connection.execute(select(inbound).where(_ROW.id == inbound_id))
    return rows.mappings().one_or_none()


async def take(connection: Connection, inbound_id: InboundId) -> bool:
    """Lock a message that nobody has interpreted yet; False if somebody has or does."""
    rows = await connection.execute(
        select(_ROW.id)
        .where(_ROW.id == inbound_id, _ROW.state == "received")
        .with_for_update(skip_locked=True)
    )
    return rows.first() is not None


async def hold(connection: Connection, inbound_id: int) -> Row | None:
    """Return one message, locked until the transaction ends."""
    rows = await connection.execute(
        select(inbound).where(_ROW.id == inbound_id).with_for_update()
    )
    return rows.mappings().one_or_none()


async def write(
    connection: Connection, inbound_id: InboundId, **values: object
) -> None:
    """Write what was made of a message."""
    await connection.execute(
        update(inbound).where(_ROW.id == inbound_id).values(**values)
    )


async def listed(
    connection: Connection,
    limit: int,
    *,
    states: Sequence[str] = (),
    ids: Sequence[int] = (),
    ours: bool = True,
) -> list[Row]:
    """Return messages in these states, or any, newest first, without their bytes.

    Each has its lead's address, phone and name beside it.
    """
    columns = [column for column in inbound.c if column.name != "content"]
    query = select(
        *columns, leads.c.email, leads.c.phone, leads.c.first_name, leads.c.last_name
    ).outerjoin(leads, leads.c.id == _ROW.lead_id)
    if states:
        query = query.where(_ROW.state.in_(states))
    if ids:
        query = query.where(_ROW.id.in_(ids))
    if not ours:
        query = query.where(_ROW.matched_by != "ours")
    rows = await connection.execute(query.order_by(_ROW.id.desc()).limit(limit))
    return list(rows.mappings())


async def twins(connection: Connection, inbound_id: InboundId, twin: str) -> list[Row]:
    """Return what was made of other copies of the same mail, oldest first."""
    rows = await connection.execute(
        select(_ROW.id, _ROW.state, _ROW.lead_id)
        .where(_ROW.twin == twin, _ROW.id != inbound_id)
        .order_by(_ROW.id)
    )
    return list(rows.mappings())


async def copy_of(connection: Connection, row: Row) -> tuple[int, bytes]:
    """Return of the copy in a mailbox that keeps the bytes, the first, its id and them.

    Itself, and without any, where none does any more.
    """
    if row["content"]:
        return row["id"], bytes(row["content"])
    kept = func.length(_ROW.content) > 0
    for known in _same(
        row["mailbox"], (row["digest"], row["fingerprint"], row["mark"])
    ):
        query = select(_ROW.id, _ROW.content).where(*known, kept)
        found = await connection.execute(query.order_by(_ROW.id).limit(1))
        if (first := found.first()) is not None:
            return first.id, bytes(first.content)
    return row["id"], b""


async def last_id(connection: Connection) -> int:
    """Return the id of what came in last; 0 if nothing has."""
    rows = await connection.execute(select(func.max(_ROW.id)))
    return int(rows.scalar_one() or 0)


async def tally(
    connection: Connection, mailbox: str, folder: str, after: int
) -> list[Row]:
    """Count what was kept of a folder past an id, by state, kind and whether it is a lead's."""
    ours = _ROW.lead_id.is_not(None).label("ours")
    rows = await connection.execute(
        select(_ROW.state, _ROW.kind, ours, func.count().label("count"))
        .where(_ROW.mailbox == mailbox, _ROW.folder == folder, _ROW.id > after)
        .where(_ROW.state != "duplicate")
        .group_by(_ROW.state, _ROW.kind, ours)
    )
    return list(rows.mappings())


async def counts(connection: Connection) -> dict[str, int]:
    """Count messages by state."""
    rows = await connection.execute(
        select(_ROW.state, func.count()).group_by(_ROW.state)
    )
    return dict(iter(rows))
