"""Hashes that an older release took in go on matching."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import md5, sha1, sha256

from sqlalchemy import insert, text

from outreach.core.model import Lead, LeadId
from outreach.store import suppression
from outreach.store.database import Database
from outreach.store.migrate import migrate
from outreach.store.schema import suppressions

SECRET = b"a secret of thirty-two bytes, no?"
WHEN = datetime(2026, 3, 3, tzinfo=UTC)
DIGESTS = (sha256, sha1, md5)
LEADS = [Lead(LeadId(n), email=f"lead{n}@x.example") for n in range(len(DIGESTS))]


async def test_what_stood_as_a_hash_is_told_by_its_digest(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num='0011'"))
        old = [
            {
                "kind": "hash",
                "value": digest(lead.email.encode()).hexdigest(),
                "reason": "opt_out",
                "created_at": WHEN,
            }
            for digest, lead in zip(DIGESTS, LEADS, strict=True)
        ]
        await connection.execute(insert(suppressions), old)
    await migrate(database)
    async with database.reading() as connection:
        found = await suppression.reasons(connection, LEADS, SECRET)
    await database.close()
    assert found == {lead.id: "opt_out" for lead in LEADS}
