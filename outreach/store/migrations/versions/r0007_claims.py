"""Claims that caps count are found by whom they reach; workers say which caps they keep."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String, text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNTED_BY = ("domain", "company_key", "new_in")


def upgrade() -> None:
    """Make an index of the few rows that are claimed and counted, and the workers' column."""
    for name in COUNTED_BY:
        claimed = text(f"state = 'claimed' AND {name} IS NOT NULL")
        op.create_index(
            f"ix_touches_{name}_claimed",
            "touches",
            [name],
            sqlite_where=claimed,
            postgresql_where=claimed,
        )
    op.add_column("workers", Column("caps", String, nullable=False, server_default=""))
