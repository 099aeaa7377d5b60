"""The tables of what is shared by lanes: the queues of caps, and servers that fail."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from outreach.store.column import Id, Instant, Json, metadata

# Up to when the places of a cap are promised, and how many of that very instant: to
# follow-ups, and to those never written to. A cap that nobody waits for has no row.
caps = Table(
    "caps",
    metadata,
    Column("key", String, primary_key=True),
    Column("owed_at", Instant),
    Column("owed", Integer, nullable=False, server_default="0"),
    Column("tail_at", Instant),
    Column("tail", Integer, nullable=False, server_default="0"),
)

# Servers that touches leave through and that failed lately, as `core.breaker.Health`.
hosts = Table(
    "hosts",
    metadata,
    Column("host", String, primary_key=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("opens", Integer, nullable=False, server_default="0"),
    Column("failed_at", Instant),
    Column("failed_lanes", Json, nullable=False, server_default="[]"),
    Column("failed_touch", Id),
    Column("said", String, nullable=False, server_default=""),
    Column("since", Instant),
    Column("rests_until", Instant),
    Column("probe", Id),
)
