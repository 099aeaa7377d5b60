"""The known leads, counted by what matters to the texts: many leads are few kinds of lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outreach.core.model import Lead

Key = tuple[object, ...]


@dataclass(slots=True)
class Kind:
    """Leads that no text tells apart: one of them, and how many there are."""

    first: Lead
    count: int = 0


@dataclass(slots=True)
class Crowd:
    """Counts leads one by one; keeps no more of them than one of each kind.

    Of fields `present` it tells full from empty, of those `valued` each value.
    """

    present: tuple[str, ...]
    valued: tuple[str, ...]
    kinds: dict[Key, Kind] = field(default_factory=dict)
    count: int = 0

    def add(self, lead: Lead) -> None:
        """Count one lead."""
        values = lead.values()
        key = (
            *[is_full(values.get(name)) for name in self.present],
            *[values.get(name, "") for name in self.valued],
        )
        kind = self.kinds.get(key)
        if kind is None:
            kind = self.kinds[key] = Kind(lead)
        kind.count += 1
        self.count += 1

    def having(self, fields: Iterable[str]) -> Iterator[Kind]:
        """Yield the kinds that have all of these fields."""
        wanted = tuple(fields)
        for kind in self.kinds.values():
            values = kind.first.values()
            if all(is_full(values.get(name)) for name in wanted):
                yield kind

    def is_filled(self, name: str) -> bool:
        """Tell whether any lead has this field."""
        return any(self.having((name,)))


def is_full(value: object) -> bool:
    """Tell whether a field holds anything that can be written."""
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def masked(lead: Lead) -> str:
    """Return enough of who a lead is for a colleague to find it, and no more."""
    local, at, domain = lead.email.rpartition("@")
    if at:
        return f"{local[:1]}…@{domain}"
    return f"{lead.phone[:4]}…" if lead.phone else f"lead {lead.id}"
