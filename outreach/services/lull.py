"""Keeps in mind the lanes whose first in line still has its own distance to keep.

A lane's gap is known without a look at what is due; the jitter is the touch's own. Who was
found to be kept back by it need not be judged again until it is over, unless somebody else
has come to the head of the line, the lane has sent meanwhile or its limits are others. All
of that is read anew each time: nothing here lets a touch leave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.pacing import Limits


@dataclass(frozen=True, slots=True)
class Line:
    """What is due on a lane in open windows: its keys, and who comes first under each.

    `heads` are (new, since, enrollment), those touched and the others apart, in the order in
    which they are served.
    """

    keys: tuple[str, ...]
    heads: tuple[tuple[bool, float, int], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a wait was found under."""

    limits: Limits
    last_attempt_at: datetime | None
    line: Line


@dataclass(slots=True)
class Lulls:
    """The waits that this process has found, by lane."""

    _found: dict[str, tuple[Standing, datetime]] = field(default_factory=dict)

    def note(
        self, lane: str, standing: Standing, enrollment_id: int, until: datetime
    ) -> None:
        """Keep in mind that this enrollment keeps its distance, if it is the first in line."""
        heads = standing.line.heads
        if heads and heads[0][2] == enrollment_id:
            self._found[lane] = (standing, until)

    def last(self, lane: str, standing: Standing, now: datetime) -> bool:
        """Tell whether the lane's first in line is known to wait still."""
        found = self._found.get(lane)
        return found is not None and now < found[1] and found[0] == standing
