"""A sender that is away between two instants, holidays say: nothing leaves in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Freeze:
    """From the one instant on, until the other."""

    from_at: datetime
    until_at: datetime

    def ends_at(self, now: datetime) -> datetime | None:
        """Return when it is over; None where it is not on."""
        return self.until_at if self.from_at <= now < self.until_at else None


def freeze_of(from_at: datetime | None, until_at: datetime | None) -> Freeze | None:
    """Return the freeze that two columns tell of, be it over; None where they tell none."""
    if from_at is None or until_at is None:
        return None
    return Freeze(from_at, until_at)
