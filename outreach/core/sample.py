"""Picks a few leads that show as much as they can of how many differ. The same each time."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from outreach.core.dice import fraction

if TYPE_CHECKING:
    from outreach.core.model import LeadId

Traits = tuple[str, ...]


class Sample:
    """Leads that pass by, of which `size` are kept for each set of traits."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._alike: dict[Traits, list[tuple[float, LeadId]]] = {}
        self._count: dict[Traits, int] = {}

    def add(self, lead: LeadId, traits: Traits) -> None:
        """Let one pass. Those that are kept of its like depend on their ids alone."""
        kept = self._alike.setdefault(traits, [])
        self._count[traits] = self._count.get(traits, 0) + 1
        drawn = (-fraction("sample", lead), lead)
        if len(kept) < self._size:
            heapq.heappush(kept, drawn)
        else:
            heapq.heappushpop(kept, drawn)

    def chosen(self) -> list[LeadId]:
        """Return `size` of them, whoever shows most that is new first."""
        left = {
            traits: [lead for _, lead in sorted(kept)]
            for traits, kept in self._alike.items()
        }
        taken: dict[Traits, int] = dict.fromkeys(left, 0)
        seen: set[str] = set()
        found: list[LeadId] = []
        while left and len(found) < self._size:
            best = min(left, key=lambda traits: self._rank(traits, seen, taken))
            found.append(left[best].pop())
            seen.update(best)
            taken[best] += 1
            if not left[best]:
                del left[best]
        return found

    def _rank(
        self, traits: Traits, seen: set[str], taken: dict[Traits, int]
    ) -> tuple[int, int, int, Traits]:
        new = len(set(traits) - seen)
        return (-new, taken[traits], -self._count[traits], traits)
