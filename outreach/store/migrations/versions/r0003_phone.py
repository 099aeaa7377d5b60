"""Leads are found by their phone, as fast as by their address."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_leads_phone", "leads", ["phone"])
