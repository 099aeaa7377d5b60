"""How many messages the broker may hold: no more than the workers will take in a minute.

The count of those waiting is brought in; what was taken between two looks proves how quick
the workers are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

# A worker's threads give every message back within some seconds, however slow the far side.
SURE = 24  # messages that a worker takes in a minute whatever happens
AHEAD = timedelta(seconds=30)  # of proven work, well within a claim's lease
LEAST_LOOK = timedelta(milliseconds=500)
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Pressure:
    """What one scheduler has seen of the broker; instants are of a clock that only runs on."""

    _looked_at: timedelta | None = None
    _waited: int = 0  # at that look
    _put: int = 0  # since
    _rate: float = 0.0  # messages that are surely taken in a minute

    def room(self, waiting: int, workers: int, at: timedelta) -> int:
        """Return how many messages may be put now, where so many wait for so many workers."""
        self._learn(waiting, at)
        if not workers:
            return 0
        most = max(SURE * workers, int(self._rate * (AHEAD / MINUTE)))
        return max(0, most - waiting)

    def put(self, count: int) -> None:
        """Note that so many messages were put."""
        self._put += count

    def _learn(self, waiting: int, at: timedelta) -> None:
        if self._looked_at is not None:
            span = at - self._looked_at
            if span < LEAST_LOOK:
                return
            # What others put meanwhile hides some of it: the workers are no slower than this.
            taken = max(0, self._waited + self._put - waiting)
            proven = taken * (MINUTE / span)
            self._rate = max(proven, self._rate / 2)
        self._looked_at, self._waited, self._put = at, waiting, 0
