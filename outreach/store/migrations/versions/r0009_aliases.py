"""Whose mail it is: who else speaks for a lead, in which threads, and by what it was told."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    or_,
    select,
    text,
    update,
)

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Whole microseconds since 1970 on SQLite.
Instant = BigInteger().with_variant(DateTime(timezone=True), "postgresql")
Id = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
leads = Table(
    "leads",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", String),
    Column("mailbox", String),
)
aliases = Table(
    "aliases",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("mailbox", String, nullable=False),
    Column("lead_id", Id, ForeignKey("leads.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("address", String, nullable=False),
    Column("inbound_id", Id),
    Column("by", String, nullable=False, server_default=""),
    Column("learned_at", Instant, nullable=False),
    UniqueConstraint("mailbox", "lead_id"),
    sqlite_autoincrement=True,
)
threads = Table(
    "threads",
    metadata,
    Column("message_id", String, primary_key=True),
    Column(
        "lead_id", Id, ForeignKey("leads.id"), primary_key=True, autoincrement=False
    ),
    Column("inbound_id", Id),
    Column("learned_at", Instant, nullable=False),
)
GMAIL = ("gmail.com", "googlemail.com")


def upgrade() -> None:
    """Make the tables, the columns and their indexes; fold the addresses there are."""
    for table in (aliases, threads):
        table.create(op.get_bind(), checkfirst=False)
        op.create_index(f"ix_{table.name}_lead_id", table.name, ["lead_id"])
    there = text("mailbox IS NOT NULL")
    op.add_column("leads", Column("mailbox", String))
    op.create_index(
        "ix_leads_mailbox",
        "leads",
        ["mailbox"],
        sqlite_where=there,
        postgresql_where=there,
    )
    op.add_column("inbound", Column("twin", String))
    op.create_index("ix_inbound_twin", "inbound", ["twin"])
    for name in ("matched_by", "evidence"):
        op.add_column(
            "inbound", Column(name, String, nullable=False, server_default="")
        )
    _fold()


def _fold() -> None:
    connection = op.get_bind()
    told = or_(
        leads.c.email.like("%+%@%"),
        *(leads.c.email.like(f"%@{domain}") for domain in GMAIL),
    )
    rows = connection.execute(select(leads.c.id, leads.c.email).where(told)).all()
    folded = [
        {"at": row.id, "to": mailbox}
        for row in rows
        if (mailbox := _mailbox(row.email)) != row.email
    ]
    if folded:
        connection.execute(
            update(leads)
            .where(leads.c.id == bindparam("at"))
            .values(mailbox=bindparam("to")),
            folded,
        )


def _mailbox(address: str) -> str:
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in GMAIL:
        return f"{local.replace('.', '') or local}@{GMAIL[0]}"
    return f"{local}@{domain}"
