"""Time that stands still until the world is told to move on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant, and which of the things that happened at it: their order is known."""

    at: datetime
    turn: int


class VirtualClock:
    """A Clock that moves only when it is told to, and never back."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._turn = 0

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return self._now

    def advance(self, to: datetime) -> None:
        """Move on to an instant; one that has passed changes nothing."""
        self._now = max(self._now, to)

    def moment(self) -> Moment:
        """Return this very moment, after all that were asked for before."""
        self._turn += 1
        return Moment(self._now, self._turn)
