"""Leads by the thousand: one statement a batch, past what SQLAlchemy makes of each row."""

from __future__ import annotations

import json
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, text

from outreach.core.mailbox import other_spelling
from outreach.store.column import Instant
from outreach.store.enrollment import OPEN
from outreach.store.lead import lead_of
from outreach.store.schema import enrollments, leads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from outreach.core.lead_row import Row
    from outreach.core.model import Lead, LeadId

# Begins the identity of a lead that was erased: a row for the reports to count.
ERASED = "erased:"

_TOGETHER = 5_000  # rows a statement
_TURN = 0x6C65616473  # names the lock on PostgreSQL

_TEXTS = (
    "email",
    "first_name",
    "last_name",
    "company",
    "title",
    "phone",
    "linkedin",
    "country",
    "timezone",
    "language",
    "owner",
)
_NEW = (
    "identity",
    *_TEXTS,
    "score",
    "tags",
    "fields",
    "stage",
    "mailbox",
    "company_key",
)
_CHANGED = (*_TEXTS, "score", "tags", "fields")
_TYPES = {"score": "float8", "tags": "jsonb", "fields": "jsonb", "id": "int8"}


# No text of a lead holds it: it is a control, and those are taken out of what is read.
_BETWEEN = "\x1f"
_NOTHING = "\x1e"  # stands for NULL
_APART = str.maketrans(_BETWEEN + _NOTHING, "  ")


def _arrays(columns: Sequence[str]) -> str:
    """Return PostgreSQL's parameters for one array a column."""
    return ", ".join(f"%s::{_TYPES.get(name, 'text')}[]" for name in columns)


def _split(columns: Sequence[str]) -> str:
    """Return the same for arrays that `_joined` has made one text each."""
    return ", ".join(
        f"string_to_array(%s, chr(31), chr(30))::{_TYPES.get(name, 'text')}[]"
        for name in columns
    )


_INSERT_SQLITE = (
    f"INSERT INTO leads ({', '.join(_NEW)}, created_at, updated_at) "  # noqa: S608 - our own names
    f"VALUES ({', '.join('?' * (len(_NEW) + 2))}) ON CONFLICT (identity) DO NOTHING"
)
_INSERT_POSTGRES = (
    f"INSERT INTO leads ({', '.join(_NEW)}, created_at, updated_at) "  # noqa: S608 - as above
    f"SELECT *, %s::timestamptz, %s::timestamptz FROM unnest({_split(_NEW)}) "
    f"AS new ({', '.join(_NEW)}) WHERE new.identity <> '' "
    "ON CONFLICT (identity) DO NOTHING RETURNING identity"
)
_UPDATE_SQLITE = (
    f"UPDATE leads SET {', '.join(f'{name} = ?' for name in _CHANGED)}, "  # noqa: S608 - as above
    "updated_at = ? WHERE id = ?"
)
_UPDATE_POSTGRES = (
    f"UPDATE leads SET {', '.join(f'{name} = new.{name}' for name in _CHANGED)}, "  # noqa: S608 - as above
    f"updated_at = %s FROM unnest({_arrays((*_CHANGED, 'id'))}) "
    f"AS new ({', '.join((*_CHANGED, 'id'))}) WHERE leads.id = new.id"
)
_KNOWN_SQLITE = "identity IN (SELECT value FROM json_each(:identities))"
_KNOWN_POSTGRES = (
    "identity IN (SELECT jsonb_array_elements_text(CAST(:identities AS jsonb)))"
)


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until no other import writes: in two orders of rows they would block each other.

    SQLite has one writer, so there the turn is taken already.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(_TURN)))


async def known(
    connection: AsyncConnection, identities: Iterable[str]
) -> dict[str, Lead]:
    """Return the leads that stand under these identities, unlocked."""
    postgres = connection.dialect.name == "postgresql"
    condition = _KNOWN_POSTGRES if postgres else _KNOWN_SQLITE
    statement = text(f"SELECT * FROM leads WHERE {condition}").columns(*leads.c)  # noqa: S608 - as above
    rows = await connection.execute(
        statement, {"identities": json.dumps(list(identities))}
    )
    return {row["identity"]: lead_of(row) for row in rows.mappings()}


async def insert(
    connection: AsyncConnection, rows: Sequence[Row], first_stage: str, now: datetime
) -> list[str]:
    """Add leads; return the identities of those that someone else has added meanwhile."""
    at = Instant().process_bind_param(now, connection.dialect)
    late: list[str] = []
    for start in range(0, len(rows), _TOGETHER):
        some = rows[start : start + _TOGETHER]
        values = [_new(row, first_stage) for row in some]
        if connection.dialect.name == "sqlite":
            # Nobody else writes while this transaction does.
            await connection.exec_driver_sql(
                _INSERT_SQLITE, [(*each, at, at) for each in values]
            )
            continue
        texts = [_joined(column) for column in zip(*values, _LAST, strict=True)]
        added = await connection.exec_driver_sql(_INSERT_POSTGRES, (at, at, *texts))
        there = {identity for (identity,) in added}
        late += [row.identity for row in some if row.identity not in there]
    return late


def _joined(column: Sequence[object]) -> str:
    """Return a column as one text, which the driver need not go through."""
    values = [_NOTHING if value is None else str(value) for value in column]
    text = _BETWEEN.join(values)
    marks = text.count(_BETWEEN) + text.count(_NOTHING)
    if marks == len(values) - 1 + column.count(None):
        return text
    return _BETWEEN.join(
        _NOTHING if value is None else str(value).translate(_APART) for value in column
    )


async def rewrite(
    connection: AsyncConnection, changed: Sequence[Lead], now: datetime
) -> None:
    """Write what an import may change of these leads, which the caller holds locked."""
    if not changed:
        return
    at = Instant().process_bind_param(now, connection.dialect)
    values = [_changed(lead) for lead in changed]
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql(
            _UPDATE_SQLITE,
            [(*each, at, lead.id) for each, lead in zip(values, changed, strict=True)],
        )
        return
    arrays = [list(column) for column in zip(*values, strict=True)]
    ids = [lead.id for lead in changed]
    await connection.exec_driver_sql(_UPDATE_POSTGRES, (at, *arrays, ids))


async def after(connection: AsyncConnection, last: LeadId, limit: int) -> list[Lead]:
    """Return the leads that come next in id order, unlocked; erased ones are none."""
    rows = await connection.execute(
        select(leads)
        .where(leads.c.id > last, leads.c.identity.not_like(f"{ERASED}%"))
        .order_by(leads.c.id)
        .limit(limit)
    )
    return [lead_of(row) for row in rows.mappings()]


async def under_way(
    connection: AsyncConnection, last: LeadId, limit: int
) -> list[Lead]:
    """Return the leads with unfinished enrollments that come next in id order, unlocked."""
    open_ = (
        select(enrollments.c.id)
        .where(enrollments.c.lead_id == leads.c.id, enrollments.c.state.in_(OPEN))
        .exists()
    )
    rows = await connection.execute(
        select(leads).where(leads.c.id > last, open_).order_by(leads.c.id).limit(limit)
    )
    return [lead_of(row) for row in rows.mappings()]


async def by_handle(connection: AsyncConnection, handle: str) -> list[Lead]:
    """Return the leads with this phone or profile, beside whatever identity; not indexed."""
    rows = await connection.execute(
        select(leads)
        .where(or_(leads.c.phone == handle, leads.c.linkedin == handle))
        .order_by(leads.c.id)
    )
    return [lead_of(row) for row in rows.mappings()]


async def living(
    connection: AsyncConnection, ids: Iterable[LeadId]
) -> dict[LeadId, Lead]:
    """Return these leads, as far as they exist and are not erased."""
    rows = await connection.execute(
        select(leads).where(
            leads.c.id.in_(sorted(ids)), leads.c.identity.not_like(f"{ERASED}%")
        )
    )
    return {row["id"]: lead_of(row) for row in rows.mappings()}


async def count(connection: AsyncConnection) -> int:
    """Count the leads, erased ones left out."""
    counted = await connection.execute(
        select(func.count())
        .select_from(leads)
        .where(leads.c.identity.not_like(f"{ERASED}%"))
    )
    return counted.scalar_one()


_BLANK: dict[str, object] = {**dict.fromkeys(_TEXTS, ""), "score": 0.0}
_values = itemgetter(*_BLANK)
_quoted = json.encoder.encode_basestring_ascii
# Follows the rows, for one empty text alone would be an array of nothing.
_LAST = ("", *_BLANK.values(), "[]", "{}", "", None, None)


def _new(row: Row, first_stage: str) -> tuple[object, ...]:
    return (
        row.identity,
        *_values({**_BLANK, **row.given}),
        json.dumps(row.tags) if row.tags else "[]",
        _object(row.fields) if row.fields else "{}",
        row.stage or first_stage,
        other_spelling(email)
        if isinstance(email := row.given.get("email"), str)
        else None,
        row.company_key,
    )


def _object(fields: Mapping[str, str]) -> str:
    """Return text by name as JSON, in a third of the time that the encoder takes."""
    each = [f"{_quoted(name)}: {_quoted(text)}" for name, text in fields.items()]
    return f"{{{', '.join(each)}}}"


def _changed(lead: Lead) -> tuple[object, ...]:
    return (
        *(getattr(lead, name) for name in _TEXTS),
        lead.score,
        json.dumps(lead.tags),
        json.dumps(dict(lead.fields)),
    )
