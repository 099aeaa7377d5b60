"""When a sender's bounces are too many to go on: a rate, over a sample worth the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from outreach.core.pacing import BOUNDLESS

LOOKS_BACK = timedelta(days=28)
BOUNCE_GUARD = "bounce_guard"  # what the reason of its pauses begins with
FEWEST = 2  # one bounce is an accident, whatever share of a small sample it is
_FINE = 1_000_000  # shares are compared in whole millionths


@dataclass(frozen=True, slots=True)
class Guard:
    """The share of a sender's leads that may bounce, told from so many of them on."""

    rate: float
    sample: int

    def enough(self, bounced: int) -> int:
        """Return from how many contacted on so many bounced are not too many."""
        share = round(self.rate * _FINE)
        if not share:
            return BOUNDLESS if bounced else 0
        return -(-bounced * _FINE // share)  # rounded up

    def trips(self, contacted: int, bounced: int) -> bool:
        """Tell whether so many of those written to in 28 days are too many."""
        return bounced >= FEWEST and self.sample <= contacted < self.enough(bounced)


def told(contacted: int, bounced: int) -> str:
    """Return the reason of a pause."""
    share = bounced / contacted
    return (
        f"{BOUNCE_GUARD}: {bounced} of {contacted} leads bounced in"
        f" {LOOKS_BACK.days} days ({share:.1%})"
    )
