"""The tables of what came in, and of how far each folder has been read."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from outreach.store.column import Id, Instant, Json, metadata, row_id


def _told_again_by(name: str) -> Index:
    known = text(f"{name} <> ''")
    return Index(
        f"ix_inbound_{name}",
        "mailbox",
        name,
        sqlite_where=known,
        postgresql_where=known,
    )


inbound = Table(
    "inbound",
    metadata,
    row_id(),
    Column("mailbox", String, nullable=False),
    Column("folder", String, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("digest", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("received_at", Instant),
    Column("kept_at", Instant, nullable=False),
    # received (not yet interpreted) | read | duplicate | unmatched | unreadable
    Column("state", String, nullable=False),
    Column("kind", String, nullable=False, server_default=""),
    Column("lead_id", Id),
    Column("touch_id", Id),
    Column("reading", Json, nullable=False),
    Column("detail", String, nullable=False, server_default=""),
    # What tells it again in another folder or under another UID: as the server marks it, and
    # by its Message-ID and body; "" where that cannot be told.
    Column("mark", String, nullable=False, server_default=""),
    Column("fingerprint", String, nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),  # to interpret it
    Column("twin", String),  # the same for copies of one mail in several mailboxes
    # By what it was matched and the very id or address; of a stranger, why it is one.
    Column("matched_by", String, nullable=False, server_default=""),
    Column("evidence", String, nullable=False, server_default=""),
    # What the reading did, so that it can be undone, and a person's word on what it means.
    Column("effects", Json, nullable=False, server_default="{}"),
    Column("word", Json, nullable=False, server_default="{}"),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
    Index("ix_inbound_digest", "mailbox", "digest"),
    _told_again_by("mark"),
    _told_again_by("fingerprint"),
    Index("ix_inbound_lead_id", "lead_id"),
    Index("ix_inbound_twin", "twin"),
    Index(
        "ix_inbound_received",
        "id",
        sqlite_where=text("state = 'received'"),
        postgresql_where=text("state = 'received'"),
    ),
    sqlite_autoincrement=True,
)

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("mailbox", String, primary_key=True),
    Column("folder", String, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("detail", String, nullable=False, server_default=""),
)
