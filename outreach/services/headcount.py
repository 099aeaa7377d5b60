"""Counts who of a company is under way, for sequences that limit it, under its lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.store import company as companies

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row


@dataclass(slots=True)
class Headcount:
    """What one transaction knows of companies, each in a sequence.

    None in the place of a count: another scheduler has the company's lock.
    """

    known: dict[tuple[str, str], int | None] = field(default_factory=dict)

    async def look(
        self, engine: Engine, connection: Connection, rows: Collection[Row]
    ) -> None:
        """Lock and count the companies of these, as far as their sequences limit them."""
        asking = [row for row in rows if row["company_key"] and not row["touched"]]
        limited = set()
        for version in {row["version"] for row in asking}:
            release = await engine.catalogue.find(connection, version)
            if release is not None and release.sequence.company.max_active is not None:
                limited.add(version)
        wanted = {_key(row) for row in asking if row["version"] in limited}
        fresh = wanted - self.known.keys()
        if fresh:
            free = await companies.try_lock(connection, fresh)
            counted = await companies.active_in(connection, free)
            self.known |= dict.fromkeys(fresh, None) | counted

    def active(self, row: Row, release: Release) -> int:
        """Return how many others are under way; too many if that cannot be told now."""
        most = release.sequence.company.max_active
        if most is None or row["company_key"] is None or row["touched"]:
            return 0
        counted = self.known.get(_key(row))
        return most if counted is None else counted

    def is_counted(self, row: Row) -> bool:
        """Tell whether the company's lock is ours."""
        return self.known.get(_key(row)) is not None

    def take(self, row: Row) -> None:
        """Count one more of its company, where that is counted."""
        counted = self.known.get(_key(row))
        if counted is not None:
            self.known[_key(row)] = counted + 1


def _key(row: Row) -> tuple[str, str]:
    return row["sequence"], row["company_key"]
