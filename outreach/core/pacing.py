"""How much a lane may send now: cap over rolling 24 hours, gap with jitter, ramp.

The store counts, under the lane's lock; nothing here remembers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
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
    that holds a claim is judged, `unsent_claims` are the others. `queued` are due touches
    that leave before the one judged. `grows_at` is when a ramp's next day begins if the
    lane has sent today, else None; where more is about to leave, `midnight` is.
    """

    unsent_claims: int = 0
    counted: int = 0
    oldest_counted: Sequence[datetime] = ()
    last_attempt_at: datetime | None = None
    sent_days: int = 0
    queued: int = 0
    grows_at: datetime | None = None
    midnight: datetime | None = None

    @property
    def used(self) -> int:
        """How many places of the cap are taken before the touch that is judged."""
        return self.counted + self.unsent_claims + self.queued


def cap(limits: Limits, state: LaneState) -> int | None:
    """Return how many touches any 24 hours may hold today; None if there is no cap."""
    today = ramped(limits, state)
    if today is None or limits.per_day is None:
        return limits.per_day if today is None else today
    return min(limits.per_day, today)


def ramped(limits: Limits, state: LaneState) -> int | None:
    """Return what the ramp allows on this day of sending; None if there is none."""
    if limits.ramp is None:
        return None
    return limits.ramp.from_ + limits.ramp.by * state.sent_days


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
    jitter = limits.jitter * _jitter_of(touch_key)
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


@lru_cache(maxsize=1024)  # asked when a touch may go, and again when it does
def _jitter_of(touch_key: str) -> float:
    return fraction("jitter", touch_key)


def cap_frees_at(most: int, state: LaneState, now: datetime) -> datetime | None:
    """Return the earliest instant at which fewer than `most` are used; None: not by time.

    `now` if there are fewer already.
    """
    # So many of the oldest must age out before the newest of them makes room.
    before = state.used - most
    if before < 0:
        return now
    if most <= 0 or (before >= state.counted and not state.queued):
        return None
    if before >= state.counted:
        return now + ROLLING  # those that leave before it must age out in their turn
    if not state.oldest_counted:
        return None
    aged = state.oldest_counted[min(before, len(state.oldest_counted) - 1)]
    return max(now, aged + ROLLING)


def ramp_frees_at(limits: Limits, state: LaneState, now: datetime) -> datetime | None:
    """Return the earliest instant at which the ramp lets one more leave; None: not by time."""
    today = ramped(limits, state)
    if today is None or limits.ramp is None:
        return now
    aged = cap_frees_at(today, state, now)
    leaving = state.unsent_claims or state.queued
    grows_at = state.midnight if leaving else state.grows_at
    if grows_at is None:
        return aged
    tomorrow = cap_frees_at(today + limits.ramp.by, state, grows_at)
    return min((at for at in (aged, tomorrow) if at is not None), default=None)


def _free(limits: Limits, state: LaneState) -> int:
    most = cap(limits, state)
    if most is None:
        return BOUNDLESS
    return max(0, most - state.unsent_claims - state.counted)


def _cap_frees_at(limits: Limits, state: LaneState, now: datetime) -> datetime | None:
    most = cap(limits, state)
    return now if most is None else cap_frees_at(most, state, now)
