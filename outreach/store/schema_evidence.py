"""The tables of what may have been sent, and of what is to be shown as sent."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from outreach.store.column import Id, Instant, metadata

# What may have been sent, and what was looked for to know: evidence outlives the doubt.
doubts = Table(
    "doubts",
    metadata,
    Column(
        "touch_id", Id, ForeignKey("touches.id"), primary_key=True, autoincrement=False
    ),
    Column("lane", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("looked_at", Instant),
    Column("due_at", Instant),  # None: nobody looks any more
    Column("said", String, nullable=False, server_default=""),
    Index(
        "ix_doubts_due",
        "lane",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

# The very bytes on the wire, until they are in the sender's Sent folder.
sent_copies = Table(
    "sent_copies",
    metadata,
    Column(
        "touch_id", Id, ForeignKey("touches.id"), primary_key=True, autoincrement=False
    ),
    Column("lane", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("said", String, nullable=False, server_default=""),
    Index("ix_sent_copies_due", "lane", "due_at"),
)
