"""Caps over all senders in a forecast: what each holds, and up to when places are promised."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from outreach.core.cap import Bound, CapFacts, Queue, promise
from outreach.core.pacing import ROLLING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outreach.core.cap import Cap
    from outreach.core.forecast.flight import Flight
    from outreach.core.forecast.world import World
    from outreach.core.model import Lead
    from outreach.core.sequence import Step


class Purse:
    """What is spent of each cap, as the engine would count it."""

    def __init__(self, world: World) -> None:
        self.caps = world.caps
        limits = (each.sequence.max_new_per_day for each in world.courses.values())
        self.open = not self.caps.are_none or any(limits)
        self.spent = {key: deque(sorted(each)) for key, each in world.spent.items()}
        self.queues = dict(world.queues)

    def of(self, flight: Flight, step: Step, lead: Lead) -> tuple[Cap, ...]:
        """Return the caps that an enrollment's next touch counts against."""
        sequence = flight.course.sequence
        most = sequence.max_new_per_day
        if not self.open and most is None:
            return ()
        new_in = "" if flight.touched else sequence.name
        return self.caps.of(Bound.of(lead, step, flight.company, new_in, most))

    def facts(self, caps: Iterable[Cap], now: datetime) -> tuple[CapFacts, ...]:
        """Return what the gates look at."""
        return tuple(CapFacts(cap, len(self._lately(cap, now))) for cap in caps)

    def take(self, caps: Iterable[Cap], now: datetime) -> None:
        """Count one that leaves now."""
        for cap in caps:
            self._lately(cap, now).append(now)

    def give(self, caps: Iterable[Cap], now: datetime) -> None:
        """Take back one that did not leave after all."""
        for cap in caps:
            self._lately(cap, now).pop()

    def park(self, flight: Flight, cap: Cap, now: datetime) -> datetime:
        """Return when a place of a full cap is free for an enrollment."""
        at, self.queues[cap.key] = promise(
            self.queues.get(cap.key, Queue()),
            list(self._lately(cap, now))[-cap.most :],
            now,
            follow_up=flight.touched,
            again=flight.waits_for == cap.kind,
        )
        return at

    def _lately(self, cap: Cap, now: datetime) -> deque[datetime]:
        spent = self.spent.setdefault(cap.key, deque())
        while spent and spent[0] <= now - ROLLING:
            spent.popleft()
        return spent
