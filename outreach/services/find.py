"""Finds the lead a person means: by address, phone, profile or id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.address import normalise
from outreach.core.lead_row import phone_of, profile_of
from outreach.core.model import LeadId
from outreach.core.source import shown
from outreach.errors import NotFound, Refused
from outreach.store import lead as leads
from outreach.store import lead_bulk
from outreach.store.database import text

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.store.database import Connection

_ID = re.compile(r"#?([0-9]{1,18})\Z")


async def find(connection: Connection, meant: str) -> Lead:
    """Return the lead. Raises NotFound, or Refused (ambiguous) where it may be several."""
    found: list[Lead] = []
    if text(meant) == meant:  # what no database can hold names nobody
        known = await lead_bulk.known(connection, identities_of(meant))
        found = list(known.values()) or await _others(connection, meant.strip())
    if len(found) > 1:
        several = ", ".join(f"#{lead.id}" for lead in found[:10])
        raise Refused("ambiguous", f"{shown(meant)!r} may be {several}: name one by id")
    for lead in found:
        return lead
    raise NotFound(
        f"no lead {shown(meant.strip())!r}: name it by its mail address, its phone "
        "as +442079460001, or its id as #12"
    )


async def find_held(connection: Connection, meant: str) -> Lead:
    """Return the lead, locked until the transaction ends. Raises as `find` does."""
    lead = await find(connection, meant)
    return (await leads.lock(connection, [lead.id]))[lead.id]


def identities_of(meant: str) -> list[str]:
    """Return every identity under which such a lead may stand."""
    said = meant.strip()
    if "@" in said:
        return [f"email:{normalise(said)}"]
    phone = phone_of(said, "") or said
    profile = profile_of(said) if "/" in said else said
    return [f"phone:{phone}", f"linkedin:{profile}"]


async def _others(connection: Connection, said: str) -> list[Lead]:
    """Look where no identity helps: the id, or a handle of a lead that has an address."""
    by_id = _ID.match(said)
    if by_id is not None:
        found = await lead_bulk.living(connection, [LeadId(int(by_id[1]))])
        return list(found.values())
    if "@" in said or not said:
        return []
    handles = {each.partition(":")[2] for each in identities_of(said)}
    several = [
        lead
        for handle in sorted(handles - {""})
        for lead in await lead_bulk.by_handle(connection, handle)
    ]
    return list({lead.id: lead for lead in several}.values())
