"""Suppressions: who must not be contacted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from outreach.core.address import exchanged, fingerprint, normalise
from outreach.core.mailbox import other_spelling
from outreach.core.model import EnrollmentId, Lead, LeadId
from outreach.store.enrollment import OPEN
from outreach.store.lane import insert_for
from outreach.store.many import BATCH, Prepared, among, batched
from outreach.store.schema import enrollments, leads, suppressions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Executable, RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

# Reasons that are a person's own word.
WISHES = ("opt_out", "complaint")
KINDS = ("address", "hash", "domain", "handle")
# What an answer was read as may turn out to be wrong, and is undone then.
READ = ("reply", "dsn", "sms", "whatsapp")
# Hashes that others made. Few have any, and to make them costs more than to look them up.
EXCHANGED = ("sha256", "sha1", "md5")


def _standing(kinds: Sequence[str]) -> Select[tuple[str, str, str]]:
    """Select what stands under values of these kinds, given as a parameter for each."""
    columns = (suppressions.c.kind, suppressions.c.value, suppressions.c.reason)
    here = (
        and_(suppressions.c.kind == kind, among(suppressions.c.value, kind))
        for kind in kinds
    )
    return select(*columns).where(or_(*here))


_ANY_EXCHANGED = select(literal("exchanged"), literal(""), literal("")).where(
    exists().where(suppressions.c.kind.in_(EXCHANGED))
)
_STANDING = _standing(KINDS)
# In one round trip: what stands, and whether hashes of others' are to be looked up too.
_STANDING_HERE: Executable = union_all(_STANDING, _ANY_EXCHANGED)
_STANDING_ELSEWHERE = _standing(EXCHANGED)


def _new(dialect: str) -> Any:
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    columns = ("kind", "value", "reason", "source", "created_at")
    return insert(suppressions).values({name: bindparam(name) for name in columns})


_KEY = ["kind", "value"]
_ADD = {
    dialect: Prepared(_new(dialect).on_conflict_do_nothing(index_elements=_KEY))
    for dialect in ("sqlite", "postgresql")
}
_INSIST = {
    dialect: Prepared(
        (new := _new(dialect)).on_conflict_do_update(
            index_elements=_KEY,
            set_={
                name: new.excluded[name] for name in ("reason", "source", "created_at")
            },
            # Written out, as Prepared wants it: WISHES.
            where=text("suppressions.reason NOT IN ('opt_out', 'complaint')"),
        )
    )
    for dialect in ("sqlite", "postgresql")
}
_JOIN = {
    dialect: Prepared(
        (new := _new(dialect)).on_conflict_do_update(
            index_elements=_KEY,
            set_={"source": new.excluded.source},
            # Written out too: READ.
            where=text("suppressions.source IN ('reply', 'dsn', 'sms', 'whatsapp')"),
        )
    )
    for dialect in ("sqlite", "postgresql")
}


async def add(
    connection: AsyncConnection,
    rows: Sequence[Mapping[str, object]],
) -> int:
    """Add suppressions (kind, value, reason, source, created_at); return how many are new.

    Known ones stay as they are, but for a person's own wish, which replaces a lesser reason,
    and for what stood by an answer's reading alone: that it was misread lifts it no more.
    """
    added = await _ADD[connection.dialect.name].run(connection, rows)
    if added == len(rows):
        return added
    wishes = [row for row in rows if row["reason"] in WISHES]
    await _INSIST[connection.dialect.name].run(connection, wishes)
    await _JOIN[connection.dialect.name].run(connection, rows)
    return added


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


async def known_as(
    connection: AsyncConnection, address: str, secret: bytes
) -> tuple[str, str]:
    """Return the (kind, value) to suppress an address by: its hash, where it was erased."""
    spelled = normalise(address)
    hashed = ("hash", fingerprint(spelled, secret))
    return hashed if await of_keys(connection, [hashed]) else ("address", spelled)


async def suppress_domain(
    connection: AsyncConnection, domain: str, reason: str, source: str, now: datetime
) -> None:
    """Suppress everybody of a domain, as `suppress_address` does an address."""
    await _insist(connection, ("domain", domain), reason, source, now)


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
        lesser = suppressions.c.reason.not_in(WISHES)
        stands = case((lesser, reason), else_=suppressions.c.reason)
        # Said by a link, too, it stands though the answer was misread.
        alone = suppressions.c.source.in_(READ) if source not in READ else false()
        statement = statement.on_conflict_do_update(
            index_elements=["kind", "value"],
            set_={**said, "reason": stands},
            where=or_(lesser, alone),
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=["kind", "value"])
    result = await connection.execute(statement.returning(suppressions.c.id))
    return result.first() is not None


async def asks_for(
    connection: AsyncConnection, domain: str, but: Collection[str]
) -> bool:
    """Tell whether an address of the domain, but for these, asked to be left alone.

    Goes through the list: for what a person does once, not for a delivery.
    """
    rows = await connection.execute(
        select(suppressions.c.id)
        .where(
            suppressions.c.kind == "address",
            suppressions.c.value.endswith(f"@{domain}", autoescape=True),
            suppressions.c.value.not_in(sorted(but)),
            suppressions.c.reason.in_(WISHES),
        )
        .limit(1)
    )
    return rows.first() is not None


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


async def each(connection: AsyncConnection) -> AsyncIterator[RowMapping]:
    """Yield every suppression, oldest first, without holding them all."""
    last = 0
    while True:
        rows = await connection.execute(
            select(suppressions)
            .where(suppressions.c.id > last)
            .order_by(suppressions.c.id)
            .limit(BATCH)
        )
        page = list(rows.mappings())
        for row in page:
            yield row
        if len(page) < BATCH:
            return
        last = page[-1]["id"]


async def kinds_of(connection: AsyncConnection) -> set[str]:
    """Return the kinds of entry there are."""
    found = {
        kind: exists().where(suppressions.c.kind == kind)
        for kind in (*KINDS, *EXCHANGED)
    }
    # A look at the index for each: a million of one kind are not gone through.
    rows = await connection.execute(
        select(*(each.label(kind) for kind, each in found.items()))
    )
    there = rows.mappings().one()
    return {kind for kind in found if there[kind]}


async def count(connection: AsyncConnection, keys: Sequence[tuple[str, str]]) -> int:
    """Return how many of these (kind, value) stand on the list."""
    statement = _standing((*KINDS, *EXCHANGED))
    found = 0
    for chunk in batched(keys):
        values = _by_kind(chunk, (*KINDS, *EXCHANGED))
        found += len((await connection.execute(statement, values)).all())
    return found


def _by_kind(
    keys: Iterable[tuple[str, str]], kinds: Sequence[str]
) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {kind: [] for kind in kinds}
    for kind, value in keys:
        values[kind].append(value)
    return values


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
    several = list(some)
    keys = {
        lead.id: [*_own_keys(lead, secret), *_folded(lead, secret)] for lead in several
    }
    found = await _found(connection, keys, _STANDING_HERE, KINDS)
    if found.pop(("exchanged", ""), None) is not None:
        hashes = {
            lead.id: exchanged(lead.email) if lead.email else [] for lead in several
        }
        found |= await _found(connection, hashes, _STANDING_ELSEWHERE, EXCHANGED)
        keys = {lead_id: [*each, *hashes[lead_id]] for lead_id, each in keys.items()}
    if not found:
        return {}
    return {
        lead_id: found[key]
        for lead_id, each in keys.items()
        for key in reversed(each)  # the first of them is the nearest
        if key in found
    }


async def _found(
    connection: AsyncConnection,
    keys: Mapping[LeadId, Sequence[tuple[str, str]]],
    statement: Executable,
    kinds: Sequence[str],
) -> dict[tuple[str, str], str]:
    wanted = sorted({key for each in keys.values() for key in each})
    found: dict[tuple[str, str], str] = {}
    for chunk in batched(wanted):
        rows = await connection.execute(statement, _by_kind(chunk, kinds))
        found |= {(kind, value): reason for kind, value, reason in rows}
    return found


async def under_way(
    connection: AsyncConnection, after: LeadId, since: EnrollmentId, limit: int
) -> list[Lead]:
    """Return who comes next in id order of those in an unfinished enrollment after `since`.

    Of each, what it may be suppressed by; unlocked.
    """
    later = select(enrollments.c.lead_id).where(
        enrollments.c.state.in_(OPEN), enrollments.c.id > since
    )
    rows = await connection.execute(
        select(leads.c.id, leads.c.email, leads.c.phone, leads.c.linkedin)
        .where(leads.c.id > after, leads.c.id.in_(later))
        .order_by(leads.c.id)
        .limit(limit)
    )
    return [
        Lead(LeadId(row.id), row.email, phone=row.phone, linkedin=row.linkedin)
        for row in rows
    ]


async def newest_enrollment(connection: AsyncConnection) -> EnrollmentId:
    """Return the highest id of an enrollment; 0 before there is one."""
    highest = await connection.scalar(select(func.max(enrollments.c.id)))
    return EnrollmentId(highest or 0)


def plain_keys_of(lead: Lead) -> list[tuple[str, str]]:
    """Return the (kind, value) that need no hash under which a lead may be suppressed."""
    address = normalise(lead.email) if lead.email else ""
    keys = [("address", address), *domains_of(address)] if address else []
    return [*keys, *(("handle", each) for each in (lead.phone, lead.linkedin) if each)]


def keys_of(lead: Lead, secret: bytes) -> list[tuple[str, str]]:
    """Return every (kind, value) under which a lead may be suppressed."""
    others = exchanged(lead.email) if lead.email else []
    return [*_own_keys(lead, secret), *others]


def _own_keys(lead: Lead, secret: bytes) -> list[tuple[str, str]]:
    keys: list[tuple[str, str]] = []
    if lead.email:
        address = normalise(lead.email)
        keys.append(("address", address))
        keys.append(("hash", fingerprint(address, secret)))
        keys += domains_of(address)
    for handle in (lead.phone, lead.linkedin):
        if handle:
            keys += [("handle", handle), ("hash", fingerprint(handle, secret))]
    return keys


def _folded(lead: Lead, secret: bytes) -> list[tuple[str, str]]:
    """Return the keys of the mailbox that another spelling of the address reaches."""
    mailbox = other_spelling(lead.email) if lead.email else None
    if mailbox is None:
        return []
    return [("address", mailbox), ("hash", fingerprint(mailbox, secret))]


def domains_of(address: str) -> list[tuple[str, str]]:
    """Return the (kind, value) under which the domain of a normalised address may be listed."""
    labels = address.rpartition("@")[2].split(".")
    return [("domain", ".".join(labels[i:])) for i in range(len(labels) - 1)]
