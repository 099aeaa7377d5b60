"""Who waits for a cap is found by it, the last in line first."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String, text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PARKED = (
    "state = 'active' AND waits_for IN ('per_domain', 'per_company', 'max_new_per_day')"
)


def upgrade() -> None:
    """Make the column and its index."""
    op.add_column("enrollments", Column("parked_for", String))
    op.create_index(
        "ix_enrollments_parked",
        "enrollments",
        ["parked_for", "due_at"],
        sqlite_where=text(PARKED),
        postgresql_where=text(PARKED),
    )
