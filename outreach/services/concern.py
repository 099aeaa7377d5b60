"""Whom entries of the suppression list concern among those who are under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.address import normalise
from outreach.core.model import EnrollmentId, LeadId
from outreach.store import lead as leads
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from outreach.core.suppression_row import Suppression
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

    Key = tuple[str, str]
    Found = dict[Key, list[LeadId]]

PAGE = 1_000  # leads looked at at once
NOBODY_YET = EnrollmentId(0)
HASHED = ("hash", *suppressions.EXCHANGED)


class Concern:
    """Whom a good many entries concern, looked for once; who came in since, again.

    An address finds its lead by an index. A domain, a handle or a hash does not: all who are
    under way are gone through, for as many entries at once as memory holds.
    """

    def __init__(self, engine: Engine) -> None:
        """Know nobody yet."""
        self._secret = engine.house.secret
        self._found: Found = {}
        self._since = NOBODY_YET

    async def look(
        self, connection: Connection, entries: Iterable[Suppression]
    ) -> None:
        """Go through all who are under way for these entries."""
        wanted = {(each.kind, each.value) for each in entries if each.kind != "address"}
        self._found = {}
        if wanted:
            self._since = await suppressions.newest_enrollment(connection)
            self._found = await self._named(connection, wanted, NOBODY_YET)

    async def of(
        self, connection: Connection, entries: Iterable[Suppression]
    ) -> dict[LeadId, Suppression]:
        """Return those whom some of these entries concern, each with one that does."""
        named = {(each.kind, each.value): each for each in entries}
        addresses = [value for kind, value in named if kind == "address"]
        found = {
            lead.id: named["address", normalise(lead.email)]
            for lead in await leads.by_address(connection, addresses)
        }
        others = {key for key in named if key[0] != "address"}
        if others:
            late = await self._named(connection, others, self._since)
            for key, lead_id in _both(self._found, late, others):
                found.setdefault(lead_id, named[key])
        return found

    async def _named(
        self, connection: Connection, wanted: Collection[Key], since: EnrollmentId
    ) -> Found:
        """Return who is under way in an enrollment after this one, by the keys wanted."""
        hashed = any(kind in HASHED for kind, _ in wanted)
        found: Found = {}
        last = LeadId(0)
        while True:
            page = await suppressions.under_way(connection, last, since, PAGE)
            for lead in page:
                keys = (
                    suppressions.keys_of(lead, self._secret)
                    if hashed
                    else suppressions.plain_keys_of(lead)
                )
                for key in keys:
                    if key in wanted:
                        found.setdefault(key, []).append(lead.id)
            if len(page) < PAGE:
                return found
            last = page[-1].id


def _both(
    one: Found, other: Found, keys: Iterable[Key]
) -> Iterator[tuple[Key, LeadId]]:
    for key in keys:
        for several in (one, other):
            for lead_id in several.get(key, ()):
                yield key, lead_id
