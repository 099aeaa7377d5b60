"""What may have been sent is looked for, and copies find their way into Sent folders."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Whole microseconds since 1970 on SQLite.
Instant = BigInteger().with_variant(DateTime(timezone=True), "postgresql")
Id = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
touches = Table("touches", metadata, Column("id", Id, primary_key=True))


def _touch_id() -> Column[int]:
    there = ForeignKey("touches.id")
    return Column("touch_id", Id, there, primary_key=True, autoincrement=False)


doubts = Table(
    "doubts",
    metadata,
    _touch_id(),
    Column("lane", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("looked_at", Instant),
    Column("due_at", Instant),
    Column("said", String, nullable=False, server_default=""),
)

sent_copies = Table(
    "sent_copies",
    metadata,
    _touch_id(),
    Column("lane", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("said", String, nullable=False, server_default=""),
)


def upgrade() -> None:
    """Make the tables and their indexes."""
    for table in (doubts, sent_copies):
        table.create(op.get_bind(), checkfirst=False)
    there = text("due_at IS NOT NULL")
    op.create_index(
        "ix_doubts_due",
        "doubts",
        ["lane", "due_at"],
        sqlite_where=there,
        postgresql_where=there,
    )
    op.create_index("ix_sent_copies_due", "sent_copies", ["lane", "due_at"])
