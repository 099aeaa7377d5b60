"""Mail is told again in another folder, and what cannot be read is tried so often only."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, String, text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns and their indexes."""
    for name in ("mark", "fingerprint"):
        op.add_column(
            "inbound", Column(name, String, nullable=False, server_default="")
        )
        known = text(f"{name} <> ''")
        op.create_index(
            f"ix_inbound_{name}",
            "inbound",
            ["mailbox", name],
            sqlite_where=known,
            postgresql_where=known,
        )
    op.add_column(
        "inbound", Column("tries", Integer, nullable=False, server_default="0")
    )
