"""Finds who else a wish to be left alone is for, where it is for everybody of its domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.address import domains_for, normalise
from outreach.store import lead as leads

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from outreach.core.model import LeadId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection


async def of_domains(
    engine: Engine,
    connection: Connection,
    concerned: Collection[LeadId],
    addresses: Iterable[str] = (),
) -> list[LeadId]:
    """Return who is under way at the domains of these leads and addresses, to be locked too.

    Else a touch of theirs could be marked by what was read before the wish was committed.
    None where a wish is its address's alone.
    """
    if not engine.house.whole_domain:
        return []
    known = await leads.get(connection, concerned)
    named = [*(lead.email for lead in known.values()), *addresses]
    domains = domains_for(normalise(each) for each in named if each)
    return await leads.of_companies(connection, [domain for _, domain in domains])
