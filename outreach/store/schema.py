"""The tables. Migrations make them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from outreach.store.column import Id, Instant, Json, metadata, row_id
from outreach.store.schema_crm import crm_cursors, crm_links, crm_outbox, crm_writes
from outreach.store.schema_ear import aliases, threads  # noqa: F401 - as those below
from outreach.store.schema_evidence import doubts, sent_copies  # noqa: F401 - made with the others
from outreach.store.schema_inbound import inbound, mailboxes
from outreach.store.schema_pace import caps, hosts

__all__ = [
    "caps",
    "crm_cursors",
    "crm_links",
    "crm_outbox",
    "crm_writes",
    "hosts",
    "inbound",
    "mailboxes",
    "metadata",
]  # with the tables in it

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

leads = Table(
    "leads",
    metadata,
    row_id(),
    # What makes the lead one lead: "email:...", else "phone:..." or "linkedin:...".
    Column("identity", String, nullable=False, unique=True),
    Column("email", String, nullable=False, server_default=""),
    Column("first_name", String, nullable=False, server_default=""),
    Column("last_name", String, nullable=False, server_default=""),
    Column("company", String, nullable=False, server_default=""),
    Column("title", String, nullable=False, server_default=""),
    Column("phone", String, nullable=False, server_default=""),
    Column("linkedin", String, nullable=False, server_default=""),
    Column("country", String, nullable=False, server_default=""),
    Column("timezone", String, nullable=False, server_default=""),
    Column("language", String, nullable=False, server_default=""),
    Column("tags", Json, nullable=False),
    Column("stage", String, nullable=False),
    Column("stage_by", String, nullable=False, server_default="rule"),
    Column("score", Float, nullable=False, server_default="0"),
    Column("owner", String, nullable=False, server_default=""),
    Column("fields", Json, nullable=False),
    Column("company_key", String),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("mailbox", String),  # the one spelling of the address's, where it has others
    Index("ix_leads_company_key", "company_key"),
    Index(
        "ix_leads_mailbox",
        "mailbox",
        sqlite_where=text("mailbox IS NOT NULL"),
        postgresql_where=text("mailbox IS NOT NULL"),
    ),
    Index("ix_leads_phone", "phone"),
    sqlite_autoincrement=True,
)

versions = Table(
    "versions",
    metadata,
    Column("hash", String, primary_key=True),
    Column("sequence", String, nullable=False, index=True),
    Column("source", LargeBinary, nullable=False),
    Column("settings", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
)

version_files = Table(
    "version_files",
    metadata,
    Column("hash", String, ForeignKey("versions.hash"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

sequences = Table(
    "sequences",
    metadata,
    Column("name", String, primary_key=True),
    Column("version", String, ForeignKey("versions.hash"), nullable=False),
)

# What `apply` did to leads in flight, a row a sequence.
changes = Table(
    "changes",
    metadata,
    row_id(),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("sequence", String, nullable=False),
    Column("from_versions", Json, nullable=False),
    Column("to_version", String, ForeignKey("versions.hash"), nullable=False),
    Column("counts", Json, nullable=False),
    Column("plan", String, nullable=False),  # the hash of what was shown
    Index("ix_changes_sequence", "sequence", "id"),
    sqlite_autoincrement=True,
)

_PARKED = (
    "state = 'active' AND waits_for IN ('per_domain', 'per_company', 'max_new_per_day')"
)
enrollments = Table(
    "enrollments",
    metadata,
    row_id(),
    Column("lead_id", Id, ForeignKey("leads.id"), nullable=False),
    Column("sequence", String, nullable=False),
    Column("version", String, ForeignKey("versions.hash"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    Column("step", String),
    Column("senders", Json, nullable=False),
    Column("anchor_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("enrolled_at", Instant, nullable=False),
    Column("finished_at", Instant),
    # Where the tick finds it: the lane of the step to do ("" for steps that only think) and
    # the key of the window it must be open for ("" for none).
    Column("lane", String, nullable=False, server_default=""),
    Column("window_key", String, nullable=False, server_default=""),
    Column("touched", Boolean, nullable=False, server_default=text("false")),
    # An event kind it waits for, or "company" while its company is full.
    Column("waits_for", String, nullable=False, server_default=""),
    Column("company_key", String),
    Column("parked_for", String),  # the key of the cap that it waits for, or did last
    UniqueConstraint("lead_id", "sequence", "ordinal"),
    Index(
        "ix_enrollments_parked",
        "parked_for",
        "due_at",
        sqlite_where=text(_PARKED),
        postgresql_where=text(_PARKED),
    ),
    Index(
        "ix_enrollments_due",
        "lane",
        "window_key",
        "touched",
        "due_at",
        "id",
        sqlite_where=text("state = 'active' AND due_at IS NOT NULL"),
        postgresql_where=text("state = 'active' AND due_at IS NOT NULL"),
    ),
    Index(
        "ix_enrollments_resume",
        "due_at",
        sqlite_where=text("state = 'paused' AND due_at IS NOT NULL"),
        postgresql_where=text("state = 'paused' AND due_at IS NOT NULL"),
    ),
    Index(
        "ix_enrollments_company",
        "company_key",
        "sequence",
        sqlite_where=text("company_key IS NOT NULL AND state <> 'finished'"),
        postgresql_where=text("company_key IS NOT NULL AND state <> 'finished'"),
    ),
    Index("ix_enrollments_sequence_state", "sequence", "state"),
    sqlite_autoincrement=True,
)


def _counted_by(name: str) -> tuple[Index, Index]:
    """Return what a cap's touches are found by: what left, and what is about to."""
    counted, claimed = (
        f"{name} IS NOT NULL",
        f"state = 'claimed' AND {name} IS NOT NULL",
    )
    return (
        Index(
            f"ix_touches_{name}",
            name,
            "sending_at",
            sqlite_where=text(counted),
            postgresql_where=text(counted),
        ),
        Index(
            f"ix_touches_{name}_claimed",
            name,
            sqlite_where=text(claimed),
            postgresql_where=text(claimed),
        ),
    )


touches = Table(
    "touches",
    metadata,
    row_id(),
    Column("enrollment_id", Id, ForeignKey("enrollments.id"), nullable=False),
    Column("lead_id", Id, ForeignKey("leads.id"), nullable=False),
    Column("sequence", String, nullable=False),
    Column("step", String, nullable=False),
    # The version it was written in, and the step's id there where that has changed since.
    Column("version", String),
    Column("sent_as", String),
    Column("channel", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("variant", String, nullable=False, server_default=""),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    Column("first", Boolean, nullable=False),  # its enrollment's first touch
    Column("attempt", Integer, nullable=False),
    # Attempts that count against it: waits and throttles cost none.
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("claimed_at", Instant),
    Column("sending_at", Instant),
    Column("settled_at", Instant),
    Column("not_before", Instant),
    Column("worker", String),
    Column("message_id", String),
    Column("subject", String, nullable=False, server_default=""),
    Column("status", String, nullable=False, server_default=""),
    Column("detail", String, nullable=False, server_default=""),
    # What its caps are counted by, where there is one: the recipient's domain, the company,
    # the sequence whose first touch it is.
    Column("domain", String),
    Column("company_key", String),
    Column("new_in", String),
    UniqueConstraint("enrollment_id", "step"),
    *_counted_by("domain"),
    *_counted_by("company_key"),
    *_counted_by("new_in"),
    Index("ix_touches_message_id", "message_id"),
    Index("ix_touches_lead_id", "lead_id"),
    Index("ix_touches_lane_sending", "lane", "sending_at"),
    Index(
        "ix_touches_open",
        "state",
        "lane",
        sqlite_where=text("state IN ('claimed', 'sending')"),
        postgresql_where=text("state IN ('claimed', 'sending')"),
    ),
    Index(
        "ix_touches_in_doubt",
        "id",
        sqlite_where=text("state = 'in_doubt'"),
        postgresql_where=text("state = 'in_doubt'"),
    ),
    sqlite_autoincrement=True,
)

lanes = Table(
    "lanes",
    metadata,
    Column("name", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("paused", String, nullable=False, server_default=""),
    Column("paused_at", Instant),
    Column("rest_until", Instant),
    Column("rests", Integer, nullable=False, server_default="0"),  # in a row
    Column("last_attempt_at", Instant),
    Column("sent_days", Integer, nullable=False, server_default="0"),
    Column("last_sent_on", String, nullable=False, server_default=""),
    Column("inbox_read_at", Instant),
    # Nothing leaves between the two.
    Column("frozen_from", Instant),
    Column("frozen_until", Instant),
    Column("forgiven_at", Instant),  # what bounced before does not count any more
)

workers = Table(
    "workers",
    metadata,
    Column("id", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("heartbeat_at", Instant, nullable=False),
    # The caps over all senders that it keeps; "" for one of a release that knows none.
    Column("caps", String, nullable=False, server_default=""),
)

events = Table(
    "events",
    metadata,
    row_id(),
    Column("lead_id", Id, ForeignKey("leads.id"), nullable=False),
    Column("enrollment_id", Id),
    Column("touch_id", Id),
    Column("inbound_id", Id),
    Column("kind", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("data", Json, nullable=False),
    Column("retracted_at", Instant),  # it was a misreading: it counts no more
    Index("ix_events_lead_id", "lead_id", "id"),
    Index("ix_events_kind", "kind", "at"),
    sqlite_autoincrement=True,
)


suppressions = Table(
    "suppressions",
    metadata,
    row_id(),
    # address | domain | handle | hash | sha256 | sha1 | md5
    Column("kind", String, nullable=False),
    Column("value", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("source", String, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("kind", "value"),
    sqlite_autoincrement=True,
)

tasks = Table(
    "tasks",
    metadata,
    row_id(),
    Column("lead_id", Id, ForeignKey("leads.id"), nullable=False),
    Column("enrollment_id", Id),
    Column("touch_id", Id),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("note", String, nullable=False, server_default=""),
    Column("due_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", String, nullable=False, server_default=""),
    Index("ix_tasks_lead_id", "lead_id"),
    Index(
        "ix_tasks_open",
        "due_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)
