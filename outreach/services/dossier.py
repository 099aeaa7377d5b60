"""Everything we hold of a person, for that person: plain data, raw mail as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from outreach.services.find import find
from outreach.store import person
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

NAMES = {
    "events": "events",
    "enrollments": "enrollments",
    "touches": "touches",
    "tasks": "tasks",
    "inbound": "inbound",
    "aliases": "aliases",
    "threads": "threads",
    "sent_copies": "copies_to_file",
    "crm_links": "crm_records",
    "crm_outbox": "crm_outbox",
}


async def dossier(engine: Engine, meant: str) -> dict[str, object]:
    """Return it all as JSON can hold it. Raises NotFound, Refused (ambiguous).

    Mail that was never matched but has the person's address in it is there too, under
    `other_mail`: look through it before it is handed out, for it may name others.
    """
    async with engine.database.reading() as connection:
        lead = await find(connection, meant)
        held = await person.held(connection, lead.id)
        keys = suppressions.keys_of(lead, engine.house.secret)
        listed = await suppressions.of_keys(connection, keys)
        other = [row async for row in person.loose_inbound(connection, needles(lead))]
    return {
        "made_at": engine.now().isoformat(),
        "lead": _plain(held["leads"][0]),
        **{name: _plain(held[table]) for table, name in NAMES.items()},
        "suppressions": _plain(listed),
        "other_mail": _plain(other),
    }


def needles(lead: Lead) -> list[bytes]:
    """Return what betrays a mail as being from or about the lead: its address."""
    return [lead.email.lower().encode()] if lead.email else []


async def loose_ids(connection: Connection, lead: Lead) -> list[int]:
    """Return the ids of mail that is nobody's but has the lead's address in it."""
    return [row["id"] async for row in person.loose_inbound(connection, needles(lead))]


def _plain(value: object) -> object:
    match value:
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case datetime():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return bytes(value).decode("utf-8", "replace")
        case _:
            return value
