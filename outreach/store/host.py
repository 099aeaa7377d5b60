"""Hosts that failed lately: read by everybody, changed under the row's lock."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import select, text, update

from outreach.core.breaker import WELL, Health
from outreach.store.lane import insert_for
from outreach.store.schema import hosts, touches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.core.model import TouchId

# Word for word what the partial index says, or SQLite passes it by.
OPEN = text("touches.state IN ('claimed', 'sending')")
_NAMES = tuple(field.name for field in fields(Health))
_PROBING = (
    select(touches.c.id)
    .where(touches.c.id == hosts.c.probe, OPEN)
    .exists()
    .label("probing")
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A host that failed lately. `probing` says that its probe is under way."""

    health: Health
    probing: bool


async def troubled(connection: AsyncConnection) -> dict[str, Trouble]:
    """Return the hosts that failed and have not answered since; as a rule there are none."""
    rows = await connection.execute(
        select(hosts, _PROBING).where(hosts.c.failures > 0).order_by(hosts.c.host)
    )
    return {
        row["host"]: Trouble(_health(row), bool(row["probing"]))
        for row in rows.mappings()
    }


async def lock(connection: AsyncConnection, names: Iterable[str]) -> dict[str, Health]:
    """Lock these hosts, in key order and after any lane, until the transaction ends."""
    wanted = sorted(set(names))
    for name in wanted:
        await connection.execute(
            insert_for(connection, hosts).values(host=name).on_conflict_do_nothing()
        )
    rows = await connection.execute(
        select(hosts)
        .where(hosts.c.host.in_(wanted))
        .order_by(hosts.c.host)
        .with_for_update()
    )
    return {row["host"]: _health(row) for row in rows.mappings()}


async def is_probing(connection: AsyncConnection, probe: TouchId | None) -> bool:
    """Tell whether a probe is under way; the caller holds its host's lock."""
    if probe is None:
        return False
    found = await connection.execute(
        select(touches.c.id).where(touches.c.id == probe, OPEN)
    )
    return found.first() is not None


async def write(connection: AsyncConnection, name: str, health: Health) -> None:
    """Write how a host fares; the caller holds its lock."""
    await connection.execute(
        update(hosts).where(hosts.c.host == name).values(**asdict(health))
    )


async def all_rows(connection: AsyncConnection) -> dict[str, Health]:
    """Return every host that ever failed, by name."""
    rows = await connection.execute(select(hosts).order_by(hosts.c.host))
    return {row["host"]: _health(row) for row in rows.mappings()}


def _health(row: RowMapping) -> Health:
    if not row["failures"]:
        return WELL
    return Health(
        **{name: row[name] for name in _NAMES if name != "failed_lanes"},
        failed_lanes=tuple(row["failed_lanes"]),
    )
