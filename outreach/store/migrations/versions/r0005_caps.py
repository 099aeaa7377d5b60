"""Touches are counted by whom they reach, and lanes can be frozen and forgiven."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, Integer, String, text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTED_BY = ("domain", "company_key", "new_in")


def upgrade() -> None:
    """Make the columns, their indexes and the table."""
    # Whole microseconds since 1970 on SQLite.
    instant = BigInteger().with_variant(DateTime(timezone=True), "postgresql")
    for name in COUNTED_BY:
        op.add_column("touches", Column(name, String))
        there = text(f"{name} IS NOT NULL")
        op.create_index(
            f"ix_touches_{name}",
            "touches",
            [name, "sending_at"],
            sqlite_where=there,
            postgresql_where=there,
        )
    for name in ("frozen_from", "frozen_until", "forgiven_at"):
        op.add_column("lanes", Column(name, instant))
    op.create_table(
        "caps",
        Column("key", String, primary_key=True),
        Column("owed_at", instant),
        Column("owed", Integer, nullable=False, server_default="0"),
        Column("tail_at", instant),
        Column("tail", Integer, nullable=False, server_default="0"),
    )
