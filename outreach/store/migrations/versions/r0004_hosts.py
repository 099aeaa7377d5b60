"""Servers that fail are left alone for a while, by all senders at once."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, DateTime, Integer, String
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    # Whole microseconds since 1970 on SQLite.
    instant = BigInteger().with_variant(DateTime(timezone=True), "postgresql")
    id_ = BigInteger().with_variant(Integer(), "sqlite")
    json = JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        "hosts",
        Column("host", String, primary_key=True),
        Column("failures", Integer, nullable=False, server_default="0"),
        Column("opens", Integer, nullable=False, server_default="0"),
        Column("failed_at", instant),
        Column("failed_lanes", json, nullable=False, server_default="[]"),
        Column("failed_touch", id_),
        Column("said", String, nullable=False, server_default=""),
        Column("since", instant),
        Column("rests_until", instant),
        Column("probe", id_),
    )
