"""How long a lead is left in peace whose machine has said that it is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

AFTER = timedelta(days=1)  # the first day back is for the mail that piled up
UNDATED = timedelta(days=7)
LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Away:
    """What follows a note of absence: rest until `after` the return, or for `undated`.

    Who is away for longer than `longest` waits for a person.
    """

    after: timedelta = AFTER
    undated: timedelta = UNDATED
    longest: timedelta = LONGEST

    def until(
        self, return_on: date | None, zone: ZoneInfo, now: datetime
    ) -> datetime | None:
        """Return the instant from which it goes on; None: not before a person says so.

        A day of return begins at the lead's own midnight.
        """
        if return_on is None:
            return now + self.undated
        # Clock time is added, not elapsed time: a day later is the next midnight.
        local = datetime.combine(return_on, time.min, zone) + self.after
        back = max(local.astimezone(UTC), now)
        return back if back - now <= self.longest else None
