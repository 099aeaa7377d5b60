"""The tables of CRMs: what each is to be told, was told, and calls our leads."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, text

from outreach.store.column import Id, Instant, Json, metadata, row_id

crm_outbox = Table(
    "crm_outbox",
    metadata,
    row_id(),
    Column("crm", String, nullable=False),
    Column("lead_id", Id, nullable=False),
    Column("kind", String, nullable=False),  # lead | note
    Column("key", String, nullable=False),
    # What it tells of: a later event under the same key makes it pending again.
    Column("event_id", Id, nullable=False),
    Column("payload", Json, nullable=False),
    Column("state", String, nullable=False),  # pending | done | refused
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant),
    Column("detail", String, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("crm", "key"),
    Index(
        "ix_crm_outbox_pending",
        "crm",
        "lead_id",
        "id",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    sqlite_autoincrement=True,
)

crm_links = Table(
    "crm_links",
    metadata,
    Column("crm", String, primary_key=True),
    Column("lead_id", Id, primary_key=True),
    Column("external_id", String, nullable=False),
    Index("ix_crm_links_external_id", "crm", "external_id"),
)

crm_writes = Table(
    "crm_writes",
    metadata,
    row_id(),
    Column("crm", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("property", String, nullable=False),
    Column("value_hash", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_crm_writes_key", "crm", "external_id", "property", "value_hash"),
    Index("ix_crm_writes_at", "at"),
    sqlite_autoincrement=True,
)

crm_cursors = Table(
    "crm_cursors",
    metadata,
    Column("crm", String, primary_key=True),
    Column("cursor", String, nullable=False),
    Column("pulled_at", Instant, nullable=False),
)
