"""When a touch's turn comes on its lane: the first instant at which all of its waits are over.

Those that are before it leave as soon as they can, which makes it an estimate.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from outreach.core.dice import fraction
from outreach.core.pacing import ROLLING, Limits
from outreach.core.window import HORIZON

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from outreach.core.pacing import LaneState

    Opens = Callable[[datetime], datetime | None]

MOST_AHEAD = 2000  # more than anybody reads an estimate for
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Road:
    """What a touch passes on its way out: its lane's pacing, and windows.

    `opens` gives the first instant from one on at which every window is open, None if
    there is none. `home` is the clock that the days of a ramp go by.
    """

    limits: Limits
    state: LaneState
    touch_key: str
    home: ZoneInfo
    opens: Opens


@dataclass(slots=True)
class _Lane:
    """A lane as it will be, one touch after another."""

    road: Road
    most: int | None
    left: deque[datetime]  # of the 24 hours before
    last_at: datetime | None
    days: set[date] = field(default_factory=set)

    def allowed(self, at: datetime) -> int | None:
        """Return how many touches the 24 hours before an instant may hold."""
        ramp = self.road.limits.ramp
        if ramp is None:
            return self.most
        today = at.astimezone(self.road.home).date()
        before = sum(day < today for day in self.days)
        grown = ramp.from_ + ramp.by * (self.road.state.sent_days + before)
        return grown if self.most is None else min(self.most, grown)

    def frees_at(self, at: datetime) -> datetime | None:
        """Return the first instant from `at` on with room under cap and ramp."""
        while True:
            recent = [each for each in self.left if each > at - ROLLING]
            most = self.allowed(at)
            if most is None or len(recent) < most:
                return at
            aged = recent[len(recent) - most] + ROLLING if most > 0 else None
            grows = self._grows_at(at)
            following = [each for each in (aged, grows) if each is not None]
            if not following:
                return None
            at = min(following)

    def _grows_at(self, at: datetime) -> datetime | None:
        today = at.astimezone(self.road.home).date()
        if self.road.limits.ramp is None or today not in self.days:
            return None
        return midnight_after(at, self.road.home)

    def leave(self, at: datetime) -> None:
        """Count one that leaves."""
        self.left.append(at)
        while self.left and self.left[0] <= at - ROLLING:
            self.left.popleft()
        self.last_at = at
        if self.road.limits.ramp is not None:
            self.days.add(at.astimezone(self.road.home).date())


def turn_at(road: Road, now: datetime, not_before: datetime) -> datetime | None:
    """Return when the touch leaves if nothing else changes; None: not within a year.

    `not_before` is from when on it may leave at all; those before it go from now on.
    """
    state, limits = road.state, road.limits
    before = 0 if limits == Limits() else state.unsent_claims + state.queued
    if before > MOST_AHEAD:
        return None
    lane = _Lane(
        road, limits.per_day, deque(state.oldest_counted), state.last_attempt_at
    )
    if state.grows_at is not None:
        lane.days.add(now.astimezone(road.home).date())
    at: datetime | None = now
    for number in range(before + 1):
        mine = number == before
        share = fraction("jitter", road.touch_key) if mine else 0.5
        earliest = max(at or now, not_before if mine else now)
        at = _leaves_at(lane, earliest, limits.gap + limits.jitter * share)
        if at is None or at > now + HORIZON:
            return None
        lane.leave(at)
    return at


def midnight_after(at: datetime, home: ZoneInfo) -> datetime:
    """Return when the next day begins on a clock."""
    tomorrow = at.astimezone(home).date() + _DAY
    return datetime.combine(tomorrow, time.min, home).astimezone(at.tzinfo)


def _leaves_at(lane: _Lane, at: datetime, distance: timedelta) -> datetime | None:
    """Return the first instant from `at` on at which gap, cap and windows all pass."""
    if lane.last_at is not None and distance:
        at = max(at, lane.last_at + distance)
    while True:
        frees_at = lane.frees_at(at)
        opens_at = None if frees_at is None else lane.road.opens(frees_at)
        if opens_at is None or opens_at == at:
            return opens_at
        at = opens_at
