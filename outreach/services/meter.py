"""What this process has done since it began, in numbers; kept in memory, on its one loop."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from outreach.core.model import Deferred, Rejected, Sent, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.model import Outcome

SEND_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600)
LATE_BOUNDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 14_400, 86_400)
TICK_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Histogram:
    """How often something took how long."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        self.total = timedelta(0)

    def observe(self, took: timedelta) -> None:
        """Count one; what took less than no time, as a clock was put back, took none."""
        took = max(took, timedelta(0))
        self.counts[bisect_left(self.bounds, took.total_seconds())] += 1
        self.total += took


@dataclass(slots=True)
class Meter:
    """One process's counts. `ticked_at` and `beat_at` tell when it last did its turn."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    sending: dict[str, Histogram] = field(default_factory=dict)
    claim_late: Histogram = field(default_factory=lambda: Histogram(LATE_BOUNDS))
    mark_late: Histogram = field(default_factory=lambda: Histogram(LATE_BOUNDS))
    ticks: Histogram = field(default_factory=lambda: Histogram(TICK_BOUNDS))
    claims: Counter[str] = field(default_factory=Counter)  # by what became of them
    heard: Counter[str] = field(default_factory=Counter)  # answers, by kind
    failures: Counter[str] = field(default_factory=Counter)  # by the part that failed
    ticked_at: datetime | None = None
    beat_at: datetime | None = None

    def flown(self, channel: str, outcome: Outcome, took: timedelta) -> None:
        """Count what came of one attempt on the wire."""
        self.outcomes[channel, word_of(outcome)] += 1
        known = self.sending.get(channel)
        if known is None:
            known = self.sending[channel] = Histogram(SEND_BOUNDS)
        known.observe(took)

    def claimed(self, late: timedelta | None) -> None:
        """Count a claim, and how late it is where that is known."""
        self.claims["claimed"] += 1
        if late is not None:
            self.claim_late.observe(late)


def word_of(outcome: Outcome) -> str:
    """Return one word for an outcome, and for whom is to blame."""
    match outcome:
        case Sent():
            return "sent"
        case Deferred():
            return "deferred"
        case Rejected(blame=blame):
            return f"rejected_{blame.value}"
        case Unknown():
            return "in_doubt"
        case _:
            assert_never(outcome)


def said_by(outcome: Outcome) -> dict[str, str]:
    """Return what a line of the log says more of an outcome: nothing of what was sent."""
    match outcome:
        case Sent():
            return {}
        case Deferred(detail=detail) | Unknown(detail=detail):
            return {"said": detail}
        case Rejected(status=status, detail=detail):
            return {"said": f"{status} {detail}".strip()}
        case _:
            assert_never(outcome)
