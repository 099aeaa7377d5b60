"""What the tables' columns are made of, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Integer,
    MetaData,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What an instant is taken for that nobody can read: whatever waits for it, waits.
NEVER = datetime.max.replace(tzinfo=UTC)


class Unreadable:
    """What a column holds that nobody can read: whoever uses it fails, and nobody else."""


_EMPTY: dict[str, Callable[[], object]] = {"{}": dict, "[]": list}  # most of it


def read_json(value: str) -> object:
    """Read JSON out of SQLite, which takes any text for it."""
    empty = _EMPTY.get(value)
    if empty is not None:
        return empty()
    try:
        return json.loads(value)
    except ValueError:
        return Unreadable()


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: timestamptz on PostgreSQL, whole microseconds on SQLite."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[object]:
        """Pick the column type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))  # type: ignore[arg-type] # TypeEngine is invariant
        return dialect.type_descriptor(BigInteger())  # type: ignore[arg-type] # as above

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | int | None:
        """Write it; a naive datetime is a bug."""
        return _instant(value) if dialect.name == "postgresql" else _count(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Return what writes it: this is done for every row."""
        return _instant if dialect.name == "postgresql" else _count

    def process_result_value(
        self, value: datetime | int | None, _dialect: Dialect
    ) -> datetime | None:
        """Read it, in UTC."""
        return _read(value)

    def result_processor(
        self, _dialect: Dialect, _coltype: object
    ) -> Callable[[Any], Any]:
        """Return what reads it: this is done for every row."""
        return _read


def _instant(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        message = "a naive datetime reached the database"
        raise ValueError(message)
    return value


def _count(value: datetime | None) -> int | None:
    if _instant(value) is None or value is None:
        return None
    span = value - EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def _read(value: datetime | int | None) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    try:
        return datetime.fromtimestamp(value / 1_000_000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return NEVER  # SQLite keeps any text or number


Json = JSON().with_variant(JSONB(), "postgresql")
Id = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_id() -> Column[int]:
    """Return a table's own key, which counts up and is never used again."""
    return Column("id", Id, primary_key=True, autoincrement=True)
