"""Everything that is held of one person, wherever it is; read for them, and forgotten for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, delete, or_, select, text, update

from outreach.core.mailbox import mailbox_of
from outreach.store.lead_bulk import ERASED
from outreach.store.schema import (
    crm_links,
    crm_outbox,
    crm_writes,
    enrollments,
    events,
    inbound,
    leads,
    tasks,
    touches,
)
from outreach.store.schema_ear import aliases, threads
from outreach.store.schema_evidence import doubts, sent_copies

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, RowMapping, Select, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.core.model import LeadId
    from outreach.store.database import Database

_OWN = (enrollments, touches, events, tasks, crm_links, crm_outbox)
# What an event may keep of its data, for reports to count by: nothing that is personal.
_COUNTED = ("sequence", "step", "code", "by")
PAGE = 100
# Kept without being anybody's: what nobody has interpreted, or could match.
LOOSE = ("received", "unmatched", "unreadable")


async def held(
    connection: AsyncConnection, lead_id: LeadId
) -> dict[str, list[RowMapping]]:
    """Return the lead's rows of every table that has any, by the table's name."""
    found: dict[str, list[RowMapping]] = {
        "leads": await _rows(connection, leads, leads.c.id == lead_id)
    }
    for table in (*_OWN, inbound, threads):
        found[table.name] = await _rows(connection, table, table.c.lead_id == lead_id)
    named = await _named(connection, lead_id)
    found["aliases"] = await _rows(connection, aliases, named)
    copied = sent_copies.c.touch_id.in_(_touches_of(lead_id))
    found["sent_copies"] = await _rows(connection, sent_copies, copied)
    return found


async def _named(connection: AsyncConnection, lead_id: LeadId) -> ColumnElement[bool]:
    """Return what holds of the aliases that are about the lead, or are the lead itself."""
    email = await connection.scalar(select(leads.c.email).where(leads.c.id == lead_id))
    itself = aliases.c.mailbox == mailbox_of(email or "")
    return or_(aliases.c.lead_id == lead_id, itself)


def _touches_of(lead_id: LeadId) -> Select[tuple[int]]:
    return select(touches.c.id).where(touches.c.lead_id == lead_id)


async def _rows(
    connection: AsyncConnection, table: Table, condition: Any
) -> list[RowMapping]:
    rows = await connection.execute(
        select(table).where(condition).order_by(*table.primary_key.columns)
    )
    return list(rows.mappings())


async def loose_inbound(
    connection: AsyncConnection, needles: Collection[bytes]
) -> AsyncIterator[RowMapping]:
    """Yield mail that is nobody's but names one of these (in lower case)."""
    last = 0
    while True:
        rows = await connection.execute(
            select(inbound)
            .where(inbound.c.id > last, inbound.c.state.in_(LOOSE))
            .order_by(inbound.c.id)
            .limit(PAGE)
        )
        page = list(rows.mappings())
        for row in page:
            content = bytes(row["content"]).lower()
            if any(needle in content for needle in needles):
                yield row
        if len(page) < PAGE:
            return
        last = page[-1]["id"]


async def shred(connection: AsyncConnection) -> None:
    """Let SQLite write over what this connection deletes, not only forget where it was."""
    if connection.dialect.name == "sqlite":
        await connection.execute(text("PRAGMA secure_delete = ON"))


async def forget(
    connection: AsyncConnection, lead_id: LeadId, loose: Collection[int], now: datetime
) -> None:
    """Blank everything of the person; what is left can be counted and names nobody.

    `loose` are ids of mail that is to go too. The caller holds the lead.
    """
    await _forget_links(connection, lead_id)
    named = await _named(connection, lead_id)
    await connection.execute(delete(aliases).where(named))
    for table in (tasks, crm_outbox, crm_links, threads):
        await connection.execute(delete(table).where(table.c.lead_id == lead_id))
    for table in (doubts, sent_copies):
        of_lead = table.c.touch_id.in_(_touches_of(lead_id))
        await connection.execute(delete(table).where(of_lead))
    await _forget_mail(connection, lead_id, loose)
    await connection.execute(
        update(touches)
        .where(touches.c.lead_id == lead_id)
        .values(subject="", message_id=None, detail="", status="")
    )
    await _forget_events(connection, lead_id)
    await _forget_lead(connection, lead_id, now)
    await connection.execute(
        update(enrollments)
        .where(enrollments.c.lead_id == lead_id)
        .values(company_key=None)
    )


async def _forget_links(connection: AsyncConnection, lead_id: LeadId) -> None:
    links = await connection.execute(
        select(crm_links.c.crm, crm_links.c.external_id).where(
            crm_links.c.lead_id == lead_id
        )
    )
    for crm, external_id in links:
        await connection.execute(
            delete(crm_writes).where(
                crm_writes.c.crm == crm, crm_writes.c.external_id == external_id
            )
        )


async def _forget_mail(
    connection: AsyncConnection, lead_id: LeadId, loose: Collection[int]
) -> None:
    await connection.execute(
        update(inbound)
        .where(or_(inbound.c.lead_id == lead_id, inbound.c.id.in_(sorted(loose))))
        .values(
            content=b"",
            reading={},
            effects={},
            word={},
            detail="",
            evidence="",
            twin=None,
            lead_id=None,
            touch_id=None,
            state="erased",
        )
    )


async def _forget_lead(
    connection: AsyncConnection, lead_id: LeadId, now: datetime
) -> None:
    """Keep the row, its id and its stage for the reports to count."""
    blank: dict[str, object] = {"identity": f"{ERASED}{lead_id}", "company_key": None}
    texts = (column.name for column in leads.c if isinstance(column.type, String))
    blank = {**dict.fromkeys(texts, ""), **blank, "mailbox": None, "score": 0.0}
    del blank["stage"], blank["stage_by"]
    await connection.execute(
        update(leads)
        .where(leads.c.id == lead_id)
        .values(**blank, tags=[], fields={}, updated_at=now)
    )


async def _forget_events(connection: AsyncConnection, lead_id: LeadId) -> None:
    rows = await connection.execute(
        select(events.c.id, events.c.data).where(events.c.lead_id == lead_id)
    )
    for event_id, data in list(rows):
        kept = {name: data[name] for name in _COUNTED if name in data}
        await connection.execute(
            update(events).where(events.c.id == event_id).values(data=kept)
        )


async def flush(database: Database) -> None:
    """Take what was deleted out of SQLite's log too, unless somebody is reading now."""
    if database.is_sqlite:
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
