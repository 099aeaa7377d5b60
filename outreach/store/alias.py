"""Who else speaks for a lead, and which mails stand in its threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from outreach.core.model import EnrollmentState, LeadId
from outreach.store.lane import insert_for
from outreach.store.many import among, batched
from outreach.store.schema import enrollments, touches
from outreach.store.schema_ear import aliases, threads

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

# Whoever was only let in has said nothing yet.
ANSWERED = ("alias", "colleague", "other")
_OF_MAILBOXES = (
    select(aliases).where(among(aliases.c.mailbox, "mailboxes")).order_by(aliases.c.id)
)


async def learn(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]]
) -> None:
    """Note whom addresses speak for; who was only let in before has answered now."""
    insert = insert_for(connection, aliases)
    for row in rows:
        said = {name: row[name] for name in ("kind", "inbound_id", "by", "learned_at")}
        await connection.execute(
            insert.values(**row).on_conflict_do_update(
                index_elements=["mailbox", "lead_id"],
                set_=said,
                where=(aliases.c.kind == "copied") & (insert.excluded.kind != "copied"),
            )
        )


async def of_mailboxes(
    connection: AsyncConnection, mailboxes: Collection[str]
) -> list[RowMapping]:
    """Return whom these speak for, oldest first."""
    found: list[RowMapping] = []
    for some in batched(sorted(mailboxes)):
        rows = await connection.execute(_OF_MAILBOXES, {"mailboxes": some})
        found += rows.mappings()
    return found


async def of_lead(connection: AsyncConnection, lead_id: LeadId) -> list[RowMapping]:
    """Return who speaks for a lead, oldest first."""
    rows = await connection.execute(
        select(aliases).where(aliases.c.lead_id == lead_id).order_by(aliases.c.id)
    )
    return list(rows.mappings())


async def join_thread(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]]
) -> None:
    """Note that mails stand in a lead's thread; known ones stay as they are."""
    if rows:
        await connection.execute(
            insert_for(connection, threads).on_conflict_do_nothing(), list(rows)
        )


async def threads_of(
    connection: AsyncConnection, message_ids: Collection[str]
) -> list[RowMapping]:
    """Return in whose threads these mails stand."""
    if not message_ids:
        return []
    rows = await connection.execute(
        select(threads)
        .where(threads.c.message_id.in_(sorted(message_ids)))
        .order_by(threads.c.message_id, threads.c.lead_id)
    )
    return list(rows.mappings())


async def standing(
    connection: AsyncConnection, lead_ids: Collection[LeadId]
) -> dict[LeadId, tuple[bool, int]]:
    """Return of each lead whether it is under way, and its last touch that may have gone out."""
    if not lead_ids:
        return {}
    ids = sorted(lead_ids)
    open_ = await connection.execute(
        select(enrollments.c.lead_id)
        .where(
            enrollments.c.lead_id.in_(ids),
            enrollments.c.state != EnrollmentState.FINISHED,
        )
        .distinct()
    )
    under_way = set(open_.scalars())
    last = await connection.execute(
        select(touches.c.lead_id, func.max(touches.c.id))
        .where(touches.c.lead_id.in_(ids), touches.c.sending_at.is_not(None))
        .group_by(touches.c.lead_id)
    )
    latest: dict[int, int] = dict(iter(last))
    return {each: (each in under_way, latest.get(each, 0)) for each in ids}
