"""What a reading did is kept beside it, so that it can be undone, and facts taken back."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, DateTime
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Whole microseconds since 1970 on SQLite.
Instant = BigInteger().with_variant(DateTime(timezone=True), "postgresql")
Json = JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the columns."""
    for name in ("effects", "word"):
        op.add_column(
            "inbound", Column(name, Json, nullable=False, server_default="{}")
        )
    op.add_column("events", Column("retracted_at", Instant))
