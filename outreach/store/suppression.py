"""Suppressions: who must not be contacted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select, tuple_

from outreach.core.address import fingerprint, hashes_of, normalise
from outreach.store.lane import insert_for
from outreach.store.many import among, batched
from outreach.store.schema import suppressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.core.model import Lead, LeadId

# Reasons that are a person's own word.
WISHES = ("opt_out", "complaint")
KINDS = ("address", "hash", "domain", "handle")
_STANDING = select(
    suppressions.c.kind, suppressions.c.value, suppressions.c.reason
).where(
    or_(
        *(
            and_(suppressions.c.kind == kind, among(suppressions.c.value, kind))
            for kind in KINDS
        )
    )
)


async def add(
    connection: AsyncConnection,
    rows: Sequence[Mapping[str, object]],
) -> int:
    """Add suppressions (kind, value, reason, source, created_at); known ones stay as they are."""
    if not rows:
        return 0
    statement = insert_for(connection, suppressions).on_conflict_do_nothing(
        index_elements=["kind", "value"]
    )
    added = await connection.execute(statement.returning(suppressions.c.id), list(rows))
    return len(added.all())


async def suppress_address(
    connection: AsyncConnection, address: str, reason: str, source: str, now: datetime
) -> None:
    """Suppress one address, for ever; a person's own wish replaces any lesser reason."""
    await _insist(connection, ("address", normalise(address)), reason, source, now)


async def suppress_handle(
    connection: AsyncConnection, handle: str, reason: str, source: str, now: datetime
) -> None:
    """Suppress a phone number or a profile, as `suppress_address` does an address."""
    await _insist(connection, ("handle", handle), reason, source, now)


async def opted_out(
    connection: AsyncConnection,
    keys: Iterable[tuple[str, str]],
    source: str,
    now: datetime,
) -> bool:
    """Suppress by these keys as `opt_out`, over any lesser reason; tell if any was not yet."""
    new = [await _insist(connection, key, "opt_out", source, now) for key in keys]
    return any(new)


async def _insist(
    connection: AsyncConnection,
    key: tuple[str, str],
    reason: str,
    source: str,
    now: datetime,
) -> bool:
    """Suppress by a key; tell if that changed anything.

    Else whoever lifts a bounce would lift, unknowingly, the opt-out that came after it.
    """
    said = {"reason": reason, "source": source, "created_at": now}
    statement = insert_for(connection, suppressions).values(
        kind=key[0], value=key[1], **said
    )
    if reason in WISHES:
        statement = statement.on_conflict_do_update(
            index_elements=["kind", "value"],
            set_=said,
            where=suppressions.c.reason.not_in(WISHES),
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=["kind", "value"])
    result = await connection.execute(statement.returning(suppressions.c.id))
    return result.first() is not None


async def remove(connection: AsyncConnection, kind: str, value: str) -> bool:
    """Take a suppression back; False if there is none."""
    gone = await connection.execute(
        delete(suppressions).where(
            suppressions.c.kind == kind, suppressions.c.value == value
        )
    )
    return gone.rowcount > 0


async def listed(connection: AsyncConnection) -> list[RowMapping]:
    """Return every suppression, oldest first."""
    rows = await connection.execute(select(suppressions).order_by(suppressions.c.id))
    return list(rows.mappings())


async def of_keys(
    connection: AsyncConnection, keys: Iterable[tuple[str, str]]
) -> list[RowMapping]:
    """Return the suppressions that stand under these (kind, value)."""
    wanted = sorted(set(keys))
    rows = await connection.execute(
        select(suppressions)
        .where(tuple_(suppressions.c.kind, suppressions.c.value).in_(wanted))
        .order_by(suppressions.c.id)
    )
    return list(rows.mappings())


async def reasons(
    connection: AsyncConnection, some: Iterable[Lead], secret: bytes
) -> dict[LeadId, str]:
    """Return, for those of the leads that are suppressed, the reason."""
    keys = {lead.id: keys_of(lead, secret) for lead in some}
    wanted = sorted({key for each in keys.values() for key in each})
    found: dict[tuple[str, str], str] = {}
    for chunk in batched(wanted):
        values: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for kind, value in chunk:
            values[kind].append(value)
        rows = await connection.execute(_STANDING, values)
        found |= {(row.kind, row.value): row.reason for row in rows}
    if not found:
        return {}
    return {
        lead_id: found[key]
        for lead_id, each in keys.items()
        for key in each
        if key in found
    }


def keys_of(lead: Lead, secret: bytes) -> list[tuple[str, str]]:
    """Return every (kind, value) under which a lead may be suppressed."""
    keys: list[tuple[str, str]] = []
    if lead.email:
        address = normalise(lead.email)
        keys.append(("address", address))
        keys += [("hash", each) for each in hashes_of(address, secret)]
        keys += domains_of(address)
    for handle in (lead.phone, lead.linkedin):
        if handle:
            keys += [("handle", handle), ("hash", fingerprint(handle, secret))]
    return keys


def domains_of(address: str) -> list[tuple[str, str]]:
    """Return the (kind, value) under which the domain of a normalised address may be listed."""
    labels = address.rpartition("@")[2].split(".")
    return [("domain", ".".join(labels[i:])) for i in range(len(labels) - 1)]
