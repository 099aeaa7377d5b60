"""What `apply` moves, put down for the time of its transaction, and moved in few statements."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    MetaData,
    String,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from outreach.core.model import TouchState
from outreach.store.column import Id, Json
from outreach.store.schema import enrollments, events, touches

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from collections.abc import Sequence as Several
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

_ROW = enrollments.c
_TOUCH = touches.c
_ON_THE_WIRE = (TouchState.SENDING, TouchState.IN_DOUBT)
_WENT_OUT = (*_ON_THE_WIRE, TouchState.SENT)
# Each has a name sooner than those after it.
_RANKS = (
    _TOUCH.state.in_(_ON_THE_WIRE),
    _TOUCH.state == TouchState.SENT,
    _TOUCH.state.not_in(_WENT_OUT),
)
# No step is called so: names are put here on their way, so that two may change places.
_ON_THE_WAY = "\x1f"

_moving = Table(
    "moving",
    MetaData(),
    Column("id", Id, primary_key=True),
    Column("version", String, nullable=False),
    Column("step", String),
    Column("goes_to", String),
    prefixes=["TEMPORARY"],
)


@dataclass(frozen=True, slots=True)
class Way:
    """From a step of a version to a step of the new one; None is the end."""

    version: str
    step: str | None
    goes_to: str | None


@asynccontextmanager
async def moving(
    connection: AsyncConnection, rows: Several[Mapping[str, object]]
) -> AsyncIterator[None]:
    """Put down which enrollments move: id, old version, old step, and where it goes_to."""
    await connection.run_sync(_moving.create, checkfirst=False)
    if rows:
        await connection.execute(insert(_moving), list(rows))
    yield
    # Not after an error: it is undone with the transaction.
    await connection.run_sync(_moving.drop, checkfirst=False)


async def ways(connection: AsyncConnection) -> list[Way]:
    """Return which ways are gone, each once, that of the first enrollment first."""
    columns = (_moving.c.version, _moving.c.step, _moving.c.goes_to)
    rows = await connection.execute(
        select(*columns).group_by(*columns).order_by(func.min(_moving.c.id))
    )
    return [Way(*row) for row in rows]


def _on(way: Way) -> Select[tuple[int]]:
    told = (way.version, way.step, way.goes_to)
    columns = (_moving.c.version, _moving.c.step, _moving.c.goes_to)
    same = [
        column.is_(None) if value is None else column == value
        for column, value in zip(columns, told, strict=True)
    ]
    return select(_moving.c.id).where(*same)


async def move(connection: AsyncConnection, way: Way, version: str) -> None:
    """Bring all who go this way to a version, and to the step they go to."""
    await connection.execute(
        update(enrollments)
        .where(_ROW.id.in_(_on(way)))
        .values(version=version, step=way.goes_to)
    )


async def tell(
    connection: AsyncConnection,
    way: Way,
    kind: str,
    at: datetime,
    data: Mapping[str, object],
) -> None:
    """Record the same event for each who goes this way."""
    columns = ("lead_id", "enrollment_id", "kind", "at", "recorded_at", "data")
    now = literal(at, events.c.at.type)
    told = literal(dict(data), Json)
    rows = select(_ROW.lead_id, _ROW.id, literal(kind), now, now, told)
    await connection.execute(
        insert(events).from_select(columns, rows.where(_ROW.id.in_(_on(way))))
    )


async def rename(
    connection: AsyncConnection, version: str, names: Mapping[str, str]
) -> None:
    """Give touches of all that were in a version the new names of their steps, all at once.

    Where two come to one name, or one is there that stays, the one on the wire has it, else
    the one that was sent. The other is put away under a name that no step has.
    """
    if not names:
        return
    mine = _TOUCH.enrollment_id.in_(
        select(_moving.c.id).where(_moving.c.version == version)
    )
    for rank in _RANKS:
        for was, now in names.items():
            way = f"{_ON_THE_WAY}{now}"
            to = {"step": way, "sent_as": func.coalesce(_TOUCH.sent_as, was)}
            free = ~_beside(way)
            await _write(connection, [mine, _TOUCH.step == was, rank, free], **to)
    await _put_away(connection, mine, _TOUCH.step.in_(sorted(names)))
    for now in sorted(set(names.values()) - names.keys()):
        way = f"{_ON_THE_WAY}{now}"
        unsent = _TOUCH.state.not_in(_WENT_OUT)
        await _put_away(
            connection, mine, _TOUCH.step == way, unsent, _beside(now, _WENT_OUT)
        )
        await _put_away(connection, mine, _TOUCH.step == now, _beside(way))
    ways = [f"{_ON_THE_WAY}{now}" for now in sorted(set(names.values()))]
    await _write(
        connection, [mine, _TOUCH.step.in_(ways)], step=func.substr(_TOUCH.step, 2)
    )


def _beside(step: str, states: Several[str] = ()) -> ColumnElement[bool]:
    """Tell whether the enrollment has a touch of this step too."""
    other = touches.alias()
    found = select(other.c.id).where(
        other.c.enrollment_id == _TOUCH.enrollment_id, other.c.step == step
    )
    return (found.where(other.c.state.in_(states)) if states else found).exists()


async def _put_away(connection: AsyncConnection, *which: ColumnElement[bool]) -> None:
    name = func.replace(_TOUCH.step, _ON_THE_WAY, "")
    await _write(
        connection,
        which,
        step=name + "@" + cast(_TOUCH.id, String),
        sent_as=func.coalesce(_TOUCH.sent_as, name),
    )


async def _write(
    connection: AsyncConnection, which: Several[ColumnElement[bool]], **values: object
) -> None:
    await connection.execute(update(touches).where(*which).values(**values))


async def anyone_waits(connection: AsyncConnection, kinds: Several[str]) -> bool:
    """Tell whether an enrollment waits for one of these events."""
    found = await connection.execute(
        select(_ROW.id).where(_ROW.waits_for.in_(kinds)).limit(1)
    )
    return found.first() is not None
