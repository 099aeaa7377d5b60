"""Whose turn it is to go on the wire: lanes in turn, each as wide as it is quick."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.core.model import TouchId

WIRE = 512  # in flight in one process
LANE_WIRE = 8  # in flight of a lane, as many as it has connections
# A quick lane may have more marked than are on the wire this instant, so that commits are
# shared: what leaves within this, and no more than so many.
HORIZON = timedelta(milliseconds=100)
# As long as that, or a slow server that answers several at once would seem a quick one.
SHORTEST_LOOK = HORIZON
LANE_MOST = 64
GROUP = 128  # marked in one transaction


@dataclass(slots=True)
class Waiting:
    """One id on its way; `done` is set when it is accounted for."""

    touch_id: TouchId
    lane: str
    done: asyncio.Future[None]
    tries: int = 0


@dataclass(slots=True)
class _Lane:
    """One lane's line, what it has in flight, and how quick it was lately."""

    line: deque[Waiting] = field(default_factory=deque)
    aloft: int = 0
    landed: int = 0
    since: float = 0.0  # the loop's time from which `landed` counts
    rate: float = 0.0  # landings a second

    def measure(self, now: float) -> None:
        """Learn from what has landed since the last look; nothing landed teaches nothing."""
        spent = now - self.since
        if spent < SHORTEST_LOOK.total_seconds():
            return
        if self.landed:
            self.rate = (self.rate + self.landed / spent) / 2
        self.landed, self.since = 0, now

    @property
    def is_idle(self) -> bool:
        """Whether nothing of it stands in line or flies."""
        return not (self.line or self.aloft)

    def room(self, least: int) -> int:
        """Return how many more may fly."""
        quick = int(self.rate * HORIZON.total_seconds())
        return max(least, min(quick, LANE_MOST)) - self.aloft


class LineUp:
    """All that waits or flies in this process, each touch once."""

    def __init__(self, wire: int, lane_wire: int) -> None:
        self._wire = wire
        self._lane_wire = lane_wire
        self._lanes: dict[str, _Lane] = {}
        self._known: dict[TouchId, Waiting] = {}
        self._aloft = 0

    @property
    def waiting(self) -> bool:
        """Whether anything stands in line."""
        return any(lane.line for lane in self._lanes.values())

    @property
    def ahead(self) -> bool:
        """Whether a lane has marked more than it has connections for."""
        return any(lane.aloft > self._lane_wire for lane in self._lanes.values())

    def join(self, touch_id: TouchId, lane: str) -> Waiting:
        """Stand in line, unless the touch already does or flies."""
        known = self._known.get(touch_id)
        if known is None:
            done = asyncio.get_running_loop().create_future()
            known = self._known[touch_id] = Waiting(touch_id, lane, done)
            self._lanes.setdefault(lane, _Lane()).line.append(known)
        return known

    def take(self) -> list[Waiting]:
        """Take those whose turn it is, as many as may be marked together."""
        now = asyncio.get_running_loop().time()
        taken: list[Waiting] = []
        most = min(GROUP, self._wire - self._aloft)
        for name in list(self._lanes):
            if len(taken) >= most:
                break
            # The last next time.
            lane = self._lanes.pop(name)
            lane.measure(now)
            if lane.is_idle and lane.room(0) <= self._lane_wire:
                continue  # with nothing to remember: there may be thousands of lanes
            self._lanes[name] = lane
            free = min(most - len(taken), lane.room(self._lane_wire))
            several = range(min(free, len(lane.line)))
            taken.extend(lane.line.popleft() for _ in several)
        return taken

    def back(self, taken: Iterable[Waiting]) -> None:
        """Put back in front what was not marked."""
        for waiting in reversed(list(taken)):
            self._lanes.setdefault(waiting.lane, _Lane()).line.appendleft(waiting)

    def begin(self, waiting: Waiting) -> None:
        """Note that it flies."""
        self._lanes.setdefault(waiting.lane, _Lane()).aloft += 1
        self._aloft += 1

    def end(self, waiting: Waiting) -> None:
        """Note that it has landed."""
        lane = self._lanes[waiting.lane]
        lane.aloft -= 1
        lane.landed += 1
        self._aloft -= 1

    def leave(self, waiting: Waiting) -> None:
        """Be accounted for."""
        self._known.pop(waiting.touch_id, None)
        if not waiting.done.done():
            waiting.done.set_result(None)

    def cleared(self) -> list[TouchId]:
        """Send all that stand in line away; return them."""
        gone = [waiting for lane in self._lanes.values() for waiting in lane.line]
        for lane in self._lanes.values():
            lane.line.clear()
        for waiting in gone:
            self.leave(waiting)
        return [waiting.touch_id for waiting in gone]
