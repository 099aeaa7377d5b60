"""Caps over all senders: what counts against each, and up to when its places are promised."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
    update,
)

from outreach.core.cap import MAX_NEW, PER_COMPANY, PER_DOMAIN, WORKSPACE, Queue
from outreach.core.model import EnrollmentState
from outreach.store.lane import COUNTED, DAY, OPEN, insert_for
from outreach.store.many import batched
from outreach.store.schema import (
    caps,
    enrollments,
    lanes,
    leads,
    sequences,
    settings,
    touches,
    workers,
)
from outreach.store.worker import LEASE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.core.cap import Cap
    from outreach.core.model import TouchId

_COLUMN = {
    PER_DOMAIN: touches.c.domain,
    PER_COMPANY: touches.c.company_key,
    MAX_NEW: touches.c.new_in,
}
# What a cap of a kind is to count, and does not yet.
_LACKING = {
    PER_DOMAIN: and_(touches.c.domain.is_(None), touches.c.channel == "email"),
    PER_COMPANY: and_(
        touches.c.company_key.is_(None),
        enrollments.c.company_key.is_not(None),
        touches.c.channel != "webhook",
    ),
    MAX_NEW: and_(touches.c.new_in.is_(None), touches.c.first),
}
_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(name, 1))"
    " FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS each(name, place)"
)
_TRY_LOCK = text(
    "SELECT name, pg_try_advisory_xact_lock(hashtextextended(name, 1)) AS taken"
    " FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS each(name, place)"
)
# Word for word what the partial indexes say, or SQLite passes them by.
_CLAIMED = text("touches.state = 'claimed'")
_NOTED, _STRANGERS = "caps", "caps_strangers"
COUNTED_BY = ("domain", "company_key", "new_in")


async def lock(connection: AsyncConnection, keys: Iterable[str]) -> None:
    """Lock caps, in the order of their keys, until the transaction ends.

    After leads and lanes. SQLite has one writer, so there the lock is held already.
    """
    names = sorted(set(keys))
    if names and connection.dialect.name == "postgresql":
        await connection.execute(_LOCK, {"names": names})


async def try_lock(connection: AsyncConnection, keys: Iterable[str]) -> set[str]:
    """Lock those of these caps that nobody holds, and wait for none; return which."""
    names = sorted(set(keys))
    if not names or connection.dialect.name != "postgresql":
        return set(names)
    rows = await connection.execute(_TRY_LOCK, {"names": names})
    return {row.name for row in rows if row.taken}


async def used(
    connection: AsyncConnection, several: Collection[Cap], now: datetime
) -> dict[str, int]:
    """Count what each of these caps holds: unsent claims, and what left in 24 hours."""
    found = dict.fromkeys((cap.key for cap in several), 0)
    for kind, column in _COLUMN.items():
        names = sorted({cap.name for cap in several if cap.kind == kind})
        named = [name for name in names if name != WORKSPACE]
        for some in batched(named):
            rows = await connection.execute(
                union_all(
                    *(
                        query.add_columns(column.label("name"))
                        .where(column.in_(some))
                        .group_by(column)
                        for query in _counts(now)
                    )
                )
            )
            for count, name in rows:
                found[f"{kind}:{name}"] += count
        if WORKSPACE in names:
            whole = union_all(*(each.where(_in_any(column)) for each in _counts(now)))
            counts = (await connection.execute(whole)).all()
            found[f"{kind}:{WORKSPACE}"] = sum(row[0] for row in counts)
    return found


def _counts(now: datetime) -> tuple[Select[Any], Select[Any]]:
    """Return the two halves of a count: what left lately, and what is about to."""
    count = select(func.count().label("count")).select_from(touches)
    return (
        count.where(touches.c.sending_at > now - DAY, touches.c.state.in_(COUNTED)),
        count.where(_CLAIMED),
    )


def _in_any(column: ColumnElement[str]) -> ColumnElement[bool]:
    # By name, so that the index by name and time serves.
    return column.in_(select(sequences.c.name))


async def places(
    connection: AsyncConnection, cap: Cap, now: datetime
) -> list[datetime]:
    """Return when each of a cap's places was taken, oldest first, claims as of now."""
    column = _COLUMN[cap.kind]
    named = _in_any(column) if cap.name == WORKSPACE else column == cap.name
    rows = await connection.execute(
        select(touches.c.sending_at)
        .where(named, touches.c.sending_at > now - DAY, touches.c.state.in_(COUNTED))
        .order_by(touches.c.sending_at.desc())
        .limit(cap.most)
    )
    taken = list(rows.scalars())
    claimed = await connection.execute(
        select(func.count()).select_from(touches).where(_CLAIMED, named)
    )
    unsent = min(claimed.scalar_one(), cap.most)
    # Where more are taken than there are, the newest are those that must be waited for.
    return sorted([*taken, *[now] * unsent])[-cap.most :]


async def spent(
    connection: AsyncConnection, now: datetime
) -> dict[str, tuple[datetime, ...]]:
    """Return what has left in the 24 hours before, by the key of the cap it counts against."""
    columns = [touches.c[name] for name in COUNTED_BY]
    rows = await connection.execute(
        select(touches.c.sending_at, *columns).where(
            touches.c.lane.in_(select(lanes.c.name)),  # for the index
            touches.c.sending_at > now - DAY,
            touches.c.state.in_(COUNTED),
            or_(*(column.is_not(None) for column in columns)),
        )
    )
    found: dict[str, list[datetime]] = {}
    for at, *names in rows:
        for kind, name in zip(_COLUMN, names, strict=True):
            if name is not None:
                found.setdefault(f"{kind}:{name}", []).append(at)
            if name is not None and kind == MAX_NEW:
                found.setdefault(f"{kind}:{WORKSPACE}", []).append(at)
    return {key: tuple(sorted(each)) for key, each in found.items()}


async def queues(
    connection: AsyncConnection, keys: Iterable[str] | None = None
) -> dict[str, Queue]:
    """Return the queues of those of these caps that anybody waits for; None: of all."""
    query = select(caps)
    queries = [query]
    if keys is not None:
        queries = [query.where(caps.c.key.in_(some)) for some in batched(sorted(keys))]
    found: dict[str, Queue] = {}
    for each in queries:
        for row in (await connection.execute(each)).mappings():
            queue = Queue(row["owed_at"], row["owed"], row["tail_at"], row["tail"])
            found[row["key"]] = queue
    return found


async def keep(connection: AsyncConnection, queue_by_key: Mapping[str, Queue]) -> None:
    """Write queues, whose locks the caller holds."""
    for key, queue in sorted(queue_by_key.items()):
        values = {
            "owed_at": queue.owed_at,
            "owed": queue.owed,
            "tail_at": queue.tail_at,
            "tail": queue.tail,
        }
        await connection.execute(
            insert_for(connection, caps)
            .values(key=key, **values)
            .on_conflict_do_update(index_elements=[caps.c.key], set_=values)
        )


async def bind(
    connection: AsyncConnection,
    rows: Sequence[tuple[TouchId, Mapping[str, str | None]]],
) -> None:
    """Write the columns that caps count these touches by."""
    if not rows:
        return
    await connection.execute(
        update(touches)
        .where(touches.c.id == bindparam("at_id"))
        .values({name: bindparam(f"to_{name}") for name in COUNTED_BY}),
        [
            {"at_id": touch_id, **{f"to_{name}": each[name] for name in COUNTED_BY}}
            for touch_id, each in rows
        ],
    )


async def noted(connection: AsyncConnection) -> str:
    """Return what the workspace's caps were when `note` last wrote them; "" if never."""
    found = await connection.execute(
        select(settings.c.value).where(settings.c.key == _NOTED)
    )
    return found.scalar_one_or_none() or ""


async def note(connection: AsyncConnection, told: str) -> None:
    """Write what the workspace's caps are."""
    await _set(connection, _NOTED, told)


async def _set(connection: AsyncConnection, key: str, value: str) -> None:
    await connection.execute(
        insert_for(connection, settings)
        .values(key=key, value=value)
        .on_conflict_do_update(index_elements=[settings.c.key], set_={"value": value})
    )


async def strangers(
    connection: AsyncConnection, mark: str, now: datetime
) -> tuple[bool, datetime | None]:
    """Tell whether any process is alive that keeps other caps than those of this mark.

    And up to when what such processes sent is counted; None: there was none.
    """
    alive = exists().where(workers.c.heartbeat_at > now - LEASE, workers.c.caps != mark)
    known = select(settings.c.value).where(settings.c.key == _STRANGERS)
    found = await connection.execute(select(alive, known.scalar_subquery()))
    there, counted = found.one()
    return bool(there), counted and datetime.fromisoformat(counted)


async def note_strangers(connection: AsyncConnection, at: datetime | None) -> None:
    """Write up to when what processes with other caps sent is counted; None: all, for good."""
    if at is None:
        await connection.execute(delete(settings).where(settings.c.key == _STRANGERS))
    else:
        await _set(connection, _STRANGERS, at.isoformat())


async def uncounted(
    connection: AsyncConnection,
    since: datetime,
    kinds: Collection[str],
    sequence: str | None = None,
) -> list[RowMapping]:
    """Return what caps of these kinds lack: of what has left since, and of claims.

    With what counts them already, the lead's address and its company; of one sequence, or
    of all.
    """
    columns = (
        *(
            touches.c[name]
            for name in ("id", "channel", "sequence", "first", *COUNTED_BY)
        ),
        *(leads.c.email, enrollments.c.company_key.label("company")),
    )
    base = (
        select(*columns)
        .select_from(
            touches.join(leads, leads.c.id == touches.c.lead_id).join(
                enrollments, enrollments.c.id == touches.c.enrollment_id
            )
        )
        .where(or_(*(_LACKING[kind] for kind in sorted(kinds))))
    )
    if sequence is not None:
        base = base.where(touches.c.sequence == sequence)
    lately = base.where(
        touches.c.lane.in_(select(lanes.c.name)),  # for the index
        touches.c.sending_at > since,
        touches.c.state.in_(COUNTED),
    )
    rows = list((await connection.execute(lately)).mappings())
    unsent = base.where(OPEN, _CLAIMED)
    return [*rows, *(await connection.execute(unsent)).mappings()]


async def let_look(
    connection: AsyncConnection,
    now: datetime,
    kinds: Sequence[str],
    sequence: str | None = None,
) -> None:
    """Let all who wait for caps of these kinds look again now, and promise nothing any more."""
    waiting = update(enrollments).where(
        enrollments.c.state == EnrollmentState.ACTIVE,
        enrollments.c.waits_for.in_(kinds),
        enrollments.c.due_at > now,
    )
    if sequence is not None:
        waiting = waiting.where(enrollments.c.sequence == sequence)
    await connection.execute(waiting.values(due_at=now, waits_for=""))
    if sequence is None:
        await connection.execute(delete(caps))
    else:
        await connection.execute(
            delete(caps).where(caps.c.key == f"{MAX_NEW}:{sequence}")
        )
