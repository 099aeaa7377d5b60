"""Finds the lead a person means: by address, phone, profile or id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.address import normalise
from outreach.core.model import LeadId
from outreach.core.source import shown
from outreach.errors import NotFound
from outreach.store import lead as leads
from outreach.store import lead_bulk

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.store.database import Connection

_ID = re.compile(r"#?([0-9]{1,18})\Z")


async def find(connection: Connection, meant: str) -> Lead:
    """Return the lead. Raises NotFound."""
    found = await lead_bulk.known(connection, identities_of(meant))
    by_id = _ID.match(meant.strip())
    if not found and by_id is not None:
        found = {meant: lead for lead in (await _by_id(connection, by_id[1]))}
    for lead in found.values():
        return lead
    raise NotFound(
        f"no lead {shown(meant.strip())!r}: name it by its mail address, its phone "
        "as +442079460001, or its id as #12"
    )


async def find_held(connection: Connection, meant: str) -> Lead:
    """Return the lead, locked until the transaction ends. Raises NotFound."""
    lead = await find(connection, meant)
    return (await leads.lock(connection, [lead.id]))[lead.id]


def identities_of(meant: str) -> list[str]:
    """Return every identity under which such a lead may stand."""
    text = meant.strip()
    if "@" in text:
        return [f"email:{normalise(text)}"]
    return [f"phone:{text}", f"linkedin:{text}"]


async def _by_id(connection: Connection, digits: str) -> list[Lead]:
    found = await lead_bulk.living(connection, [LeadId(int(digits))])
    return list(found.values())
