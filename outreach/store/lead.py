"""Leads: found, locked, written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from outreach.core.address import normalise
from outreach.core.mailbox import mailbox_of
from outreach.core.model import EnrollmentState, Lead, LeadId
from outreach.store.column import Unreadable
from outreach.store.many import Prepared, among, batched
from outreach.store.schema import enrollments, leads

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

_BY_IDS = select(leads).where(among(leads.c.id, "ids"))
_LOCK = _BY_IDS.order_by(leads.c.id).with_for_update(key_share=True)
_LOCK_FREE = _BY_IDS.order_by(leads.c.id).with_for_update(
    key_share=True, skip_locked=True
)
_UNDER_WAY = (
    select(enrollments.c.id)
    .where(
        enrollments.c.lead_id == leads.c.id,
        enrollments.c.state != EnrollmentState.FINISHED,
    )
    .exists()
)
_STAGE = Prepared(
    update(leads)
    .where(leads.c.id == bindparam("at_id"))
    .values(
        stage=bindparam("to_stage"),
        stage_by=bindparam("by"),
        updated_at=bindparam("now"),
    )
)


def lead_of(row: RowMapping | Mapping[str, Any]) -> Lead:
    """Return the lead a row of `leads` holds; one that nobody can read cannot be written to."""
    tags, fields = row["tags"], row["fields"]
    if not (isinstance(tags, list) and isinstance(fields, dict)):
        tags, fields = (), Unreadable()
    return Lead(
        id=LeadId(row["id"]),
        email=row["email"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        company=row["company"],
        title=row["title"],
        phone=row["phone"],
        linkedin=row["linkedin"],
        country=row["country"],
        timezone=row["timezone"],
        language=row["language"],
        tags=tuple(tags),
        stage=row["stage"],
        score=row["score"],
        owner=row["owner"],
        fields=fields,
    )


async def get(connection: AsyncConnection, ids: Iterable[LeadId]) -> dict[LeadId, Lead]:
    """Return the leads of these ids, as far as they exist."""
    return await _fetch(connection, _BY_IDS, ids)


async def places(
    connection: AsyncConnection, ids: Iterable[LeadId]
) -> dict[LeadId, Lead]:
    """Return these leads with nothing known of them but where they are."""
    found: dict[LeadId, Lead] = {}
    for some in batched(sorted(set(ids))):
        rows = await connection.execute(
            select(leads.c.id, leads.c.timezone, leads.c.country).where(
                leads.c.id.in_(some)
            )
        )
        for id_, timezone, country in rows:
            found[LeadId(id_)] = Lead(LeadId(id_), timezone=timezone, country=country)
    return found


async def lock(
    connection: AsyncConnection, ids: Iterable[LeadId]
) -> dict[LeadId, Lead]:
    """Lock these leads, in id order, until the transaction ends; return them."""
    return await _fetch(connection, _LOCK, ids)


async def lock_free(
    connection: AsyncConnection, ids: Iterable[LeadId]
) -> dict[LeadId, Lead]:
    """Lock those of these leads that nobody holds; return them."""
    return await _fetch(connection, _LOCK_FREE, ids)


async def _fetch(
    connection: AsyncConnection, statement: Any, ids: Iterable[LeadId]
) -> dict[LeadId, Lead]:
    wanted = sorted(set(ids))
    found: dict[LeadId, Lead] = {}
    for some in batched(wanted):
        rows = await connection.execute(statement, {"ids": some})
        found |= {row["id"]: lead_of(row) for row in rows.mappings()}
    return found


async def by_address(
    connection: AsyncConnection, addresses: Iterable[str]
) -> list[Lead]:
    """Return the leads reached at these normalised addresses."""
    identities = [f"email:{address}" for address in addresses]
    if not identities:
        return []
    rows = await connection.execute(
        select(leads).where(leads.c.identity.in_(identities)).order_by(leads.c.id)
    )
    return [lead_of(row) for row in rows.mappings()]


async def by_mailbox(
    connection: AsyncConnection, addresses: Iterable[str]
) -> list[Lead]:
    """Return the leads whose mailbox these addresses reach, however they are spelled."""
    known = {normalise(address) for address in addresses}
    if not known:
        return []
    mailboxes = sorted({mailbox_of(address) for address in known})
    identities = [f"email:{each}" for each in sorted({*known, *mailboxes})]
    found: dict[int, Lead] = {}
    for condition in (
        leads.c.identity.in_(identities),
        leads.c.mailbox.in_(mailboxes),
    ):
        rows = await connection.execute(select(leads).where(condition))
        found |= {row["id"]: lead_of(row) for row in rows.mappings()}
    return [found[each] for each in sorted(found)]


async def by_phone(connection: AsyncConnection, number: str) -> list[Lead]:
    """Return the leads reached at this number (E.164), oldest first; none for no number."""
    if not number:
        return []
    rows = await connection.execute(
        select(leads).where(leads.c.phone == number).order_by(leads.c.id)
    )
    return [lead_of(row) for row in rows.mappings()]


async def colleagues(connection: AsyncConnection, lead_id: LeadId) -> list[LeadId]:
    """Return the other leads of the lead's company that are in a sequence now.

    None where it has no company.
    """
    mine = select(leads.c.company_key).where(leads.c.id == lead_id).scalar_subquery()
    rows = await connection.execute(
        select(leads.c.id).where(
            leads.c.company_key == mine, leads.c.id != lead_id, _UNDER_WAY
        )
    )
    return [LeadId(row.id) for row in rows]


async def of_companies(
    connection: AsyncConnection, keys: Collection[str]
) -> list[LeadId]:
    """Return the leads of these companies, by their keys, that are in a sequence now."""
    if not keys:
        return []
    rows = await connection.execute(
        select(leads.c.id).where(leads.c.company_key.in_(sorted(keys)), _UNDER_WAY)
    )
    return [LeadId(row.id) for row in rows]


async def company_keys(
    connection: AsyncConnection, ids: Sequence[LeadId]
) -> dict[LeadId, str | None]:
    """Return each lead's company key."""
    rows = await connection.execute(
        select(leads.c.id, leads.c.company_key).where(leads.c.id.in_(ids))
    )
    return {LeadId(row.id): row.company_key for row in rows}


async def change(
    connection: AsyncConnection, lead_id: LeadId, now: datetime, **values: object
) -> None:
    """Write columns of one lead, which the caller holds locked."""
    await connection.execute(
        update(leads).where(leads.c.id == lead_id).values(**values, updated_at=now)
    )


async def stage_many(
    connection: AsyncConnection, to: Mapping[LeadId, str], by: str, now: datetime
) -> None:
    """Write the stages of leads, which the caller holds locked."""
    if to:
        await _STAGE.run(
            connection,
            [
                {"at_id": lead_id, "to_stage": stage, "by": by, "now": now}
                for lead_id, stage in to.items()
            ],
        )
