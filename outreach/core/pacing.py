"""How much a lane may send now: cap over rolling 24 hours, gap with jitter, ramp.

The store counts, under the lane's lock; nothing here remembers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from outreach.core.dice import fraction

if TYPE_CHECKING:
    from collections.abc import Sequence

ROLLING = timedelta(hours=24)
BOUNDLESS = 1_000_000_000  # the room of a lane without limits; fits an SQL LIMIT
_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Ramp:
    """A cap that grows: `from_` on the first day of sending, `by` more each day after."""

    from_: int
    by: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What a sender is held to. `per_day` None: no cap but the ramp's, if any."""

    per_day: int | None = None
    gap: timedelta = _NO_TIME
    jitter: timedelta = _NO_TIME
    ramp: Ramp | None = None

    @property
    def spaced(self) -> bool:
        """Whether attempts keep a distance, so that the lane holds one unsent claim."""
        return self.gap + self.jitter > _NO_TIME


@dataclass(frozen=True, slots=True)
class LaneState:
    """What a lane has done, as of `now`.

    `counted` are its touches in `sending`, `sent` or `in_doubt` with `sending_at` less than
    24 hours ago; `oldest_counted` their `sending_at`, ascending, all or just the first.
    `sent_days` is the number of days before today on which it has sent. Where a touch
    that holds a claim is judged, `unsent_claims` are the others.
    """

    unsent_claims: int = 0
    counted: int = 0
    oldest_counted: Sequence[datetime] = ()
    last_attempt_at: datetime | None = None
    sent_days: int = 0


def cap(limits: Limits, state: LaneState) -> int | None:
    """Return how many touches any 24 hours may hold today; None if there is no cap."""
    if limits.ramp is None:
        return limits.per_day
    ramped = limits.ramp.from_ + limits.ramp.by * state.sent_days
    return ramped if limits.per_day is None else min(limits.per_day, ramped)


def room(limits: Limits, state: LaneState, now: datetime) -> int:
    """Return how many touches may be claimed now. Jitter, the touch's own, is not in it."""
    free = _free(limits, state)
    if not limits.spaced:
        return free
    last = state.last_attempt_at
    resting = last is not None and now < last + limits.gap
    return 0 if resting or state.unsent_claims else min(free, 1)


def gap_until(limits: Limits, state: LaneState, touch_key: str) -> datetime | None:
    """Return the instant from which this touch keeps its distance; None: from any."""
    if state.last_attempt_at is None or not limits.spaced:
        return None
    jitter = limits.jitter * fraction("jitter", touch_key)
    return state.last_attempt_at + limits.gap + jitter


def room_returns_at(limits: Limits, state: LaneState, now: datetime) -> datetime | None:
    """Return when the lane has room again if nothing else happens; `now` if it has.

    None: not by time alone, as claims must settle first or the cap is 0. A ramp may grow
    sooner. With an incomplete `oldest_counted` it is an instant to ask again.
    """
    if limits.spaced and state.unsent_claims:
        return None
    frees_at = _cap_frees_at(limits, state, now)
    last = state.last_attempt_at
    if frees_at is None or last is None:
        return frees_at
    return max(frees_at, last + limits.gap)


def _free(limits: Limits, state: LaneState) -> int:
    most = cap(limits, state)
    if most is None:
        return BOUNDLESS
    return max(0, most - state.unsent_claims - state.counted)


def _cap_frees_at(limits: Limits, state: LaneState, now: datetime) -> datetime | None:
    most = cap(limits, state)
    if _free(limits, state) or most is None:
        return now
    # So many of the oldest must age out before the newest of them makes room.
    before = state.unsent_claims + state.counted - most
    if before >= state.counted or not state.oldest_counted:
        return None
    aged = state.oldest_counted[min(before, len(state.oldest_counted) - 1)]
    return max(now, aged + ROLLING)
