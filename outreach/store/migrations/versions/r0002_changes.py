"""What edits of sequences did to leads in flight, and which version each touch was written in."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Whole microseconds since 1970 on SQLite.
Instant = BigInteger().with_variant(DateTime(timezone=True), "postgresql")
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

versions = Table("versions", metadata, Column("hash", String, primary_key=True))

changes = Table(
    "changes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("sequence", String, nullable=False),
    Column("from_versions", Json, nullable=False),
    Column("to_version", String, ForeignKey("versions.hash"), nullable=False),
    Column("counts", Json, nullable=False),
    Column("plan", String, nullable=False),
    Index("ix_changes_sequence", "sequence", "id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Make the table and the columns."""
    changes.create(op.get_bind(), checkfirst=False)
    op.add_column("touches", Column("version", String))
    op.add_column("touches", Column("sent_as", String))
