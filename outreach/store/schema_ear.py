"""The tables of whose mail it is: who else speaks for a lead, and in which threads."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint

from outreach.store.column import Id, Instant, metadata, row_id

# Addresses that a lead's mail was answered from, or that were let in on it.
aliases = Table(
    "aliases",
    metadata,
    row_id(),
    Column("mailbox", String, nullable=False),  # in the one spelling of its mailbox
    Column("lead_id", Id, ForeignKey("leads.id"), nullable=False),
    Column("kind", String, nullable=False),  # alias | colleague | other | copied
    Column("address", String, nullable=False),  # as it was written
    Column("inbound_id", Id),
    Column("by", String, nullable=False, server_default=""),
    Column("learned_at", Instant, nullable=False),
    UniqueConstraint("mailbox", "lead_id"),
    Index("ix_aliases_lead_id", "lead_id"),
    sqlite_autoincrement=True,
)

# Message-IDs of a lead's threads that are not our touches': answers, and answers to those.
threads = Table(
    "threads",
    metadata,
    Column("message_id", String, primary_key=True),
    Column(
        "lead_id", Id, ForeignKey("leads.id"), primary_key=True, autoincrement=False
    ),
    Column("inbound_id", Id),
    Column("learned_at", Instant, nullable=False),
    Index("ix_threads_lead_id", "lead_id"),
)
