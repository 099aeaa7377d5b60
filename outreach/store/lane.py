"""Lanes: what a sender has done lately, under the lane's lock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from outreach.core.model import TouchState
from outreach.core.pacing import LaneState
from outreach.store.many import among, batched
from outreach.store.schema import lanes, touches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import RowMapping, Table
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.ext.asyncio import AsyncConnection

DAY = timedelta(hours=24)
LATELY = timedelta(minutes=1)  # a claim's lease
FEWEST_UNSENT = 16  # a lane has eight on the wire
# Word for word what the partial index says, or SQLite passes it by.
OPEN = text("touches.state IN ('claimed', 'sending')")
COUNTED = (TouchState.SENDING, TouchState.SENT, TouchState.IN_DOUBT)


_ROWS = select(lanes).where(among(lanes.c.name, "names"))
_LOCK_ROWS = (
    select(lanes)
    .where(among(lanes.c.name, "names"))
    .order_by(lanes.c.name)
    .with_for_update(key_share=True)
)
# These queue: whoever wants a lane alone waits for those there, and newcomers wait for him.
# Shared locks of rows would let newcomers pass for ever.
_LOCK_NAMES = text(
    "SELECT CASE WHEN together THEN pg_advisory_xact_lock_shared(hashtextextended(name, 2))"
    " ELSE pg_advisory_xact_lock(hashtextextended(name, 2)) END"
    " FROM unnest(CAST(:names AS text[]), CAST(:together AS boolean[]))"
    " WITH ORDINALITY AS each(name, together, place)"
)


def insert_for(
    connection: AsyncConnection, table: Table
) -> PostgresInsert | SqliteInsert:
    """Return an INSERT that knows ON CONFLICT, in the connection's dialect."""
    if connection.dialect.name == "postgresql":
        return postgres_insert(table)
    return sqlite_insert(table)


async def ensure(connection: AsyncConnection, channels: Mapping[str, str]) -> None:
    """Make the rows of these lanes (name -> channel) where they are missing."""
    known = set((await connection.execute(select(lanes.c.name))).scalars())
    missing = [
        {"name": name, "channel": channel}
        for name, channel in sorted(channels.items())
        if name not in known
    ]
    if missing:
        made = insert_for(connection, lanes).on_conflict_do_nothing()
        await connection.execute(made, missing)


async def lock(
    connection: AsyncConnection, names: Iterable[str]
) -> dict[str, RowMapping]:
    """Lock these lanes, in name order, until the transaction ends; return their rows."""
    wanted = sorted(set(names))
    await _lock_names(connection, wanted, frozenset())
    found = await connection.execute(_LOCK_ROWS, {"names": wanted})
    return {row["name"]: row for row in found.mappings()}


async def lock_together(
    connection: AsyncConnection, names: Iterable[str], alone: Collection[str]
) -> None:
    """Lock these lanes, in name order, each beside others who do so, but for those `alone`.

    Who holds a lane together with others knows that nobody pauses it, lets it rest, freezes
    it or counts it meanwhile, and does none of that himself.
    """
    wanted = sorted(set(names))
    await _lock_names(connection, wanted, {*wanted} - {*alone})
    mine = [name for name in wanted if name in alone]
    if mine:
        await connection.execute(_LOCK_ROWS, {"names": mine})


async def _lock_names(
    connection: AsyncConnection, names: Sequence[str], together: Collection[str]
) -> None:
    # SQLite has one writer, so there the lock is held already.
    if names and connection.dialect.name == "postgresql":
        shared = [name in together for name in names]
        await connection.execute(_LOCK_NAMES, {"names": names, "together": shared})


async def try_lock(
    connection: AsyncConnection, names: Sequence[str]
) -> list[RowMapping]:
    """Lock those of these lanes that no other scheduler holds; return their rows, as asked."""
    found = await connection.execute(
        select(lanes)
        .where(lanes.c.name.in_(names))
        .order_by(lanes.c.name)
        .with_for_update(key_share=True, skip_locked=True)
    )
    rows = {row["name"]: row for row in found.mappings()}
    return [rows[name] for name in names if name in rows]


async def rested(
    connection: AsyncConnection, now: datetime, since: datetime
) -> list[RowMapping]:
    """Return name and last attempt of lanes that neither pause nor rest, by name.

    Of those with a sender's channel only such as have sent nothing after `since`.
    """
    rows = await connection.execute(
        select(lanes.c.name, lanes.c.last_attempt_at)
        .where(
            lanes.c.paused == "",
            or_(lanes.c.rest_until.is_(None), lanes.c.rest_until <= now),
            or_(
                lanes.c.last_attempt_at.is_(None),
                lanes.c.last_attempt_at <= since,
                lanes.c.name == lanes.c.channel,
            ),
        )
        .order_by(lanes.c.name)
    )
    return list(rows.mappings())


async def rows(
    connection: AsyncConnection, names: Iterable[str]
) -> dict[str, RowMapping]:
    """Return these lanes' rows, unlocked."""
    found = await connection.execute(_ROWS, {"names": sorted(set(names))})
    return {row["name"]: row for row in found.mappings()}


async def all_rows(connection: AsyncConnection) -> list[RowMapping]:
    """Return every lane's row, by name."""
    rows = await connection.execute(select(lanes).order_by(lanes.c.name))
    return list(rows.mappings())


async def state_of(
    connection: AsyncConnection,
    row: RowMapping,
    now: datetime,
    today: str,
    *,
    oldest: int = 0,
) -> LaneState:
    """Count what the lane has sent in the 24 hours before `now` and what it is about to.

    `oldest` is how many of the counted instants to return, for telling when room returns.
    """
    state = (await states_of(connection, [row], now, today))[row["name"]]
    if not oldest:
        return state
    first = await connection.execute(
        select(touches.c.sending_at)
        .where(
            touches.c.lane == row["name"],
            touches.c.sending_at > now - DAY,
            touches.c.state.in_(COUNTED),
        )
        .order_by(touches.c.sending_at)
        .limit(oldest)
    )
    return replace(state, oldest_counted=tuple(first.scalars()))


async def states_of(
    connection: AsyncConnection, rows: Sequence[RowMapping], now: datetime, today: str
) -> dict[str, LaneState]:
    """Count the same for many lanes in a few statements, without instants, by name."""
    names = [row["name"] for row in rows]
    claims = await unsent_claims(connection, names)
    sent = await counted_since(connection, names, now - DAY)
    return {
        row["name"]: LaneState(
            unsent_claims=claims.get(row["name"], 0),
            counted=sent.get(row["name"], 0),
            last_attempt_at=row["last_attempt_at"],
            sent_days=_days_before(row, today),
        )
        for row in rows
    }


def _days_before(row: RowMapping, today: str) -> int:
    days: int = row["sent_days"]
    return days - (1 if row["last_sent_on"] == today else 0)


async def unsent_claims(
    connection: AsyncConnection, names: Sequence[str]
) -> dict[str, int]:
    """Count the claims that no worker has marked yet, by lane; one without is not in it."""
    found: dict[str, int] = {}
    for some in batched(names):
        rows = await connection.execute(
            select(touches.c.lane, func.count())
            .where(
                touches.c.lane.in_(some), OPEN, touches.c.state == TouchState.CLAIMED
            )
            .group_by(touches.c.lane)
        )
        found |= dict(iter(rows))
    return found


async def counted_since(
    connection: AsyncConnection, names: Sequence[str], since: datetime
) -> dict[str, int]:
    """Count what has been put on the wire since, by lane; one without is not in it."""
    found: dict[str, int] = {}
    for some in batched(names):
        rows = await connection.execute(
            select(touches.c.lane, func.count())
            .where(
                touches.c.lane.in_(some),
                touches.c.sending_at > since,
                touches.c.state.in_(COUNTED),
            )
            .group_by(touches.c.lane)
        )
        found |= dict(iter(rows))
    return found


async def most_unsent(
    connection: AsyncConnection, name: str, now: datetime, first: int, most: int
) -> int:
    """Return how many claims of a lane may wait: about what it gets rid of in their lease.

    So many `first` where nothing is under way and so nothing is known, never above `most`.
    """
    flies = await connection.execute(
        select(touches.c.id)
        .where(touches.c.lane == name, OPEN, touches.c.state == TouchState.SENDING)
        .limit(1)
    )
    lately = (
        select(touches.c.id)
        .where(touches.c.lane == name, touches.c.sending_at > now - LATELY)
        .limit(most)
        .subquery()
    )
    marked = await connection.execute(select(func.count()).select_from(lately))
    least = first if flies.first() is None else FEWEST_UNSENT
    return min(most, max(least, 2 * marked.scalar_one()))


async def first_attempt_at(connection: AsyncConnection, name: str) -> datetime | None:
    """Return when the lane put its first touch on the wire; None if it never did."""
    found = await connection.execute(
        select(touches.c.sending_at)
        .where(touches.c.lane == name, touches.c.sending_at.is_not(None))
        .order_by(touches.c.sending_at)
        .limit(1)
    )
    at: datetime | None = found.scalar_one_or_none()
    return at


async def note_attempts(
    connection: AsyncConnection, names: Collection[str], at: datetime
) -> None:
    """Record that touches of these lanes go on the wire now; the caller holds them alone."""
    for some in batched(sorted(names)):
        await connection.execute(
            update(lanes).where(lanes.c.name.in_(some)).values(last_attempt_at=at)
        )


async def note_day(
    connection: AsyncConnection, names: Collection[str], day: str
) -> None:
    """Count a day on which these lanes have sent, once, whoever else does so too."""
    for some in batched(sorted(names)):
        await connection.execute(
            update(lanes)
            .where(lanes.c.name.in_(some), lanes.c.last_sent_on < day)
            .values(sent_days=lanes.c.sent_days + 1, last_sent_on=day)
        )


async def note_success(connection: AsyncConnection, names: Iterable[str]) -> None:
    """Forget the rests of lanes whose server took a message."""
    await connection.execute(
        update(lanes)
        .where(lanes.c.name.in_(sorted(set(names))), lanes.c.rests > 0)
        .values(rests=0)
    )


async def pause(
    connection: AsyncConnection, name: str, reason: str, at: datetime | None
) -> None:
    """Pause the lane; "" as the reason resumes it."""
    await connection.execute(
        update(lanes).where(lanes.c.name == name).values(paused=reason, paused_at=at)
    )


async def note_inbox(connection: AsyncConnection, name: str, at: datetime) -> None:
    """Record that the sender's whole inbox was read at this instant."""
    await connection.execute(
        update(lanes).where(lanes.c.name == name).values(inbox_read_at=at)
    )
