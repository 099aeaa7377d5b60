"""The CRM outbox: what each CRM has still to be told, the echo ledger, the links."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, text, update

from outreach.core.model import LeadId
from outreach.store.lane import insert_for
from outreach.store.schema import crm_cursors, crm_links, crm_outbox, crm_writes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

ECHO_WINDOW = timedelta(hours=24)
LEASE = timedelta(minutes=5)  # for a worker that took rows and died
_ROW = crm_outbox.c
# Word for word what the partial index says, or SQLite passes it by.
PENDING = text("crm_outbox.state = 'pending'")


async def put(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]], *, again: bool
) -> None:
    """Add what is to be told; `again` makes what was told under the same key pending anew."""
    if not rows:
        return
    statement = insert_for(connection, crm_outbox)
    if again:
        new = statement.excluded
        statement = statement.on_conflict_do_update(
            index_elements=["crm", "key"],
            set_={
                "state": "pending",
                "event_id": new.event_id,
                "payload": new.payload,
                "attempts": 0,
                "not_before": None,
                "detail": "",
            },
            where=_ROW.event_id < new.event_id,
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=["crm", "key"])
    await connection.execute(statement, list(rows))


async def take(
    connection: AsyncConnection, crm: str, now: datetime, limit: int
) -> list[RowMapping]:
    """Take what may be told now, for a lease: per lead its record first, then its notes."""
    rows = await connection.execute(
        select(crm_outbox)
        .where(
            _ROW.crm == crm,
            PENDING,
            (_ROW.not_before.is_(None)) | (_ROW.not_before <= now),
        )
        .order_by(_ROW.lead_id, _ROW.kind, _ROW.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(rows.mappings())
    if taken:
        await connection.execute(
            update(crm_outbox)
            .where(_ROW.id.in_([row["id"] for row in taken]))
            .values(not_before=now + LEASE)
        )
    return taken


async def settle(
    connection: AsyncConnection, row: RowMapping, **values: object
) -> bool:
    """Record what came of telling; False if a later event has made it pending anew."""
    moved = await connection.execute(
        update(crm_outbox)
        .where(_ROW.id == row["id"], _ROW.event_id == row["event_id"])
        .values(**values)
    )
    return moved.rowcount == 1


async def state_of(connection: AsyncConnection, crm: str, key: str) -> str | None:
    """Return how far a row of the outbox is; None if there is none under this key."""
    found = await connection.execute(
        select(_ROW.state).where(_ROW.crm == crm, _ROW.key == key)
    )
    return found.scalar_one_or_none()


async def earliest(connection: AsyncConnection) -> datetime | None:
    """Return when the first postponed row may be tried again; None if none is postponed."""
    found = await connection.execute(select(func.min(_ROW.not_before)).where(PENDING))
    at: datetime | None = found.scalar_one()
    return at


async def counts(connection: AsyncConnection) -> list[RowMapping]:
    """Count the outbox by CRM and state."""
    rows = await connection.execute(
        select(_ROW.crm, _ROW.state, func.count().label("count"))
        .group_by(_ROW.crm, _ROW.state)
        .order_by(_ROW.crm, _ROW.state)
    )
    return list(rows.mappings())


async def link_of(connection: AsyncConnection, crm: str, lead_id: LeadId) -> str | None:
    """Return the lead's id in a CRM, once known."""
    found = await connection.execute(
        select(crm_links.c.external_id).where(
            crm_links.c.crm == crm, crm_links.c.lead_id == lead_id
        )
    )
    return found.scalar_one_or_none()


async def link(
    connection: AsyncConnection, crm: str, lead_id: LeadId, external_id: str
) -> None:
    """Remember the lead's id in a CRM."""
    await connection.execute(
        insert_for(connection, crm_links)
        .values(crm=crm, lead_id=lead_id, external_id=external_id)
        .on_conflict_do_update(
            index_elements=["crm", "lead_id"], set_={"external_id": external_id}
        )
    )


async def lead_of_link(
    connection: AsyncConnection, crm: str, external_id: str
) -> LeadId | None:
    """Return the lead a CRM's record is of."""
    found = await connection.execute(
        select(crm_links.c.lead_id)
        .where(crm_links.c.crm == crm, crm_links.c.external_id == external_id)
        .limit(1)
    )
    lead_id = found.scalar_one_or_none()
    return None if lead_id is None else LeadId(lead_id)


async def note_writes(
    connection: AsyncConnection,
    crm: str,
    external_id: str,
    written: Mapping[str, str],
    at: datetime,
) -> None:
    """Enter in the echo ledger what properties say now, by our writing or as we were told.

    What it replaces is kept as long as a slow index may still give it.
    """
    if not written:
        return
    await connection.execute(
        delete(crm_writes).where(
            crm_writes.c.crm == crm,
            crm_writes.c.external_id == external_id,
            crm_writes.c.property.in_(sorted(written)),
            crm_writes.c.at < at - ECHO_WINDOW,
        )
    )
    await connection.execute(
        insert(crm_writes),
        [
            {
                "crm": crm,
                "external_id": external_id,
                "property": name,
                "value_hash": _hash(value),
                "at": at,
            }
            for name, value in written.items()
        ],
    )


async def is_echo(
    connection: AsyncConnection,
    crm: str,
    external_id: str,
    name: str,
    value: str,
    now: datetime,
) -> bool:
    """Tell whether a value read back is what it was last known to be, or was lately.

    However long ago that is: a record is read again whenever anything of it has changed.
    """
    rows = await connection.execute(
        select(crm_writes.c.value_hash, crm_writes.c.at)
        .where(
            crm_writes.c.crm == crm,
            crm_writes.c.external_id == external_id,
            crm_writes.c.property == name,
        )
        .order_by(crm_writes.c.id.desc())
    )
    hashed = _hash(value)
    return any(
        row.value_hash == hashed and (place == 0 or row.at >= now - ECHO_WINDOW)
        for place, row in enumerate(rows)
    )


async def cursor_of(connection: AsyncConnection, crm: str) -> str:
    """Return how far a CRM's changes have been read; "" at first."""
    found = await connection.execute(
        select(crm_cursors.c.cursor).where(crm_cursors.c.crm == crm)
    )
    return found.scalar_one_or_none() or ""


async def move_cursor(
    connection: AsyncConnection, crm: str, cursor: str, now: datetime
) -> None:
    """Remember how far a CRM's changes have been read."""
    row = {"cursor": cursor, "pulled_at": now}
    await connection.execute(
        insert_for(connection, crm_cursors)
        .values(crm=crm, **row)
        .on_conflict_do_update(index_elements=["crm"], set_=row)
    )


def _hash(value: str) -> str:
    return sha256(value.encode()).hexdigest()
