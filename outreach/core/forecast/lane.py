"""A sender's line in a forecast: who waits in order, and what it has sent lately."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from heapq import heappop, heappush, heapreplace
from typing import TYPE_CHECKING

from outreach.core.gate import LaneFacts
from outreach.core.pacing import (
    ROLLING,
    LaneState,
    Limits,
    gap_until,
    room_returns_at,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outreach.core.forecast.flight import Flight
    from outreach.core.forecast.opening import Opening
    from outreach.core.forecast.world import Sender

_IDLE = LaneState()
_EARLY = datetime.min.replace(tzinfo=UTC)
Entry = tuple[datetime, int, int]  # due, the enrollment's index, its ticket


class Line:
    """Those of one lane under one window key, in order, followers-up or newcomers."""

    __slots__ = ("heap", "number", "opening", "shown")

    def __init__(self, number: int, opening: Opening) -> None:
        self.number = number
        self.opening = opening
        self.heap: list[Entry] = []
        self.shown: Entry | None = None  # what stands for it among the lane's heads


class Lane:
    """One lane: lines by window key, and the counters its limits are read from."""

    def __init__(self, sender: Sender, own: Opening | None) -> None:
        self.sender = sender
        self.name = sender.name
        self.limits = sender.limits
        self.boundless = sender.limits == Limits()
        self.spaced = sender.limits.spaced
        # It is at work, so that a candidate's own gates are all that counts.
        self.plain = sender.known and not sender.paused and sender.rest_until is None
        self.own = own
        self.wake: int | None = None  # the tick at which it is looked at next
        self.not_before = 0  # the tick after that at which it was
        self.again_at: datetime | None = None  # when the first in order may go
        self.ready = _EARLY  # its own limits let nothing leave before
        self.sent = deque(sender.sent_at)
        self.last_attempt_at = sender.last_attempt_at
        self.sent_days = sender.sent_days
        self.last_sent_on = sender.last_sent_on
        self.lines: dict[tuple[str, bool], Line] = {}
        self.heads: dict[bool, list[tuple[Entry, int, Line]]] = {
            True: [],
            False: [],
        }
        self.closed: list[tuple[datetime, int, bool, Line]] = []
        self._state: tuple[str, LaneState] | None = None  # the last, if it still holds
        self._apart: tuple[Entry, LaneState, datetime | None] | None = None

    def join(self, opening: Opening, flight: Flight) -> None:
        """Put a due enrollment in its line."""
        if flight.due_at is None:
            return
        line = self.lines.get((opening.key, flight.touched))
        if line is None:
            line = Line(len(self.lines), opening)
            self.lines[opening.key, flight.touched] = line
        entry = (flight.due_at, flight.index, flight.ticket)
        heappush(line.heap, entry)
        if line.shown is None or entry < line.shown:
            self._show(line, touched=flight.touched)

    def first(
        self, flights: Sequence[Flight], now: datetime, *, touched: bool
    ) -> Line | None:
        """Return the line whose head is first in order of those that are open now.

        A head that is not due yet may be of a closed one. Those that are due and closed are
        put out of sight: `opens_at` tells until when.
        """
        heads = self.heads[touched]
        while heads:
            entry, _, line = heads[0]
            if line.shown is not entry:
                heappop(heads)  # a better one stands for the line
            elif flights[entry[1]].ticket != entry[2]:
                heappop(heads)
                self._renew(line, flights, touched=touched)
            elif entry[0] <= now and not line.opening.lets(now):
                heappop(heads)
                self._hide(line, now, touched=touched)
            else:
                return line
        return None

    def take(self, line: Line, flights: Sequence[Flight], *, touched: bool) -> None:
        """Take the first of a line that `first` returned, whose ticket is not good any more.

        It may stand in the same line again, and before where it stood.
        """
        heap, heads = line.heap, self.heads[touched]
        if heads[0][2] is not line:
            self._renew(line, flights, touched=touched)
            return
        _prune(heap, flights)
        line.shown = heap[0] if heap else None
        if line.shown is None:
            heappop(heads)
        else:
            heapreplace(heads, (line.shown, line.number, line))

    def opens_at(self) -> datetime | None:
        """Return when the first line out of sight opens; None if none ever does."""
        return self.closed[0][0] if self.closed else None

    def show_open(self, now: datetime) -> None:
        """Bring the lines that have opened back in sight."""
        while self.closed and self.closed[0][0] <= now:
            *_, touched, line = heappop(self.closed)
            if line.shown is None and line.heap:
                self._show(line, touched=touched)

    def _hide(self, line: Line, now: datetime, *, touched: bool) -> None:
        line.shown = None
        at = line.opening.next_open(now)
        if at is not None:
            heappush(self.closed, (at, line.number, touched, line))

    def waiting(self, flights: Sequence[Flight], at: datetime) -> tuple[int, int]:
        """Return how many newcomers and followers-up are due by an instant."""
        counts = {True: 0, False: 0}
        for (_, touched), line in self.lines.items():
            counts[touched] += sum(
                due < at and flights[index].ticket == ticket
                for due, index, ticket in line.heap
            )
        return counts[False], counts[True]

    def facts(self, now: datetime, state: LaneState) -> LaneFacts:
        """Return what the gates look at."""
        sender = self.sender
        return LaneFacts(
            name=self.name,
            known=sender.known,
            paused=sender.paused,
            rest_until=sender.rest_until,
            opens_at=self._own_opens_at(now),
            hears=False,  # it is taken to be read in time
            inbox_read_at=now,
            limits=self.limits,
            state=state,
        )

    def _own_opens_at(self, now: datetime) -> datetime | None:
        """Return when the sender's own hours begin; None in the midst of them."""
        freeze = self.sender.freeze
        at = (freeze and freeze.ends_at(now)) or now
        if self.own is not None and not self.own.is_open(at):
            at = self.own.next_open(at) or at + ROLLING
        return None if at == now else at

    def state(self, now: datetime, today: str, claims: int) -> LaneState:
        """Return what it has done, as the store would count it, with so many claims."""
        if self.boundless:
            return LaneState(unsent_claims=claims) if claims else _IDLE
        sent = self.sent
        since = now - ROLLING
        while sent and sent[0] <= since:
            sent.popleft()
            self._state = None
        if not claims and self._state is not None and self._state[0] == today:
            return self._state[1]
        state = LaneState(
            unsent_claims=claims,
            counted=len(sent),
            oldest_counted=sent,
            last_attempt_at=self.last_attempt_at,
            sent_days=self.sent_days - (self.last_sent_on == today),
        )
        if not claims:
            self._state = today, state
        return state

    def apart_at(
        self, line: Line, state: LaneState, touch_key: Callable[[], str]
    ) -> datetime | None:
        """Return when the first of a line keeps its distance; None: whenever it leaves."""
        if not self.spaced:
            return None
        entry, known = line.heap[0], self._apart
        if known is not None and known[0] is entry and known[1] is state:
            return known[2]
        at = gap_until(self.limits, state, touch_key())
        self._apart = entry, state, at
        return at

    def note(self, now: datetime, today: str) -> None:
        """Count a touch that leaves now."""
        self._state = None
        if not self.boundless:
            self.sent.append(now)
        if self.spaced:
            self.last_attempt_at = now
        if self.last_sent_on < today:
            self.sent_days += 1
            self.last_sent_on = today

    def ready_at(
        self, state: LaneState, now: datetime, today: str, tomorrow_at: datetime
    ) -> datetime | None:
        """Return from when its own limits let it send; None: not by time alone."""
        if self.sender.paused:
            return None
        rested = self.rests_until(now)
        returns = room_returns_at(self.limits, state, now)
        if returns is not None and returns <= now:
            return rested
        if self.limits.ramp is not None and self.last_sent_on == today:
            # The ramp grows at midnight after a day of sending.
            returns = tomorrow_at if returns is None else min(returns, tomorrow_at)
        return None if returns is None else max(returns, rested)

    def rests_until(self, now: datetime) -> datetime:
        """Return when its rest or its hours off are over; `now` if it is at work."""
        rested = now
        sender = self.sender
        if self.own is not None or sender.freeze or sender.rest_until is not None:
            for at in (sender.rest_until, self._own_opens_at(now)):
                if at is not None and at > rested:
                    rested = at
        return rested

    def _renew(self, line: Line, flights: Sequence[Flight], *, touched: bool) -> None:
        _prune(line.heap, flights)
        line.shown = None
        if line.heap:
            self._show(line, touched=touched)

    def _show(self, line: Line, *, touched: bool) -> None:
        line.shown = line.heap[0]
        heappush(self.heads[touched], (line.shown, line.number, line))


def _prune(heap: list[Entry], flights: Sequence[Flight]) -> None:
    """Drop the places that enrollments have left from the top of a line."""
    while heap and flights[heap[0][1]].ticket != heap[0][2]:
        heappop(heap)
